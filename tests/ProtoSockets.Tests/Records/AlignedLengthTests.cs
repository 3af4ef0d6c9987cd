using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Records;

/// <summary>What is aligned from the start of the message, behind lengths of variable size: how long it is depends on where it stands, and so on the size of its own length.</summary>
public sealed partial class AlignedLengthTests
{
    /// <summary>Behind one byte <see cref="Number"/> stands at an even place if Front has an even number of bytes, its length counted; behind two if that is odd.</summary>
    [WireStruct]
    public readonly partial record struct Inner([LengthPrefixed<byte>, MaxBytes(250)] byte[] Front, [Align(2, From = OffsetBase.Message)] byte Number);

    [WireStruct]
    public readonly partial record struct InLeb128([LengthPrefixed(VarIntFormat.Leb128)] Inner Inner, byte Behind);

    [WireStruct]
    public readonly partial record struct InZigZag([LengthPrefixed(VarIntFormat.ZigZag)] Inner Inner, byte Behind);

    [WireStruct]
    public readonly partial record struct InVlq([LengthPrefixed(VarIntFormat.Vlq)] Inner Inner, byte Behind);

    [WireStruct]
    public readonly partial record struct InQuic([LengthPrefixed(VarIntFormat.Quic)] Inner Inner, byte Behind);

    [WireStruct]
    public readonly partial record struct InMqtt([LengthPrefixed(VarIntFormat.Mqtt)] Inner Inner, byte Behind);

    [WireStruct]
    public readonly partial record struct InCompactSize([LengthPrefixed(VarIntFormat.CompactSize)] Inner Inner, byte Behind);

    [WireStruct]
    public readonly partial record struct ListOf([LengthPrefixed(VarIntFormat.Leb128), MaxBytes(1000)] WireList<Inner> All, byte Behind);

    [WireStruct]
    public readonly partial record struct Limited([LengthPrefixed(VarIntFormat.Leb128), MaxBytes(5)] Inner[] All);

    [WireUnion, LengthPrefixed(VarIntFormat.Leb128)]
    public readonly partial struct Choice
    {
        [Discriminator]
        public partial byte Tag { get; }

        [Case(1)]
        public readonly partial record struct One([LengthPrefixed<byte>, MaxBytes(250)] byte[] Front, [Align(2, From = OffsetBase.Message)] byte Number);

        [Case(2)]
        public readonly partial record struct Two(byte Number);
    }

