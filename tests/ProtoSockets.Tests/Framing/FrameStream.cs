namespace ProtoSockets.Tests.Framing;

internal delegate FrameStatus Finding(ReadOnlySpan<byte> received, ref FrameScan scan, out FrameBounds bounds, out string? reason);

/// <summary>Feeds a stream to a framing piece by piece, as a connection does.</summary>
internal static class FrameStream
{
    /// <summary>The messages of a stream. It is cut at every place, and also fed byte by byte; the messages must be the same.</summary>
    public static List<byte[]> Split(byte[] stream, Finding find)
    {
        List<byte[]> expected = Feed(find, stream);
        for (int cut = 0; cut <= stream.Length; cut++)
        {
            Assert.Equal(expected, Feed(find, stream[..cut], stream[cut..]));
        }

        Assert.Equal(expected, Feed(find, stream.Select(each => (byte[])[each]).ToArray()));
        return expected;
    }

    /// <summary>Why a stream is malformed: for the same reason wherever it is cut, after the same messages.</summary>
    public static string Refuse(byte[] stream, Finding find)
    {
        string expected = RefusedAfter(find, stream);
        for (int cut = 0; cut <= stream.Length; cut++)
        {
            Assert.Equal(expected, RefusedAfter(find, stream[..cut], stream[cut..]));
        }

        Assert.Equal(expected, RefusedAfter(find, stream.Select(each => (byte[])[each]).ToArray()));
        return expected;
    }

    /// <summary>What the framing says of the front of the bytes.</summary>
    public static FrameStatus Find(byte[] received, Finding find, out FrameBounds bounds)
    {
        FrameScan scan = default;
        FrameStatus status = find(received, ref scan, out bounds, out string? reason);
        Assert.Equal(status is FrameStatus.Malformed, reason is not null);
        return status;
    }

    private static List<byte[]> Feed(Finding find, params byte[][] pieces)
    {
        List<byte[]> messages = [];
        Assert.Null(Feed(find, pieces, messages));
        return messages;
    }

    private static string RefusedAfter(Finding find, params byte[][] pieces)
    {
        List<byte[]> messages = [];
        string reason = Assert.IsType<string>(Feed(find, pieces, messages));
        return messages.Count == 0 ? reason : $"after {messages.Count}: {reason}";
    }

    private static string? Feed(Finding find, byte[][] pieces, List<byte[]> messages)
    {
        byte[] received = [];
        FrameScan scan = default;
        int least = 0;
        foreach (byte[] piece in pieces)
        {
            received = [.. received, .. piece];
            while (received.Length > 0)
            {
                FrameStatus status = find(received, ref scan, out FrameBounds bounds, out string? reason);
                if (status is FrameStatus.Malformed)
                {
                    Assert.NotNull(reason);
                    return reason;
                }

                Assert.Null(reason);
                if (status is FrameStatus.Incomplete)
                {
                    // What is known of the length only grows, and it is more than there is.
                    Assert.InRange(bounds.FrameLength, Math.Max(least, received.Length + 1), int.MaxValue);
                    least = bounds.FrameLength;
                    break;
                }

                Assert.InRange(bounds.FrameLength, Math.Max(least, 1), received.Length);
                Assert.InRange(bounds.PayloadOffset + bounds.PayloadLength, 0, bounds.FrameLength);
                messages.Add(received.AsSpan(bounds.PayloadOffset, bounds.PayloadLength).ToArray());
                received = received[bounds.FrameLength..];
                scan.Reset();
                least = 0;
            }
        }

        // A stream that is to be split ends with a whole frame.
        Assert.Empty(received);
        return null;
    }
}
