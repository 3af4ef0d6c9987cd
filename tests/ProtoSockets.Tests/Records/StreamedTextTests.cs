using System.Text;

namespace ProtoSockets.Tests.Records;

/// <summary>Frames that end with their message, whose last member streams.</summary>
[Protocol(MaxFrameBytes = 64), SelfDelimiting]
public sealed partial class Quarry
{
    [Message("put", From = Side.Client), Line]
    public readonly partial record struct Put
    {
        public Utf8Text Key { get; init; }

        [LengthOf(nameof(Stone))]
        public partial ulong Bytes { get; }

        [AfterLine, Terminated("\r\n"), MaxBytes(6)]
        public StreamedBytes Stone { get; init; }
    }

    /// <summary>Two lengths, of which one counts the member together with the one in front of it.</summary>
    [Message("add", From = Side.Client), Line]
    public readonly partial record struct Add
    {
        [LengthOf(nameof(Label))]
        public partial int LabelBytes { get; }

        [LengthOf(nameof(Label), nameof(Stone))]
        public partial long AllBytes { get; }

        [AfterLine, MaxBytes(16)]
        public ReadOnlyMemory<byte> Label { get; init; }

        [Terminated("\r\n")]
        public StreamedBytes Stone { get; init; }
    }
}

/// <summary>The same bytes, kept in memory.</summary>
[Protocol(MaxFrameBytes = 64), SelfDelimiting]
public sealed partial class Pit
{
    [Message("put", From = Side.Client), Line]
    public readonly partial record struct Put
    {
        public Utf8Text Key { get; init; }

        [LengthOf(nameof(Stone))]
        public partial ulong Bytes { get; }

        [AfterLine, Terminated("\r\n"), MaxBytes(6)]
        public ReadOnlyMemory<byte> Stone { get; init; }
    }
}

/// <summary>Lengths of the members' own.</summary>
[Protocol(MaxFrameBytes = 64)]
public sealed partial class Gravel
{
    [Message(1, From = Side.Client)]
    public readonly partial record struct Fixed(byte Bin, [LengthPrefixed<ushort>(IncludesSelf = true), LittleEndian] StreamedBytes Stone);

    [Message(2, From = Side.Client)]
    public readonly partial record struct Variable(byte Bin, [LengthPrefixed(VarIntFormat.Leb128), MaxBytes(300)] StreamedBytes Stone);

    [Message(3, From = Side.Client)]
    public readonly partial record struct Negative(byte Bin, [LengthPrefixed<byte>(Bias = -1)] StreamedBytes Stone);

    [Message(4, From = Side.Client)]
    public readonly partial record struct Around
    {
        [LengthOf(nameof(Stone)), VarInt(VarIntFormat.Quic)]
        public partial uint All { get; }

        [LengthPrefixed(VarIntFormat.Leb128)]
        public StreamedBytes Stone { get; init; }
    }
}

/// <summary>Members that stream with what has to stand behind them, and with lengths of their own, read and written without a connection.</summary>
public sealed class StreamedTextTests
{
    [Fact]
    public void The_terminator_follows_and_is_not_counted()
    {
        byte[] bytes = "put key 4\r\na\r\nb\r\n"u8.ToArray();
        Quarry.Put put = new() { Key = "key", Stone = "a\r\nb"u8.ToArray() };
        Assert.Equal(bytes, put.ToBytes());
        Assert.Equal(bytes, new Pit.Put { Key = "key", Stone = "a\r\nb"u8.ToArray() }.ToBytes());
        Assert.True(Quarry.Put.TryRead(bytes, out Quarry.Put read, out _, out _));
        Assert.Equal(put, read);
        Assert.Equal(4, read.Stone.Length);
    }

    [Fact]
    public void Lengths_over_several_members_end_with_it()
    {
        byte[] bytes = "add 3 5\r\nabcde\r\n"u8.ToArray();
        Quarry.Add add = new() { Label = "abc"u8.ToArray(), Stone = "de"u8.ToArray() };
        Assert.Equal(bytes, add.ToBytes());
        Assert.True(Quarry.Add.TryRead(bytes, out Quarry.Add read, out _, out _));
        Assert.Equal(add, read);
    }

    [Theory]
    [InlineData("put key 4\r\na\r\nb\r\n")]
    [InlineData("add 3 5\r\nabcde\r\n")]
    public void Cut_anywhere_it_is_incomplete(string text)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            WireError? error;
            Assert.False(text[0] == 'p' ? Quarry.Put.TryRead(bytes.AsMemory(0, cut), out _, out _, out error) : Quarry.Add.TryRead(bytes.AsMemory(0, cut), out _, out _, out error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
            Assert.InRange(error.BytesNeeded, cut + 1, bytes.Length);
        }
    }

