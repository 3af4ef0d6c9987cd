namespace ProtoSockets.Tests.Records;

/// <summary>Fixed-point numbers with more digits than their type: the largest are not rounded to one that does not fit.</summary>
public sealed partial class FixedPointLimitTests
{
    [WireStruct]
    public readonly partial record struct Wide([FixedPoint(0), Bytes(8)] double Above, [FixedPoint(41, IsSigned = false), Bytes(7)] double Below);

    [WireStruct]
    public readonly partial record struct Narrow([FixedPoint(0), Bytes(4)] float Above, [FixedPoint(8, IsSigned = false), Bytes(4), LittleEndian] float Below);

    [Fact]
    public void The_largest_integer_is_read_as_the_largest_number_below_it()
    {
        Wide wide = Wide.Read((byte[])[0x7F, .. Ones(7), .. Ones(7)]);
        Assert.Equal(new Wide(9223372036854774784, 32767.99999999999636), wide);
        Assert.Equal([0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFC, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xF8], wide.ToBytes());
        Assert.Equal(wide, Wide.Read(wide.ToBytes()));

        Narrow narrow = Narrow.Read((byte[])[0x7F, .. Ones(3), .. Ones(4)]);
        Assert.Equal(new Narrow(2147483520, 16777215), narrow);
        Assert.Equal([0x7F, 0xFF, 0xFF, 0x80, 0x00, 0xFF, 0xFF, 0xFF], narrow.ToBytes());
        Assert.Equal(narrow, Narrow.Read(narrow.ToBytes()));
    }

    [Fact]
    public void The_least_integer_is_exact()
    {
        byte[] bytes = [0x80, .. new byte[7], .. new byte[7]];
        Assert.Equal(new Wide(-9223372036854775808, 0), Wide.Read(bytes));
        Assert.Equal(bytes, Wide.Read(bytes).ToBytes());
    }

    private static byte[] Ones(int count) => [.. Enumerable.Repeat((byte)0xFF, count)];
}
