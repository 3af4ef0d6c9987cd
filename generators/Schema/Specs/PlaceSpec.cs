namespace ProtoSockets.Schema;

/// <summary>What an offset counts from; the values are those of ProtoSockets.OffsetBase.</summary>
internal enum OffsetBase
{
    Record,
    Message,
}

/// <summary>Where a later member starts.</summary>
internal sealed record OffsetOfSpec(string Member, OffsetBase From, int Bias, int Unit) : DerivedSpec;

/// <summary>Where a member stands that has no place of its own: <c>[At]</c>.</summary>
/// <param name="Offset">The member that says it.</param>
/// <param name="MayOverlap">Whether it may be anywhere behind the members that have a place.</param>
internal sealed record PlaceSpec(string Offset, bool MayOverlap)
{
    /// <summary>Whether it may be in front of the record, too.</summary>
    public bool IsAnywhere { get; init; }
}
