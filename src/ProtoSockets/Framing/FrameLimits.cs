using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>What the framings that know a frame's length from its front have in common.</summary>
internal static class FrameLimits
{
    /// <summary>Turns the value of a length field into the frame's bounds.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="maxFrameBytes">The largest frame allowed.</param>
    /// <param name="value">The value of the field.</param>
    /// <param name="add">What has to be added to it to give the length of the frame.</param>
    /// <param name="leastFrame">The least length of a frame: that of its header or prefix.</param>
    /// <param name="payloadOffset">Where in the frame the message starts.</param>
    /// <param name="bounds">Where the frame lies.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrameStatus Measure(
        ReadOnlySpan<byte> received, int maxFrameBytes, ulong value, long add, int leastFrame, int payloadOffset, out FrameBounds bounds, out string? reason)
    {
        // Compared before it is added: the sum could overflow.
        long most = maxFrameBytes - add;
        long least = leastFrame - add;
        if (most < 0 || value > (ulong)most || (least > 0 && value < (ulong)least))
        {
            bounds = default;
            reason = Describe(value, add, leastFrame, maxFrameBytes);
            return FrameStatus.Malformed;
        }

        int frameLength = (int)((long)value + add);
        bounds = new FrameBounds(payloadOffset, frameLength - payloadOffset, frameLength);
        reason = null;
        return received.Length >= frameLength ? FrameStatus.Found : FrameStatus.Incomplete;
    }

    /// <summary>The answer while not even the length is known.</summary>
    /// <param name="leastFrame">The least length of a frame.</param>
    /// <param name="bounds">The bounds as far as they are known.</param>
    /// <param name="reason">Null.</param>
    /// <returns><see cref="FrameStatus.Incomplete"/>.</returns>
    public static FrameStatus Unknown(int leastFrame, out FrameBounds bounds, out string? reason)
    {
        bounds = new FrameBounds(0, 0, leastFrame);
        reason = null;
        return FrameStatus.Incomplete;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Describe(ulong value, long add, int leastFrame, int maxFrameBytes)
    {
        Int128 length = (Int128)value + add;
        return length < leastFrame
            ? $"the length field says {value}, which makes a frame of {length} bytes, less than the {leastFrame} in front of its payload"
            : $"a frame of {length} bytes is over the limit of {maxFrameBytes}";
    }
}
