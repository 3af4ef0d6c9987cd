using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Records;

/// <summary>A header with the frame's length as an integer of variable length, as MQTT has, and flags that some messages fix.</summary>
[Protocol(MaxFrameBytes = 1 << 20)]
public sealed partial class Signals
{
    public enum Kind : byte
    {
        Note = 3,
        Watch = 8,
        Ping = 12,
    }

    [Header]
    public readonly partial record struct Header
    {
        [MessageId, Bits(4)]
        public Kind Kind { get; init; }

        [Bits(1)]
        public bool Again { get; init; }

        [Bits(2)]
        public byte Level { get; init; }

        [Bits(1)]
        public bool Keep { get; init; }

        [FrameLength, VarInt(VarIntFormat.Mqtt, Canonical = true)]
        public partial uint RemainingLength { get; }
    }

    [Message(Kind.Note, From = Side.Client), HeaderValue(nameof(Header.Level), 0)]
    public readonly partial record struct Note([InHeader] bool Keep, [LengthPrefixed<ushort>] string Topic, [Remaining, MaxBytes(1 << 20)] ReadOnlyMemory<byte> Payload);

    [Message(Kind.Note, From = Side.Client), HeaderValue(nameof(Header.Level), 1)]
    public readonly partial record struct SureNote(
        [InHeader] bool Again, [InHeader] bool Keep, [LengthPrefixed<ushort>] string Topic, ushort Id, [Remaining, MaxBytes(1 << 20)] ReadOnlyMemory<byte> Payload);

    [Message(Kind.Watch, From = Side.Client)]
    [HeaderValue(nameof(Header.Again), false), HeaderValue(nameof(Header.Level), 1), HeaderValue(nameof(Header.Keep), false)]
    public readonly partial record struct Watch(ushort Id);

    [Message(Kind.Ping, From = Side.Client)]
    public readonly partial record struct Ping;
}

/// <summary>A header with members behind its length, which counts them: 1 byte, the length in QUIC's form plus 3, 2 bytes.</summary>
[Protocol(MaxFrameBytes = 1 << 16)]
public sealed partial class Labelled
{
    [Header]
    public readonly partial record struct Header
    {
        public byte Version { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Rest, Bias = 3), VarInt(VarIntFormat.Quic)]
        public partial uint Length { get; }

        [MessageId]
        public ushort Type { get; init; }
    }

    [Message(7)]
    public readonly partial record struct Blob([Remaining, MaxBytes(1 << 16)] byte[] Bytes);
}

/// <summary>A header of variable size, and behind it members whose place in the message matters.</summary>
[Protocol(MaxFrameBytes = 1 << 16)]
public sealed partial class Padded
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength, VarInt(VarIntFormat.Mqtt)]
        public partial uint Length { get; }
    }

    [Message(1)]
    public readonly partial record struct Block
    {
        [OffsetOf(nameof(Text), From = OffsetBase.Message)]
        public partial byte TextAt { get; }

        [LengthPrefixed<byte>, MaxBytes(200)]
        public byte[] Data { get; init; }

        [Align(4, From = OffsetBase.Message)]
        public uint Number { get; init; }

        [LengthPrefixed<byte>]
        public string Text { get; init; }

        [Align(4, From = OffsetBase.Message)]
        public uint Last { get; init; }
    }
}

