namespace ProtoSockets.Schema;

/// <summary>Which byte of a number comes first.</summary>
internal enum ByteOrder
{
    BigEndian,
    LittleEndian,

    /// <summary>What the reader or writer says: a member chooses, or what encloses the record.</summary>
    AtRunTime,
}

/// <summary>Which end of a run of bits the first member takes; the values are those of ProtoSockets.BitNumbering.</summary>
internal enum BitNumbering
{
    MostSignificantFirst,
    LeastSignificantFirst,
}

/// <summary>Who sends; the values are those of ProtoSockets.Side.</summary>
internal enum Side
{
    Both,
    Client,
    Server,
}

/// <summary>Encodings of integers of variable length; the values are those of ProtoSockets.VarIntFormat.</summary>
internal enum VarIntFormat
{
    Leb128,
    ZigZag,
    Mqtt,
    Quic,
    Vlq,
    CompactSize,
}

/// <summary>Encodings of text; the names are those of ProtoSockets.Runtime.TextEncoding.</summary>
internal enum TextEncoding
{
    Utf8,
    Ascii,
    Latin1,
    Utf16BigEndian,
    Utf16LittleEndian,

    /// <summary>In the order that the reader or writer says.</summary>
    Utf16AtRunTime,
}

/// <summary>What .NET gives a fixed size to; the names are those of the types in <c>System</c>.</summary>
internal enum PrimitiveKind
{
    Boolean,
    Byte,
    SByte,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Int128,
    UInt128,
    Half,
    Single,
    Double,
    Guid,
}

internal static class PrimitiveKinds
{
    public static bool IsUtf16(this TextEncoding encoding) => encoding is TextEncoding.Utf16BigEndian or TextEncoding.Utf16LittleEndian or TextEncoding.Utf16AtRunTime;

    public static int Size(this PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean or PrimitiveKind.Byte or PrimitiveKind.SByte => 1,
        PrimitiveKind.Int16 or PrimitiveKind.UInt16 or PrimitiveKind.Half => 2,
        PrimitiveKind.Int32 or PrimitiveKind.UInt32 or PrimitiveKind.Single => 4,
        PrimitiveKind.Int64 or PrimitiveKind.UInt64 or PrimitiveKind.Double => 8,
        _ => 16,
    };

    public static bool IsInteger(this PrimitiveKind kind) => kind is >= PrimitiveKind.Byte and <= PrimitiveKind.UInt128;

    /// <summary>An integer that a <c>long</c> or a <c>ulong</c> holds.</summary>
    public static bool IsSmallInteger(this PrimitiveKind kind) => kind is >= PrimitiveKind.Byte and <= PrimitiveKind.UInt64;

    public static bool IsSigned(this PrimitiveKind kind) =>
        kind is PrimitiveKind.SByte or PrimitiveKind.Int16 or PrimitiveKind.Int32 or PrimitiveKind.Int64 or PrimitiveKind.Int128;

    /// <summary>The name that C# code uses.</summary>
    public static string Keyword(this PrimitiveKind kind) => kind switch
    {
        PrimitiveKind.Boolean => "bool",
        PrimitiveKind.Byte => "byte",
        PrimitiveKind.SByte => "sbyte",
        PrimitiveKind.Int16 => "short",
        PrimitiveKind.UInt16 => "ushort",
        PrimitiveKind.Int32 => "int",
        PrimitiveKind.UInt32 => "uint",
        PrimitiveKind.Int64 => "long",
        PrimitiveKind.UInt64 => "ulong",
        PrimitiveKind.Single => "float",
        PrimitiveKind.Double => "double",
        _ => "global::System." + kind,
    };

    /// <summary>The most that an unsigned reading of so many bits can be, cut at what an <c>int</c> holds: lengths and counts are <c>int</c>.</summary>
    public static int Capacity(int bits) => bits >= 31 ? int.MaxValue : (1 << bits) - 1;
}
