namespace ProtoSockets.Schema;

/// <summary>How a member looks on the wire.</summary>
internal abstract record WireForm;

/// <summary>One number, truth value or identifier.</summary>
/// <param name="Primitive">Its type, or the enum's underlying type.</param>
/// <param name="EnumType">The enum's full name, or null.</param>
internal abstract record ScalarForm(PrimitiveKind Primitive, string? EnumType) : WireForm
{
    /// <summary>What C# code calls the member's type.</summary>
    public string TypeName => EnumType ?? Primitive.Keyword();
}

/// <summary>All bytes of the primitive.</summary>
internal sealed record PlainForm(PrimitiveKind Primitive, string? EnumType, ByteOrder Order) : ScalarForm(Primitive, EnumType);

/// <summary>An integer in fewer bytes than its type has: <c>[Bytes(3)]</c>.</summary>
internal sealed record OddWidthForm(PrimitiveKind Primitive, string? EnumType, int Bytes, ByteOrder Order) : ScalarForm(Primitive, EnumType);

/// <summary>Some bits of a run: <c>[Bits(4)]</c>. The byte order counts in the first member of the run.</summary>
internal sealed record BitsForm(PrimitiveKind Primitive, string? EnumType, int Bits, ByteOrder Order) : ScalarForm(Primitive, EnumType);

/// <summary>An integer of variable length.</summary>
internal sealed record VarIntForm(PrimitiveKind Primitive, string? EnumType, VarIntFormat Format, int MaxBytes, bool Canonical)
    : ScalarForm(Primitive, EnumType);

/// <summary>An integer as ASCII digits.</summary>
/// <param name="Primitive">Its type, or the enum's underlying type.</param>
/// <param name="EnumType">The enum's full name, or null.</param>
/// <param name="Radix">10 or 16.</param>
/// <param name="Length">What says where it ends.</param>
/// <param name="MaxBytes">The most bytes, if fewer than the type can need.</param>
internal sealed record AsciiForm(PrimitiveKind Primitive, string? EnumType, int Radix, LengthSource Length, int? MaxBytes) : ScalarForm(Primitive, EnumType);

/// <summary>A word of a line that is there or not: a <c>bool</c>.</summary>
internal sealed record KeywordForm(string Word) : WireForm
{
    /// <summary>What stands behind it; known once all members have their form.</summary>
    public TokensBehind? Behind { get; init; }
}

/// <summary>A record with a wire form of its own.</summary>
/// <param name="TypeName">Its full name.</param>
/// <param name="Size">Its size, as far as it is known at compile time.</param>
/// <param name="Borrows">Whether a value may point into the receive buffer.</param>
/// <param name="TakesRest">Whether it takes all that is left of what encloses it.</param>
/// <param name="Shape">Its canonical text, for the schema's hash.</param>
internal sealed record StructForm(string TypeName, SizeSpec Size, bool Borrows, bool TakesRest, string Shape) : WireForm
{
    /// <summary>The bytes of an entry of a directory: <see cref="RecordSpec.HeadBytes"/>.</summary>
    public int? HeadBytes { get; init; }

    /// <summary>Whether its end is found without reading it (<c>ISelfDelimiting</c>).</summary>
    public bool SaysItsEnd { get; init; }

    /// <summary>The length in front of it, or null.</summary>
    public LengthSource? Length { get; init; }

    /// <summary>Whether bytes that are left over in that length are passed over.</summary>
    public bool SkipsRest { get; init; }

    /// <summary>Whether the record has a generated view.</summary>
    public bool HasView { get; init; }

    /// <summary>Whether the byte order of its numbers is that of what encloses it.</summary>
    public bool HasOpenOrder { get; init; }

    /// <summary>Whether the record has a generated editor, provided that its size is fixed.</summary>
    public bool HasEditor { get; init; }

    /// <summary>Whether its bytes depend on the version.</summary>
    public bool IsVersioned { get; init; }
}

/// <summary>Whatever a user's codec makes of it.</summary>
/// <param name="CodecType">The codec's full name.</param>
/// <param name="TypeName">The value's full name.</param>
/// <param name="Arguments">What the codec is told besides the value; more than one make a tuple.</param>
/// <param name="ArgumentType">The full name of their type, or null.</param>
/// <param name="Borrows">Whether the value is a type that borrows.</param>
internal sealed record CodecForm(string CodecType, string TypeName, EquatableArray<CodecArgumentSpec> Arguments, string? ArgumentType, bool Borrows) : WireForm;

/// <summary>Text: a <c>string</c>, or a <c>Utf8Text</c> that borrows.</summary>
internal sealed record TextForm(bool IsString, TextEncoding Encoding, LengthSource Length, int? MaxBytes) : WireForm;

/// <summary>Bytes: a <c>byte[]</c>, or a <c>ReadOnlyMemory&lt;byte&gt;</c> that borrows.</summary>
internal sealed record BytesForm(bool IsArray, LengthSource Length, int? MaxBytes) : WireForm
{
    /// <summary>Whether it is a <c>StreamedBytes</c>, which is never in memory as a whole. On the wire that makes no difference.</summary>
    public bool IsStreamed { get; init; }
}

/// <summary>A list: a <c>T[]</c>, or a <c>WireList&lt;T&gt;</c> that borrows.</summary>
/// <param name="IsArray">Whether it is an array.</param>
/// <param name="ElementType">The element's full name.</param>
/// <param name="Element">How one element looks: plain, a struct or a codec.</param>
/// <param name="ElementSize">How large one element is.</param>
/// <param name="Length">Where its count or its length in bytes is from.</param>
/// <param name="MaxCount">The most elements.</param>
/// <param name="MaxBytes">The most bytes.</param>
internal sealed record ListForm(
    bool IsArray, string ElementType, WireForm Element, SizeSpec ElementSize, LengthSource Length, int? MaxCount, int? MaxBytes) : WireForm
{
    /// <summary>Of a directory: what one entry points to takes, which stands behind all members of the record; then an element is the entry alone. Else null.</summary>
    public SizeSpec? Data { get; init; }

    /// <summary>Whether elements are of an enum whose names are all there are.</summary>
    public bool IsClosed { get; init; }
}

/// <summary>The least and, where there is one, the most bytes that something takes.</summary>
internal readonly record struct SizeSpec(int Minimum, int? Maximum)
{
    public static SizeSpec Fixed(int size) => new(size, size);

    public static SizeSpec Unknown => new(0, null);

    public int? FixedSize => Maximum == Minimum ? Minimum : null;

    public static SizeSpec operator +(SizeSpec left, SizeSpec right) => new(
        Clip((long)left.Minimum + right.Minimum) ?? int.MaxValue,
        left.Maximum is { } a && right.Maximum is { } b ? Clip((long)a + b) : null);

    /// <summary>A size that no buffer can have counts as unknown.</summary>
    public static int? Clip(long size) => size <= int.MaxValue ? (int)size : null;
}
