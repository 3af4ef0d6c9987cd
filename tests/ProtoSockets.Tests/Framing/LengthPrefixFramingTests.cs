using ProtoSockets.Runtime;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Framing;

public class LengthPrefixFramingTests
{
    private static Finding With(int width, bool littleEndian = false, bool includesSelf = false, int bias = 0, int maxFrameBytes = 1000) =>
        (received, ref scan, out bounds, out reason) =>
            LengthPrefixFraming.Find(received, maxFrameBytes, width, littleEndian, includesSelf, bias, out bounds, out reason);

    private static byte[] Complete(byte[] payload, int width, bool littleEndian = false, bool includesSelf = false, int bias = 0)
    {
        byte[] frame = [.. new byte[width], .. payload];
        Assert.Equal(frame.Length, LengthPrefixFraming.Complete(frame, payload.Length, width, littleEndian, includesSelf, bias));
        return frame;
    }

    public static TheoryData<int, bool, bool, int, byte[]> Prefixes => new()
    {
        { 1, false, false, 0, [0x03] },
        { 2, false, false, 0, [0x00, 0x03] },
        { 2, true, false, 0, [0x03, 0x00] },
        { 3, false, false, 0, [0x00, 0x00, 0x03] },
        { 3, true, false, 0, [0x03, 0x00, 0x00] },
        { 4, false, true, 0, [0x00, 0x00, 0x00, 0x07] }, // PostgreSQL: counts itself
        { 4, false, false, 1, [0x00, 0x00, 0x00, 0x04] },
        { 4, true, false, -3, [0x00, 0x00, 0x00, 0x00] },
        { 5, false, true, 2, [0x00, 0x00, 0x00, 0x00, 0x0A] },
        { 8, true, false, 0, [0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00] },
        { 8, false, true, 0, [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x0B] },
    };

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Frames_are_found_and_completed(int width, bool littleEndian, bool includesSelf, int bias, byte[] prefix)
    {
        byte[] payload = [0x61, 0x62, 0x63]; // "abc"
        Assert.Equal([.. prefix, .. payload], Complete(payload, width, littleEndian, includesSelf, bias));

        byte[] stream = [.. prefix, .. payload, .. prefix, .. payload];
        Assert.Equal([payload, payload], FrameStream.Split(stream, With(width, littleEndian, includesSelf, bias)));

        Assert.Equal(FrameStatus.Found, FrameStream.Find(stream, With(width, littleEndian, includesSelf, bias), out FrameBounds bounds));
        Assert.Equal(new FrameBounds(width, 3, width + 3), bounds);
    }

    [Fact]
    public void Messages_of_different_lengths_follow_each_other()
    {
        byte[] stream = [
            0x00, 0x00, // no message at all
            0x00, 0x01, 0x61, // "a"
            0x01, 0x00, .. new byte[256], // 256 zeros
        ];
        Assert.Equal([[], [0x61], new byte[256]], FrameStream.Split(stream, With(2)));
    }