    /// <summary>A length in front of something else, in words of two bytes, and a checksum over all.</summary>
    [WireStruct]
    public readonly partial record struct Counted
    {
        public byte Kind { get; init; }

        [LengthOf(nameof(Inner), Unit = 1, Bias = 1), VarInt(VarIntFormat.Leb128)]
        public partial uint Length { get; }

        [Checksum<Sum8>]
        public partial byte Sum { get; }

        public Inner Inner { get; init; }

        public byte Behind { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Maybe
    {
        [LengthOf(nameof(Inner), Null = -1), VarInt(VarIntFormat.ZigZag)]
        public partial int Length { get; }

        public Inner? Inner { get; init; }

        public byte Behind { get; init; }
    }

    /// <summary>A length that may only be in its shortest form.</summary>
    [WireStruct]
    public readonly partial record struct Shortest
    {
        [LengthOf(nameof(Inner)), VarInt(VarIntFormat.Leb128, Canonical = true)]
        public partial uint Length { get; }

        public Inner Inner { get; init; }
    }

    /// <summary>Lengths in lengths.</summary>
    [WireStruct]
    public sealed partial record Nested([LengthPrefixed<byte>] byte[] Front, [Align(64, From = OffsetBase.Message)] byte Number, [LengthPrefixed(VarIntFormat.Leb128), MaxBytes(4000)] Nested[] All);

    [Protocol(MaxFrameBytes = 1 << 16)]
    public sealed partial class Letters
    {
        [Header]
        public readonly partial record struct Header
        {
            [MessageId]
            public byte Kind { get; init; }

            public byte Version { get; init; }

            [FrameLength, VarInt(VarIntFormat.Leb128)]
            public partial uint Length { get; }

            public ushort Flags { get; init; }
        }

        [Message(1)]
        public readonly partial record struct Letter([LengthPrefixed<byte>, MaxBytes(250)] byte[] Front, [Align(2, From = OffsetBase.Message)] byte Number);
    }

    [Protocol(MaxFrameBytes = 1 << 16)]
    public sealed partial class Exact
    {
        [Header]
        public readonly partial record struct Header
        {
            [MessageId]
            public byte Kind { get; init; }

            public byte Version { get; init; }

            [FrameLength, VarInt(VarIntFormat.Mqtt, Canonical = true)]
            public partial uint Length { get; }
        }

        [Message(1)]
        public readonly partial record struct Letter([LengthPrefixed<byte>, MaxBytes(250)] byte[] Front, [Align(2, From = OffsetBase.Message)] byte Number);
    }

    [Fact]
    public void A_length_counts_the_padding_that_stands_where_it_puts_it()
    {
        WireForm.IsBounded(new InLeb128(new([1, 2], 7), 9), 4, 2, 1, 2, 7, 9);         // length, Front, Number
        WireForm.IsBounded(new InLeb128(new([1], 7), 9), 4, 1, 1, 0, 7, 9);            // length, Front, padding, Number
        WireForm.IsBounded(new ListOf(new Inner[] { new([1], 7), new([], 8) }, 9), 6, 1, 1, 0, 7, 0, 8, 9);
        WireForm.IsBounded<Choice>(new Choice.One([1], 7), 1, 3, 1, 1, 7);              // tag, length, Front, Number
        WireForm.IsBounded<Choice>(new Choice.One([1, 2], 7), 1, 5, 2, 1, 2, 0, 7);
    }

    [Theory]
    [InlineData(123)]
    [InlineData(124)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    public void Bodies_around_the_largest_short_length_are_read_as_they_were_written(int front)
    {
        Inner inner = new([.. Enumerable.Range(0, front).Select(index => (byte)index)], 7);
        Agrees(new InLeb128(inner, 9));
        Agrees(new InZigZag(inner, 9));
        Agrees(new InVlq(inner, 9));
        Agrees(new InQuic(inner, 9));
        Agrees(new ListOf(new[] { inner }, 9));
        Agrees<Choice>(new Choice.One(inner.Front, 7));
        Agrees(new Counted { Kind = 1, Inner = inner, Behind = 9 });
        Agrees(new Maybe { Inner = inner, Behind = 9 });
        Agrees(new Maybe { Behind = 9 });
    }

    [Fact]
    public void A_length_that_no_size_fits_is_longer_than_it_has_to_be()
    {
        // Behind one byte of length there are 128, behind two of them 127.
        Inner inner = new(new byte[125], 7);
        Assert.Equal([0xFF, 0x00, 125], new InLeb128(inner, 9).ToBytes()[..3]);
        Assert.Equal([0x80, 0x7F, 125], new InVlq(inner, 9).ToBytes()[..3]);

        // The same at 63 and 64, where zigzag and QUIC need another byte.
        Inner shorter = new(new byte[61], 7);
        Assert.Equal([0xFE, 0x00, 61], new InZigZag(shorter, 9).ToBytes()[..3]);
        Assert.Equal([0x40, 63, 61], new InQuic(shorter, 9).ToBytes()[..3]);
        Agrees(new InZigZag(shorter, 9));
        Agrees(new InQuic(shorter, 9));
    }

    [Fact]
    public void Where_only_the_shortest_form_is_allowed_it_cannot_be_written()
    {
        WireForm.CannotWrite(
            new InMqtt(new(new byte[125], 7), 9),
            "Inner is 127 behind a length of 2 bytes, and more than 1 can say behind one of 1: what is aligned in it fits no length in its shortest form");
        WireForm.CannotWrite(
            new Shortest { Inner = new(new byte[125], 7) },
            "Length is 127 behind a length of 2 bytes, and more than 1 can say behind one of 1: what is aligned in it fits no length in its shortest form");
        Agrees(new InMqtt(new(new byte[126], 7), 9));
        Agrees(new InCompactSize(new(new byte[250], 7), 9));
    }

    [Fact]
    public void A_limit_counts_what_is_written()
    {
        WireForm.IsBounded(new Limited([new([1, 2], 7)]), 4, 2, 1, 2, 7);
        WireForm.CannotWrite(new Limited([new([1, 2], 7), new([], 7)]), "All takes 6 bytes, and may take 5");
    }

    [Fact]
    public void Lengths_in_lengths_are_written_a_bounded_number_of_times()
    {
        Nested value = new([], 1, []);
        for (int depth = 0; depth < 20; depth++)
        {
            value = new([], 1, [value]);
        }

        Nested read = Nested.Read(value.ToBytes());
        Assert.Equal(value.ToBytes(), read.ToBytes());
    }

    [Theory]
    [InlineData(122)]
    [InlineData(123)]
    [InlineData(124)]
    [InlineData(125)]
    [InlineData(126)]
    public void A_message_fits_the_length_in_its_header(int front)
    {
        Letters.Letter letter = new(new byte[front], 7);
        byte[] bytes = letter.ToBytes(new Letters.Header { Flags = 5 });
        Assert.True(Letters.Letter.TryRead(bytes, out Letters.Header header, out Letters.Letter read, out WireError? error), error?.ToString());
        Assert.Equal((letter, (ushort)5), (read, header.Flags));
        byte[] roomy = new byte[bytes.Length + 100];
        Assert.Equal(bytes, roomy[..letter.Write(roomy, new Letters.Header { Flags = 5 })]);
        FrameScan scan = default;
        Assert.Equal(FrameStatus.Found, Letters.Wire.Find(bytes, ref scan, 1 << 16, out FrameBounds bounds, out _));
        Assert.Equal(bytes.Length, bounds.FrameLength);
    }

    [Fact]
    public void A_header_whose_length_no_size_fits_is_padded_or_refused()
    {
        // Kind, Version, length, Flags, and what the length counts: 127 behind two bytes of length, 128 behind one.
        Assert.Equal([1, 0, 0xFF, 0x00, 0, 5, 125], new Letters.Letter(new byte[125], 7).ToBytes(new Letters.Header { Flags = 5 })[..7]);
        WireFormatException refused = Assert.Throws<WireFormatException>(() => new Exact.Letter(new byte[125], 7).ToBytes(default));
        Assert.EndsWith("what is aligned in it fits no length in its shortest form.", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>It is read as it was written, from buffers of any size, and cuts of it are incomplete.</summary>
    private static void Agrees<T>(T value)
        where T : IWireSerializable<T>
    {
        byte[] buffer = new byte[value.GetSize() + 10];
        WireWriter writer = new(buffer);
        value.Write(ref writer);
        WireForm.IsBounded(value, buffer[..writer.Position]);
    }
}
