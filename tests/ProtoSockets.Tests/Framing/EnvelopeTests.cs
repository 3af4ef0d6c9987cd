using ProtoSockets.Runtime;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Framing;

public class EnvelopeTests
{
    private static readonly Finding Find = (received, ref scan, out bounds, out reason) => Envelope.Find(received, 100, out bounds, out reason);

    private static readonly byte[] Request = [
        0x00, 0x00, 0x00, 0x0E, // length: the envelope and two bytes
        0x02, // kind: request
        0x00, // flags
        0x12, 0x34, // message id
        0xFE, 0xDC, 0xBA, 0x98, // correlation id
        0x61, 0x62, // the body
    ];

    [Fact]
    public void Frames_are_found_wherever_the_stream_is_cut() =>
        Assert.Equal([Request, Request], FrameStream.Split([.. Request, .. Request], Find));

    [Fact]
    public void The_header_is_read()
    {
        WireReader reader = new(Request, isComplete: true);
        Assert.True(Envelope.TryRead(ref reader, out FrameRoute route));
        Assert.Equal(new FrameRoute(FrameKind.Request, 0x1234, 0xFEDCBA98), route);
        Assert.Equal(Envelope.Size, reader.Position);
    }

    [Fact]
    public void The_header_is_written_and_its_length_filled_in_behind_the_body()
    {
        byte[] buffer = new byte[14];
        buffer.AsSpan().Fill(0xEE);
        WireWriter writer = new(buffer);
        Envelope.Write(ref writer, new FrameRoute(FrameKind.Request, 0x1234, 0xFEDCBA98));
        writer.Write("ab"u8);
        Envelope.Complete(ref writer);
        Assert.Equal(Request, buffer);
    }

    [Theory]
    [InlineData(0x00, FrameKind.Unknown)]
    [InlineData(0x01, FrameKind.Message)]
    [InlineData(0x03, FrameKind.Reply)]
    [InlineData(0x04, FrameKind.Error)]
    [InlineData(0x05, FrameKind.Hello)]
    [InlineData(0x06, FrameKind.Goodbye)]
    [InlineData(0x07, FrameKind.Cancel)]
    [InlineData(0x08, FrameKind.Trace)]
    [InlineData(0x09, FrameKind.Ping)]
    [InlineData(0x0A, FrameKind.Pong)]
    [InlineData(0x0B, FrameKind.TryElsewhere)]
    [InlineData(0x0C, FrameKind.Item)]
    [InlineData(0x0D, FrameKind.End)]
    [InlineData(0x0E, FrameKind.Credit)]
    [InlineData(0x10, FrameKind.Unknown)]
    [InlineData(0xFF, FrameKind.Unknown)]
    public void A_kind_that_is_none_is_unknown(byte kind, FrameKind expected)
    {
        byte[] bytes = [.. Request];
        bytes[4] = kind;
        bytes[5] = 0xFF; // flags that no one knows are ignored
        WireReader reader = new(bytes, isComplete: true);
        Assert.True(Envelope.TryRead(ref reader, out FrameRoute route));
        Assert.Equal(expected, route.Kind);
    }

    [Theory]
    [InlineData(0, "Length at byte 0: needs 4 bytes, 0 are left")]
    [InlineData(4, "Kind at byte 4: needs 1 bytes, 0 are left")]
    [InlineData(5, "Deadline at byte 5: needs 1 bytes, 0 are left")]
    [InlineData(7, "MessageId at byte 6: needs 2 bytes, 1 are left")]
    [InlineData(11, "CorrelationId at byte 8: needs 4 bytes, 3 are left")]
    public void A_header_that_is_cut_names_the_part_where_it_ends(int length, string message)
    {
        WireReader reader = new(Request.AsSpan(0, length), isComplete: true);
        Assert.False(Envelope.TryRead(ref reader, out _));
        Assert.Equal(message, reader.Error?.ToString());
    }

    [Fact]
    public void A_length_that_is_not_that_of_the_frame_is_malformed()
    {
        WireReader reader = new(Request.AsSpan(0, 13), isComplete: true);
        Assert.False(Envelope.TryRead(ref reader, out _));
        Assert.Equal("byte 0: the envelope says 14 bytes, and the frame has 13", reader.Error?.ToString());
    }

    [Theory]
    [InlineData(new byte[] { 0x00, 0x00, 0x00, 0x0B }, "the envelope says 11 bytes, and its own 12 are counted in that")]
    [InlineData(new byte[] { 0x00, 0x00, 0x00, 0x00 }, "the envelope says 0 bytes, and its own 12 are counted in that")]
    [InlineData(new byte[] { 0x00, 0x00, 0x00, 0x65 }, "a frame of 101 bytes is over the limit of 100")]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }, "a frame of 4294967295 bytes is over the limit of 100")]
    public void A_length_that_cannot_be_is_malformed(byte[] stream, string reason) => Assert.Equal(reason, FrameStream.Refuse(stream, Find));

    [Fact]
    public void The_largest_frame_is_found()
    {
        byte[] frame = new byte[100];
        frame[3] = 100; // length
        Assert.Single(FrameStream.Split(frame, Find));
    }

    [Fact]
    public void Reading_and_writing_allocate_nothing()
    {
        byte[] buffer = new byte[14];
        ulong sum = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            WireWriter writer = new(buffer);
            Envelope.Write(ref writer, new FrameRoute(FrameKind.Reply, 1, 5));
            writer.Advance(2);
            Envelope.Complete(ref writer);
            _ = Envelope.Find(buffer, 100, out _, out _);
            WireReader reader = new(buffer, isComplete: true);
            _ = Envelope.TryRead(ref reader, out FrameRoute route);
            sum += (ulong)route.CorrelationId;
        }));
        Assert.Equal(20UL, sum);
    }
}
