namespace ProtoSockets.Runtime;

/// <summary>Frames with their length in front, as an integer of variable length. The prefix is not part of the message.</summary>
public static class VarIntPrefixFraming
{
    /// <summary>The most bytes that the prefix of a written frame takes: a message is written behind that many, and moved up to its real prefix.</summary>
    /// <param name="format">The prefix's encoding.</param>
    /// <returns>4 to 8.</returns>
    public static int GetMaxPrefixBytes(VarIntFormat format) => format switch
    {
        // A length is an int of 31 bits, and QUIC's form of 4 bytes has 30.
        VarIntFormat.Quic => 8,
        VarIntFormat.Mqtt => 4,
        _ => 5,
    };

    /// <summary>Looks for a frame at the front of the received bytes; see <see cref="IFramer.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="maxFrameBytes">The largest frame allowed, its prefix included.</param>
    /// <param name="format">The prefix's encoding. Only a CompactSize has to be the shortest.</param>
    /// <param name="bounds">Where the frame lies.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    public static FrameStatus Find(ReadOnlySpan<byte> received, int maxFrameBytes, VarIntFormat format, out FrameBounds bounds, out string? reason)
    {
        switch (VarInts.DecodeLength(format, received, out ulong value, out int prefixLength))
        {
            case VarIntProblem.None:
                return FrameLimits.Measure(received, maxFrameBytes, value, prefixLength, prefixLength, prefixLength, out bounds, out reason);
            case VarIntProblem.Incomplete:
                return FrameLimits.Unknown(prefixLength, out bounds, out reason);
            case var problem:
                bounds = default;
                reason = VarInts.Describe(problem, format, "the length prefix");
                return FrameStatus.Malformed;
        }
    }

    /// <summary>Writes the prefix in front of a message, and moves the message up to it; see <see cref="IFramer.Complete"/>.</summary>
    /// <param name="frame">The buffer from the frame's first byte on; the message starts at <see cref="GetMaxPrefixBytes"/>.</param>
    /// <param name="payloadLength">How many bytes the message has.</param>
    /// <param name="format">The prefix's encoding.</param>
    /// <returns>How many bytes the frame takes.</returns>
    /// <exception cref="WireFormatException">The prefix can't hold the length.</exception>
    public static int Complete(Span<byte> frame, int payloadLength, VarIntFormat format) => Complete(frame, payloadLength, 0, format);

    /// <summary>As the other, where some of the message's bytes follow behind the buffer.</summary>
    internal static int Complete(Span<byte> frame, int payloadLength, int behind, VarIntFormat format)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        int reserved = GetMaxPrefixBytes(format);
        WireWriter writer = new(frame[..reserved]);
        VarInts.Write(format, isSigned: false, ref writer, payloadLength + behind);
        int prefixLength = writer.Position;
        if (prefixLength != reserved)
        {
            frame.Slice(reserved, payloadLength).CopyTo(frame[prefixLength..]);
        }

        return prefixLength + payloadLength;
    }
}
