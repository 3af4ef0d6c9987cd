namespace ProtoSockets.Streams;

/// <summary>What a reader knows of a message whose last member is not among its bytes.</summary>
/// <param name="total">How many bytes the whole message has.</param>
/// <param name="incoming">Where the last member comes; null while only the part in front of it is looked at.</param>
internal sealed class StreamedTail(long total, IncomingStream? incoming)
{
    public long Total { get; } = total;

    public IncomingStream? Incoming { get; } = incoming;

    /// <summary>The member where it comes from nowhere: a message that is looked at without being received.</summary>
    public StreamedBytes? Own { get; init; }

    /// <summary>How many bytes stand in front of the member, once that is known.</summary>
    public int HeadLength { get; set; }
}
