using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ProtoSockets.Schema;

/// <summary>Finds the wire members of a record: the parameters of its primary constructor, then the properties that can be set or that are computed.</summary>
internal sealed class MemberCollector(INamedTypeSymbol type, ProblemList problems, bool isUnion = false)
{
    /// <summary>Names that generated code gives to members of a record.</summary>
    internal static readonly string[] GeneratedNames =
    [
        "TryRead", "Read", "Write", "GetSize", "MaxSize", "MaxWireSize", "ToOwned", "ToBytes", "TryReadFrame", "WriteFrame", "GetFrameSize", "ToOwnedMessage", "IsPlain", "ReadPlain", "WritePlain",
    ];

    private static readonly string[] DerivedAttributes = ["LengthOf", "CountOf", "Constant", "FrameLength", "OffsetOf", "TagOf", "Checksum", "FlagOf"];

    private readonly string[] _reserved = isUnion ? [.. GeneratedNames, .. UnionParser.GeneratedNames] : GeneratedNames;

    private readonly List<MemberDraft> _members = [];
    private readonly HashSet<string> _parameters = [];
    private readonly HashSet<string> _reported = [];

    public List<MemberDraft> Collect()
    {
        IMethodSymbol? constructor = PrimaryConstructor();
        if (constructor is not null)
        {
            foreach (IParameterSymbol parameter in constructor.Parameters)
            {
                AddParameter(parameter);
            }
        }

        foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>())
        {
            AddProperty(property);
        }

