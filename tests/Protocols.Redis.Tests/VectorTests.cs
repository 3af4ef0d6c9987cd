using ProtoSockets;

namespace RedisSample.Tests;

/// <summary>What redis-server and its clients sent, read and written back byte for byte.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Names => [.. Frames.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_captured_frame_is_read_and_written_back_to_the_same_bytes(string name)
    {
        Side from = Frames.SenderOf(name);
        List<byte[]> frames = Frames.Cut(Frames.Read(name), from);
        Assert.NotEmpty(frames);
        foreach (byte[] frame in frames)
        {
            byte[]? written = Frames.RoundTrip(frame, from, out WireError? error);
            Assert.Null(error);
            Assert.Equal(frame, written);
        }
    }

    [Fact]
    public void All_captures_are_here() => Assert.Equal(62, Frames.Names.Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Frames_end_at_the_same_places_when_their_bytes_come_one_by_one(string name)
    {
        byte[] stream = Frames.Read(name);
        Side from = Frames.SenderOf(name);
        List<byte[]> whole = Frames.Cut(stream, from);
        List<byte[]> pieces = [];
        FrameScan scan = new(from);
        int start = 0;
        for (int end = 1; end <= stream.Length; end++)
        {
            FrameStatus status = Frames.Find(stream.AsSpan(start, end - start), ref scan, out FrameBounds bounds, out string? reason);
            Assert.Null(reason);
            if (status == FrameStatus.Found)
            {
                Assert.Equal(end - start, bounds.FrameLength);
                pieces.Add(stream[start..end]);
                start = end;
                scan.Reset();
            }
            else
            {
                Assert.InRange(bounds.FrameLength, end - start + 1, stream.Length - start);
            }
        }

        Assert.Equal(whole, pieces);
    }

    [Theory]
    [InlineData("23-c2s-multi-exec-req.bin", 4)]
    [InlineData("24-s2c-multi-exec-res.bin", 4)]
    [InlineData("50-s2c-debug-attrib-res.bin", 1)]
    [InlineData("client-redis-cli-s2c.bin", 2)]
    public void The_captures_hold_as_many_frames_as_their_list_says(string name, int frames) => Assert.Equal(frames, Frames.Cut(Frames.Read(name), Frames.SenderOf(name)).Count);

    [Fact]
    public void An_error_a_push_and_a_reply_are_told_apart_by_their_first_byte()
    {
        Assert.Equal(ProtoSockets.Runtime.FrameKind.Error, KindOf("12-s2c-error-res.bin"));
        Assert.Equal(ProtoSockets.Runtime.FrameKind.Message, KindOf("57-s2c-push-message.bin"));
        Assert.Equal(ProtoSockets.Runtime.FrameKind.Reply, KindOf("16-s2c-lrange-res.bin"));
        Assert.Equal(ProtoSockets.Runtime.FrameKind.Message, KindOf("55-c2s-subscribe3-req.bin"));
        Assert.Equal(ProtoSockets.Runtime.FrameKind.Request, KindOf("25-c2s-inline-req.bin"));
        Assert.Equal(ProtoSockets.Runtime.FrameKind.Request, KindOf("03-c2s-set-req.bin"));
    }

    private static ProtoSockets.Runtime.FrameKind KindOf(string name)
    {
        WireReader reader = new(Frames.Read(name), isComplete: true, Frames.SenderOf(name));
        Assert.True(Redis.Wire.TryReadRoute(ref reader, out ProtoSockets.Runtime.FrameRoute route));
        return route.Kind;
    }
}