    [Theory]
    [InlineData("put key 4\r\nabcd\r\r", "Stone at byte 15: ends with 0D0D instead of 0D0A")]
    [InlineData("put key 3\r\nabcd\r\n", "Stone at byte 14: ends with 640D instead of 0D0A")]
    [InlineData("put key 7\r\nabcdefg\r\n", "Stone at byte 11: 7 bytes are over the limit of 6")]
    [InlineData("put key -1\r\nabcdefg\r\n", "Bytes at byte 8")]
    [InlineData("add 3 2\r\nabcde\r\n", "Label at byte 9")]
    public void What_does_not_agree_is_malformed(string text, string expected)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        WireError? error;
        Assert.False(text[0] == 'p' ? Quarry.Put.TryRead(bytes, out _, out _, out error) : Quarry.Add.TryRead(bytes, out _, out _, out error));
        Assert.Equal(WireErrorKind.Malformed, error!.Kind);
        Assert.StartsWith(expected, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_length_of_its_own_counts_it_alone()
    {
        byte[] ofFixed = [/* Bin */ 7, /* StoneLength */ 5, 0, /* Stone */ 10, 11, 12];
        byte[] ofVariable = [/* Bin */ 7, /* StoneLength */ 0xAC, 0x02, .. new byte[300]];
        byte[] ofNegative = [/* Bin */ 7, /* StoneLength */ 2, /* Stone */ 10, 11, 12];
        byte[] ofAround = [/* All */ 4, /* StoneLength */ 3, /* Stone */ 10, 11, 12];
        Assert.Equal(ofFixed, new Gravel.Fixed(7, new byte[] { 10, 11, 12 }).ToBytes());
        Assert.Equal(ofVariable, new Gravel.Variable(7, new byte[300]).ToBytes());
        Assert.Equal(ofNegative, new Gravel.Negative(7, new byte[] { 10, 11, 12 }).ToBytes());
        Assert.Equal(ofAround, new Gravel.Around { Stone = new byte[] { 10, 11, 12 } }.ToBytes());
        Assert.True(Gravel.Fixed.TryRead(ofFixed, out Gravel.Fixed readFixed, out _, out _));
        Assert.Equal(new Gravel.Fixed(7, new byte[] { 10, 11, 12 }), readFixed);
        Assert.True(Gravel.Variable.TryRead(ofVariable, out Gravel.Variable readVariable, out _, out _));
        Assert.Equal(300, readVariable.Stone.Length);
        Assert.True(Gravel.Negative.TryRead(ofNegative, out Gravel.Negative readNegative, out _, out _));
        Assert.Equal(3, readNegative.Stone.Length);
        Assert.True(Gravel.Around.TryRead(ofAround, out Gravel.Around readAround, out _, out _));
        Assert.Equal(3, readAround.Stone.Length);
        for (int cut = 0; cut < ofFixed.Length; cut++)
        {
            Assert.False(Gravel.Fixed.TryRead(ofFixed.AsMemory(0, cut), out _, out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Fact]
    public void A_length_of_its_own_that_is_wrong_is_malformed_and_one_that_is_too_large_is_not_written()
    {
        Assert.False(Gravel.Fixed.TryRead(new byte[] { 7, 1, 0 }, out _, out _, out WireError? below));
        Assert.Equal("Stone at byte 3: no value has the length that 1 says", below!.ToString());
        Assert.False(Gravel.Variable.TryRead((byte[])[7, 0xAD, 0x02, .. new byte[301]], out _, out _, out WireError? above));
        Assert.Equal("Stone at byte 3: 301 bytes are over the limit of 300", above!.ToString());
        Assert.Throws<WireFormatException>(() => new Gravel.Fixed(7, new byte[65_534]).ToBytes());
        Assert.Equal(65_536, new Gravel.Fixed(7, new byte[65_533]).ToBytes().Length);
        Assert.Throws<WireFormatException>(() => new Gravel.Variable(7, new byte[301]).ToBytes());
        Assert.Throws<WireFormatException>(() => new Gravel.Negative(7, default).ToBytes());
    }

    [Fact]
    public void A_dump_shows_it_with_its_terminator()
    {
        string dump = Quarry.Describe("put key 4\r\na\r\nb\r\n"u8.ToArray(), Side.Client);
        Assert.Contains("Bytes = 4", dump, StringComparison.Ordinal);
        Assert.Contains("Stone = 4 streamed bytes", dump, StringComparison.Ordinal);
    }
}
