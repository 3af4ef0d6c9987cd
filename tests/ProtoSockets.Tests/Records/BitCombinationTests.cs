namespace ProtoSockets.Tests.Records;

/// <summary>
/// Runs of bits in the four combinations of byte order and bit order. The bytes are those of Python's ctypes, whose bit fields of a big-endian structure go from the most significant bit and
/// those of a little-endian one from the least; the other two are the same container with its bytes in the other order.
/// </summary>
public sealed partial class BitCombinationTests
{
    [WireStruct, BitOrder(BitNumbering.MostSignificantFirst)]
    public readonly partial record struct BigHigh([Bits(3)] byte A, [Bits(7)] byte B, [Bits(11)] ushort C, [Bits(11)] ushort D);

    [WireStruct, LittleEndian, BitOrder(BitNumbering.MostSignificantFirst)]
    public readonly partial record struct LittleHigh([Bits(3)] byte A, [Bits(7)] byte B, [Bits(11)] ushort C, [Bits(11)] ushort D);

    [WireStruct, BitOrder(BitNumbering.LeastSignificantFirst)]
    public readonly partial record struct BigLow([Bits(3)] byte A, [Bits(7)] byte B, [Bits(11)] ushort C, [Bits(11)] ushort D);

    [WireStruct, LittleEndian, BitOrder(BitNumbering.LeastSignificantFirst)]
    public readonly partial record struct LittleLow([Bits(3)] byte A, [Bits(7)] byte B, [Bits(11)] ushort C, [Bits(11)] ushort D);

    [WireStruct]
    public readonly partial record struct LongBigHigh([Bits(1)] bool A, [Bits(30)] uint B, [Bits(33)] ulong C);

    [WireStruct, LittleEndian]
    public readonly partial record struct LongLittleHigh([Bits(1)] bool A, [Bits(30)] uint B, [Bits(33)] ulong C);

    [WireStruct, BitOrder(BitNumbering.LeastSignificantFirst)]
    public readonly partial record struct LongBigLow([Bits(1)] bool A, [Bits(30)] uint B, [Bits(33)] ulong C);

    [WireStruct, LittleEndian, BitOrder(BitNumbering.LeastSignificantFirst)]
    public readonly partial record struct LongLittleLow([Bits(1)] bool A, [Bits(30)] uint B, [Bits(33)] ulong C);

    [WireStruct]
    public readonly partial record struct SignedBigHigh([Bits(5)] sbyte A, [Bits(14)] short B, [Bits(5)] int C);

    [WireStruct, LittleEndian]
    public readonly partial record struct SignedLittleHigh([Bits(5)] sbyte A, [Bits(14)] short B, [Bits(5)] int C);

    [WireStruct, BitOrder(BitNumbering.LeastSignificantFirst)]
    public readonly partial record struct SignedBigLow([Bits(5)] sbyte A, [Bits(14)] short B, [Bits(5)] int C);

    [WireStruct, LittleEndian, BitOrder(BitNumbering.LeastSignificantFirst)]
    public readonly partial record struct SignedLittleLow([Bits(5)] sbyte A, [Bits(14)] short B, [Bits(5)] int C);

    [Fact]
    public void Members_that_cross_bytes_in_the_most_significant_byte_and_bit_first() => WireForm.Is(new BigHigh(5, 0x55, 0x3A7, 0x5B2), 0xB5, 0x5D, 0x3D, 0xB2);

    [Fact]
    public void Members_that_cross_bytes_in_the_least_significant_byte_and_the_most_significant_bit_first() => WireForm.Is(new LittleHigh(5, 0x55, 0x3A7, 0x5B2), 0xB2, 0x3D, 0x5D, 0xB5);

    [Fact]
    public void Members_that_cross_bytes_in_the_most_significant_byte_and_the_least_significant_bit_first() => WireForm.Is(new BigLow(5, 0x55, 0x3A7, 0x5B2), 0xB6, 0x4E, 0x9E, 0xAD);

    [Fact]
    public void Members_that_cross_bytes_in_the_least_significant_byte_and_bit_first() => WireForm.Is(new LittleLow(5, 0x55, 0x3A7, 0x5B2), 0xAD, 0x9E, 0x4E, 0xB6);

    [Fact]
    public void Members_that_cross_the_middle_of_sixty_four_bits()
    {
        WireForm.Is(new LongBigHigh(true, 0x2ABCDEF1, 0x1FEDCBA98), 0xD5, 0x79, 0xBD, 0xE3, 0xFE, 0xDC, 0xBA, 0x98);
        WireForm.Is(new LongLittleHigh(true, 0x2ABCDEF1, 0x1FEDCBA98), 0x98, 0xBA, 0xDC, 0xFE, 0xE3, 0xBD, 0x79, 0xD5);
        WireForm.Is(new LongBigLow(true, 0x2ABCDEF1, 0x1FEDCBA98), 0xFF, 0x6E, 0x5D, 0x4C, 0x55, 0x79, 0xBD, 0xE3);
        WireForm.Is(new LongLittleLow(true, 0x2ABCDEF1, 0x1FEDCBA98), 0xE3, 0xBD, 0x79, 0x55, 0x4C, 0x5D, 0x6E, 0xFF);
    }

    [Fact]
    public void Signed_members_of_an_odd_container()
    {
        WireForm.Is(new SignedBigHigh(-3, -5000, 9), 0xED, 0x8F, 0x09);
        WireForm.Is(new SignedLittleHigh(-3, -5000, 9), 0x09, 0x8F, 0xED);
        WireForm.Is(new SignedBigLow(-3, -5000, 9), 0x4D, 0x8F, 0x1D);
        WireForm.Is(new SignedLittleLow(-3, -5000, 9), 0x1D, 0x8F, 0x4D);
    }

    /// <summary>Every value of every member, with a cursor that takes one bit at a time.</summary>
    [Fact]
    public void Every_combination_agrees_with_one_bit_at_a_time()
    {
        Random random = new(64);
        for (int round = 0; round < 1000; round++)
        {
            byte a = (byte)random.Next(8);
            byte b = (byte)random.Next(128);
            ushort c = (ushort)random.Next(2048);
            ushort d = (ushort)random.Next(2048);
            (ulong, int)[] parts = [(a, 3), (b, 7), (c, 11), (d, 11)];
            Assert.Equal(Pack(parts, isLow: false, isLittle: false), new BigHigh(a, b, c, d).ToBytes());
            Assert.Equal(Pack(parts, isLow: false, isLittle: true), new LittleHigh(a, b, c, d).ToBytes());
            Assert.Equal(Pack(parts, isLow: true, isLittle: false), new BigLow(a, b, c, d).ToBytes());
            Assert.Equal(Pack(parts, isLow: true, isLittle: true), new LittleLow(a, b, c, d).ToBytes());
        }
    }

    private static byte[] Pack((ulong Value, int Bits)[] parts, bool isLow, bool isLittle)
    {
        int total = parts.Sum(static part => part.Bits);
        byte[] bytes = new byte[total / 8];
        int taken = 0;
        foreach ((ulong value, int bits) in parts)
        {
            for (int bit = 0; bit < bits; bit++)
            {
                // The number of the bit in the container, 0 the least significant, and the byte that it is in.
                int number = isLow ? taken + bit : total - taken - bits + bit;
                int index = isLittle ? number / 8 : bytes.Length - 1 - (number / 8);
                bytes[index] |= (byte)(((value >> bit) & 1) << (number % 8));
            }

            taken += bits;
        }

        return bytes;
    }
}
