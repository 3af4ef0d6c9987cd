using Microsoft.CodeAnalysis;

namespace ProtoSockets.Schema;

/// <summary>Which types have a wire form.</summary>
internal static class SchemaTypes
{
    /// <summary>The primitive that the type is, or that an enum stands on; null for other types.</summary>
    public static PrimitiveKind? Primitive(ITypeSymbol type, out string? enumType)
    {
        enumType = null;
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
        {
            enumType = type.FullName();
            type = underlying;
        }

        return type.SpecialType switch
        {
            SpecialType.System_Boolean => PrimitiveKind.Boolean,
            SpecialType.System_Byte => PrimitiveKind.Byte,
            SpecialType.System_SByte => PrimitiveKind.SByte,
            SpecialType.System_Int16 => PrimitiveKind.Int16,
            SpecialType.System_UInt16 => PrimitiveKind.UInt16,
            SpecialType.System_Int32 => PrimitiveKind.Int32,
            SpecialType.System_UInt32 => PrimitiveKind.UInt32,
            SpecialType.System_Int64 => PrimitiveKind.Int64,
            SpecialType.System_UInt64 => PrimitiveKind.UInt64,
            SpecialType.System_Single => PrimitiveKind.Single,
            SpecialType.System_Double => PrimitiveKind.Double,
            _ when type.IsIn("System") && type.IsValueType => type.Name switch
            {
                "Int128" => PrimitiveKind.Int128,
                "UInt128" => PrimitiveKind.UInt128,
                "Half" => PrimitiveKind.Half,
                "Guid" => PrimitiveKind.Guid,
                _ => null,
            },
            _ => null,
        };
    }

    public static bool IsUtf8Text(ITypeSymbol type) => type.Name == "Utf8Text" && type.IsIn("ProtoSockets");

    public static bool IsMemory(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "ReadOnlyMemory", TypeArguments: { Length: 1 } arguments }
        && type.IsIn("System")
        && arguments[0].SpecialType == SpecialType.System_Byte;

    public static bool IsStreamed(ITypeSymbol type) => type.Name == "StreamedBytes" && type.IsIn("ProtoSockets");

    public static bool IsByteArray(ITypeSymbol type) =>
        type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte };

    /// <summary>Whether values of the type know how to make themselves independent of a receive buffer.</summary>
    public static bool IsBorrowed(ITypeSymbol type) => IsUtf8Text(type) || (type.Name == "WireList" && type.IsIn("ProtoSockets"));

    /// <summary>The element of an array or a <c>WireList&lt;T&gt;</c>; null for other types.</summary>
    public static ITypeSymbol? ListElement(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol { Rank: 1 } array => array.ElementType,
        INamedTypeSymbol { Name: "WireList", TypeArguments.Length: 1 } list when list.IsIn("ProtoSockets") => list.TypeArguments[0],
        _ => null,
    };

    public static bool IsWireStruct(ITypeSymbol type) => type.GetAttributes().Has("WireStruct");

    public static bool IsProtocol(ITypeSymbol type) => type.GetAttributes().Has("Protocol");

    public static bool IsWireUnion(ITypeSymbol type) => type.GetAttributes().Has("WireUnion");

    /// <summary>Whether the type is a case of the union around it, with a wire form of its own: it need not be told a tag.</summary>
    public static bool IsCase(ITypeSymbol type) =>
        type.ContainingType is { } union && IsWireUnion(union) && UnionParser.IsCase(type) && !UnionParser.HasTagMember(type);

    /// <summary>Whether the generator gives the type a wire form.</summary>
    public static bool HasWireForm(ITypeSymbol type) => IsWireStruct(type) || IsWireUnion(type) || IsCase(type);

    /// <summary>What to use instead of a type without a wire form.</summary>
    public static string Nearest(ITypeSymbol type) => type switch
    {
        { SpecialType: SpecialType.System_Char } => "use ushort or string, or add [Codec<T>]",
        { SpecialType: SpecialType.System_Decimal } => "protocols differ in how they write decimals: add [FixedPoint(n), Bytes(n)] or [Codec<T>]",
        { SpecialType: SpecialType.System_DateTime } => "protocols differ in how they write time: add [UnixTime], [NtpTime] or [Codec<T>]",
        { SpecialType: SpecialType.System_IntPtr } => "its size depends on the machine: use long",
        { SpecialType: SpecialType.System_UIntPtr } => "its size depends on the machine: use ulong",
        { Name: "Stream" } when type.IsIn("System.IO") => "use StreamedBytes, which is made of a stream and its length",
        { Name: "PipeReader" } when type.IsIn("System.IO.Pipelines") => "use StreamedBytes, which is made of a pipe and its length",
        { Name: "DateTimeOffset" } when type.IsIn("System") => "protocols differ in how they write time: add [UnixTime], [NtpTime] or [Codec<T>]",
        { Name: "TimeSpan" } when type.IsIn("System") => "protocols differ in how they write time: add [Duration(TimeUnit.Seconds)] or [Codec<T>]",
        { Name: "DateOnly" or "TimeOnly" } when type.IsIn("System") =>
            "protocols differ in how they write time: use long, or add [Codec<T>]",
        { Name: "Memory" or "Span" or "ReadOnlySpan" or "ArraySegment" } when type.IsIn("System") => "use ReadOnlyMemory<byte> or WireList<T>",
        { Name: "ReadOnlyMemory" } when type.IsIn("System") => "use WireList<T>",
        { Name: "List" or "IList" or "IReadOnlyList" or "IEnumerable" or "ICollection" or "IReadOnlyCollection" or "ImmutableArray" } =>
            "use WireList<T> or an array",
        INamedTypeSymbol message when SchemaParser.IsMessageOrHeader(message) => "messages and headers contain no other; move what they share to a record marked [WireStruct]",
        IArrayTypeSymbol => "use an array of one dimension",
        { IsRecord: true } => "mark it [WireStruct], or add [Codec<T>]",
        _ => "add [Codec<T>], or make it a record marked [WireStruct]",
    };
}
