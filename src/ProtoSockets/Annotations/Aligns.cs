namespace ProtoSockets;

/// <summary>
/// The member (on a record: what follows its last member) starts at a multiple of so many bytes, counted from the start of the record or of the message: as many zeros as that takes stand in
/// front. In a message behind a <c>[Header]</c>, its record starts behind the header.
/// </summary>
/// <param name="boundary">The multiple, from 2 to 4,096.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter | AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class AlignAttribute(int boundary) : Attribute
{
    /// <summary>The multiple.</summary>
    public int Boundary { get; } = boundary;

    /// <summary>
    /// What is counted from. From the message, elements of a list find their places whatever they are part of; <c>GetSize</c> then gives an upper bound, since a record does not know where it
    /// will stand.
    /// </summary>
    public OffsetBase From { get; set; }

    /// <summary>What happens to padding other than zeros.</summary>
    public ReservedPolicy OnRead { get; set; }
}
