using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>
/// Finds out whether the compiler's equality and printing do for a record: arrays and memory compare by identity, and print as the name of their type.
/// </summary>
internal sealed class StateParser
{
    public StateParser(INamedTypeSymbol type, bool keepsAll = false)
    {
        foreach (ISymbol member in type.GetMembers())
        {
            if (member.IsStatic || member.IsGenerated())
            {
                continue;
            }

            if (member is IPropertySymbol { IsIndexer: false, GetMethod: not null, ExplicitInterfaceImplementations.Length: 0 } property
                && property.Name != "EqualityContract")
            {
                bool hasField = type.GetMembers().OfType<IFieldSymbol>()
                    .Any(field => SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property));
                State.Add(new StateSpec(
                    property.Name, property.Type.AnnotatedName(), ComparisonOf(property.Type), hasField, IsPrinted(property, property.Type)));
            }
            else if (member is IFieldSymbol { AssociatedSymbol: null, IsImplicitlyDeclared: false } field)
            {
                State.Add(new StateSpec(
                    field.Name, field.Type.AnnotatedName(), ComparisonOf(field.Type), IsCompared: true, field.DeclaredAccessibility == Accessibility.Public));
            }
        }

        bool declaresEquals = Declares(type, "Equals", method => method.Parameters.Length == 1
            && SymbolEqualityComparer.Default.Equals(method.Parameters[0].Type, type));
        bool declaresHashCode = Declares(type, "GetHashCode", method => method.Parameters.Length == 0);
        bool declaresPrinting = Declares(type, "PrintMembers", method => method.Parameters.Length == 1)
            || Declares(type, "ToString", method => method.Parameters.Length == 0);
        NeedsEquality = !declaresEquals && State.Any(state => state.IsCompared && state.Comparison != StateComparison.Default);
        NeedsHashCode = NeedsEquality && !declaresHashCode;
        NeedsPrinting = !declaresPrinting && (keepsAll || State.Any(state => state.IsPrinted && state.Comparison != StateComparison.Default));
        if (!NeedsEquality && !NeedsPrinting && !keepsAll)
        {
            State.Clear();
        }
    }

    public List<StateSpec> State { get; } = [];

    public bool NeedsEquality { get; }

    public bool NeedsHashCode { get; }

    public bool NeedsPrinting { get; }

    /// <summary>Whether <c>ToString</c> shows it; what lives on the stack only, or is an address, can't be shown.</summary>
    private static bool IsPrinted(ISymbol symbol, ITypeSymbol type) =>
        symbol.DeclaredAccessibility == Accessibility.Public && !type.IsRefLikeType && type.TypeKind is not (TypeKind.Pointer or TypeKind.FunctionPointer);

    private static bool Declares(INamedTypeSymbol type, string name, Func<IMethodSymbol, bool> condition) =>
        type.GetMembers(name).OfType<IMethodSymbol>().Any(method => !method.IsImplicitlyDeclared && !method.IsStatic && !method.IsGenerated() && condition(method));

    private static StateComparison ComparisonOf(ITypeSymbol type) =>
        SchemaTypes.IsMemory(type) ? StateComparison.Memory
        : type is IArrayTypeSymbol { Rank: 1 } ? StateComparison.Array
        : type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: { Length: 1 } arguments }
            && SchemaTypes.IsMemory(arguments[0]) ? StateComparison.NullableMemory
        : StateComparison.Default;
}
