using ProtoSockets.Runtime;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Wire;

public class WireListTests
{
    private static readonly WireElement<Name> NameElement = WireElements.Struct<Name>();

    private static readonly byte[] Numbers = [
        0x00, 0x01, // 1
        0x00, 0x02, // 2
        0xFF, 0xFF, // 65535
    ];

    private static readonly byte[] Names = [
        0x03, 0x61, 0x64, 0x61, // "ada"
        0x00, // ""
        0x01, 0x62, // "b"
    ];

    private static WireList<ushort> ReadNumbers(byte[] bytes)
    {
        WireReader reader = new(bytes.AsMemory(), isComplete: true);
        Assert.True(WireList<ushort>.TryReadRemaining(ref reader, 100, WireElements.UInt16BigEndian, out WireList<ushort> list));
        return list;
    }

    private static WireList<Name> ReadNames(byte[] bytes)
    {
        WireReader reader = new(bytes.AsMemory(), isComplete: true);
        Assert.True(WireList<Name>.TryReadRemaining(ref reader, 100, NameElement, out WireList<Name> list));
        return list;
    }

    private static void Check<T>(WireList<T> list, T[] expected)
    {
        Assert.Equal(expected.Length, list.Count);
        Assert.Equal(expected.Length == 0, list.IsEmpty);
        List<T> enumerated = [];
        foreach (T each in list)
        {
            enumerated.Add(each);
        }

        Assert.Equal(expected, enumerated);
        Assert.Equal(expected, list.ToArray());
        Assert.Equal(expected, ((IEnumerable<T>)list).ToArray());
        Assert.Equal(expected, list.ToOwned().ToArray());
        Assert.Equal(expected, Enumerable.Range(0, list.Count).Select(index => list[index]));
        Assert.Throws<ArgumentOutOfRangeException>(() => list[expected.Length]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[-1]);
    }

    [Fact]
    public void Numbers_are_read_from_their_bytes()
    {
        WireList<ushort> list = Harness.Read<WireList<ushort>>(Numbers, (ref r, out v) => WireList<ushort>.TryRead(ref r, 3, WireElements.UInt16BigEndian, out v));
        Check<ushort>(list, [1, 2, 65535]);
        Check<ushort>(ReadNumbers(Numbers), [1, 2, 65535]);
        Harness.EveryTruncationFails<WireList<ushort>>(Numbers, (ref r, out v) => WireList<ushort>.TryRead(ref r, 3, WireElements.UInt16BigEndian, out v));
    }

    [Fact]
    public void Records_are_read_from_their_bytes()
    {
        WireList<Name> list = Harness.Read<WireList<Name>>(Names, (ref r, out v) => WireList<Name>.TryRead(ref r, 3, NameElement, out v));
        Check(list, [new("ada"), new(""), new("b")]);
        Check(ReadNames(Names), [new("ada"), new(""), new("b")]);
        Harness.EveryTruncationFails<WireList<Name>>(Names, (ref r, out v) => WireList<Name>.TryRead(ref r, 3, NameElement, out v));

        byte[] intervals = [
            0x00, 0x01, 0x00, 0x02, // 1 to 2
            0x00, 0x03, 0x00, 0x04, // 3 to 4
        ];
        WireElement<Interval> element = WireElements.Struct<Interval>();
        Check(Harness.Read<WireList<Interval>>(intervals, (ref r, out v) => WireList<Interval>.TryRead(ref r, 2, element, out v)), [new(1, 2), new(3, 4)]);
        WireReader rest = new(intervals.AsMemory(), isComplete: true);
        Assert.True(WireList<Interval>.TryReadRemaining(ref rest, 2, element, out WireList<Interval> remaining));
        Check(remaining, [new(1, 2), new(3, 4)]);
    }

    [Fact]
    public void A_list_over_an_array_does_not_copy_it()
    {
        int[] items = [1, 2, 3];
        WireList<int> list = items;
        items[0] = 9;
        Check(list, [9, 2, 3]);
    }

    [Fact]
    public void A_list_can_be_written_as_a_collection_expression()
    {
        WireList<int> list = [1, 2, 3];
        Check(list, [1, 2, 3]);
        WireList<int> nothing = [];
        Check<int>(nothing, []);
    }

