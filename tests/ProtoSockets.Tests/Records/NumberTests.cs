namespace ProtoSockets.Tests.Records;

public sealed partial class NumberTests
{
    public enum Colour : byte
    {
        Red = 1,
    }

    public enum Far : long
    {
        Away = -2,
    }

    [WireStruct]
    public readonly partial record struct Integers(
        byte A, sbyte B, ushort C, short D, uint E, int F, ulong G, long H, UInt128 I, Int128 J);

    [WireStruct, LittleEndian]
    public readonly partial record struct LittleIntegers(
        byte A, sbyte B, ushort C, short D, uint E, int F, ulong G, long H, UInt128 I, [BigEndian] Int128 J);

    [WireStruct]
    public readonly partial record struct Fractions(Half A, float B, double C, [LittleEndian] Half D, [LittleEndian] float E, [LittleEndian] double F);

    [WireStruct]
    public readonly partial record struct Truths(byte Before, bool A, bool B);

    [WireStruct]
    public readonly partial record struct Enums(Colour A, Far B, [LittleEndian] Far C);

    [WireStruct, LittleEndian]
    public readonly partial record struct Identifier(Guid Id);

    [WireStruct]
    public readonly partial record struct OddWidths(
        [Bytes(3)] uint A, [Bytes(3), LittleEndian] uint B, [Bytes(3)] int C, [Bytes(6)] ulong D, [Bytes(5), LittleEndian] long E, [Bytes(2)] Far F, [Bytes(1)] ushort G);

    [Fact]
    public void Integers_are_in_network_order_unless_said_otherwise() => WireForm.Is(
        new Integers(0x01, -2, 0x0102, -2, 0x01020304, -2, 0x0102030405060708, -2, new UInt128(1, 2), -2),
        [
            0x01, // A
            0xFE, // B
            0x01, 0x02, // C
            0xFF, 0xFE, // D
            0x01, 0x02, 0x03, 0x04, // E
            0xFF, 0xFF, 0xFF, 0xFE, // F
            0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, // G
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, // H
            0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, // I
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, // J
        ]);

    [Fact]
    public void The_nearest_byte_order_wins() => WireForm.Is(
        new LittleIntegers(0x01, -2, 0x0102, -2, 0x01020304, -2, 0x0102030405060708, -2, new UInt128(1, 2), -2),
        [
            0x01, // A
            0xFE, // B
            0x02, 0x01, // C
            0xFE, 0xFF, // D
            0x04, 0x03, 0x02, 0x01, // E
            0xFE, 0xFF, 0xFF, 0xFF, // F
            0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01, // G
            0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, // H
            2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, // I
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, // J
        ]);

    [Fact]
    public void Fractions_are_as_IEEE_754_has_them() => WireForm.Is(
        new Fractions((Half)1.5, 1.5f, 1.5, (Half)1.5, 1.5f, 1.5),
        [
            0x3E, 0x00, // A
            0x3F, 0xC0, 0x00, 0x00, // B
            0x3F, 0xF8, 0, 0, 0, 0, 0, 0, // C
            0x00, 0x3E, // D
            0x00, 0x00, 0xC0, 0x3F, // E
            0, 0, 0, 0, 0, 0, 0xF8, 0x3F, // F
        ]);

    [Fact]
    public void A_truth_value_is_zero_or_one_and_nothing_else()
    {
        WireForm.Is(new Truths(9, true, false), 9, 1, 0);
        WireForm.Refuses<Truths>([9, 0, 2], "B at byte 2: 2 is neither 0 (false) nor 1 (true)");
    }

    [Fact]
    public void An_enum_is_open_and_keeps_unknown_values() => WireForm.Is(
        new Enums((Colour)0xF0, Far.Away, Far.Away),
        [
            0xF0, // A
            0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, // B
            0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, // C
        ]);

    [Fact]
    public void An_identifier_is_in_the_order_of_its_text_whatever_the_byte_order() => WireForm.Is(
        new Identifier(new Guid("00112233-4455-6677-8899-aabbccddeeff")),
        [0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF]);

    [Fact]
    public void Integers_can_have_odd_widths() => WireForm.Is(
        new OddWidths(0x010203, 0x010203, -2, 0x010203040506, -2, Far.Away, 0xAB),
        [
            0x01, 0x02, 0x03, // A
            0x03, 0x02, 0x01, // B
            0xFF, 0xFF, 0xFE, // C
            0x01, 0x02, 0x03, 0x04, 0x05, 0x06, // D
            0xFE, 0xFF, 0xFF, 0xFF, 0xFF, // E
            0xFF, 0xFE, // F
            0xAB, // G
        ]);

    [Fact]
    public void A_value_that_does_not_fit_its_width_can_not_be_written()
    {
        Assert.Throws<WireFormatException>(() => new OddWidths { A = 0x01000000 }.ToBytes());
        Assert.Throws<WireFormatException>(() => new OddWidths { C = -0x800001 }.ToBytes());
        Assert.Throws<WireFormatException>(() => new OddWidths { G = 256 }.ToBytes());
    }

    [Fact]
    public void A_cut_names_the_member_in_which_the_bytes_end()
    {
        WireError error = WireForm.Refuses<Integers>([1, 2, 3, 4, 5], isComplete: false);

        Assert.Equal("D at byte 4: needs 2 bytes, 1 are left", error.ToString());
        Assert.Equal(62, error.BytesNeeded);
    }

    [Fact]
    public void Sizes_of_fixed_records_are_constants()
    {
        Assert.Equal(62, Integers.MaxSize);
        Assert.Equal(62, default(Integers).GetSize());
        Assert.Equal(28, Fractions.MaxSize);
    }
}
