using System.Globalization;
using System.Numerics;
using System.Text;
using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public sealed class AsciiNumberTests
{
    [Theory]
    [InlineData("0", 0L)]
    [InlineData("7", 7L)]
    [InlineData("-7", -7L)]
    [InlineData("007", 7L)]
    [InlineData("-0", 0L)]
    [InlineData("9223372036854775807", long.MaxValue)]
    [InlineData("-9223372036854775808", long.MinValue)]
    public void Decimal_numbers_are_read(string text, long expected)
    {
        Assert.True(AsciiNumber.TryParse(Encoding.ASCII.GetBytes(text), 10, out long value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,000")]
    [InlineData("0x1")]
    [InlineData("1a")]
    [InlineData("--1")]
    [InlineData("9223372036854775808")]
    [InlineData("-9223372036854775809")]
    [InlineData("99999999999999999999999999999999999999")]
    [InlineData("\u0661")]
    public void Anything_else_is_none(string text) => Assert.False(AsciiNumber.TryParse(Encoding.UTF8.GetBytes(text), 10, out long _));

    [Fact]
    public void Every_type_has_its_limits()
    {
        Limits<byte>();
        Limits<sbyte>();
        Limits<short>();
        Limits<ushort>();
        Limits<int>();
        Limits<uint>();
        Limits<long>();
        Limits<ulong>();
    }

    [Fact]
    public void An_unsigned_number_has_no_sign() => Assert.False(AsciiNumber.TryParse("-1"u8, 10, out uint _));

    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("ff", 255UL)]
    [InlineData("Ff", 255UL)]
    [InlineData("FFFFFFFFFFFFFFFF", ulong.MaxValue)]
    [InlineData("0000000000000000000000001", 1UL)]
    public void Hexadecimal_numbers_are_read_in_either_case(string text, ulong expected)
    {
        Assert.True(AsciiNumber.TryParse(Encoding.ASCII.GetBytes(text), 16, out ulong value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("g")]
    [InlineData("0x1")]
    [InlineData("10000000000000000")]
    public void Other_hexadecimal_numbers_are_none(string text) => Assert.False(AsciiNumber.TryParse(Encoding.ASCII.GetBytes(text), 16, out ulong _));

    [Fact]
    public void Octal_numbers_are_read()
    {
        Assert.True(AsciiNumber.TryParse("1777777777777777777777"u8, 8, out ulong most));
        Assert.Equal(ulong.MaxValue, most);
        Assert.False(AsciiNumber.TryParse("8"u8, 8, out ulong _));
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(9L)]
    [InlineData(10L)]
    [InlineData(-1L)]
    [InlineData(-10L)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Numbers_are_written_with_as_few_digits_as_they_have(long value)
    {
        byte[] buffer = new byte[AsciiNumber.MaxBytes];
        WireWriter writer = new(buffer);
        AsciiNumber.Write(ref writer, value, 10);

        Assert.Equal(value.ToString(CultureInfo.InvariantCulture), Encoding.ASCII.GetString(writer.Written));
        Assert.Equal(writer.Position, AsciiNumber.GetSize(value, 10));
    }

    [Fact]
    public void The_largest_numbers_are_written_in_every_base()
    {
        Assert.Equal("18446744073709551615", Written(ulong.MaxValue, 10));
        Assert.Equal("ffffffffffffffff", Written(ulong.MaxValue, 16));
        Assert.Equal("1777777777777777777777", Written(ulong.MaxValue, 8));
        Assert.Equal("-1000000000000000000000", Written(long.MinValue, 8));
        Assert.Equal("-80", Written(sbyte.MinValue, 16));
    }

    [Theory]
    [InlineData("00042", '0', false, 42)]
    [InlineData("-0042", '0', false, -42)]
    [InlineData("   42", ' ', false, 42)]
    [InlineData("  -42", ' ', false, -42)]
    [InlineData("42   ", ' ', true, 42)]
    [InlineData("-42__", '_', true, -42)]
    [InlineData("12345", ' ', false, 12345)]
    public void Fields_of_fixed_size_are_filled_up(string text, char pad, bool isLeft, int value)
    {
        byte[] field = new byte[5];
        AsciiNumber.WriteField(field, value, 10, (byte)pad, isLeft, "Value");
        Assert.Equal(text, Encoding.ASCII.GetString(field));

        WireReader reader = new(field);
        Assert.True(AsciiNumber.TryReadField(ref reader, 0, field, 10, (byte)pad, isLeft, out int read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("     ", ' ', "byte 5: '' is no decimal number")]
    [InlineData(" 1 2 ", ' ', "byte 1: '1 2 ' is no decimal number")]
    [InlineData("99999", '0', "byte 0: '99999' does not fit short")]
    [InlineData("1\0\u007f2x", '0', "byte 0: '1..2x' is no decimal number")]
    public void What_is_wrong_with_a_field_is_said(string text, char pad, string error)
    {
        byte[] field = Encoding.ASCII.GetBytes(text);
        WireReader reader = new(field);
        Assert.False(AsciiNumber.TryReadField(ref reader, 0, field, 10, (byte)pad, isLeft: false, out short _));
        Assert.Equal(error, reader.Error!.ToString());
    }

    [Fact]
    public void A_hostile_text_is_shown_in_part()
    {
        byte[] text = [.. Enumerable.Repeat((byte)'x', 1000)];
        WireReader reader = new(text);
        Assert.False(AsciiNumber.TryParse(ref reader, 0, text, 10, out int _));
        Assert.Equal("'xxxxxxxxxxxxxxxxxxxxxxx...' is no decimal number", reader.Error!.Reason);
    }

    [Fact]
    public void A_number_that_is_too_long_for_its_field_can_not_be_written() =>
        Assert.Equal("Value is -10, which does not fit 2 characters", Assert.Throws<WireFormatException>(() => AsciiNumber.WriteField(new byte[2], -10, 10, (byte)'0', false, "Value")).Message);

    private static void Limits<T>()
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        foreach (int radix in (int[])[8, 10, 16])
        {
            foreach (T value in (T[])[T.MinValue, T.MaxValue, T.Zero, T.One])
            {
                Assert.True(AsciiNumber.TryParse(Encoding.ASCII.GetBytes(Written(value, radix)), radix, out T read));
                Assert.Equal(value, read);
            }
        }

        Assert.False(AsciiNumber.TryParse(Encoding.ASCII.GetBytes((BigInteger.CreateChecked(T.MaxValue) + 1).ToString(CultureInfo.InvariantCulture)), 10, out T _));
        Assert.False(AsciiNumber.TryParse(Encoding.ASCII.GetBytes((BigInteger.CreateChecked(T.MinValue) - 1).ToString(CultureInfo.InvariantCulture)), 10, out T _));
    }

    private static string Written<T>(T value, int radix)
        where T : struct, IBinaryInteger<T>
    {
        WireWriter writer = new(new byte[AsciiNumber.MaxBytes]);
        AsciiNumber.Write(ref writer, value, radix);
        return Encoding.ASCII.GetString(writer.Written);
    }
}