    [Fact]
    public void Nothing_is_the_empty_list()
    {
        Check<int>(default, []);
        Check<int>((int[]?)null, []);
        Check(ReadNumbers([]), []);
        Assert.Equal(default, ReadNumbers([]));
        Assert.Equal(default(WireList<int>).GetHashCode(), ((WireList<int>)[]).GetHashCode());
        Assert.Equal([], Harness.Write(0, (ref w) => default(WireList<int>).Write(ref w, WireElements.Int32BigEndian)));
        Assert.Equal(0, default(WireList<Name>).GetSize(NameElement));
        Assert.Equal(default, default(WireList<Name>).ToOwned(NameElement));
    }

    [Fact]
    public void Lists_are_equal_when_their_elements_are_whatever_their_form()
    {
        WireList<ushort>[] numbers = [ReadNumbers(Numbers), ReadNumbers([.. Numbers]), [1, 2, 65535], ReadNumbers(Numbers).ToOwned()];
        WireList<Name>[] names = [ReadNames(Names), ReadNames([.. Names]), (Name[])[new("ada"), new(""), new("b")], ReadNames(Names).ToOwned()];
        AllEqual(numbers);
        AllEqual(names);

        static void AllEqual<T>(WireList<T>[] lists)
        {
            foreach (WireList<T> left in lists)
            {
                foreach (WireList<T> right in lists)
                {
                    Assert.True(left == right);
                    Assert.False(left != right);
                    Assert.True(left.Equals((object)right));
                    Assert.Equal(left.GetHashCode(), right.GetHashCode());
                }
            }
        }
    }

    [Fact]
    public void Lists_that_differ_are_not_equal()
    {
        WireList<ushort> list = ReadNumbers(Numbers);
        Assert.False(list == (WireList<ushort>)[1, 2]);
        Assert.False(list == (WireList<ushort>)[1, 2, 3]);
        Assert.False((WireList<ushort>)[1, 2, 3] == list);
        Assert.False(list == ReadNumbers([0, 1, 0, 2, 0, 3]));
        Assert.False(ReadNames(Names) == ReadNames([0, 0, 0]));
        Assert.False(list.Equals("1, 2, 65535"));
    }

    [Fact]
    public void Elements_can_be_equal_although_their_bytes_differ()
    {
        WireReader zeros = new(((byte[])[0x00, 0x00, 0x00, 0x00]).AsMemory(), isComplete: true); // 0
        Assert.True(WireList<float>.TryRead(ref zeros, 1, WireElements.SingleBigEndian, out WireList<float> zero));
        WireReader minus = new(((byte[])[0x80, 0x00, 0x00, 0x00]).AsMemory(), isComplete: true); // -0
        Assert.True(WireList<float>.TryRead(ref minus, 1, WireElements.SingleBigEndian, out WireList<float> minusZero));
        Assert.Equal(zero, minusZero);
        Assert.Equal(zero.GetHashCode(), minusZero.GetHashCode());
    }

    [Fact]
    public void A_list_is_printed_like_an_array()
    {
        Assert.Equal("[1, 2, 65535]", ReadNumbers(Numbers).ToString());
        Assert.Equal("[]", default(WireList<int>).ToString());
        Assert.Equal("[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, ... 4 more]", ReadNumbers(new byte[40]).ToString());
    }

    [Fact]
    public void A_list_is_written_from_either_form()
    {
        foreach (WireList<ushort> list in (WireList<ushort>[])[ReadNumbers(Numbers), (ushort[])[1, 2, 65535]])
        {
            Assert.Equal(6, list.GetSize(WireElements.UInt16BigEndian));
            Assert.Equal(Numbers, Harness.Write(6, (ref w) => list.Write(ref w, WireElements.UInt16BigEndian)));
        }

        foreach (WireList<Name> list in (WireList<Name>[])[ReadNames(Names), (Name[])[new("ada"), new(""), new("b")]])
        {
            Assert.Equal(7, list.GetSize(NameElement));
            Assert.Equal(Names, Harness.Write(7, (ref w) => list.Write(ref w, NameElement)));
        }
    }

    [Fact]
    public void A_list_is_written_in_the_order_that_is_asked_for_not_the_one_it_was_read_in() =>
        Assert.Equal(
            [0x01, 0x00, 0x02, 0x00, 0xFF, 0xFF],
            Harness.Write(6, (ref w) => ReadNumbers(Numbers).Write(ref w, WireElements.UInt16LittleEndian)));

