using System.Text;
using ProtoSockets.Tests.Records;
using ProtoSockets.Tests.Text;

namespace ProtoSockets.Tests.Framing;

/// <summary>Frames that end with their message, where its end is in varints, behind conditions and versions, or in codecs.</summary>
public sealed class SelfDelimitingTests
{
    private static readonly Parcels.Many Several = new()
    {
        Raw = [1, 2, 3],
        Number = 70_000,
        Numbers = [5, 6],
        Words = [new("a"), new("bcd")],
        Text = "hello",
        Rest = Enumerable.Repeat((byte)7, 300).ToArray(),
    };

    [Fact]
    public void Integers_of_variable_length_count_bytes_and_elements()
    {
        byte[] bytes =
        [
            .. "MANY"u8,
            /* Raw */ 0x03, 1, 2, 3,
            /* Number */ 0x80, 0x01, 0x11, 0x70,
            /* Numbers */ 0x02, 0x00, 0x05, 0x00, 0x06,
            /* Words */ 0x02, 0x01, (byte)'a', 0x03, (byte)'b', (byte)'c', (byte)'d',
            /* Text */ 0x0A, .. "hello"u8,
            /* Length */ 0x82, 0x2C, .. Several.Rest,
        ];
        WireForm.Is(Several, bytes);
        Assert.Equal([bytes, bytes], FrameStream.Split([.. bytes, .. bytes], Of()));
        byte[] other = new Parcels.Counted { Data = new byte[200] }.ToBytes();
        Assert.Equal([0xC8, 0x01], other[5..7]);
        Assert.Equal([other, bytes, other], FrameStream.Split([.. other, .. bytes, .. other], Of()));
    }

    [Theory]
    [InlineData("4D414E59FFFFFFFFFFFFFFFFFFFF", "the integer at byte 4 is longer than 10 bytes")]
    [InlineData("434F554E54FFFFFFFFFFFFFFFFFF02", "what stands in front of byte 15 is no number that counts it")]
    [InlineData("434F554E54FFFFFFFF07", "a frame of at least 2147483647 bytes is over the limit of 4096")]
    [InlineData("4D414E59FFFF7F", "a frame of at least 2097158 bytes is over the limit of 4096")]
    public void Integers_that_count_too_much_are_refused_when_they_are_read(string bytes, string reason) =>
        Assert.Equal(reason, FrameStream.Refuse(Convert.FromHexString(bytes), Of()));

    [Fact]
    public void Members_on_a_condition_are_found_by_reading()
    {
        byte[][] frames =
        [
            new Parcels.Maybe { Name = "n", Payload = "pay"u8.ToArray(), Flags = 1, Time = 7, Text = "with\0"u8.ToArray() }.ToBytes(),
            new Parcels.Maybe { Name = "n", Text = "without"u8.ToArray() }.ToBytes(),
            new Parcels.Bare(false, null, 1).ToBytes(),
            new Parcels.Bare(true, 3, 1).ToBytes(),
            new Parcels.Coded("word", 5).ToBytes(),
        ];
        Assert.Equal("BARE\0\u0001", Encoding.ASCII.GetString(frames[2]));
        Assert.Equal(frames, FrameStream.Split([.. frames.SelectMany(frame => frame)], Of()));
        Assert.Equal("Has at byte 4: 7 is neither 0 (false) nor 1 (true)", FrameStream.Refuse([.. "BARE"u8, 7, 1, 1, 1, 1, 1], Of()));
    }

    [Theory]
    [InlineData(1, "4E455701" + "03")]
    [InlineData(2, "4E455701" + "0002" + "03")]
    [InlineData(0, "4E455701" + "0002" + "03")]
    public void What_a_message_has_depends_on_the_version(int version, string frame)
    {
        byte[] bytes = Convert.FromHexString(frame);
        Assert.Equal([bytes, bytes], FrameStream.Split([.. bytes, .. bytes], Of((ushort)version)));
    }

