using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.Schema;

/// <summary>What the parser asks of symbols.</summary>
internal static class SymbolReading
{
    private static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    /// <summary>The type's name as generated code writes it, with <c>global::</c>.</summary>
    public static string FullName(this ITypeSymbol type) => type.WithNullableAnnotation(NullableAnnotation.None).ToDisplayString(TypeFormat);

    /// <summary>The same, with a question mark where it may be null.</summary>
    public static string AnnotatedName(this ITypeSymbol type) => type.ToDisplayString(TypeFormat);

    /// <summary>The name that messages show.</summary>
    public static string ShortName(this ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);

    public static Location? Place(this ISymbol symbol) => symbol.Locations.FirstOrDefault();

    /// <summary>Whether a generator declared it: analyzers see generated code, and read definitions without it.</summary>
    public static bool IsGenerated(this ISymbol symbol) =>
        symbol.DeclaringSyntaxReferences.Length > 0
        && symbol.DeclaringSyntaxReferences.All(reference => reference.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal));

    public static bool IsIn(this ITypeSymbol type, string @namespace) =>
        type.ContainingType is null && type.ContainingNamespace?.ToDisplayString() == @namespace;

    /// <summary>The type's declarations in source that is not generated.</summary>
    public static IEnumerable<TypeDeclarationSyntax> Declarations(this INamedTypeSymbol type) =>
        type.DeclaringSyntaxReferences
            .Where(reference => !reference.SyntaxTree.FilePath.EndsWith(".g.cs", StringComparison.Ordinal))
            .Select(reference => reference.GetSyntax())
            .OfType<TypeDeclarationSyntax>();

    public static bool IsPartial(this INamedTypeSymbol type) =>
        type.Declarations().Any() && type.Declarations().All(declaration => declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    public static bool IsFromSource(this INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Length > 0;

    /// <summary>
    /// Whether all members of a struct can be seen. Of compiled projects the compiler shows no internal members, but all fields of a struct: what it keeps in one for a property is there.
    /// That a compiled struct was declared as a record does not show.
    /// </summary>
    public static bool IsInSight(this INamedTypeSymbol type) =>
        type.IsFromSource() || !type.IsValueType || type.GetMembers().OfType<IFieldSymbol>().All(field => field.IsStatic || PropertyOf(field) is not { } name || !type.GetMembers(name).IsEmpty);

    /// <summary>The property whose value the compiler keeps in a field; for the generated one that remembers what was read for a computed member, that member.</summary>
    private static string? PropertyOf(IFieldSymbol field)
    {
        const string read = "OnWire";
        if (field.Name.IndexOf(">k__BackingField", StringComparison.Ordinal) is not (> 1 and var end))
        {
            return null;
        }

        string name = field.Name.Substring(1, end - 1);
        return name.EndsWith(read, StringComparison.Ordinal) && field.ContainingType.GetMembers(name).IsEmpty ? name.Substring(0, name.Length - read.Length) : name;
    }

    /// <summary>The accessibility of what types beside it can't reach; null when they can.</summary>
    public static string? Hidden(ISymbol symbol)
    {
        Accessibility accessibility = symbol.DeclaredAccessibility;
        if (symbol is IPropertySymbol property)
        {
            foreach (IMethodSymbol accessor in new[] { property.GetMethod, property.SetMethod }.OfType<IMethodSymbol>())
            {
                accessibility = accessor.DeclaredAccessibility < accessibility ? accessor.DeclaredAccessibility : accessibility;
            }
        }

        return accessibility is Accessibility.Private or Accessibility.Protected or Accessibility.ProtectedAndInternal ? SyntaxFacts.GetText(accessibility) : null;
    }

    /// <summary>The escaped name: <c>@class</c>.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    public static TypeSpec ToSpec(this INamedTypeSymbol type)
    {
        List<string> containers = [];
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            containers.Insert(0, Declaration(container));
        }

        return new TypeSpec
        {
            Name = type.Name,
            FullName = type.FullName(),
            MetadataName = MetadataName(type),
            Namespace = type.ContainingNamespace is { IsGlobalNamespace: false } @namespace ? @namespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat
                .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted)) : string.Empty,
            Containers = containers.ToEquatable(),
            Declaration = Declaration(type),
            Accessibility = SyntaxFacts.GetText(type.DeclaredAccessibility),
            IsValueType = type.IsValueType,
            IsReadOnly = type.IsReadOnly,
            IsSealed = type.IsSealed,
            IsStatic = type.IsStatic,
        };
    }

    private static string Declaration(INamedTypeSymbol type)
    {
        string kind = (type.IsRecord, type.TypeKind) switch
        {
            (true, TypeKind.Struct) => "record struct",
            (true, _) => "record",
            (_, TypeKind.Struct) => "struct",
            (_, TypeKind.Interface) => "interface",
            _ => "class",
        };
        return $"partial {kind} {Escape(type.Name)}";
    }

    private static string MetadataName(INamedTypeSymbol type)
    {
        string name = FileName(type);
        for (INamedTypeSymbol? container = type.ContainingType; container is not null; container = container.ContainingType)
        {
            name = FileName(container) + "+" + name;
        }

        for (INamespaceSymbol? part = type.ContainingNamespace; part is { IsGlobalNamespace: false }; part = part.ContainingNamespace)
        {
            name = FileName(part) + "." + name;
        }

        return name;
    }

    /// <summary>
    /// The compiler compares the names of generated files without regard to case, so a sibling that differs only in case gets a number. So does one of the same name and another kind, which is the compiler's
    /// error to report, and must not end the generator.
    /// </summary>
    private static string FileName(INamespaceOrTypeSymbol symbol)
    {
        IEnumerable<INamespaceOrTypeSymbol> all = symbol.ContainingType is { } type ? type.GetTypeMembers() : symbol.ContainingNamespace?.GetMembers() ?? [];
        INamespaceOrTypeSymbol[] siblings = [.. all.Where(other => string.Equals(other.MetadataName, symbol.MetadataName, StringComparison.OrdinalIgnoreCase))];
        int before = siblings.Count(other => string.CompareOrdinal(other.MetadataName, symbol.MetadataName) < 0)
            + siblings.Where(other => other.MetadataName == symbol.MetadataName).TakeWhile(other => !SymbolEqualityComparer.Default.Equals(other, symbol)).Count();
        return before == 0 ? symbol.MetadataName : $"{symbol.MetadataName}({before})";
    }
}
