using ProtoSockets.Runtime;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Wire;

public class WireArraysTests
{
    private static readonly WireElement<Name> NameElement = WireElements.Struct<Name>();

    private static readonly byte[] Names = [
        0x03, 0x61, 0x64, 0x61, // "ada"
        0x00, // ""
        0x01, 0x62, // "b"
    ];

    [Fact]
    public void Numbers_are_read_and_written_at_once()
    {
        byte[] bytes = [
            0x00, 0x01, // 1
            0x02, 0x03, // 515
            0xFF, 0xFE, // -2
        ];
        Assert.Equal((short[])[1, 515, -2], Harness.Read<short[]>(bytes, (ref r, out v) => WireArrays.TryRead(ref r, 3, WireElements.Int16BigEndian, out v)));
        WireReader rest = new(bytes, isComplete: true);
        Assert.True(WireArrays.TryReadRemaining(ref rest, 3, WireElements.Int16BigEndian, out short[] values));
        Assert.Equal([1, 515, -2], values);
        Assert.Equal(6, WireArrays.GetSize(values, WireElements.Int16BigEndian));
        Assert.Equal(bytes, Harness.Write(6, (ref w) => WireArrays.Write(ref w, values, WireElements.Int16BigEndian)));
        Harness.EveryTruncationFails<short[]>(bytes, (ref r, out v) => WireArrays.TryRead(ref r, 3, WireElements.Int16BigEndian, out v));
    }

    [Fact]
    public void Records_are_read_and_written_one_by_one()
    {
        Name[] expected = [new("ada"), new(""), new("b")];
        Assert.Equal(expected, Harness.Read<Name[]>(Names, (ref r, out v) => WireArrays.TryRead(ref r, 3, NameElement, out v)));
        WireReader rest = new(Names, isComplete: true);
        Assert.True(WireArrays.TryReadRemaining(ref rest, 3, NameElement, out Name[] values));
        Assert.Equal(expected, values);
        Assert.Equal(7, WireArrays.GetSize(values, NameElement));
        Assert.Equal(Names, Harness.Write(7, (ref w) => WireArrays.Write(ref w, values, NameElement)));
        Harness.EveryTruncationFails<Name[]>(Names, (ref r, out v) => WireArrays.TryRead(ref r, 3, NameElement, out v));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(33)]
    [InlineData(1000)]
    public void Arrays_grow_to_exactly_what_is_there(int count)
    {
        byte[] bytes = new byte[count]; // so many empty names
        Assert.Equal(count, Harness.Read<Name[]>(bytes, (ref r, out v) => WireArrays.TryRead(ref r, count, NameElement, out v)).Length);
        WireReader rest = new(bytes, isComplete: true);
        Assert.True(WireArrays.TryReadRemaining(ref rest, count, NameElement, out Name[] values));
        Assert.Equal(count, values.Length);
    }

    [Fact]
    public void Nothing_is_an_empty_array()
    {
        Assert.Empty(Harness.Read<int[]>([], (ref r, out v) => WireArrays.TryRead(ref r, 0, WireElements.Int32BigEndian, out v)));
        Assert.Empty(Harness.Read<Name[]>([], (ref r, out v) => WireArrays.TryRead(ref r, 0, NameElement, out v)));
        WireReader rest = new([], isComplete: true);
        Assert.True(WireArrays.TryReadRemaining(ref rest, 0, WireElements.Int32BigEndian, out int[] numbers));
        Assert.Empty(numbers);
        Assert.True(WireArrays.TryReadRemaining(ref rest, 0, NameElement, out Name[] names));
        Assert.Empty(names);
        Assert.Equal([], Harness.Write(0, (ref w) => WireArrays.Write(ref w, numbers, WireElements.Int32BigEndian)));
    }

    [Theory]
    [InlineData(-1, "the count -1 is negative")]
    [InlineData(int.MinValue, "the count -2147483648 is negative")]
    [InlineData(3, "3 elements need at least 12 bytes, 8 are left")]
    [InlineData(0x4000_0001, "1073741825 elements need at least 4294967300 bytes, 8 are left")]
    [InlineData(int.MaxValue, "2147483647 elements need at least 8589934588 bytes, 8 are left")]
    public void A_count_that_the_bytes_cannot_hold_allocates_nothing(int count, string reason)
    {
        byte[] bytes = new byte[8];
        Assert.Equal(reason, Harness.Fails<int[]>(bytes, (ref r, out v) => WireArrays.TryRead(ref r, count, WireElements.Int32BigEndian, out v)).Reason);
        Assert.Equal(reason, Harness.Fails<Interval[]>(bytes, (ref r, out v) => WireArrays.TryRead(ref r, count, WireElements.Struct<Interval>(), out v)).Reason);
    }

