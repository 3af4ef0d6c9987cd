using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Frames with their length in front, as an integer of 1 to 8 bytes. The prefix is not part of the message.</summary>
public static class LengthPrefixFraming
{
    /// <summary>Looks for a frame at the front of the received bytes; see <see cref="IFramer.Find"/>.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="maxFrameBytes">The largest frame allowed, its prefix included.</param>
    /// <param name="width">The prefix's size in bytes.</param>
    /// <param name="littleEndian">Whether its least significant byte comes first.</param>
    /// <param name="includesSelf">Whether it counts its own bytes too.</param>
    /// <param name="bias">What was added to the length to give the value on the wire.</param>
    /// <param name="bounds">Where the frame lies.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>What was found.</returns>
    public static FrameStatus Find(
        ReadOnlySpan<byte> received, int maxFrameBytes, int width, bool littleEndian, bool includesSelf, int bias, out FrameBounds bounds, out string? reason)
    {
        if (received.Length < width)
        {
            return FrameLimits.Unknown(width, out bounds, out reason);
        }

        ReadOnlySpan<byte> prefix = received[..width];
        ulong value = littleEndian ? OddWidth.ReadLittleEndian(prefix) : OddWidth.ReadBigEndian(prefix);
        long add = (includesSelf ? 0L : width) - bias;
        return FrameLimits.Measure(received, maxFrameBytes, value, add, width, width, out bounds, out reason);
    }

    /// <summary>Writes the prefix in front of a message; see <see cref="IFramer.Complete"/>.</summary>
    /// <param name="frame">The buffer from the frame's first byte on; the message starts at <paramref name="width"/>.</param>
    /// <param name="payloadLength">How many bytes the message has.</param>
    /// <param name="width">The prefix's size in bytes.</param>
    /// <param name="littleEndian">Whether its least significant byte comes first.</param>
    /// <param name="includesSelf">Whether it counts its own bytes too.</param>
    /// <param name="bias">What is added to the length to give the value on the wire.</param>
    /// <returns>How many bytes the frame takes.</returns>
    /// <exception cref="WireFormatException">The prefix can't hold the length.</exception>
    public static int Complete(Span<byte> frame, int payloadLength, int width, bool littleEndian, bool includesSelf, int bias)
    {
        int frameLength = checked(width + payloadLength);
        long value = (includesSelf ? frameLength : payloadLength) + (long)bias;
        if (value < 0 || (width < sizeof(long) && value >> (8 * width) != 0))
        {
            ThrowTooLong(payloadLength, width);
        }

        Span<byte> prefix = frame[..width];
        if (littleEndian)
        {
            OddWidth.WriteLittleEndian(prefix, (ulong)value);
        }
        else
        {
            OddWidth.WriteBigEndian(prefix, (ulong)value);
        }

        return frameLength;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTooLong(int payloadLength, int width) =>
        throw new WireFormatException($"A message of {payloadLength} bytes has no length prefix of {width} bytes.");
}
