namespace ProtoSockets.Runtime;

/// <content>Messages whose last member streams: the parts in front of it are stepped over like those of any message, and one of them says how long it is.</content>
public static partial class SelfDelimitingFraming
{
    /// <summary>Looks for a frame at the front of the received bytes, up to the member that streams where its message has one; see <see cref="IProtocol.FindStreamed"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="scan">What earlier calls found out about the same frame.</param>
    /// <param name="maxFrameBytes">The largest frame allowed, a member that streams not counted.</param>
    /// <param name="shape">The shape of the messages that the sender sends.</param>
    /// <param name="frame">The frame; where nothing of it streams, all of it is its head.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    public static FrameStatus FindStreamed(
        ReadOnlySpan<byte> received, ref FrameScan scan, int maxFrameBytes, MessageShape shape, out StreamedFrame frame, out string? reason)
    {
        FrameStatus status = Walk(received, ref scan, maxFrameBytes, shape, out int needed, out reason);
        if (status == FrameStatus.Found && scan.Depth > 0)
        {
            return Measure(received, ref scan, out frame, out reason);
        }

        frame = new StreamedFrame(0, scan.Position, status == FrameStatus.Found ? scan.Position : needed);
        return status;
    }

    /// <summary>A frame with a member that streams, where somebody wants all of it.</summary>
    private static FrameStatus FindWhole(ReadOnlySpan<byte> received, ref FrameScan scan, int maxFrameBytes, out FrameBounds bounds, out string? reason)
    {
        FrameStatus status = Measure(received, ref scan, out StreamedFrame frame, out reason);
        if (status == FrameStatus.Found && frame.Ending is { IsOpen: true } ending)
        {
            int whole = received.Length;
            if (ending.Chunks is { } chunks)
            {
                status = WireStreams.Measure(chunks, received[frame.HeadLength..], Math.Min(ending.Most, maxFrameBytes), [], out whole, out _, out reason);
                whole += frame.HeadLength;
            }

            if (status != FrameStatus.Malformed && whole > maxFrameBytes)
            {
                // The lengths of chunks are bytes of the frame, too, and so is what stands in front of them.
                reason = $"a frame of at least {whole} bytes is over the limit of {maxFrameBytes}";
                status = FrameStatus.Malformed;
            }

            bounds = status == FrameStatus.Malformed ? default : new FrameBounds(0, status == FrameStatus.Found ? whole : 0, whole);
            return status;
        }

        if (status == FrameStatus.Found && frame.FrameLength > maxFrameBytes)
        {
            reason = $"a frame of {frame.FrameLength} bytes is over the limit of {maxFrameBytes}";
            status = FrameStatus.Malformed;
        }

        bool isWhole = frame.FrameLength <= received.Length;
        bounds = status == FrameStatus.Found ? new FrameBounds(0, isWhole ? (int)frame.FrameLength : 0, (int)frame.FrameLength) : default;
        return status == FrameStatus.Found && !isWhole ? FrameStatus.Incomplete : status;
    }

    /// <summary>Finds out how long the member is that streams: the next part.</summary>
    private static FrameStatus Measure(ReadOnlySpan<byte> received, ref FrameScan scan, out StreamedFrame frame, out string? reason)
    {
        frame = default;
        reason = null;
        ref ShapeLevel level = ref scan.Levels![scan.Depth - 1];
        ShapeStep step = level.Shape.Steps[level.Step];
        if (step.Number is null)
        {
            frame = new StreamedFrame(0, long.MaxValue, scan.Position) { Ending = step.Ending };
            return FrameStatus.Found;
        }

        if (!step.Number.TryGet(received, in level, scan.Position, out long bytes, out _))
        {
            reason = NoNumber(scan.Position);
            return FrameStatus.Malformed;
        }

        // What a length over several members counts begins in front of those that were passed.
        Int128 length = (Int128)bytes - (step.IsCountedFromMark ? scan.Position - level.Mark : 0);
        int suffix = step.Ending?.Suffix.Length ?? 0;
        if (length < 0 || length > long.MaxValue - scan.Position - suffix)
        {
            reason = NoNumber(scan.Position);
            return FrameStatus.Malformed;
        }

        if (length > step.Most)
        {
            reason = $"{length} bytes that stream are over the limit of {step.Most}";
            return FrameStatus.Malformed;
        }

        frame = new StreamedFrame(0, scan.Position + (long)length + suffix, scan.Position) { Ending = step.Ending };
        return FrameStatus.Found;
    }
}