public sealed class VariableHeaderTests
{
    [Fact]
    public void The_length_stands_in_front_of_the_body_in_as_few_bytes_as_it_needs()
    {
        byte[] bytes =
        [
            0x31, // Note, Level 0, Keep
            0x09, // RemainingLength
            0x00, 0x03, (byte)'r', (byte)'e', (byte)'t', // Topic
            (byte)'k', (byte)'e', (byte)'p', (byte)'t', // Payload
        ];
        Signals.Note note = new(true, "ret", "kept"u8.ToArray());

        Assert.Equal(bytes, note.ToBytes(default));
        Assert.Equal(bytes.Length, note.GetSize());
        Assert.True(Signals.Note.TryRead(bytes, out Signals.Header header, out Signals.Note back, out WireError? error), error?.ToString());
        Assert.Equal(note, back);
        Assert.Equal((Signals.Kind.Note, 9U), (header.Kind, header.RemainingLength));
        Assert.Equal([0xC0, 0x00], default(Signals.Ping).ToBytes(default));
        Assert.Equal([0x82, 0x02, 0x12, 0x34], new Signals.Watch(0x1234).ToBytes(default));
        Assert.Equal(4, Signals.Watch.MaxSize);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(124, 1)]
    [InlineData(125, 1)]
    [InlineData(126, 2)]
    [InlineData(16_381, 2)]
    [InlineData(16_382, 3)]
    [InlineData(200_000, 3)]
    public void A_body_of_any_size_follows_its_length(int payload, int width)
    {
        Signals.Note note = new(false, string.Empty, Enumerable.Range(0, payload).Select(index => (byte)index).ToArray());
        byte[] bytes = note.ToBytes(default);

        Assert.Equal(1 + width + 2 + payload, bytes.Length);
        Assert.Equal(bytes.Length, note.GetSize());
        byte[] roomy = new byte[bytes.Length + 300_000];
        Assert.Equal(bytes.Length, note.Write(roomy, default));
        Assert.Equal(bytes, roomy[..bytes.Length]);
        Assert.True(Signals.Note.TryRead(bytes, out _, out Signals.Note back, out WireError? error), error?.ToString());
        Assert.Equal(note, back);
    }

    [Fact]
    public void A_body_whose_length_takes_other_than_what_was_left_for_it_is_written_again()
    {
        foreach (int body in (int[])[0, 1, 126, 127, 128, 129, 16_383, 16_384, 16_385])
        {
            foreach (int slack in (int[])[0, 1, 2, 3, 200, 70_000])
            {
                byte[] buffer = new byte[1 + 3 + body + slack];
                WireWriter writer = new(buffer);
                int size = Write(ref writer, body, known: 0, out int room);
                if (size != room)
                {
                    Assert.Equal(0, writer.Position);
                    Assert.Equal(size, Write(ref writer, body, size, out _));
                }

                Assert.Equal(1 + MqttVarInt.GetSize((ulong)body), size);
                Assert.Equal(size + body, writer.Position);
                Assert.Equal(Enumerable.Range(1, body).Select(index => (byte)index), buffer[size..(size + body)]);
            }
        }

        static int Write(ref WireWriter writer, int body, int known, out int room)
        {
            room = HeaderFraming.Reserve(ref writer, 1, VarIntFormat.Mqtt, int.MaxValue, 1, known);
            writer.Write(Enumerable.Range(1, body).Select(index => (byte)index).ToArray());
            return HeaderFraming.Settle(ref writer, 0, room, 1, VarIntFormat.Mqtt, 1, tooSmall: 0, isShortest: false);
        }
    }

    [Theory]
    [InlineData(110, 1, 2)]
    [InlineData(111, 1, 1)]
    [InlineData(112, 2, 3)]
    [InlineData(113, 2, 2)]
    [InlineData(115, 2, 0)]
    public void What_counts_from_the_message_counts_from_where_the_body_stands(int data, int width, int padding)
    {
        Padded.Block block = new() { Data = new byte[data], Number = 0x01020304, Text = "z", Last = 5 };
        byte[] bytes = block.ToBytes(default);
        int number = 1 + width + 1 + 1 + data + padding; // Kind, Length, TextAt, and Data with its length in front
        Assert.Equal(0, number % 4);
        Assert.Equal([1, 2, 3, 4, 1, (byte)'z', 0, 0, 0, 0, 0, 5], bytes[number..]);
        Assert.Equal(number + 4, bytes[1 + width]);
        Assert.True(Padded.Block.TryRead(bytes, out _, out Padded.Block read, out WireError? error), error?.ToString());
        Assert.Equal(block, read);
    }

    [Fact]
    public void Every_cut_is_incomplete()
    {
        byte[] bytes = new Signals.SureNote(true, false, "a/b", 7, new byte[200]).ToBytes(default);
        Assert.Equal(0x3A, bytes[0]); // Again, Level 1
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Signals.SureNote.TryRead(bytes.AsMemory(0, length), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
            Assert.InRange(error.BytesNeeded, length + 1, bytes.Length);
        }
    }

