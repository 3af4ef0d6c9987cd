using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public class OddWidthTests
{
    private static readonly byte[] Bytes = [0x81, 0x92, 0xA3, 0xB4, 0xC5, 0xD6, 0xE7, 0xF8];

    [Theory]
    [InlineData(1, 0x81UL, 0x81UL)]
    [InlineData(2, 0x8192UL, 0x9281UL)]
    [InlineData(3, 0x8192A3UL, 0xA39281UL)]
    [InlineData(4, 0x8192A3B4UL, 0xB4A39281UL)]
    [InlineData(5, 0x8192A3B4C5UL, 0xC5B4A39281UL)]
    [InlineData(6, 0x8192A3B4C5D6UL, 0xD6C5B4A39281UL)]
    [InlineData(7, 0x8192A3B4C5D6E7UL, 0xE7D6C5B4A39281UL)]
    [InlineData(8, 0x8192A3B4C5D6E7F8UL, 0xF8E7D6C5B4A39281UL)]
    public void Every_width_is_read_and_written_in_both_orders(int width, ulong big, ulong little)
    {
        byte[] bytes = Bytes[..width];
        byte[] written = new byte[width];
        int unused = 64 - (8 * width);

        Assert.Equal(big, OddWidth.ReadBigEndian(bytes));
        OddWidth.WriteBigEndian(written, big);
        Assert.Equal(bytes, written);

        Assert.Equal(little, OddWidth.ReadLittleEndian(bytes));
        OddWidth.WriteLittleEndian(written, little);
        Assert.Equal(bytes, written);

        long signedBig = (long)(big << unused) >> unused;
        Assert.Equal(signedBig, OddWidth.ReadSignedBigEndian(bytes));
        OddWidth.WriteSignedBigEndian(written, signedBig);
        Assert.Equal(bytes, written);

        long signedLittle = (long)(little << unused) >> unused;
        Assert.Equal(signedLittle, OddWidth.ReadSignedLittleEndian(bytes));
        OddWidth.WriteSignedLittleEndian(written, signedLittle);
        Assert.Equal(bytes, written);
    }

    [Fact]
    public void Signed_integers_are_extended_from_their_highest_bit()
    {
        Assert.Equal(-1L, OddWidth.ReadSignedBigEndian([0xFF, 0xFF, 0xFF])); // -1 in 24 bits
        Assert.Equal(-8_388_608L, OddWidth.ReadSignedBigEndian([0x80, 0x00, 0x00])); // the least
        Assert.Equal(8_388_607L, OddWidth.ReadSignedBigEndian([0x7F, 0xFF, 0xFF])); // the greatest
        Assert.Equal(-8_388_608L, OddWidth.ReadSignedLittleEndian([0x00, 0x00, 0x80])); // the least
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void The_greatest_integer_of_a_width_is_written_and_the_next_one_refused(int width)
    {
        ulong greatest = (1UL << (8 * width)) - 1;
        byte[] written = new byte[width];
        OddWidth.WriteBigEndian(written, greatest);
        Assert.Equal(greatest, OddWidth.ReadBigEndian(written));
        OddWidth.WriteLittleEndian(written, greatest);
        Assert.Equal(greatest, OddWidth.ReadLittleEndian(written));

        string message = Assert.Throws<WireFormatException>(() => OddWidth.WriteBigEndian(written, greatest + 1)).Message;
        Assert.Equal($"The value {greatest + 1} does not fit {width} bytes, which hold at most {greatest}.", message);
        Assert.Throws<WireFormatException>(() => OddWidth.WriteLittleEndian(written, ulong.MaxValue));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void The_ends_of_the_signed_range_are_written_and_what_lies_outside_refused(int width)
    {
        long end = 1L << ((8 * width) - 1);
        byte[] written = new byte[width];
        foreach (long value in (long[])[-end, -1, 0, end - 1])
        {
            OddWidth.WriteSignedBigEndian(written, value);
            Assert.Equal(value, OddWidth.ReadSignedBigEndian(written));
            OddWidth.WriteSignedLittleEndian(written, value);
            Assert.Equal(value, OddWidth.ReadSignedLittleEndian(written));
        }

        string message = Assert.Throws<WireFormatException>(() => OddWidth.WriteSignedBigEndian(written, end)).Message;
        Assert.Equal($"The value {end} does not fit {width} bytes, which hold {-end} to {end - 1}.", message);
        Assert.Throws<WireFormatException>(() => OddWidth.WriteSignedLittleEndian(written, -end - 1));
    }

    [Fact]
    public void Eight_bytes_hold_everything()
    {
        byte[] written = new byte[8];
        OddWidth.WriteSignedBigEndian(written, long.MinValue);
        Assert.Equal(long.MinValue, OddWidth.ReadSignedBigEndian(written));
        OddWidth.WriteLittleEndian(written, ulong.MaxValue);
        Assert.Equal(ulong.MaxValue, OddWidth.ReadLittleEndian(written));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void Other_widths_are_the_callers_mistake(int width)
    {
        byte[] bytes = new byte[width];
        Assert.Throws<ArgumentOutOfRangeException>(() => OddWidth.ReadBigEndian(bytes));
        Assert.Throws<ArgumentOutOfRangeException>(() => OddWidth.ReadSignedLittleEndian(bytes));
        foreach (ulong value in (ulong[])[0, 1])
        {
            Assert.Throws<ArgumentOutOfRangeException>(() => OddWidth.WriteBigEndian(bytes, value));
            Assert.Throws<ArgumentOutOfRangeException>(() => OddWidth.WriteLittleEndian(bytes, value));
            Assert.Throws<ArgumentOutOfRangeException>(() => OddWidth.WriteSignedBigEndian(bytes, (long)value));
            Assert.Throws<ArgumentOutOfRangeException>(() => OddWidth.WriteSignedLittleEndian(bytes, (long)value));
        }
    }
}