    [Fact]
    public void Elements_that_point_back_are_read_in_their_message_and_written_for_the_new_one()
    {
        byte[] message = [
            0x07, 0x09, // what is pointed at
            0x01, 0x00, // pointers to the second and the first
            0xFF, // not part of the list
        ];
        WireReader reader = new(message.AsMemory(), isComplete: true);
        _ = reader.TryTake(2, out _);
        Assert.True(WireList<Pointer>.TryRead(ref reader, 2, WireElements.Struct<Pointer>(), out WireList<Pointer> list));
        Check(list, [new(9), new(7)]);

        byte[] written = Harness.Write(5, (ref w) =>
        {
            w.Write([0x07, 0x00, 0x09]); // the same values elsewhere
            list.Write(ref w, WireElements.Struct<Pointer>());
        });
        Assert.Equal([0x07, 0x00, 0x09, 0x02, 0x00], written);
    }

    [Fact]
    public void Elements_know_who_sent_the_message()
    {
        byte[] bytes = [0x01];
        WireReader reader = new(bytes.AsMemory(), isComplete: true, Side.Server);
        Assert.True(WireList<Side>.TryRead(ref reader, 1, new SideElement(), out WireList<Side> list));
        Check(list, [Side.Server]);
    }

    [Fact]
    public void A_list_borrows_the_message_until_it_is_owned()
    {
        byte[] numbers = [.. Numbers];
        WireList<ushort> borrowed = ReadNumbers(numbers);
        WireList<ushort> owned = borrowed.ToOwned();
        numbers[1] = 0x05;
        Assert.Equal(5, borrowed[0]);
        Assert.Equal(1, owned[0]);

        byte[] names = [.. Names];
        WireList<Name> ownedNames = ReadNames(names).ToOwned();
        names[1] = 0x7A; // "z"
        Assert.Equal("ada", ownedNames[0].Text.ToString());
    }

    [Fact]
    public void Owning_a_list_over_an_array_copies_what_the_elements_borrow()
    {
        byte[] bytes = [0x61];
        WireList<Name> list = (Name[])[new((ReadOnlyMemory<byte>)bytes)];
        WireList<Name> owned = list.ToOwned(NameElement);
        bytes[0] = 0x62;
        Assert.Equal("b", list[0].Text.ToString());
        Assert.Equal("a", owned[0].Text.ToString());
    }

    [Fact]
    public void A_reader_that_does_not_lend_gives_a_list_that_may_be_kept()
    {
        byte[] names = [.. Names];
        WireReader reader = new(names.AsSpan(), isComplete: true);
        Assert.True(WireList<Name>.TryRead(ref reader, 3, NameElement, out WireList<Name> list));
        names.AsSpan().Clear();
        Check(list, [new("ada"), new(""), new("b")]);
    }

    [Fact]
    public void A_list_used_after_its_message_says_so()
    {
        byte[] names = [.. Names];
        WireList<Name> list = ReadNames(names);
        names.AsSpan().Fill(0xFF);
        InvalidOperationException exception = Assert.Throws<InvalidOperationException>(() => list[0]);
        Assert.Contains("ToOwned()", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, "the count -1 is negative")]
    [InlineData(4, "4 elements need at least 8 bytes, 6 are left")]
    [InlineData(int.MaxValue, "2147483647 elements need at least 4294967294 bytes, 6 are left")]
    public void A_count_that_the_bytes_cannot_hold_is_malformed(int count, string reason)
    {
        Assert.Equal(reason, Harness.Fails<WireList<ushort>>(Numbers, (ref r, out v) => WireList<ushort>.TryRead(ref r, count, WireElements.UInt16BigEndian, out v)).Reason);
        Harness.Fails<WireList<Name>>(Names, (ref r, out v) => WireList<Name>.TryRead(ref r, count, NameElement, out v));
    }

