using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Framing;

public class HeaderFramingTests
{
    // Memcached's binary protocol: 24 bytes, the body's length in bytes 8 to 11.
    private static readonly Finding Memcached = (received, ref scan, out bounds, out reason) =>
        HeaderFraming.Find(received, 1000, 24, 8, 4, littleEndian: false, add: 24, out bounds, out reason);

    // A header of 6 bytes whose length, little-endian in bytes 1 to 3, counts the whole frame.
    private static readonly Finding Counted = (received, ref scan, out bounds, out reason) =>
        HeaderFraming.Find(received, 100, 6, 1, 3, littleEndian: true, add: 0, out bounds, out reason);

    private static byte[] MemcachedGet(string key) => [
        0x80, // magic
        0x00, // opcode: get
        0x00, (byte)key.Length, // key length
        0x00, // extras length
        0x00, // data type
        0x00, 0x00, // virtual bucket
        0x00, 0x00, 0x00, (byte)key.Length, // body length
        0x00, 0x00, 0x00, 0x01, // opaque
        0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, // cas
        .. System.Text.Encoding.ASCII.GetBytes(key),
    ];

    [Fact]
    public void The_message_is_the_whole_frame_wherever_the_stream_is_cut()
    {
        byte[][] frames = [MemcachedGet("hello"), MemcachedGet(""), MemcachedGet("a")];
        Assert.Equal(frames, FrameStream.Split(frames.SelectMany(each => each).ToArray(), Memcached));

        byte[][] counted = [
            [0xAA, 0x06, 0x00, 0x00, 0xBB, 0xCC], // a header alone
            [0xAA, 0x08, 0x00, 0x00, 0xBB, 0xCC, 0x61, 0x62], // and one with two bytes
        ];
        Assert.Equal(counted, FrameStream.Split(counted.SelectMany(each => each).ToArray(), Counted));
    }

    [Fact]
    public void The_length_is_known_as_soon_as_its_field_is_there()
    {
        byte[] frame = MemcachedGet("hello");
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find(frame[..11], Memcached, out FrameBounds bounds));
        Assert.Equal(new FrameBounds(0, 0, 24), bounds);
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find(frame[..12], Memcached, out bounds));
        Assert.Equal(new FrameBounds(0, 29, 29), bounds);
    }

    [Fact]
    public void A_length_that_cannot_be_is_malformed()
    {
        byte[] huge = MemcachedGet("");
        huge.AsSpan(8, 4).Fill(0xFF);
        Assert.Equal("a frame of 4294967319 bytes is over the limit of 1000", FrameStream.Refuse(huge, Memcached));

        byte[] justOver = MemcachedGet("");
        justOver[10] = 0x03; // 977, high byte
        justOver[11] = 0xD1; // 977, low byte
        Assert.Equal("a frame of 1001 bytes is over the limit of 1000", FrameStream.Refuse(justOver, Memcached));

        byte[] tooShort = [0xAA, 0x05, 0x00, 0x00, 0xBB, 0xCC];
        Assert.Equal("the length field says 5, which makes a frame of 5 bytes, less than the 6 in front of its payload", FrameStream.Refuse(tooShort, Counted));
    }

    [Fact]
    public void A_field_that_counts_more_than_the_frame_has_a_negative_addition()
    {
        Finding find = (received, ref scan, out bounds, out reason) =>
            HeaderFraming.Find(received, 100, 2, 0, 1, littleEndian: false, add: -10, out bounds, out reason);
        Assert.Equal([[0x0C, 0x01], [0x0D, 0x01, 0x02]], FrameStream.Split([0x0C, 0x01, 0x0D, 0x01, 0x02], find));
        Assert.Equal("the length field says 11, which makes a frame of 1 bytes, less than the 2 in front of its payload", FrameStream.Refuse([0x0B, 0x01], find));
    }
}
