namespace ProtoSockets;

/// <summary>What an offset counts from.</summary>
public enum OffsetBase
{
    /// <summary>The first byte of the record that declares it. Default.</summary>
    Record,

    /// <summary>The first byte of the message: of the header where the protocol declares one, else of the frame's content.</summary>
    Message,
}

/// <summary>
/// The member is where another member, which follows it, starts: a get-only partial property, in bytes, computed on write. On read it says where to find a member that is marked
/// <see cref="AtAttribute"/>; one that is not must stand there anyway. Its value is 0 for a member with a condition that is not there.
/// </summary>
/// <param name="member">The member. Use <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OffsetOfAttribute(string member) : Attribute
{
    /// <summary>The member.</summary>
    public string Member { get; } = member;

    /// <summary>What it counts from.</summary>
    public OffsetBase From { get; set; }

    /// <summary>Added to the offset to give the value on the wire.</summary>
    public int Bias { get; set; }

    /// <summary>The number of bytes in one unit of the value on the wire (4: an offset in 32-bit words). An offset that is no multiple can't be written.</summary>
    public int Unit { get; set; } = 1;
}

/// <summary>
/// The member stands where an earlier member says (<see cref="OffsetOfAttribute"/>). Such members are the last of their record. They are written one behind the other in the order of their
/// declaration. On read each starts at or behind the end of the one before, and what lies between is passed over, unless <see cref="MayOverlap"/> is set. A member whose length or count
/// (<see cref="LengthOfAttribute"/>, <see cref="CountOfAttribute"/>) is 0 on the wire is empty, wherever its offset points.
/// </summary>
/// <param name="offset">The member that says where. Use <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class AtAttribute(string offset) : Attribute
{
    /// <summary>The member that says where.</summary>
    public string Offset { get; } = offset;

    /// <summary>
    /// Whether it may stand anywhere behind the members that have no offset: in any order, and over the same bytes as another one. All that is read so may have at most 16 times the bytes
    /// of the message, so that a short message can't ask for much work.
    /// </summary>
    public bool MayOverlap { get; set; }

    /// <summary>
    /// Whether it may stand anywhere in the message, in front of the record too (a directory at the end of a file). What is read so is limited as with <see cref="MayOverlap"/>, which it implies;
    /// a cycle ends at <see cref="WireReader.MaxDepth"/>. It is written as any other.
    /// </summary>
    public bool Anywhere { get; set; }
}

/// <summary>
/// The list is a directory: its entries, records with members that stand where offsets say (<see cref="AtAttribute"/>), stand one behind the other, and what they point to stands behind all members
/// of the record that has the list. The list has a count. On read, what entries point to may have gaps between it; the record ends where the last of it does. Offsets are best counted
/// <see cref="OffsetBase.Message">from the message</see>: from the record is from the entry.
/// </summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class DirectoryAttribute : Attribute;
