using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Frames that end with certain bytes, which are not part of the message.</summary>
public static class DelimiterFraming
{
    /// <summary>Looks for a frame at the front of the received bytes; see <see cref="IFramer.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="scan">What earlier calls found out about the same frame; set it to go on from there next time. It starts anew with every frame.</param>
    /// <param name="maxFrameBytes">The largest frame allowed, its delimiter included.</param>
    /// <param name="delimiter">The bytes that end a frame, at least one.</param>
    /// <param name="bounds">Where the frame lies.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    public static FrameStatus Find(
        ReadOnlySpan<byte> received, ref FrameScan scan, int maxFrameBytes, ReadOnlySpan<byte> delimiter, out FrameBounds bounds, out string? reason)
    {
        // An empty delimiter would be found in front of every byte, for ever.
        ArgumentOutOfRangeException.ThrowIfZero(delimiter.Length, nameof(delimiter));
        ReadOnlySpan<byte> window = received[..Math.Min(received.Length, maxFrameBytes)];
        int start = Math.Clamp(scan.Scanned - (delimiter.Length - 1), 0, window.Length);
        int found = window[start..].IndexOf(delimiter);
        if (found >= 0)
        {
            int payloadLength = start + found;
            bounds = new FrameBounds(0, payloadLength, payloadLength + delimiter.Length);
            reason = null;
            return FrameStatus.Found;
        }

        scan.Scanned = window.Length;

        // The end is not among the bytes so far, so the frame has at least one more.
        if (received.Length >= maxFrameBytes)
        {
            bounds = default;
            reason = $"no end of the frame within the limit of {maxFrameBytes} bytes";
            return FrameStatus.Malformed;
        }

        return FrameLimits.Unknown(Math.Max(received.Length + 1, delimiter.Length), out bounds, out reason);
    }

    /// <summary>Writes the delimiter behind a message; see <see cref="IFramer.Complete"/>.</summary>
    /// <param name="frame">The buffer from the message's first byte on.</param>
    /// <param name="payloadLength">How many bytes the message has.</param>
    /// <param name="delimiter">The bytes that end a frame, at least one.</param>
    /// <returns>How many bytes the frame takes.</returns>
    /// <exception cref="WireFormatException">The reader of the message would see its end earlier: the delimiter is in it.</exception>
    public static int Complete(Span<byte> frame, int payloadLength, ReadOnlySpan<byte> delimiter)
    {
        int frameLength = checked(payloadLength + delimiter.Length);
        delimiter.CopyTo(frame[payloadLength..]);

        // Searched with the delimiter in place: the end of a message and the start of the delimiter can make up another one ("ab" and "abab").
        int end = frame[..frameLength].IndexOf(delimiter);
        if (end != payloadLength)
        {
            ThrowContainsDelimiter(end, delimiter);
        }

        return frameLength;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowContainsDelimiter(int index, ReadOnlySpan<byte> delimiter) =>
        throw new WireFormatException(
            $"The message has the bytes {Convert.ToHexString(delimiter)} that end a frame at index {index}, where its reader would see the end.");
}
