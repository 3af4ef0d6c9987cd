using System.Text;

namespace ProtoSockets.Tests.Records;

/// <summary>What is aligned from the start of the message, behind lengths in digits, lengths that only some versions have, and lengths that count what streams.</summary>
public sealed partial class AlignedDigitsTests
{
    /// <summary>Number stands at an even place: how long this is depends on where it begins.</summary>
    [WireStruct]
    public readonly partial record struct Inner([LengthPrefixed<byte>, MaxBytes(250)] byte[] Front, [Align(2, From = OffsetBase.Message)] byte Number);

    [WireStruct, Line(Terminator = "\n")]
    public readonly partial record struct InLine
    {
        public Utf8Text Name { get; init; }

        [LengthOf(nameof(Inner))]
        public partial int Bytes { get; }

        [AfterLine]
        public Inner Inner { get; init; }
    }

    [WireStruct]
    public readonly partial record struct InDecimal
    {
        [LengthOf(nameof(Inner)), AsciiDecimal, Terminated(" ")]
        public partial int Bytes { get; }

        public Inner Inner { get; init; }

        public byte Behind { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Hexadecimal
    {
        [LengthOf(nameof(Inner)), AsciiHex, FixedBytes(4)]
        public partial ushort Bytes { get; }

        [LengthOf(nameof(Again)), AsciiDecimal, FixedBytes(5, Pad = (byte)' ')]
        public partial ushort More { get; }

        public Inner Inner { get; init; }

        public Inner Again { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Prefixed
    {
        [LengthOf(nameof(All)), AsciiDecimal, LengthPrefixed<byte>]
        public partial int Bytes { get; }

        [MaxBytes(4000)]
        public WireList<Inner> All { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Maybe
    {
        [LengthOf(nameof(Inner), Null = -1), AsciiDecimal, Terminated("\r\n")]
        public partial int Bytes { get; }

        public Inner? Inner { get; init; }
    }

    [WireStruct]
    public readonly partial record struct TooShort
    {
        [LengthOf(nameof(Inner)), AsciiDecimal, FixedBytes(2)]
        public partial int Bytes { get; }

        public Inner Inner { get; init; }
    }

    [Protocol(Version = 2, MinVersion = 1)]
    public sealed partial class Versions
    {
        [Message(1)]
        public readonly partial record struct Letter
        {
            public byte Kind { get; init; }

            [Since(2), LengthOf(nameof(Inner)), VarInt(VarIntFormat.Leb128)]
            public partial uint Length { get; }

            [Since(2)]
            public Inner Inner { get; init; }

            public byte Behind { get; init; }
        }
    }

    [Protocol(MaxFrameBytes = 1 << 16)]
    public sealed partial class Streams
    {
        [Message(1)]
        public readonly partial record struct Load
        {
            [LengthOf(nameof(Inner), nameof(Body)), VarInt(VarIntFormat.Leb128)]
            public partial ulong Length { get; }

            public Inner Inner { get; init; }

            public StreamedBytes Body { get; init; }
        }
    }

    [Fact]
    public void Digits_count_the_padding_that_stands_where_they_put_it()
    {
        WireForm.IsBounded(new InDecimal { Inner = new([1], 7), Behind = 9 }, (byte)'3', (byte)' ', 1, 1, 7, 9);
        WireForm.IsBounded(new InDecimal { Inner = new([1, 2], 7), Behind = 9 }, (byte)'5', (byte)' ', 2, 1, 2, 0, 7, 9);
        WireForm.IsBounded(new InLine { Name = "a", Inner = new([], 7) }, [.. "a 3\n"u8, 0, 0, 7]);
    }

    [Theory]
    [InlineData(94)]
    [InlineData(95)]
    [InlineData(96)]
    [InlineData(97)]
    [InlineData(98)]
    [InlineData(99)]
    public void Bodies_around_a_further_digit_are_read_as_they_were_written(int front)
    {
        Inner inner = new(new byte[front], 7);
        Agrees(new InLine { Name = "a", Inner = inner });
        Agrees(new InLine { Name = "ab", Inner = inner });
        Agrees(new InDecimal { Inner = inner, Behind = 9 });
        Agrees(new Hexadecimal { Inner = inner, Again = inner });
        Agrees(new Prefixed { All = new[] { inner, inner } });
        Agrees(new Prefixed { All = new[] { inner } });
        Agrees(new Maybe { Inner = inner });
        Agrees(default(Maybe));
    }

    [Fact]
    public void Digits_that_no_number_of_them_fits_have_a_zero_in_front()
    {
        // Behind two digits there are 100 bytes, behind three of them 99.
        InDecimal value = new() { Inner = new(new byte[97], 7), Behind = 9 };
        Assert.Equal("099 ", Encoding.ASCII.GetString(value.ToBytes()[..4]));
        Agrees(value);
    }

    [Fact]
    public void A_field_of_fixed_size_is_filled_in()
    {
        byte[] bytes = new Hexadecimal { Inner = new([1], 7), Again = new([1, 2], 8) }.ToBytes();
        Assert.Equal("0004    4", Encoding.ASCII.GetString(bytes[..9]));
        WireForm.CannotWrite(new TooShort { Inner = new(new byte[98], 7) }, "101 does not fit a field of 2 bytes");
    }

    [Theory]
    [InlineData(120)]
    [InlineData(123)]
    [InlineData(124)]
    [InlineData(125)]
    [InlineData(126)]
    public void A_length_that_only_some_versions_have_is_written_as_any_other(int front)
    {
        Versions.Letter letter = new() { Kind = 5, Inner = new(new byte[front], 7), Behind = 9 };
        foreach (ushort version in new ushort[] { 1, 2 })
        {
            byte[] buffer = new byte[letter.GetSize() + 10];
            WireWriter writer = new(buffer) { Version = version };
            letter.Write(ref writer);
            WireReader reader = new(buffer.AsMemory(0, writer.Position), isComplete: true) { Version = version };
            Assert.True(Versions.Letter.TryRead(ref reader, out Versions.Letter read), reader.Error?.ToString());
            Assert.True(reader.TryEnd());
            Assert.Equal(version == 1 ? letter with { Inner = read.Inner } : letter, read);
        }
    }

    [Theory]
    [InlineData(20, 100)]
    [InlineData(21, 100)]
    [InlineData(22, 100)]
    [InlineData(23, 101)]
    [InlineData(24, 101)]
    public void A_length_that_counts_what_streams_is_written_as_any_other(int front, int body)
    {
        Streams.Load load = new() { Inner = new(new byte[front], 7), Body = new byte[body] };
        byte[] bytes = load.ToBytes();
        Assert.True(Streams.Load.TryRead(bytes, out Streams.Load read, out _, out WireError? error), error?.ToString());
        Assert.Equal((load.Inner, load.Body), (read.Inner, read.Body));
    }

    private static void Agrees<T>(T value)
        where T : IWireSerializable<T>
    {
        byte[] buffer = new byte[value.GetSize() + 10];
        WireWriter writer = new(buffer);
        value.Write(ref writer);
        WireForm.IsBounded(value, buffer[..writer.Position]);
    }
}