    [Fact]
    public void Errors_are_those_of_arrays()
    {
        byte[] damaged = [
            0x00, // ""
            0x01, 0xFF, // a byte that is not UTF-8
        ];
        Assert.Equal("[1].Text at byte 2: not UTF-8: 0xFF at byte 2", Harness.Fails<WireList<Name>>(damaged, (ref r, out v) => WireList<Name>.TryRead(ref r, 2, NameElement, out v)).ToString());
        Assert.Equal("[1].Text at byte 2: not UTF-8: 0xFF at byte 2", Harness.Fails<WireList<Name>>(damaged, (ref r, out v) => WireList<Name>.TryReadRemaining(ref r, 2, NameElement, out v)).ToString());
        Assert.Equal("byte 5: more elements than the limit of 2", Harness.Fails<WireList<Name>>(Names, (ref r, out v) => WireList<Name>.TryReadRemaining(ref r, 2, NameElement, out v)).ToString());
        Assert.Equal("byte 0: more elements than the limit of 2", Harness.Fails<WireList<ushort>>(Numbers, (ref r, out v) => WireList<ushort>.TryReadRemaining(ref r, 2, WireElements.UInt16BigEndian, out v)).ToString());
        Assert.Equal("byte 0: 5 bytes are no multiple of an element's 2", Harness.Fails<WireList<ushort>>(Numbers[..5], (ref r, out v) => WireList<ushort>.TryReadRemaining(ref r, 9, WireElements.UInt16BigEndian, out v)).ToString());
        Assert.Equal("[0] at byte 0: the element takes no bytes", Harness.Fails<WireList<Nothing>>(Numbers, (ref r, out v) => WireList<Nothing>.TryReadRemaining(ref r, 9, WireElements.Struct<Nothing>(), out v)).ToString());
    }

    [Fact]
    public void Lists_in_lists_are_read()
    {
        byte[] bytes = [
            0x02, // two branches
            0x01, // the first has one
            0x00, // which has none
            0x00, // the second has none
        ];
        Tree tree = Harness.Read<Tree>(bytes, Tree.TryRead);
        Assert.Equal(2, tree.Branches.Count);
        Assert.Single(tree.Branches[0].Branches);
        Assert.Empty(tree.Branches[1].Branches);
        Assert.Equal(bytes, Harness.Write(tree.GetSize(), tree.Write));
        Assert.Equal(tree, tree.ToOwned());
        Harness.EveryTruncationFails<Tree>(bytes, Tree.TryRead);
    }

    [Fact]
    public void Hostile_nesting_is_malformed_and_overflows_no_stack()
    {
        byte[] deepest = [.. Enumerable.Repeat((byte)1, WireReader.MaxDepth - 1), 0];
        Assert.Single(Harness.Read<Tree>(deepest, Tree.TryRead).Branches);

        byte[] bytes = new byte[1_000_000];
        bytes.AsSpan().Fill(0x01);
        Assert.Equal("values are nested deeper than the limit of 64", Harness.Fails<Tree>(bytes, Tree.TryRead).Reason);
    }

    [Fact]
    public async Task An_enumeration_may_live_across_an_await()
    {
        int sum = 0;
        foreach (ushort each in ReadNumbers(Numbers))
        {
            await Task.Yield();
            sum += each;
        }

        Assert.Equal(65538, sum);
    }

    [Fact]
    public void Reading_enumerating_comparing_and_writing_allocate_nothing()
    {
        byte[] buffer = new byte[16];
        int sum = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            WireReader reader = new(Numbers.AsMemory(), isComplete: true);
            _ = WireList<ushort>.TryRead(ref reader, 3, WireElements.UInt16BigEndian, out WireList<ushort> numbers);
            foreach (ushort each in numbers)
            {
                sum += each;
            }

            reader = new(Names.AsMemory(), isComplete: true);
            _ = WireList<Name>.TryRead(ref reader, 3, NameElement, out WireList<Name> names);
            foreach (Name each in names)
            {
                sum += each.Text.ByteCount;
            }

            sum += numbers.Equals(numbers) && names.Equals(names) ? 1 : 0;
            WireWriter writer = new(buffer);
            numbers.Write(ref writer, WireElements.UInt16BigEndian);
            names.Write(ref writer, NameElement);
        }));
        Assert.Equal(4 * (65538 + 4 + 1), sum);
    }

    private sealed class SideElement : WireElement<Side>
    {
        public override bool TryRead(ref WireReader reader, out Side value)
        {
            value = reader.From;
            return reader.TryTake(1, out _);
        }

        public override void Write(ref WireWriter writer, Side value) => writer.Take(1)[0] = (byte)value;

        public override int GetSize(Side value) => 1;
    }
}
