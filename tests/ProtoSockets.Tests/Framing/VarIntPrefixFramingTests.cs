using ProtoSockets.Runtime;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Framing;

public class VarIntPrefixFramingTests
{
    private static Finding With(VarIntFormat format, int maxFrameBytes = 100_000) =>
        (received, ref scan, out bounds, out reason) => VarIntPrefixFraming.Find(received, maxFrameBytes, format, out bounds, out reason);

    private static byte[] Complete(byte[] payload, VarIntFormat format)
    {
        int reserved = VarIntPrefixFraming.GetMaxPrefixBytes(format);
        byte[] buffer = [.. new byte[reserved], .. payload];
        return buffer[..VarIntPrefixFraming.Complete(buffer, payload.Length, format)];
    }

    public static TheoryData<VarIntFormat, int, byte[]> Prefixes => new()
    {
        { VarIntFormat.Leb128, 0, [0x00] },
        { VarIntFormat.Leb128, 127, [0x7F] },
        { VarIntFormat.Leb128, 300, [0xAC, 0x02] },
        { VarIntFormat.Leb128, 16384, [0x80, 0x80, 0x01] },
        { VarIntFormat.ZigZag, 0, [0x00] },
        { VarIntFormat.ZigZag, 3, [0x06] },
        { VarIntFormat.ZigZag, 64, [0x80, 0x01] },
        { VarIntFormat.Mqtt, 127, [0x7F] },
        { VarIntFormat.Mqtt, 128, [0x80, 0x01] },
        { VarIntFormat.Quic, 63, [0x3F] },
        { VarIntFormat.Quic, 64, [0x40, 0x40] },
        { VarIntFormat.Quic, 16384, [0x80, 0x00, 0x40, 0x00] },
        { VarIntFormat.Vlq, 128, [0x81, 0x00] },
        { VarIntFormat.Vlq, 16384, [0x81, 0x80, 0x00] },
        { VarIntFormat.CompactSize, 252, [0xFC] },
        { VarIntFormat.CompactSize, 253, [0xFD, 0xFD, 0x00] },
        { VarIntFormat.CompactSize, 65536, [0xFE, 0x00, 0x00, 0x01, 0x00] },
    };

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Frames_are_found_and_completed(VarIntFormat format, int length, byte[] prefix)
    {
        byte[] payload = Enumerable.Range(0, length).Select(each => (byte)each).ToArray();
        byte[] frame = [.. prefix, .. payload];
        Assert.Equal(frame, Complete(payload, format));
        Assert.Equal(FrameStatus.Found, FrameStream.Find([.. frame, 0xFF], With(format), out FrameBounds bounds));
        Assert.Equal(new FrameBounds(prefix.Length, length, frame.Length), bounds);
    }

    [Theory]
    [InlineData(VarIntFormat.Leb128)]
    [InlineData(VarIntFormat.ZigZag)]
    [InlineData(VarIntFormat.Mqtt)]
    [InlineData(VarIntFormat.Quic)]
    [InlineData(VarIntFormat.Vlq)]
    [InlineData(VarIntFormat.CompactSize)]
    public void A_stream_gives_the_same_messages_wherever_it_is_cut(VarIntFormat format)
    {
        byte[][] payloads = [[], [0x80], new byte[63], new byte[64], new byte[130], new byte[260]];
        byte[] stream = payloads.SelectMany(each => Complete(each, format)).ToArray();
        Assert.Equal(payloads, FrameStream.Split(stream, With(format)));
    }

    [Fact]
    public void A_prefix_need_not_be_the_shortest() =>
        Assert.Equal([[0x61]], FrameStream.Split([0x81, 0x80, 0x00, 0x61], With(VarIntFormat.Leb128)));

    [Fact]
    public void A_prefix_of_several_bytes_is_waited_for()
    {
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find([0x80], With(VarIntFormat.Leb128), out FrameBounds bounds));
        Assert.Equal(2, bounds.FrameLength);
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find([0x80], With(VarIntFormat.Quic), out bounds));
        Assert.Equal(4, bounds.FrameLength);
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find([], With(VarIntFormat.CompactSize), out bounds));
        Assert.Equal(1, bounds.FrameLength);
    }

    public static TheoryData<VarIntFormat, byte[], string> Hostile => new()
    {
        { VarIntFormat.Leb128, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], "a frame of 4294967300 bytes is over the limit of 100000" },
        { VarIntFormat.Leb128, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], "a frame of 18446744073709551625 bytes is over the limit of 100000" },
        { VarIntFormat.Leb128, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], "the length prefix is negative or does not fit 64 bits" },
        { VarIntFormat.Leb128, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], "the length prefix is longer than 10 bytes" },
        { VarIntFormat.ZigZag, [0x01], "the length prefix is negative or does not fit 64 bits" }, // -1
        { VarIntFormat.Mqtt, [0xFF, 0xFF, 0xFF, 0x7F], "a frame of 268435459 bytes is over the limit of 100000" },
        { VarIntFormat.Mqtt, [0x80, 0x80, 0x80, 0x80], "the length prefix is longer than 4 bytes" },
        { VarIntFormat.Quic, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "a frame of 4611686018427387911 bytes is over the limit of 100000" },
        { VarIntFormat.Vlq, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], "the length prefix is longer than 10 bytes" },
        { VarIntFormat.CompactSize, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], "a frame of 18446744073709551624 bytes is over the limit of 100000" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void A_length_that_cannot_be_is_malformed(VarIntFormat format, byte[] stream, string reason) =>
        Assert.Equal(reason, FrameStream.Refuse(stream, With(format)));

    [Fact]
    public void The_limit_counts_the_prefix()
    {
        Assert.Single(FrameStream.Split([0x02, 0x61, 0x62], With(VarIntFormat.Leb128, 3)));
        Assert.Equal("a frame of 4 bytes is over the limit of 3", FrameStream.Refuse([0x03, 0x61, 0x62, 0x63], With(VarIntFormat.Leb128, 3)));
    }

    [Fact]
    public void What_the_format_cannot_hold_is_refused()
    {
        Assert.Throws<WireFormatException>(() => VarIntPrefixFraming.Complete(new byte[8], 268_435_456, VarIntFormat.Mqtt));
        Assert.Throws<ArgumentOutOfRangeException>(() => VarIntPrefixFraming.Complete(new byte[8], -1, VarIntFormat.Leb128));
        Assert.Throws<ArgumentOutOfRangeException>(() => VarIntPrefixFraming.Find([0x00], 10, (VarIntFormat)99, out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => VarIntPrefixFraming.Complete(new byte[8], 1, (VarIntFormat)99));
    }

    [Fact]
    public void Finding_and_completing_allocate_nothing()
    {
        byte[] frame = new byte[300];
        int found = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            VarIntPrefixFraming.Complete(frame, 200, VarIntFormat.Leb128);
            FrameStatus status = VarIntPrefixFraming.Find(frame, 1000, VarIntFormat.Leb128, out FrameBounds bounds, out _);
            found += status is FrameStatus.Found ? bounds.PayloadLength : 0;
            _ = VarIntPrefixFraming.Find(frame.AsSpan(0, 1), 1000, VarIntFormat.Leb128, out _, out _);
        }));
        Assert.Equal(800, found);
    }
}
