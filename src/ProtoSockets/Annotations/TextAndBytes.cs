namespace ProtoSockets;

/// <summary>Text as UTF-8; the default. Bytes that are not UTF-8 are malformed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class Utf8Attribute : Attribute;

/// <summary>Text as 7-bit ASCII. A byte over 0x7F is malformed; a character over U+007F can't be written.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AsciiAttribute : Attribute;

/// <summary>Text as ISO 8859-1: each byte is a character. A character over U+00FF can't be written.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class Latin1Attribute : Attribute;

/// <summary>Text as UTF-16 in the member's byte order. An odd number of bytes or a lone surrogate is malformed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class Utf16Attribute : Attribute;

/// <summary>Text or bytes in a field of fixed size. Shorter values are padded; on read, text ends before its padding.</summary>
/// <param name="count">The size of the field in bytes.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FixedBytesAttribute(int count) : Attribute
{
    /// <summary>The size of the field in bytes.</summary>
    public int Count { get; } = count;

    /// <summary>The byte that fills the rest of a text. Bytes (as opposed to text) must have the exact size.</summary>
    public byte Pad { get; set; }
}

/// <summary>Text or bytes that end with a zero byte (for UTF-16: two), which is not part of the value.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class NullTerminatedAttribute : Attribute;

/// <summary>
/// On a member: its length in bytes stands in front of it; a record or union is limited to that length. On a union: so does that of its content. On a protocol: so does each frame's,
/// on streams.
/// </summary>
/// <typeparam name="TPrefix">The prefix: <c>byte</c>, <c>ushort</c>, <c>uint</c>, <c>int</c>, <c>ulong</c>..., in the member's byte order.</typeparam>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class LengthPrefixedAttribute<TPrefix> : Attribute
    where TPrefix : unmanaged
{
    /// <summary>Whether the prefix counts its own bytes too.</summary>
    public bool IncludesSelf { get; set; }

    /// <summary>Added to the length to give the value on the wire.</summary>
    public int Bias { get; set; }

    /// <summary>The width of an odd prefix (3 for a 24-bit one); 0 is the size of the type.</summary>
    public int Bytes { get; set; }

    /// <summary>What happens to bytes that a record or union leaves over in its length. Default: they are refused.</summary>
    public RestPolicy OnRest { get; set; }

    /// <summary>On a protocol whose sides frame their messages differently: whose messages look like this. Default both.</summary>
    public Side From { get; set; }
}

/// <summary>
/// On a member: its length in bytes stands in front of it, as an integer of variable length. On a protocol: so does each frame's, on streams.
/// Members of variable length that say nothing have this one, as <see cref="VarIntFormat.Leb128"/>.
/// </summary>
/// <param name="format">The prefix's encoding.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Property | AttributeTargets.Parameter, AllowMultiple = true)]
public sealed class LengthPrefixedAttribute(VarIntFormat format) : Attribute
{
    /// <summary>The prefix's encoding.</summary>
    public VarIntFormat Format { get; } = format;

    /// <summary>What happens to bytes that a record or union leaves over in its length. Default: they are refused.</summary>
    public RestPolicy OnRest { get; set; }

    /// <summary>On a protocol whose sides frame their messages differently: whose messages look like this. Default both.</summary>
    public Side From { get; set; }
}

/// <summary>The number of a list's elements stands in front of it.</summary>
/// <typeparam name="TPrefix">The prefix: <c>byte</c>, <c>ushort</c>, <c>uint</c>, <c>int</c>..., in the member's byte order.</typeparam>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CountPrefixedAttribute<TPrefix> : Attribute
    where TPrefix : unmanaged;

/// <summary>
/// The number of a list's elements stands in front of it, as an integer of variable length. Lists that say nothing have this one, as <see cref="VarIntFormat.Leb128"/>.
/// </summary>
/// <param name="format">The prefix's encoding.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CountPrefixedAttribute(VarIntFormat format) : Attribute
{
    /// <summary>The prefix's encoding.</summary>
    public VarIntFormat Format { get; } = format;
}

/// <summary>A list with always this many elements, as an array in a struct of C: nothing on the wire says how many. Lists of another length can't be written.</summary>
/// <param name="count">The number of elements, 1 to 65,535.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FixedCountAttribute(int count) : Attribute
{
    /// <summary>The number of elements.</summary>
    public int Count { get; } = count;
}

/// <summary>The member takes all that is left of the frame or of the enclosing length. Only the last member can.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class RemainingAttribute : Attribute;

/// <summary>The most bytes that a text or byte member takes on the wire. More is malformed on read, and can't be written.</summary>
/// <param name="count">The limit in bytes.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MaxBytesAttribute(int count) : Attribute
{
    /// <summary>The limit in bytes.</summary>
    public int Count { get; } = count;
}

/// <summary>The most elements of a list. More is malformed on read, and can't be written.</summary>
/// <param name="count">The limit.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MaxCountAttribute(int count) : Attribute
{
    /// <summary>The limit.</summary>
    public int Count { get; } = count;
}