    [Fact]
    public void What_arrives_in_pieces_is_read_again_only_when_it_may_be_whole()
    {
        byte[] bytes = new Parcels.Maybe { Name = "n", Payload = new byte[2000], Flags = 1, Time = 7, Text = new byte[1500] }.ToBytes();
        FrameScan scan = new(Side.Client);
        for (int length = 1; length < bytes.Length; length++)
        {
            _ = Parcels.Wire.Find(bytes.AsSpan(0, length), ref scan, 4096, out FrameBounds least, out _);
            if (length >= bytes.Length - 1500)
            {
                Assert.Equal(bytes.Length, least.FrameLength);
            }
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        scan.Reset();
        for (int length = 1; length < bytes.Length; length++)
        {
            _ = Parcels.Wire.Find(bytes.AsSpan(0, length), ref scan, 4096, out _, out _);
        }

        // Errors of some tries; never the payload.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16_384);
        Assert.Equal(FrameStatus.Found, Parcels.Wire.Find(bytes, ref scan, 4096, out FrameBounds bounds, out _));
        Assert.Equal(bytes.Length, bounds.FrameLength);
    }

    [Fact]
    public void What_never_says_how_much_follows_is_given_up()
    {
        byte[] bytes = [.. "LINES"u8, 0, .. Enumerable.Repeat((byte)'a', 9000)];
        FrameScan scan = new(Side.Client);
        string? reason = null;
        int length = 0;
        while (reason is null && ++length < bytes.Length)
        {
            _ = Parcels.Wire.Find(bytes.AsSpan(0, length), ref scan, 10_000, out _, out reason);
        }

        Assert.Equal("the message came in more than 4096 pieces that did not say how many bytes follow", reason);
        Assert.InRange(length, 4096, 4110);
    }

    [Fact]
    public void Whatever_arrives_ends_in_a_frame_a_need_for_more_or_a_reason()
    {
        byte[][] frames =
        [
            Several.ToBytes(),
            new Parcels.Counted { Data = new byte[20] }.ToBytes(),
            new Parcels.Maybe { Name = "n", Payload = "pay"u8.ToArray(), Flags = 1, Time = 7, Text = "text"u8.ToArray() }.ToBytes(),
            new Parcels.Coded("word", 5).ToBytes(),
            new Parcels.Renewed(1, 2, 3).ToBytes(),
        ];
        Random random = new(1);
        HashSet<FrameStatus> seen = [];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = [.. frames[random.Next(frames.Length)]];
            for (int change = random.Next(3); change >= 0; change--)
            {
                bytes[random.Next(4, bytes.Length)] = random.Next(3) switch { 0 => 0xFF, 1 => 0x80, _ => (byte)random.Next(256) };
            }

            FrameScan scan = new(Side.Client);
            FrameStatus status = Parcels.Wire.Find(bytes, ref scan, 4096, out FrameBounds bounds, out string? reason);
            Assert.Equal(status == FrameStatus.Malformed, reason is not null);
            Assert.InRange(bounds.FrameLength, status == FrameStatus.Incomplete ? bytes.Length + 1 : 0, status == FrameStatus.Found ? bytes.Length : 4096);
            seen.Add(status);
        }

        Assert.Equal(3, seen.Count);
    }

    private static Finding Of(ushort version = 0) => TextProtocolTests.Of<Parcels.Wire>(Side.Client, 4096, version);
}

/// <summary>Messages that are told by their first letters, with ends of every kind.</summary>
[Protocol(MaxFrameBytes = 1 << 16, Version = 2, MinVersion = 1), SelfDelimiting]
public sealed partial class Parcels
{
    [Message("MANY", From = Side.Client)]
    public readonly partial record struct Many
    {
        [Magic("MANY"), LengthPrefixed(VarIntFormat.Leb128), MaxBytes(4000)]
        public byte[] Raw { get; init; }

        [VarInt(VarIntFormat.Quic)]
        public uint Number { get; init; }

        [CountPrefixed(VarIntFormat.CompactSize), MaxCount(1000)]
        public ushort[] Numbers { get; init; }

        [CountPrefixed(VarIntFormat.Mqtt), MaxCount(1000)]
        public WireList<Word> Words { get; init; }

        [LengthPrefixed(VarIntFormat.ZigZag), MaxBytes(4000)]
        public string Text { get; init; }

        [LengthPrefixed(VarIntFormat.Vlq), MaxBytes(4000)]
        public byte[] Rest { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Word([LengthPrefixed<byte>, Ascii, MaxBytes(20)] string Text);

    [Message("COUNT", From = Side.Client)]
    public readonly partial record struct Counted
    {
        [Magic("COUNT"), VarInt(VarIntFormat.Leb128), LengthOf(nameof(Data))]
        public partial uint Length { get; }

        [MaxBytes(4000)]
        public byte[] Data { get; init; }
    }

    [Message("MAYBE", From = Side.Client), Line]
    public readonly partial record struct Maybe
    {
        public Utf8Text Name { get; init; }

        [LengthOf(nameof(Payload))]
        public partial int Bytes { get; }

        [AfterLine, Terminated("\r\n"), MaxBytes(4000)]
        public ReadOnlyMemory<byte> Payload { get; init; }

        public byte Flags { get; init; }

        public bool HasTime => (Flags & 1) != 0;

        [When(nameof(HasTime))]
        public uint? Time { get; init; }

        [LengthPrefixed<ushort>, MaxBytes(4000)]
        public ReadOnlyMemory<byte> Text { get; init; }
    }

    [Message("BARE", From = Side.Client)]
    public readonly partial record struct Bare([Magic("BARE")] bool Has, [When(nameof(Has))] byte? Value, byte Last);

    [Message("CODE", From = Side.Client)]
    public readonly partial record struct Coded([Magic("CODE"), Codec<CodecArgumentTests.WordCodec>] string Word, ushort Number);

    [Message("NEW", From = Side.Client)]
    public readonly partial record struct Renewed([Magic("NEW")] byte First, [Since(2)] ushort? Second, byte Third);

    [Message("LINES", From = Side.Client)]
    public readonly partial record struct Lines([Magic("LINES")] bool Has, [When(nameof(Has))] byte? Value, [Terminated("\n"), MaxBytes(60_000)] ReadOnlyMemory<byte> Text);
}
