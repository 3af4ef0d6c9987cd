using System.Globalization;
using System.Text;

namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>A length of three bytes, little-endian, that counts itself.</summary>
[Protocol]
[LittleEndian]
[LengthPrefixed<uint>(Bytes = 3, IncludesSelf = true)]
public sealed partial class Counted
{
    [Request<Answer>]
    public readonly partial record struct Ask([Remaining, MaxBytes(1000)] string Text);

    [Reply]
    public readonly partial record struct Answer([Remaining, MaxBytes(1000)] string Text);
}

/// <summary>A length of variable length.</summary>
[Protocol]
[LengthPrefixed(VarIntFormat.Mqtt)]
public sealed partial class Varied
{
    [Request<Answer>]
    public readonly partial record struct Ask([Remaining, MaxBytes(1000)] string Text);

    [Reply]
    public readonly partial record struct Answer([Remaining, MaxBytes(1000)] string Text);
}

/// <summary>Frames of 16 bytes.</summary>
[Protocol]
[FixedSize(16)]
public sealed partial class Blocks
{
    [Request<Answer>]
    public readonly partial record struct Ask([FixedBytes(16)] string Text);

    [Reply]
    public readonly partial record struct Answer([FixedBytes(16)] string Text);
}

/// <summary>The protocol's own framing: netstrings (D. J. Bernstein, 1997), <c>5:hello,</c>.</summary>
[Protocol(MaxFrameBytes = 2000)]
[Framer<NetstringFramer>]
public sealed partial class Netstrings
{
    [Request<Answer>]
    public readonly partial record struct Ask([Remaining, MaxBytes(1000)] string Text);

    [Reply]
    public readonly partial record struct Answer([Remaining, MaxBytes(1000)] string Text);
}

/// <summary>Frames as netstrings: the length in decimal, a colon, the bytes, a comma.</summary>
public readonly struct NetstringFramer : IFramer
{
    public static int Overhead => PrefixLength + 1;

    /// <summary>Four digits and the colon; a shorter length moves the message up.</summary>
    public static int PrefixLength => 5;

    public static FrameStatus Find(ReadOnlySpan<byte> received, ref FrameScan scan, int maxFrameBytes, out FrameBounds bounds, out string? reason)
    {
        bounds = default;
        reason = null;
        int colon = received.IndexOf((byte)':');
        if (colon < 0)
        {
            return received.Length < PrefixLength ? FrameStatus.Incomplete : Refuse("there is no length", out reason);
        }

        if (!int.TryParse(received[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out int length) || length > maxFrameBytes)
        {
            return Refuse("the length is not one", out reason);
        }

        bounds = new FrameBounds(colon + 1, length, colon + length + 2);
        if (received.Length < bounds.FrameLength)
        {
            return FrameStatus.Incomplete;
        }

        return received[bounds.FrameLength - 1] == (byte)',' ? FrameStatus.Found : Refuse("no comma ends it", out reason);
    }

    public static int Complete(Span<byte> frame, int payloadLength)
    {
        byte[] prefix = Encoding.ASCII.GetBytes($"{payloadLength}:");
        frame.Slice(PrefixLength, payloadLength).CopyTo(frame[prefix.Length..]);
        prefix.CopyTo(frame);
        frame[prefix.Length + payloadLength] = (byte)',';
        return prefix.Length + payloadLength + 1;
    }

    private static FrameStatus Refuse(string why, out string? reason)
    {
        reason = why;
        return FrameStatus.Malformed;
    }
}
