namespace ProtoSockets.Tests.Records;

/// <summary>Integers of odd widths up to 64 bits, and of variable length up to the limits of their types and formats.</summary>
public sealed partial class WidthTests
{
    [WireStruct]
    public readonly partial record struct Big([Bytes(5)] ulong A, [Bytes(6)] ulong B, [Bytes(7)] ulong C, [Bytes(5)] long D, [Bytes(6)] long E, [Bytes(7)] long F);

    [WireStruct, LittleEndian]
    public readonly partial record struct Little([Bytes(5)] ulong A, [Bytes(6)] ulong B, [Bytes(7)] ulong C, [Bytes(5)] long D, [Bytes(6)] long E, [Bytes(7)] long F);

    [WireStruct]
    public readonly partial record struct Positives(
        [VarInt(VarIntFormat.Leb128, Canonical = true)] ulong Leb128, [VarInt(VarIntFormat.ZigZag, Canonical = true)] ulong ZigZag, [VarInt(VarIntFormat.Vlq, Canonical = true)] ulong Vlq,
        [VarInt(VarIntFormat.CompactSize, Canonical = true)] ulong CompactSize, [VarInt(VarIntFormat.Quic, Canonical = true)] ulong Quic, [VarInt(VarIntFormat.Mqtt, Canonical = true)] ulong Mqtt);

    [WireStruct]
    public readonly partial record struct Signed64([VarInt(VarIntFormat.Leb128, Canonical = true)] long Leb128, [VarInt(VarIntFormat.ZigZag, Canonical = true)] long ZigZag, [VarInt(VarIntFormat.Vlq, Canonical = true)] long Vlq);

    [WireStruct]
    public readonly partial record struct Shorts(
        [VarInt(VarIntFormat.Leb128)] short Leb128, [VarInt(VarIntFormat.ZigZag)] short ZigZag, [VarInt(VarIntFormat.Vlq)] short Vlq, [VarInt(VarIntFormat.CompactSize)] short CompactSize,
        [VarInt(VarIntFormat.Quic)] short Quic, [VarInt(VarIntFormat.Mqtt)] short Mqtt);

    [Fact]
    public void Widths_of_five_to_seven_bytes_in_both_orders_with_and_without_a_sign()
    {
        WireForm.Is(
            new Big(0x0102030405, 0x010203040506, 0x01020304050607, -2, -3, -4),
            1, 2, 3, 4, 5,
            1, 2, 3, 4, 5, 6,
            1, 2, 3, 4, 5, 6, 7,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFE,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFD,
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFC);
        WireForm.Is(
            new Little(0x0102030405, 0x010203040506, 0x01020304050607, -2, -3, -4),
            5, 4, 3, 2, 1,
            6, 5, 4, 3, 2, 1,
            7, 6, 5, 4, 3, 2, 1,
            0xFE, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF);
    }

    [Fact]
    public void The_ends_of_every_width_round_trip_and_what_lies_beyond_is_refused()
    {
        Big most = new((1UL << 40) - 1, (1UL << 48) - 1, (1UL << 56) - 1, (1L << 39) - 1, (1L << 47) - 1, (1L << 55) - 1);
        Assert.Equal(most, Big.Read(most.ToBytes()));
        Big least = new(0, 0, 0, -1L << 39, -1L << 47, -1L << 55);
        Assert.Equal(least, Big.Read(least.ToBytes()));
        foreach (Big wrong in (Big[])[most with { A = 1UL << 40 }, most with { B = 1UL << 48 }, most with { C = 1UL << 56 }, most with { D = 1L << 39 }, most with { E = (-1L << 47) - 1 }, most with { F = 1L << 55 }])
        {
            Assert.Throws<WireFormatException>(wrong.ToBytes);
        }
    }

    [Fact]
    public void The_largest_integers_of_every_format_round_trip()
    {
        WireForm.Is(
            new Positives(ulong.MaxValue, long.MaxValue, ulong.MaxValue, ulong.MaxValue, (1UL << 62) - 1, 268_435_455),
            [
                0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, // Leb128
                0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01, // ZigZag
                0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, // Vlq
                0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, // CompactSize
                0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, // Quic
                0xFF, 0xFF, 0xFF, 0x7F, // Mqtt
            ]);
        foreach (long value in (long[])[long.MinValue, long.MaxValue, -1, 0, 63, 64, -64, -65])
        {
            Signed64 integers = new(value, value, value);
            Assert.Equal(integers, Signed64.Read(integers.ToBytes()));
        }
    }