    [Fact]
    public void A_count_of_elements_of_variable_size_is_bound_by_the_bytes_too()
    {
        Assert.Equal("2147483647 elements need at least 2147483647 bytes, 7 are left", Harness.Fails<Name[]>(Names, (ref r, out v) => WireArrays.TryRead(ref r, int.MaxValue, NameElement, out v)).Reason);

        // A thousand elements are promised, and the first one takes all the bytes: no more than the first capacity is allocated.
        byte[] bytes = new byte[1000];
        bytes[0] = 0xE6; // 998, low group
        bytes[1] = 0x07; // 998, high group
        long allocated = AllocatedBytes.Least(() =>
        {
            WireReader reader = new((ReadOnlyMemory<byte>)bytes, isComplete: true);
            _ = WireArrays.TryRead(ref reader, 1000, NameElement, out _);
        });
        Assert.InRange(allocated, 1, 2000);
    }

    [Fact]
    public void Elements_without_bytes_cannot_be_promised_without_end()
    {
        byte[] bytes = new byte[3];
        Assert.Equal(3, Harness.Read<Nothing[]>([0, 0, 0], (ref r, out v) => WireArrays.TryRead(ref r, 3, WireElements.Struct<Nothing>(), out v) && r.TryTake(3, out _)).Length);
        Harness.Fails<Nothing[]>(bytes, (ref r, out v) => WireArrays.TryRead(ref r, int.MaxValue, WireElements.Struct<Nothing>(), out v));
        Assert.Equal(
            "[0] at byte 0: the element takes no bytes",
            Harness.Fails<Nothing[]>(bytes, (ref r, out v) => WireArrays.TryReadRemaining(ref r, int.MaxValue, WireElements.Struct<Nothing>(), out v)).ToString());
    }

    [Fact]
    public void More_elements_than_the_limit_are_malformed()
    {
        byte[] bytes = new byte[12];
        Assert.Equal("byte 0: more elements than the limit of 2", Harness.Fails<int[]>(bytes, (ref r, out v) => WireArrays.TryReadRemaining(ref r, 2, WireElements.Int32BigEndian, out v)).ToString());
        Assert.Equal("byte 5: more elements than the limit of 2", Harness.Fails<Name[]>(Names, (ref r, out v) => WireArrays.TryReadRemaining(ref r, 2, NameElement, out v)).ToString());
    }

    [Fact]
    public void Bytes_that_make_up_no_element_are_malformed() =>
        Assert.Equal("byte 0: 6 bytes are no multiple of an element's 4", Harness.Fails<int[]>(new byte[6], (ref r, out v) => WireArrays.TryReadRemaining(ref r, 2, WireElements.Int32BigEndian, out v)).ToString());

    [Fact]
    public void An_error_names_the_index()
    {
        byte[] bytes = [
            0x00, 0x01, 0x00, 0x02, // 1 to 2
            0x00, 0x05, 0x00, 0x04, // 5 to 4
        ];
        Assert.Equal("[1] at byte 4: 5 is over 4", Harness.Fails<Interval[]>(bytes, (ref r, out v) => WireArrays.TryRead(ref r, 2, WireElements.Struct<Interval>(), out v)).ToString());

        byte[] damaged = [
            0x00, // ""
            0x01, 0xFF, // a byte that is not UTF-8
        ];
        Assert.Equal("[1].Text at byte 2: not UTF-8: 0xFF at byte 2", Harness.Fails<Name[]>(damaged, (ref r, out v) => WireArrays.TryRead(ref r, 2, NameElement, out v)).ToString());
        Assert.Equal("[1].Text at byte 2: not UTF-8: 0xFF at byte 2", Harness.Fails<Name[]>(damaged, (ref r, out v) => WireArrays.TryReadRemaining(ref r, 2, NameElement, out v)).ToString());
    }

    [Fact]
    public void A_null_array_cannot_be_written()
    {
        Assert.Equal("An array is null, which has no wire form; an empty one has.", Harness.Refuses((ref w) => WireArrays.Write(ref w, null!, WireElements.Byte)));
        Assert.Throws<WireFormatException>(() => WireArrays.GetSize(null!, WireElements.Byte));
    }

    [Fact]
    public void A_size_over_all_measure_is_an_error_rather_than_a_small_number() =>
        Assert.Throws<OverflowException>(() => WireArrays.GetSize(new Nothing[2], new Huge()));

    private sealed class Huge : WireElement<Nothing>
    {
        public override bool TryRead(ref WireReader reader, out Nothing value) => throw new NotSupportedException();

        public override void Write(ref WireWriter writer, Nothing value) => throw new NotSupportedException();

        public override int GetSize(Nothing value) => int.MaxValue;
    }
}