    [Theory]
    [InlineData("82021234", null)]
    [InlineData("80021234", "Header.Level at byte 0: is 0, and always 1")]
    [InlineData("8A021234", "Header.Again at byte 0: is True, and always False")]
    [InlineData("92021234", "Header.Kind at byte 0: the message id is 9, and this message's is Watch")]
    [InlineData("8203123400", "byte 4: 1 bytes are left over")]
    [InlineData("820112", "Id at byte 2: needs 2 bytes, 1 are left")]
    [InlineData("8282001234", "Header.RemainingLength at byte 1: the integer takes 2 bytes, and its shortest form, the only one allowed, 1")]
    public void A_header_that_the_message_does_not_have_is_malformed(string hex, string? expected)
    {
        Assert.Equal(expected is null, Signals.Watch.TryRead(Convert.FromHexString(hex), out _, out _, out WireError? error));
        Assert.Equal(expected, error?.ToString());
    }

    [Fact]
    public void Messages_that_share_an_id_are_told_by_the_value_in_the_header()
    {
        Assert.Equal(FrameKind.Message, Route("3000", out long note));
        Assert.Equal(FrameKind.Message, Route("3200", out long sure));
        Assert.Equal(FrameKind.Unknown, Route("3400", out long neither));
        Assert.NotEqual(note, sure);
        Assert.Equal(3, neither);
        Assert.Equal(FrameKind.Message, Route("8200", out long watch));
        Assert.Equal(8, watch);

        static FrameKind Route(string hex, out long id)
        {
            WireReader reader = new((ReadOnlyMemory<byte>)Convert.FromHexString(hex), isComplete: true, Side.Client);
            Assert.True(Signals.Wire.TryReadRoute(ref reader, out FrameRoute route));
            id = route.MessageId;
            return route.Kind;
        }
    }

    [Fact]
    public void Frames_are_found_wherever_the_stream_is_cut()
    {
        byte[][] frames =
        [
            new Signals.Watch(1).ToBytes(default),
            default(Signals.Ping).ToBytes(default),
            new Signals.Note(false, "a", new byte[300]).ToBytes(default),
            new Signals.Note(false, "b", new byte[1]).ToBytes(default),
        ];
        Assert.Equal(frames, Framing.FrameStream.Split(frames.SelectMany(each => each).ToArray(), Find));
        Assert.Equal(
            "a frame of 1048577 bytes is over the limit of 1048576",
            Framing.FrameStream.Refuse([0x30, 0xFD, 0xFF, 0x3F, 0x00], Find));
        Assert.Equal("the length of the frame is longer than 4 bytes", Framing.FrameStream.Refuse([0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], Find));

        static FrameStatus Find(ReadOnlySpan<byte> received, ref FrameScan scan, out FrameBounds bounds, out string? reason) =>
            Signals.Wire.Find(received, ref scan, 1 << 20, out bounds, out reason);
    }

    [Fact]
    public void Members_behind_the_length_are_counted_as_it_says()
    {
        byte[] bytes =
        [
            0x01, // Version
            0x07, // Length: 2 of Type, 2 of Bytes, and 3
            0x00, 0x07, // Type
            0xAA, 0xBB, // Bytes
        ];
        Labelled.Blob blob = new([0xAA, 0xBB]);
        Assert.Equal(bytes, blob.ToBytes(new Labelled.Header { Version = 1 }));
        Assert.True(Labelled.Blob.TryRead(bytes, out Labelled.Header header, out Labelled.Blob back, out WireError? error), error?.ToString());
        Assert.Equal(blob, back);
        Assert.Equal(7U, header.Length);
        Assert.Equal([bytes, bytes], Framing.FrameStream.Split([.. bytes, .. bytes], Find));
        byte[] large = new Labelled.Blob(new byte[5000]).ToBytes(default);
        Assert.Equal([large, bytes], Framing.FrameStream.Split([.. large, .. bytes], Find));
        Assert.Equal(
            "the length field says 4, which makes a frame of 3 bytes, less than the 4 in front of its payload",
            Framing.FrameStream.Refuse([0x01, 0x04, 0x00, 0x00], Find));

        static FrameStatus Find(ReadOnlySpan<byte> received, ref FrameScan scan, out FrameBounds bounds, out string? reason) =>
            Labelled.Wire.Find(received, ref scan, 1 << 16, out bounds, out reason);
    }
}