        CheckOthers(constructor);
        CheckParts(constructor);
        return _members;
    }

    private IMethodSymbol? PrimaryConstructor()
    {
        if (type.IsFromSource())
        {
            return type.InstanceConstructors.FirstOrDefault(constructor =>
                constructor.DeclaringSyntaxReferences.Any(reference => reference.GetSyntax() is RecordDeclarationSyntax { ParameterList: not null }));
        }

        // From a compiled assembly: the constructor whose parameters are all properties.
        return type.InstanceConstructors
            .Where(constructor => constructor.Parameters.Length > 0 && constructor.Parameters.All(parameter => Property(parameter.Name) is not null))
            .OrderByDescending(constructor => constructor.Parameters.Length)
            .FirstOrDefault();
    }

    private IPropertySymbol? Property(string name) => type.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault(property => !property.IsStatic);

    private void AddParameter(IParameterSymbol parameter)
    {
        if (IsUnnamed(parameter))
        {
            return;
        }

        _parameters.Add(parameter.Name);
        IPropertySymbol? property = Property(parameter.Name);
        AttributeData[] attributes = [.. parameter.GetAttributes(), .. property is null ? [] : property.GetAttributes()];
        if (property is null)
        {
            problems.Add(ProblemIds.CannotBeSet, parameter.Place(), parameter.Name, "has no property to read it from");
            return;
        }

        if (attributes.Has("NotOnWire"))
        {
            problems.Add(ProblemIds.CannotBeSet, parameter.Place(), parameter.Name, "is needed to construct the record, so it can't be left out of the wire form");
            return;
        }

        if (attributes.Any(IsDerived))
        {
            problems.Add(ProblemIds.DerivedNotPartial, parameter.Place(), parameter.Name, parameter.Type.ShortName());
            return;
        }

        Add(parameter, parameter.Type, isPositional: true, attributes, isPartial: false, string.Empty);
    }

    /// <summary>Whether the name is still to be typed. There is no code to generate until then.</summary>
    private bool IsUnnamed(ISymbol symbol)
    {
        if (symbol.Name.Length > 0)
        {
            return false;
        }

        problems.Fail();
        return true;
    }

    private void AddProperty(IPropertySymbol property)
    {
        if (property.IsImplicitlyDeclared || property.IsGenerated() || _parameters.Contains(property.Name) || IsUnnamed(property))
        {
            return;
        }

        AttributeData[] attributes = [.. property.GetAttributes()];
        string? reason = property.IsStatic ? "static properties are not on the wire"
            : property.IsIndexer ? "indexers are not on the wire"
            : property.ExplicitInterfaceImplementations.Length > 0 ? "what only an interface shows is not on the wire"
            : attributes.Has("NotOnWire") && !(isUnion && attributes.Has("Discriminator")) ? "[NotOnWire] leaves it out"
            : null;
        if (reason is not null)
        {
            if (attributes.FirstOrDefault(attribute => AttributeChecker.IsOfMember(attribute) && (property.IsStatic || attribute.OwnName() != "NotOnWire")) is { } idle)
            {
                problems.Add(ProblemIds.NoEffect, idle, property, idle.OwnName()!, property.Name, reason);
            }

            return;
        }

        bool isDerived = attributes.Any(IsDerived);
        bool isPartial = property.IsPartialDefinition || (isDerived && !type.IsFromSource());
        if (isDerived && (property.SetMethod is not null || !isPartial || HasAccessorModifiers(property)))
        {
            problems.Add(ProblemIds.DerivedNotPartial, property.Place(), property.Name, property.Type.ShortName());
            _reported.Add(property.Name);
        }
        else if (isDerived)
        {
            Add(property, property.Type, isPositional: false, attributes, isPartial: true, Modifiers(property));
        }
        else if (property.SetMethod is not null && property.GetMethod is not null)
        {
            Add(property, property.Type, isPositional: false, attributes, isPartial: false, string.Empty);
        }
        else if (attributes.Any(attribute => attribute.OwnName() is not null))
        {
            problems.Add(ProblemIds.CannotBeSet, property.Place(), property.Name, "has wire attributes and no 'init', so a value that was read can't be put there");
        }
        else if (IsAutoProperty(property))
        {
            problems.Add(ProblemIds.CannotBeSet, property.Place(), property.Name, "has no 'init', so a value that was read can't be put there; add it, or [NotOnWire]");
        }
    }

    private bool IsDerived(AttributeData attribute) =>
        attribute.OwnName() is { } name && (DerivedAttributes.Contains(name) || (isUnion && name == "Discriminator"));

    private void Add(ISymbol symbol, ITypeSymbol memberType, bool isPositional, AttributeData[] attributes, bool isPartial, string modifiers)
    {
        if (_reserved.Contains(symbol.Name))
        {
            problems.Add(ProblemIds.ReservedName, symbol.Place(), symbol.Name, type.Name);
        }

        if (_members.Any(other => other.Name == symbol.Name))
        {
            // The compiler reports the name that is used twice.
            problems.Fail();
        }

        MemberDraft member = new()
        {
            Name = symbol.Name,
            Symbol = symbol,
            Type = memberType,
            DeclaredType = memberType,
            IsPositional = isPositional,
            Attributes = attributes,
            IsPartial = isPartial,
            PartialModifiers = modifiers,
        };
        member.Section = member.Find("Section")?.Text(0) ?? symbol.Name;
        _members.Add(member);
    }

    private static bool IsAutoProperty(IPropertySymbol property) =>
        property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));

    private static PropertyDeclarationSyntax? Syntax(IPropertySymbol property) =>
        property.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax()).OfType<PropertyDeclarationSyntax>().FirstOrDefault();

    private static bool HasAccessorModifiers(IPropertySymbol property) =>
        Syntax(property)?.AccessorList?.Accessors.Any(accessor => accessor.Modifiers.Count > 0) ?? false;

    private static string Modifiers(IPropertySymbol property) =>
        Syntax(property) is { } syntax ? string.Join(" ", syntax.Modifiers.Select(modifier => modifier.ValueText)) : "public partial";

    /// <summary>Members that are not on the wire, and yet stand in the way.</summary>
    private void CheckOthers(IMethodSymbol? constructor)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member.IsStatic || member.IsImplicitlyDeclared || member.IsGenerated())
            {
                continue;
            }

            if (member is IFieldSymbol { AssociatedSymbol: null, DeclaredAccessibility: Accessibility.Public })
            {
                problems.Add(ProblemIds.FieldOnRecord, member.Place(), member.Name);
            }

            if (member is IFieldSymbol { IsRequired: true } or IPropertySymbol { IsRequired: true } && _members.All(other => other.Name != member.Name) && !_reported.Contains(member.Name))
            {
                problems.Add(ProblemIds.CannotBeSet, member.Place(), member.Name, "is required and not on the wire, so a record that is read can't be constructed");
            }
        }

        foreach (ISymbol member in type.GetMembers().Where(member => !member.IsGenerated() && !member.IsImplicitlyDeclared))
        {
            bool isAccessor = member is IMethodSymbol { MethodKind: not MethodKind.Ordinary };
            if (!isAccessor && _reserved.Contains(member.Name) && _members.All(other => other.Name != member.Name) && type.IsFromSource())
            {
                problems.Add(ProblemIds.ReservedName, member.Place(), member.Name, type.Name);
            }
        }

        if (!type.IsValueType && constructor is null && !type.InstanceConstructors.Any(candidate => candidate.Parameters.Length == 0))
        {
            problems.Add(ProblemIds.CannotBeSet, type.Place(), type.Name, "has neither a primary nor a parameterless constructor");
        }
    }

    /// <summary>The order of parts of a type is the order in which the compiler was given the files: no order to write bytes in.</summary>
    private void CheckParts(IMethodSymbol? constructor)
    {
        MemberDraft? first = null;
        TypeDeclarationSyntax? part = constructor?.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax()).OfType<TypeDeclarationSyntax>().FirstOrDefault();
        foreach (MemberDraft member in _members)
        {
            TypeDeclarationSyntax? own = member.Symbol is IPropertySymbol property ? Syntax(property)?.Parent as TypeDeclarationSyntax : part;
            if (own is null)
            {
                continue;
            }

            if (part is not null && own != part)
            {
                problems.Add(ProblemIds.TwoParts, member.Place, type.Name, member.Name, first?.Name ?? type.Name);
                return;
            }

            part = own;
            first ??= member;
        }
    }
}
