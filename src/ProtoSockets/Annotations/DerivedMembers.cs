namespace ProtoSockets;

/// <summary>
/// The member is the length in bytes of other members, which follow it: a get-only partial property, computed on write and binding on read.
/// In a header it names sections of the messages (<see cref="SectionAttribute"/>). A section that a message does not have has length 0.
/// </summary>
/// <param name="members">The members whose bytes it counts, in wire order. Use <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LengthOfAttribute(params string[] members) : Attribute
{
    /// <summary>The members whose bytes it counts.</summary>
    public string[] Members { get; } = members;

    /// <summary>Whether it counts its own bytes too.</summary>
    public bool IncludesSelf { get; set; }

    /// <summary>Added to the length to give the value on the wire.</summary>
    public int Bias { get; set; }

    /// <summary>
    /// The value that says that the one member it counts, of type <c>T?</c>, is not there: -1 in many formats. Without it every value is a length.
    /// </summary>
    public object? Null { get; set; }

    /// <summary>What happens to bytes that the members leave over. Default: they are refused.</summary>
    public RestPolicy OnRest { get; set; }

    /// <summary>The number of bytes in one unit of the value on the wire (4: a length in 32-bit words). A length that is no multiple can't be written.</summary>
    public int Unit { get; set; } = 1;
}

/// <summary>The member is the number of elements of a list, which follows it: a get-only partial property, computed on write and binding on read.</summary>
/// <param name="member">The list. Use <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class CountOfAttribute(string member) : Attribute
{
    /// <summary>The list.</summary>
    public string Member { get; } = member;

    /// <summary>Added to the count to give the value on the wire.</summary>
    public int Bias { get; set; }

    /// <summary>The value that says that the list, of type <c>T[]?</c> or <c>WireList&lt;T&gt;?</c>, is not there: -1 in many formats.</summary>
    public object? Null { get; set; }
}

/// <summary>Bytes that stand in front of the member (on a record: at its end), always the same. Other bytes are malformed.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class MagicAttribute : Attribute
{
    /// <summary>The bytes, in wire order.</summary>
    /// <param name="bytes">The bytes.</param>
    public MagicAttribute(params byte[] bytes) => Bytes = bytes;

    /// <summary>The bytes of an ASCII text.</summary>
    /// <param name="text">The text.</param>
    public MagicAttribute(string text) => Bytes = System.Text.Encoding.ASCII.GetBytes(text);

    /// <summary>The bytes, in wire order.</summary>
    public byte[] Bytes { get; }

    /// <summary>Who sends these bytes. Two attributes, one for each side, must have the same length. Default both.</summary>
    public Side From { get; set; }
}

/// <summary>The member always has this value: a get-only partial property. Another value is malformed.</summary>
/// <param name="value">A constant of the member's type.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
public sealed class ConstantAttribute(object value) : Attribute
{
    /// <summary>The value.</summary>
    public object Value { get; } = value;

    /// <summary>Who sends this value. Default both.</summary>
    public Side From { get; set; }
}

/// <summary>What happens to reserved bytes or bits that are not zero.</summary>
public enum ReservedPolicy
{
    /// <summary>They are passed over. Default: be liberal in what you accept.</summary>
    Ignore,

    /// <summary>They are malformed.</summary>
    Refuse,
}

/// <summary>
/// Bytes (or, with <see cref="Bits"/>, bits of the run) in front of the member (on a record: at its end) that are written as zeros. To preserve what a peer
/// puts there, declare an ordinary member.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ReservedAttribute : Attribute
{
    /// <summary>Reserved bits; set <see cref="Bits"/>.</summary>
    public ReservedAttribute()
    {
    }

    /// <summary>Reserved bytes.</summary>
    /// <param name="bytes">How many.</param>
    public ReservedAttribute(int bytes) => Bytes = bytes;

    /// <summary>How many bytes.</summary>
    public int Bytes { get; }

    /// <summary>How many bits, in a run of <see cref="BitsAttribute"/> members.</summary>
    public int Bits { get; set; }

    /// <summary>What happens to values other than zero.</summary>
    public ReservedPolicy OnRead { get; set; }
}

/// <summary>Bytes in front of the member (on a record: at its end) that mean nothing: written as <see cref="Value"/>, passed over on read.</summary>
/// <param name="bytes">How many.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class PaddingAttribute(int bytes) : Attribute
{
    /// <summary>How many.</summary>
    public int Bytes { get; } = bytes;

    /// <summary>The byte written.</summary>
    public byte Value { get; set; }
}

/// <summary>
/// The member, of type <c>T?</c>, is there only when a condition over earlier members holds. Writing a value when it does not, or null when it does, fails.
/// </summary>
/// <param name="condition">The name of a bool member of the record: a wire member or an ordinary property over earlier ones. Use <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class WhenAttribute(string condition) : Attribute
{
    /// <summary>The name of the bool member.</summary>
    public string Condition { get; } = condition;
}

/// <summary>The property is not part of the wire form.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotOnWireAttribute : Attribute;

/// <summary>
/// The member, or every member of the annotated type, is read and written by <typeparamref name="TCodec"/>. On a list whose elements the codec is for, each element is.
/// </summary>
/// <typeparam name="TCodec">
/// An <see cref="IWireCodec{T}"/> of the member's type; with an argument, an <see cref="IWireCodec{T, TArgument}"/>; with several, one whose second type is a tuple of theirs.
/// </typeparam>
/// <param name="arguments">
/// What the codec is told besides the value: earlier members, or properties over earlier members. Use <c>nameof</c>.
/// </param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class CodecAttribute<TCodec>(params string[] arguments) : Attribute
{
    /// <summary>The members whose values the codec is told.</summary>
    public string[] Arguments { get; } = arguments;
}
