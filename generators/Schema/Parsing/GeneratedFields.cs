using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>
/// Fields that the generator adds to types of this compilation. The compiler knows nothing of them yet while the generator reads the types, so that one which seems to hold no
/// reference may hold one once it is whole.
/// </summary>
internal static class GeneratedFields
{
    /// <summary>Whether a type of this compilation gets fields besides those that it declares: a checksum keeps what came with the bytes, a union its case.</summary>
    public static bool Has(INamedTypeSymbol type) => type.IsFromSource() && (SchemaTypes.IsWireUnion(type) || Checksums(type).Any());

    /// <summary>Whether a type holds no reference, fields that it will have included.</summary>
    public static bool IsUnmanaged(ITypeSymbol type)
    {
        if (!type.IsUnmanagedType)
        {
            return false;
        }

        if (type is not INamedTypeSymbol named || !named.IsFromSource() || named.TypeKind == TypeKind.Enum)
        {
            return true;
        }

        return Checksums(named).All(member => member.Type.IsUnmanagedType)
            && named.GetMembers().OfType<IFieldSymbol>().Where(field => !field.IsStatic && !field.IsConst).All(field => IsUnmanaged(field.Type))
            && (!SchemaTypes.IsWireUnion(named) || UnionParser.CaseTypes(named).All(IsUnmanaged));
    }

    private static IEnumerable<IPropertySymbol> Checksums(INamedTypeSymbol type) =>
        type.GetMembers().OfType<IPropertySymbol>().Where(property => property.GetAttributes().Has("Checksum"));
}