    [Fact]
    public void Before_the_prefix_is_complete_its_size_is_all_that_is_known()
    {
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find([0x00, 0x00, 0x00], With(4), out FrameBounds bounds));
        Assert.Equal(new FrameBounds(0, 0, 4), bounds);
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find([], With(4), out bounds));
        Assert.Equal(new FrameBounds(0, 0, 4), bounds);
    }

    [Fact]
    public void Behind_the_prefix_the_length_is_known()
    {
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find([0x00, 0x05, 0x61], With(2), out FrameBounds bounds));
        Assert.Equal(new FrameBounds(2, 5, 7), bounds);
    }

    [Fact]
    public void The_largest_frame_is_found_and_a_larger_one_malformed()
    {
        byte[] largest = [0x00, 0x03, 0x61, 0x62, 0x63];
        Assert.Single(FrameStream.Split(largest, With(2, maxFrameBytes: 5)));
        byte[] larger = [0x00, 0x04, 0x61, 0x62, 0x63, 0x64];
        Assert.Equal("a frame of 6 bytes is over the limit of 5", FrameStream.Refuse(larger, With(2, maxFrameBytes: 5)));
    }

    public static TheoryData<byte[], int, bool, int, string> Hostile => new()
    {
        { [0xFF, 0xFF, 0xFF, 0xFF], 4, false, 0, "a frame of 4294967299 bytes is over the limit of 1000" },
        { [0x80, 0x00, 0x00, 0x00], 4, false, 0, "a frame of 2147483652 bytes is over the limit of 1000" },
        { [0x7F, 0xFF, 0xFF, 0xFF], 4, false, 0, "a frame of 2147483651 bytes is over the limit of 1000" },
        { [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 8, false, 0, "a frame of 18446744073709551623 bytes is over the limit of 1000" },
        { [0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 8, true, 0, "a frame of 9223372036854775807 bytes is over the limit of 1000" },
        { [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], 8, false, int.MinValue, "a frame of 18446744075857035271 bytes is over the limit of 1000" },
        { [0x00, 0x00, 0x00, 0x03], 4, true, 0, "the length field says 3, which makes a frame of 3 bytes, less than the 4 in front of its payload" },
        { [0x00, 0x00, 0x00, 0x00], 4, true, 0, "the length field says 0, which makes a frame of 0 bytes, less than the 4 in front of its payload" },
        { [0x00, 0x00], 2, false, 1, "the length field says 0, which makes a frame of 1 bytes, less than the 2 in front of its payload" },
        { [0x00, 0x00], 2, false, int.MaxValue, "the length field says 0, which makes a frame of -2147483645 bytes, less than the 2 in front of its payload" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_length_that_cannot_be_is_malformed(byte[] stream, int width, bool includesSelf, int bias, string reason) =>
        Assert.Equal(reason, FrameStream.Refuse(stream, With(width, includesSelf: includesSelf, bias: bias)));

    [Fact]
    public void A_malformed_frame_behind_a_good_one_is_found_at_its_turn() =>
        Assert.Equal("after 1: a frame of 65537 bytes is over the limit of 1000", FrameStream.Refuse([0x00, 0x01, 0x61, 0xFF, 0xFF], With(2)));

    [Fact]
    public void A_limit_below_the_prefix_refuses_everything() =>
        Assert.Equal("a frame of 4 bytes is over the limit of 3", FrameStream.Refuse([0, 0, 0, 0], With(4, maxFrameBytes: 3)));

    [Theory]
    [InlineData(255, 1, false, 0)]
    [InlineData(254, 1, true, 0)]
    [InlineData(250, 1, false, 5)]
    [InlineData(65535, 2, false, 0)]
    public void The_longest_message_of_a_prefix_is_completed_and_a_longer_one_refused(int length, int width, bool includesSelf, int bias)
    {
        byte[] frame = new byte[width + length + 1];
        Assert.Equal(width + length, LengthPrefixFraming.Complete(frame, length, width, littleEndian: false, includesSelf, bias));
        Assert.Equal(Enumerable.Repeat((byte)0xFF, width), frame[..width]);

        string message = Assert.Throws<WireFormatException>(() => LengthPrefixFraming.Complete(frame, length + 1, width, littleEndian: true, includesSelf, bias)).Message;
        Assert.Equal($"A message of {length + 1} bytes has no length prefix of {width} bytes.", message);
    }

    [Fact]
    public void A_bias_cannot_make_a_length_negative() =>
        Assert.Throws<WireFormatException>(() => LengthPrefixFraming.Complete(new byte[4], 2, 2, littleEndian: false, includesSelf: false, bias: -3));

    [Fact]
    public void Finding_and_completing_allocate_nothing()
    {
        byte[] frame = new byte[16];
        int found = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            LengthPrefixFraming.Complete(frame, 5, 2, littleEndian: false, includesSelf: false, bias: 0);
            FrameStatus status = LengthPrefixFraming.Find(frame, 100, 2, littleEndian: false, includesSelf: false, bias: 0, out FrameBounds bounds, out _);
            found += status is FrameStatus.Found ? bounds.PayloadLength : 0;
            _ = LengthPrefixFraming.Find(frame.AsSpan(0, 1), 100, 2, littleEndian: false, includesSelf: false, bias: 0, out _, out _);
        }));
        Assert.Equal(20, found);
    }
}
