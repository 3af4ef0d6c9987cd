using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public class WireElementsTests
{
    private enum Color : ushort
    {
        Red = 1,
    }

    /// <summary>One by one and many at once must be the same bytes.</summary>
    private static void Check<T>(WireElement<T> element, T value, byte[] bytes)
        where T : notnull
    {
        Assert.Equal(bytes.Length, element.FixedSize);
        Assert.Equal(bytes.Length, element.GetSize(value));
        Assert.True(element.IsPlain);
        Assert.Equal(value, element.ToOwned(value));
        Assert.Equal(value, Harness.Read<T>(bytes, element.TryRead));
        Assert.Equal(bytes, Harness.Write(bytes.Length, (ref w) => element.Write(ref w, value)));
        Harness.EveryTruncationFails<T>(bytes, element.TryRead);

        // An odd address and more elements than fit a vector register.
        T[] many = Enumerable.Repeat(value, 37).ToArray();
        byte[] expected = [0xAA, .. Enumerable.Repeat(bytes, 37).SelectMany(each => each)];
        byte[] written = new byte[expected.Length];
        written[0] = 0xAA;
        element.WriteMany(many, written.AsSpan(1));
        Assert.Equal(expected, written);
        T[] read = new T[37];
        element.ReadMany(written.AsSpan(1), read);
        Assert.Equal(many, read);
    }

    [Fact]
    public void Numbers_of_one_byte()
    {
        Check(WireElements.Byte, (byte)0xFE, [0xFE]);
        Check(WireElements.SByte, (sbyte)-2, [0xFE]);
        Check(WireElements.Boolean, true, [0x01]);
        Check(WireElements.Boolean, false, [0x00]);
    }

    [Fact]
    public void Numbers_of_two_bytes()
    {
        Check(WireElements.UInt16BigEndian, (ushort)0xFEDC, [0xFE, 0xDC]);
        Check(WireElements.UInt16LittleEndian, (ushort)0xFEDC, [0xDC, 0xFE]);
        Check(WireElements.Int16BigEndian, (short)-2, [0xFF, 0xFE]);
        Check(WireElements.Int16LittleEndian, (short)-2, [0xFE, 0xFF]);
        Check(WireElements.HalfBigEndian, (Half)1, [0x3C, 0x00]);
        Check(WireElements.HalfLittleEndian, (Half)1, [0x00, 0x3C]);
    }

    [Fact]
    public void Numbers_of_four_bytes()
    {
        Check(WireElements.UInt32BigEndian, 0xFEDCBA98, [0xFE, 0xDC, 0xBA, 0x98]);
        Check(WireElements.UInt32LittleEndian, 0xFEDCBA98, [0x98, 0xBA, 0xDC, 0xFE]);
        Check(WireElements.Int32BigEndian, -2, [0xFF, 0xFF, 0xFF, 0xFE]);
        Check(WireElements.Int32LittleEndian, -2, [0xFE, 0xFF, 0xFF, 0xFF]);
        Check(WireElements.SingleBigEndian, 1.5f, [0x3F, 0xC0, 0x00, 0x00]);
        Check(WireElements.SingleLittleEndian, 1.5f, [0x00, 0x00, 0xC0, 0x3F]);
    }

    [Fact]
    public void Numbers_of_eight_bytes()
    {
        Check(WireElements.UInt64BigEndian, 0x0123456789ABCDEFUL, [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]);
        Check(WireElements.UInt64LittleEndian, 0x0123456789ABCDEFUL, [0xEF, 0xCD, 0xAB, 0x89, 0x67, 0x45, 0x23, 0x01]);
        Check(WireElements.Int64BigEndian, -2L, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE]);
        Check(WireElements.Int64LittleEndian, -2L, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]);
        Check(WireElements.DoubleBigEndian, -2.0, [0xC0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00]);
        Check(WireElements.DoubleLittleEndian, -2.0, [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xC0]);
    }

    [Fact]
    public void Numbers_of_sixteen_bytes()
    {
        byte[] bytes = [0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF];
        byte[] reversed = bytes.AsEnumerable().Reverse().ToArray();
        UInt128 value = new(0x0011223344556677, 0x8899AABBCCDDEEFF);
        Check(WireElements.UInt128BigEndian, value, bytes);
        Check(WireElements.UInt128LittleEndian, value, reversed);
        Check(WireElements.Int128BigEndian, (Int128)value, bytes);
        Check(WireElements.Int128LittleEndian, (Int128)value, reversed);

        Guid guid = new("00112233-4455-6677-8899-aabbccddeeff");
        Check(WireElements.GuidBigEndian, guid, bytes); // RFC 9562, section 4
        Check(WireElements.GuidLittleEndian, guid, [0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xAA, 0xBB, 0xCC, 0xDD, 0xEE, 0xFF]); // COM
    }

    [Fact]
    public void Enums_have_the_size_of_their_type_and_keep_unknown_values()
    {
        Check(WireElements.EnumBigEndian<Color>(), Color.Red, [0x00, 0x01]);
        Check(WireElements.EnumLittleEndian<Color>(), (Color)0x1234, [0x34, 0x12]);
        Assert.Same(WireElements.EnumBigEndian<Color>(), WireElements.EnumBigEndian<Color>());
    }

    [Fact]
    public void Any_byte_but_zero_is_true()
    {
        byte[] bytes = [0x00, 0x01, 0x02, 0xFF];
        WireReader reader = new(bytes, isComplete: true);
        Assert.True(WireArrays.TryRead(ref reader, 4, WireElements.Boolean, out bool[] values));
        Assert.Equal([false, true, true, true], values);
        Assert.Equal([0, 1, 1, 1], Harness.Write(4, (ref w) => WireArrays.Write(ref w, values, WireElements.Boolean)));
        Assert.True(Harness.Read<bool>([0x80], WireElements.Boolean.TryRead));
    }

    [Fact]
    public void Records_are_read_and_written_by_themselves()
    {
        WireElement<Interval> element = WireElements.Struct<Interval>();
        Assert.Same(element, WireElements.Struct<Interval>());
        Assert.Equal(4, element.FixedSize);
        Assert.False(element.IsPlain);
        byte[] bytes = [
            0x00, 0x01, // X
            0x00, 0x02, // Y
        ];
        Assert.Equal(new Interval(1, 2), Harness.Read<Interval>(bytes, element.TryRead));
        Assert.Equal(bytes, Harness.Write(element.GetSize(new(1, 2)), (ref w) => element.Write(ref w, new(1, 2))));
        Assert.Equal("byte 0: 2 is over 1", Harness.Fails<Interval>([0, 2, 0, 1], element.TryRead).ToString());
        Assert.Throws<NotSupportedException>(() => element.ReadMany(bytes, new Interval[1]));
        Assert.Throws<NotSupportedException>(() => element.WriteMany(new Interval[1], bytes));
    }

    [Fact]
    public void A_record_that_says_nothing_of_its_size_has_no_fixed_one()
    {
        Assert.Null(WireElements.Struct<Name>().FixedSize);
        byte[] bytes = [0x61];
        Name name = new((ReadOnlyMemory<byte>)bytes);
        Name owned = WireElements.Struct<Name>().ToOwned(name);
        bytes[0] = 0x62;
        Assert.Equal("a", owned.Text.ToString());
    }
}
