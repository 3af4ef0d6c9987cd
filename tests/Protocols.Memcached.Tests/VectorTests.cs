using System.Text;
using ProtoSockets;

namespace MemcachedSample.Tests;

/// <summary>What real peers sent, read and written back byte for byte.</summary>
public sealed class VectorTests
{
    public static TheoryData<string> Streams => [.. Vector.Streams];

    public static TheoryData<string> Datagrams => [.. Vector.Datagrams];

    [Theory]
    [MemberData(nameof(Streams))]
    public void Every_captured_frame_is_read_and_written_back_to_the_same_bytes(string name)
    {
        bool fromClient = Vector.IsFromClient(name);
        List<ReadOnlyMemory<byte>> frames = Frames.Cut(Vector.Read(name));
        Assert.NotEmpty(frames);
        foreach (ReadOnlyMemory<byte> frame in frames)
        {
            MessageShape? shape = MessageShapes.Find(frame.Span, fromClient);
            if (shape is null)
            {
                Assert.Equal("15-c2s-bad-opcode-req.bin", name);
                continue;
            }

            byte[]? written = shape.RoundTrip(frame, out WireError? error);
            Assert.Null(error);
            Assert.Equal(frame.ToArray(), written);
        }
    }

    [Fact]
    public void The_captures_hold_as_many_frames_as_their_list_says()
    {
        Assert.Equal(3, Frames.Cut(Vector.Read("13-c2s-pipeline-getq-getkq-noop-req.bin")).Count);
        Assert.Equal(2, Frames.Cut(Vector.Read("14-s2c-pipeline-res.bin")).Count);
        Assert.Equal(77, Frames.Cut(Vector.Read("20-s2c-stat-res.bin")).Count);
        Assert.Equal(26, Vector.Streams.Count());
        Assert.Equal(8, Vector.Datagrams.Count());
    }

    [Theory]
    [MemberData(nameof(Datagrams))]
    public void Every_captured_datagram_is_read_and_written_back_to_the_same_bytes(string name)
    {
        byte[] datagram = Vector.Read(name);

        Assert.True(UdpDatagram.TryRead(datagram, out UdpDatagram read, out int consumed, out WireError? error), error?.ToString());

        Assert.Equal(datagram.Length, consumed);
        Assert.Equal(datagram, read.ToBytes());
    }

    [Fact]
    public void A_datagram_with_a_binary_request_holds_a_frame()
    {
        UdpDatagram datagram = UdpDatagram.Read(Vector.Read("u01-c2s-udp-version-req.bin"));

        Assert.Equal((0x1234, 0, 1), (datagram.RequestId, datagram.Sequence, datagram.Count));
        Assert.True(Memcached.Version.TryRead(datagram.Payload, out Memcached.Header header, out _, out _));
        Assert.Equal(0x55u, header.Opaque);

        UdpDatagram answer = UdpDatagram.Read(Vector.Read("u02-s2c-udp-version-res.bin"));
        Assert.Equal(0x1234, answer.RequestId);
        Assert.True(Memcached.VersionReply.TryRead(answer.Payload, out _, out Memcached.VersionReply version, out _));
        Assert.Equal("1.6.18", version.Text);
    }

    [Fact]
    public void The_parts_of_a_long_answer_are_put_together_by_their_numbers()
    {
        UdpDatagram[] parts = [.. Vector.Datagrams.Where(name => name.Contains("get-3000-res", StringComparison.Ordinal))
            .Select(name => UdpDatagram.Read(Vector.Read(name))).OrderBy(part => part.Sequence)];

        Assert.All(parts, part => Assert.Equal(3, part.Count));
        Assert.Equal([0, 1, 2], parts.Select(part => (int)part.Sequence));
        string answer = Encoding.ASCII.GetString([.. parts.SelectMany(part => part.Payload.ToArray())]);
        Assert.Equal($"VALUE big 0 3000\r\n{new string('x', 3000)}\r\nEND\r\n", answer);
    }

