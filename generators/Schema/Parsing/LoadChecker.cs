using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>
/// Finds structs that compile and that the runtime refuses to load (TypeLoadException): those that contain, in another struct, a list of themselves. To lay out the struct the runtime needs
/// the other one, for that the list, and the list's type is made of the struct that is not laid out yet. A list of itself in the struct's own fields loads.
/// </summary>
internal static class LoadChecker
{
    /// <summary>Reports a struct that can't be loaded.</summary>
    public static void Check(INamedTypeSymbol type, ProblemList problems)
    {
        if (!type.IsValueType || !type.IsFromSource())
        {
            return;
        }

        HashSet<INamedTypeSymbol> seen = new(SymbolEqualityComparer.Default);
        foreach ((INamedTypeSymbol inner, bool isList) in Parts(type))
        {
            if (!SymbolEqualityComparer.Default.Equals(inner, type) && Contains(inner, type, isList, seen) is { } holder)
            {
                problems.Add(ProblemIds.NotLoadable, type.Place(), type.Name, Name(inner, type), Name(holder, type));
                return;
            }
        }
    }

    /// <summary>The struct inside of another one that has a list of it; null when there is none.</summary>
    private static INamedTypeSymbol? Contains(INamedTypeSymbol part, INamedTypeSymbol type, bool isList, HashSet<INamedTypeSymbol> seen)
    {
        if (!seen.Add(part))
        {
            return null;
        }

        foreach ((INamedTypeSymbol inner, bool isInnerList) in Parts(part))
        {
            bool isAnyList = isList || isInnerList;
            if (SymbolEqualityComparer.Default.Equals(inner, type) ? isAnyList : Contains(inner, type, isAnyList, seen) is not null)
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>The structs that are in a struct: as they are, or as the argument of a generic one.</summary>
    private static IEnumerable<(INamedTypeSymbol Type, bool IsList)> Parts(INamedTypeSymbol type)
    {
        IEnumerable<ITypeSymbol> fields = SchemaTypes.IsWireUnion(type)
            ? UnionParser.CasesOf(type)
            : type.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst).Select(field => field.Type);
        foreach (ITypeSymbol field in fields)
        {
            if (field is not INamedTypeSymbol { IsValueType: true, TypeKind: TypeKind.Struct, SpecialType: SpecialType.None or SpecialType.System_Nullable_T } named)
            {
                continue;
            }

            if (named.TypeArguments.IsEmpty)
            {
                yield return (named, false);
            }

            foreach (INamedTypeSymbol argument in named.TypeArguments.OfType<INamedTypeSymbol>().Where(argument => argument is { IsValueType: true, TypeKind: TypeKind.Struct }))
            {
                yield return (argument, named.OriginalDefinition.SpecialType != SpecialType.System_Nullable_T);
            }
        }
    }

    private static string Name(INamedTypeSymbol inner, INamedTypeSymbol type) =>
        SymbolEqualityComparer.Default.Equals(inner.ContainingType, type) ? $"{type.Name}.{inner.Name}" : inner.Name;
}
