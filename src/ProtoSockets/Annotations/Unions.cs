namespace ProtoSockets;

/// <summary>
/// A readonly partial struct that is exactly one of its cases: the records marked <see cref="CaseAttribute"/> that are nested in it. The generator adds a constructor and an implicit
/// conversion for each case, <c>Kind</c>, <c>TryGet</c>, <c>Match</c> and <c>Switch</c>, equality by content, and what a <see cref="WireStructAttribute"/> gets.
/// </summary>
/// <remarks>
/// The struct's own members are its head: they come first on the wire, in the order of their declaration, and the content of the case behind them. One of them is the
/// <see cref="DiscriminatorAttribute"/>. A <c>[LengthPrefixed]</c> on the struct puts the length of the content in front of it; a head member marked
/// <c>[LengthOf(WireUnionAttribute.Content)]</c> is that length.
/// </remarks>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class WireUnionAttribute : Attribute
{
    /// <summary>What lengths in the head call the content of the case.</summary>
    public const string Content = "Content";
}

/// <summary>
/// On a union: the tag that says which case it is, a get-only partial property, computed on write. With <see cref="NotOnWireAttribute"/> the tag is not in the union's own bytes, and
/// members of the union's type say by <see cref="DiscriminatedByAttribute"/> where it is. On a member of a case that has several tags: it holds the tag, and is not in the case's bytes.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class DiscriminatorAttribute : Attribute
{
    /// <summary>
    /// Whether the tag is looked at and left where it is: the case reads and writes it as the first of its own bytes (the first byte of RESP or CBOR). A value whose bytes would be read
    /// as another case can't be written.
    /// </summary>
    public bool Peek { get; set; }
}

/// <summary>A record in a union, and a tag of it. It may have several; then a member marked <see cref="DiscriminatorAttribute"/> holds the one that it has.</summary>
/// <param name="tag">The tag: a constant of the discriminator's type.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class CaseAttribute(object tag) : Attribute
{
    /// <summary>The tag.</summary>
    public object Tag { get; } = tag;
}

/// <summary>On a union: a case that is declared elsewhere.</summary>
/// <typeparam name="TCase">A record marked <see cref="WireStructAttribute"/>.</typeparam>
/// <param name="tag">The tag: a constant of the discriminator's type.</param>
[AttributeUsage(AttributeTargets.Struct, AllowMultiple = true)]
public sealed class CaseAttribute<TCase>(object tag) : Attribute
{
    /// <summary>The tag.</summary>
    public object Tag { get; } = tag;
}

/// <summary>A record in a union, and a range of tags. A member marked <see cref="DiscriminatorAttribute"/> holds the one that it has.</summary>
/// <param name="first">The lowest tag.</param>
/// <param name="last">The highest tag; it belongs to the range.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, AllowMultiple = true)]
public sealed class CaseRangeAttribute(object first, object last) : Attribute
{
    /// <summary>The lowest tag.</summary>
    public object First { get; } = first;

    /// <summary>The highest tag.</summary>
    public object Last { get; } = last;
}

/// <summary>
/// The record in a union for all tags that no other case has. A member marked <see cref="DiscriminatorAttribute"/> holds the tag; with a <see cref="RemainingAttribute"/> member the
/// content round-trips byte for byte. A union without it refuses tags that it does not know.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class UnknownCaseAttribute : Attribute;

/// <summary>
/// Which case a union is whose tag is not in its own bytes. A value with another tag can't be written. On a list of such unions it is the tag of all elements; on an array of them it may
/// name an earlier list, which has the tag of each.
/// </summary>
/// <param name="member">
/// The name of what holds the tag: an earlier member, or an ordinary property over earlier ones (use <c>nameof</c>); or a member of the protocol's header. It has the type of the
/// union's discriminator.
/// </param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class DiscriminatedByAttribute(string member) : Attribute
{
    /// <summary>The name of what holds the tag.</summary>
    public string Member { get; } = member;

    /// <summary>
    /// Whether it is a member of the requests that this reply answers: bytes that only the question explains. The call remembers it until the reply is there. A union read outside of a
    /// call takes <see cref="WireReader.CallTag"/>.
    /// </summary>
    public bool InRequest { get; set; }
}

/// <summary>The member is the tag of a union, which follows it: a get-only partial property, computed on write.</summary>
/// <param name="member">The union. Use <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class TagOfAttribute(string member) : Attribute
{
    /// <summary>The union.</summary>
    public string Member { get; } = member;
}

/// <summary>What happens to bytes that are left over in a length.</summary>
public enum RestPolicy
{
    /// <summary>They are malformed. Default.</summary>
    Refuse,

    /// <summary>They are passed over: a newer peer may have added something. To keep them, declare a <see cref="RemainingAttribute"/> member.</summary>
    Ignore,
}