    [Theory]
    [InlineData("8000", "Leb128 at byte 0")]
    [InlineData("00" + "8000", "ZigZag at byte 1")]
    [InlineData("0000" + "8000", "Vlq at byte 2")]
    [InlineData("000000" + "FDFC00", "CompactSize at byte 3")]
    [InlineData("000000" + "FEFFFF0000", "CompactSize at byte 3")]
    [InlineData("000000" + "FFFFFFFFFF00000000", "CompactSize at byte 3")]
    [InlineData("00000000" + "4000", "Quic at byte 4")]
    [InlineData("00000000" + "80003FFF", "Quic at byte 4")]
    [InlineData("0000000000" + "8000", "Mqtt at byte 5")]
    public void Longer_forms_are_refused_by_every_format(string hex, string place) =>
        Assert.StartsWith(place, WireForm.Refuses<Positives>([.. Convert.FromHexString(hex), 0, 0, 0, 0, 0, 0]).ToString(), StringComparison.Ordinal);

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFF02", "Leb128 at byte 0: the integer does not fit 64 bits")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF01", "Leb128 at byte 0: the integer does not fit 64 bits")]
    [InlineData("8080808080808080808000", "Leb128 at byte 0: the integer is longer than 10 bytes")]
    [InlineData("00" + "01", "ZigZag at byte 1: -1 does not fit ulong")]
    [InlineData("0000" + "82FFFFFFFFFFFFFFFF7F", "Vlq at byte 2: the integer does not fit 64 bits")]
    [InlineData("0000000000" + "8080808001", "Mqtt at byte 5: the integer is longer than 4 bytes")]
    public void Bits_beyond_the_format_are_refused(string hex, string error) =>
        Assert.Equal(error, WireForm.Refuses<Positives>([.. Convert.FromHexString(hex), 0, 0, 0, 0, 0, 0]).ToString());

    [Theory]
    [InlineData("808002", "Leb128 at byte 0: 32768 does not fit short")]
    [InlineData("FFFF7D", "Leb128 at byte 0: -32769 does not fit short")]
    [InlineData("00" + "808004", "ZigZag at byte 1: 32768 does not fit short")]
    [InlineData("00" + "818004", "ZigZag at byte 1: -32769 does not fit short")]
    [InlineData("0000" + "828000", "Vlq at byte 2: 32768 does not fit short")]
    [InlineData("000000" + "FD0080", "CompactSize at byte 3: 32768 does not fit short")]
    [InlineData("00000000" + "80008000", "Quic at byte 4: 32768 does not fit short")]
    [InlineData("0000000000" + "808002", "Mqtt at byte 5: 32768 does not fit short")]
    public void What_the_type_does_not_hold_is_refused_in_every_format(string hex, string error) =>
        Assert.Equal(error, WireForm.Refuses<Shorts>([.. Convert.FromHexString(hex), 0, 0, 0, 0, 0, 0]).ToString());

    [Fact]
    public void What_the_format_does_not_hold_can_not_be_written()
    {
        Assert.Throws<WireFormatException>(new Positives(0, 0, 0, 0, 1UL << 62, 0).ToBytes);
        Assert.Throws<WireFormatException>(new Positives(0, 0, 0, 0, 0, 268_435_456).ToBytes);
        WireForm.CannotWrite(new Shorts(0, 0, 0, -1, 0, 0), "CompactSize is -1, and must be at least 0");
        WireForm.CannotWrite(new Shorts(0, 0, 0, 0, -1, 0), "Quic is -1, and must be at least 0");
        WireForm.CannotWrite(new Shorts(0, 0, 0, 0, 0, -1), "Mqtt is -1, and must be at least 0");
        WireForm.CannotWrite(new Positives(0, ulong.MaxValue, 0, 0, 0, 0), "ZigZag is 18446744073709551615, and must be at most 9223372036854775807");
    }
}
