namespace ProtoSockets;

/// <summary>What a <see cref="FrameLengthAttribute"/> member counts.</summary>
public enum FrameLengthCounts
{
    /// <summary>The bytes after the header.</summary>
    Body,

    /// <summary>The whole frame, header included.</summary>
    Frame,

    /// <summary>The bytes after this member.</summary>
    Rest,
}

/// <summary>The header member that says how long the frame is. A get-only partial property: computed on write, trusted (within the limit) on read.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FrameLengthAttribute : Attribute
{
    /// <summary>What is counted. Default the bytes after the header.</summary>
    public FrameLengthCounts Counts { get; set; }

    /// <summary>Added to the count to give the value on the wire.</summary>
    public int Bias { get; set; }
}

/// <summary>The header member that tells the messages apart: an integer or enum.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class MessageIdAttribute : Attribute;

/// <summary>
/// The member that ties a reply to its request. In the header: an unsigned integer of 2, 4, 8 or 16 bytes, a <see cref="Guid"/>, or <see cref="FixedBytesAttribute"/> of 2 to 16.
/// In the body of a request and of its reply: an unsigned integer of any width, a <see cref="Guid"/> or up to 16 bytes, which a free id is put into unless the caller
/// chose one; a reply then answers the request of the same id whose reply it is by its message id, and requests without such a member are answered by the next message
/// with the id of their reply. The id is never 0. The peer sends back what the caller chose. Ids of more than 8 bytes are drawn at random, each of them
/// (<see cref="System.Security.Cryptography.RandomNumberGenerator"/>). In a <see cref="LineAttribute"/>: a token of text, <see cref="MaxBytesAttribute"/> of at most 16; as the first one it stands in
/// front of the verb (RFC 3501, section 2.2.1). The client makes a letter and base-36 digits.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class CorrelationIdAttribute : Attribute;

/// <summary>The member of a message that travels in the header's member of the same name (or of the name given), not in the body.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class InHeaderAttribute : Attribute
{
    /// <summary>The header member has the same name as this one.</summary>
    public InHeaderAttribute()
    {
    }

    /// <summary>The header member has another name.</summary>
    /// <param name="member">Its name. Use <c>nameof(Header.Cas)</c>.</param>
    public InHeaderAttribute(string member) => Member = member;

    /// <summary>The header member's name, or null for the same name.</summary>
    public string? Member { get; }
}

/// <summary>
/// Gathers neighbouring members of a message under one name that a header's <see cref="LengthOfAttribute"/> counts. A member without it is a section of its own name.
/// </summary>
/// <param name="name">The section's name.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class SectionAttribute(string name) : Attribute
{
    /// <summary>The section's name.</summary>
    public string Name { get; } = name;
}
