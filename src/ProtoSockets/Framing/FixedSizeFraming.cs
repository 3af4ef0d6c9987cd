using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Frames that all have the same size, and nothing around them.</summary>
public static class FixedSizeFraming
{
    /// <summary>Looks for a frame at the front of the received bytes; see <see cref="IFramer.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="maxFrameBytes">The largest frame allowed.</param>
    /// <param name="size">The size of every frame in bytes, at least 1.</param>
    /// <param name="bounds">Where the frame lies.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    public static FrameStatus Find(ReadOnlySpan<byte> received, int maxFrameBytes, int size, out FrameBounds bounds, out string? reason) =>
        FrameLimits.Measure(received, maxFrameBytes, (ulong)size, add: 0, leastFrame: 1, payloadOffset: 0, out bounds, out reason);

    /// <summary>Checks the size of a message; see <see cref="IFramer.Complete"/>.</summary>
    /// <param name="frame">The buffer from the message's first byte on.</param>
    /// <param name="payloadLength">How many bytes the message has.</param>
    /// <param name="size">The size of every frame in bytes.</param>
    /// <returns>The size.</returns>
    /// <exception cref="WireFormatException">The message has another size.</exception>
    [SuppressMessage("Style", "IDE0060:Remove unused parameter", Justification = "All framings have the same shape.")]
    public static int Complete(Span<byte> frame, int payloadLength, int size)
    {
        if (payloadLength != size)
        {
            ThrowSize(payloadLength, size);
        }

        return size;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowSize(int payloadLength, int size) =>
        throw new WireFormatException($"The message has {payloadLength} bytes, and every frame has {size}.");
}
