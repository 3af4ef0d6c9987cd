namespace ProtoSockets;

/// <summary>What a framer found at the front of the received bytes.</summary>
public enum FrameStatus
{
    /// <summary>A whole frame.</summary>
    Found,

    /// <summary>Not yet a whole frame; more bytes are needed.</summary>
    Incomplete,

    /// <summary>No frame, whatever follows: the connection can't go on.</summary>
    Malformed,
}

/// <summary>Where the first frame in the received bytes lies.</summary>
/// <param name="PayloadOffset">Where the message starts: after a length prefix, if the framing has one.</param>
/// <param name="PayloadLength">How many bytes the message has.</param>
/// <param name="FrameLength">How many bytes the frame takes in all. While the frame is incomplete: the least length it can have, as far as is known, else 0.</param>
public readonly record struct FrameBounds(int PayloadOffset, int PayloadLength, int FrameLength);

/// <summary>Finds where frames end in a stream of bytes, and writes what separates them. Only static members are used.</summary>
public interface IFramer
{
    /// <summary>Looks for a frame at the front of the received bytes.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="scan">What earlier calls found out about the same frame; set it to go on from there next time. It starts anew with every frame.</param>
    /// <param name="maxFrameBytes">The largest frame allowed. A framer that knows the length of a larger one returns <see cref="FrameStatus.Malformed"/>.</param>
    /// <param name="bounds">Where the frame lies.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    static abstract FrameStatus Find(ReadOnlySpan<byte> received, ref FrameScan scan, int maxFrameBytes, out FrameBounds bounds, out string? reason);

    /// <summary>The most bytes that the framing adds to a message.</summary>
    static abstract int Overhead { get; }

    /// <summary>How many bytes the framing puts in front of a message.</summary>
    static abstract int PrefixLength { get; }

    /// <summary>Completes the frame around a message that was written behind <see cref="PrefixLength"/> bytes.</summary>
    /// <param name="frame">The buffer from the frame's first byte on; the message starts at <see cref="PrefixLength"/>.</param>
    /// <param name="payloadLength">How many bytes the message has.</param>
    /// <returns>How many bytes the frame takes. A prefix of variable length moves the message up to it.</returns>
    static abstract int Complete(Span<byte> frame, int payloadLength);
}