    [Fact]
    public void A_set_request_is_the_bytes_that_the_specification_draws()
    {
        byte[] expected =
        [
            0x80,                                           // magic of requests
            0x01,                                           // opcode: set
            0x00, 0x05,                                     // length of the key
            0x08,                                           // length of the extras
            0x00,                                           // data type
            0x00, 0x00,                                     // virtual bucket
            0x00, 0x00, 0x00, 0x12,                         // length of the body: 8 + 5 + 5
            0x00, 0x00, 0x00, 0x02,                         // opaque
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, // CAS
            0xDE, 0xAD, 0xBE, 0xEF,                         // extras: flags
            0x00, 0x00, 0x0E, 0x10,                         // extras: expiration
            0x48, 0x65, 0x6C, 0x6C, 0x6F,                   // key "Hello"
            0x57, 0x6F, 0x72, 0x6C, 0x64,                   // value "World"
        ];
        var set = new Memcached.Set(0xDEADBEEF, 3600, "Hello"u8.ToArray(), "World"u8.ToArray());
        byte[] written = new byte[set.GetSize()];

        Assert.Equal(expected.Length, set.Write(written, new Memcached.Header { Opaque = 2 }));
        Assert.Equal(expected, written);
        Assert.Equal(expected, Vector.Read("03-c2s-set-req.bin"));
    }

    [Fact]
    public void A_get_response_is_the_bytes_that_the_specification_draws()
    {
        byte[] bytes =
        [
            0x81,                                           // magic of responses
            0x00,                                           // opcode: get
            0x00, 0x00,                                     // length of the key
            0x04,                                           // length of the extras
            0x00,                                           // data type
            0x00, 0x00,                                     // status: success
            0x00, 0x00, 0x00, 0x09,                         // length of the body: 4 + 5
            0x00, 0x00, 0x00, 0x03,                         // opaque
            0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, // CAS
            0xDE, 0xAD, 0xBE, 0xEF,                         // extras: flags
            0x57, 0x6F, 0x72, 0x6C, 0x64,                   // value "World"
        ];

        Assert.True(Memcached.Item.TryRead(bytes, out Memcached.Header header, out Memcached.Item item, out WireError? error), error?.ToString());

        Assert.Equal((Opcode.Get, 3u, Status.Success), (header.Opcode, header.Opaque, header.Status));
        Assert.Equal((0xDEADBEEF, 1ul), (item.Flags, item.Cas));
        Assert.Equal("World"u8, item.Value.Span);
        Assert.Equal(bytes, Vector.Read("06-s2c-get-res.bin"));
    }

    [Fact]
    public void A_miss_is_an_error_with_a_text()
    {
        Assert.True(Memcached.Error.TryRead(Vector.Read("10-s2c-get-miss-res.bin"), out Memcached.Header header, out Memcached.Error error, out _));

        Assert.True(header.IsError);
        Assert.Equal(Memcached.Error.Of(Status.KeyNotFound), error);
    }

    [Fact]
    public void Lengths_that_do_not_agree_are_refused_and_named()
    {
        byte[] get = Vector.Read("05-c2s-get-req.bin");
        get[3] = 9; // a key of 9 bytes in a body of 5

        Assert.False(Memcached.Get.TryRead(get, out _, out _, out WireError? error));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
        Assert.NotEmpty(error.Path);
    }

    [Fact]
    public void The_other_sides_magic_is_refused()
    {
        byte[] get = Vector.Read("05-c2s-get-req.bin");
        get[0] = 0x81;

        Assert.False(Memcached.Get.TryRead(get, out _, out _, out WireError? error));
        Assert.Equal(0, error!.Offset);
    }

    [Fact]
    public void A_key_over_the_limit_cannot_be_written()
    {
        var get = new Memcached.Get(new byte[Memcached.MaxKeyBytes + 1]);

        Assert.Throws<WireFormatException>(() => get.Write(new byte[1024], default));
    }
}
