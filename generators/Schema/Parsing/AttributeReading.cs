using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Reads attributes without trusting them: code that is being typed has arguments missing or of the wrong type.</summary>
internal static class AttributeReading
{
    /// <summary>The attribute's name without its suffix, when it is one of ours; else null.</summary>
    public static string? OwnName(this AttributeData attribute)
    {
        INamedTypeSymbol? type = attribute.AttributeClass;
        if (type is null || type.TypeKind == TypeKind.Error || type.ContainingNamespace is not { Name: "ProtoSockets", ContainingNamespace.IsGlobalNamespace: true })
        {
            return null;
        }

        const string suffix = "Attribute";
        return type.Name.EndsWith(suffix, StringComparison.Ordinal) ? type.Name.Substring(0, type.Name.Length - suffix.Length) : null;
    }

    public static AttributeData? Find(this IEnumerable<AttributeData> attributes, string name) =>
        attributes.FirstOrDefault(attribute => attribute.OwnName() == name);

    public static bool Has(this IEnumerable<AttributeData> attributes, string name) => attributes.Find(name) is not null;

    public static object? Argument(this AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length && attribute.ConstructorArguments[index].Kind != TypedConstantKind.Array
            ? attribute.ConstructorArguments[index].Value
            : null;

    public static int Int(this AttributeData attribute, int index, int otherwise = 0) => attribute.Argument(index) is int value ? value : otherwise;

    public static string? Text(this AttributeData attribute, int index) => attribute.Argument(index) as string;

    /// <summary>The elements of a <c>params</c> argument.</summary>
    public static IReadOnlyList<object?> Many(this AttributeData attribute, int index)
    {
        if (index >= attribute.ConstructorArguments.Length)
        {
            return [];
        }

        TypedConstant argument = attribute.ConstructorArguments[index];
        return argument.Kind == TypedConstantKind.Array
            ? argument.Values.IsDefault ? [] : [.. argument.Values.Select(value => value.Kind == TypedConstantKind.Array ? null : value.Value)]
            : [argument.Value];
    }

    public static object? Named(this AttributeData attribute, string name)
    {
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Kind != TypedConstantKind.Array)
            {
                return argument.Value.Value;
            }
        }

        return null;
    }

    public static int NamedInt(this AttributeData attribute, string name, int otherwise = 0) => attribute.Named(name) is int value ? value : otherwise;

    public static bool NamedBool(this AttributeData attribute, string name) => attribute.Named(name) is true;

    /// <summary>An enum's value, or its first when the number is none of its values.</summary>
    public static TEnum Enum<TEnum>(object? value)
        where TEnum : struct, Enum =>
        value is int number && System.Enum.IsDefined(typeof(TEnum), number) ? (TEnum)System.Enum.ToObject(typeof(TEnum), number) : default;

    public static ITypeSymbol? TypeArgument(this AttributeData attribute) =>
        attribute.AttributeClass is { TypeArguments.Length: > 0 } type ? type.TypeArguments[0] : null;

    /// <summary>Whether the compiler reports the attribute itself: an argument is missing, or means nothing.</summary>
    public static bool IsBroken(this AttributeData attribute) =>
        attribute.AttributeConstructor is null || attribute.ConstructorArguments.Any(IsBroken) || attribute.NamedArguments.Any(argument => IsBroken(argument.Value));

    private static bool IsBroken(TypedConstant argument) =>
        argument.Kind == TypedConstantKind.Error || (argument is { Kind: TypedConstantKind.Array, IsNull: false } && argument.Values.Any(IsBroken));

    public static Location? Place(this AttributeData attribute, ISymbol symbol) =>
        attribute.ApplicationSyntaxReference is { } reference
            ? Location.Create(reference.SyntaxTree, reference.Span)
            : symbol.Locations.FirstOrDefault();

    /// <summary>An integer, character or enum constant as a number; null for everything else, and for what a <c>long</c> can't hold.</summary>
    public static long? ToLong(object? value) => value switch
    {
        byte number => number,
        sbyte number => number,
        short number => number,
        ushort number => number,
        int number => number,
        uint number => number,
        long number => number,
        ulong number when number <= long.MaxValue => (long)number,
        char character => character,
        _ => null,
    };
}
