namespace ProtoSockets.Tests.Records;

/// <summary>Lists of unions whose tag is not in their own bytes: one tag for all elements, or a list of tags.</summary>
public sealed partial class UnionListTests
{
    public enum ValueCode : byte
    {
        Nothing,
        Byte,
        Pair,
        Text,
        List,
    }

    /// <summary>Values as NBT has them: the tag of a list's elements stands once, in front of their count.</summary>
    [WireUnion]
    public readonly partial struct Value
    {
        [Discriminator, NotOnWire]
        public partial ValueCode Code { get; }

        [Case(ValueCode.Byte)]
        public readonly partial record struct Byte(byte Number);

        [Case(ValueCode.Pair)]
        public readonly partial record struct Pair(short Number);

        [Case(ValueCode.Text)]
        public readonly partial record struct Text([LengthPrefixed<byte>] Utf8Text Content);

        [Case(ValueCode.List)]
        public sealed partial record List(ValueCode Of, [DiscriminatedBy(nameof(List.Of)), CountPrefixed<ushort>, MaxCount(100)] WireList<Value> Items);
    }

    /// <summary>Columns as SQLite's records have them: first the type of each, then the values. Nothing takes no bytes.</summary>
    [WireUnion]
    public readonly partial struct Column
    {
        [Discriminator, NotOnWire]
        public partial ValueCode Code { get; }

        [Case(ValueCode.Nothing)]
        public readonly partial record struct Null;

        [Case(ValueCode.Byte)]
        public readonly partial record struct Byte(byte Number);

        [CaseRange(ValueCode.Pair, (ValueCode)200)]
        public readonly partial record struct Raw([Discriminator] ValueCode Code, [LengthPrefixed<byte>] ReadOnlyMemory<byte> Content);
    }

    [WireStruct]
    public readonly partial record struct Tag
    {
        public ValueCode Code { get; init; }

        [DiscriminatedBy(nameof(Code)), CountPrefixed<byte>]
        public WireList<Value> Values { get; init; }

        public byte After { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Bounded(ValueCode Code, [DiscriminatedBy("Effective"), LengthPrefixed<byte>, MaxCount(3), MaxBytes(9)] Value[] Values)
    {
        public ValueCode Effective => Code == ValueCode.Nothing ? ValueCode.Byte : Code;
    }

    [WireStruct]
    public readonly partial record struct Ended(ValueCode Code, [DiscriminatedBy("Code"), EndsWith(new byte[] { 0, 0 }), MaxCount(5)] WireList<Value> Values);

    [WireStruct]
    public readonly partial record struct Row
    {
        [CountPrefixed<byte>]
        public WireList<ValueCode> Codes { get; init; }

        [DiscriminatedBy(nameof(Codes))]
        public Column[] Columns { get; init; }

        public byte After { get; init; }

        public bool Equals(Row other) => Codes == other.Codes && Columns.AsSpan().SequenceEqual(other.Columns) && After == other.After;

        public override int GetHashCode() => After;
    }

    [Fact]
    public void One_tag_is_that_of_all_elements()
    {
        WireForm.Is(
            new Tag { Code = ValueCode.Pair, Values = new Value[] { new Value.Pair(1), new Value.Pair(-2) }, After = 9 },
            (byte)ValueCode.Pair, 2, 0, 1, 0xFF, 0xFE, 9);
        WireForm.Is(
            new Tag { Code = ValueCode.Text, Values = new Value[] { new Value.Text("a"), new Value.Text("bc") }, After = 9 },
            (byte)ValueCode.Text, 2, 1, (byte)'a', 2, (byte)'b', (byte)'c', 9);
        WireForm.Is(new Tag { Code = (ValueCode)77, After = 9 }, 77, 0, 9); // no element, so no tag is wrong
    }

    [Fact]
    public void A_list_may_hold_lists() => WireForm.Is(
        new Tag
        {
            Code = ValueCode.List,
            Values = new Value[]
            {
                new Value.List(ValueCode.Byte, new Value[] { new Value.Byte(1), new Value.Byte(2) }),
                new Value.List(ValueCode.List, new Value[] { new Value.List(ValueCode.Nothing, default) }),
            },
            After = 9,
        },
        (byte)ValueCode.List, 2, // two lists
        (byte)ValueCode.Byte, 0, 2, 1, 2, // of two bytes
        (byte)ValueCode.List, 0, 1, // of one list
        (byte)ValueCode.Nothing, 0, 0, // of nothing
        9);

    [Fact]
    public void A_received_list_is_read_again_as_often_as_it_is_asked()
    {
        Tag tag = Tag.Read(new byte[] { (byte)ValueCode.Text, 2, 1, (byte)'a', 1, (byte)'b', 9 });
        Assert.Equal(["a", "b", "a", "b"], tag.Values.Concat(tag.Values).Select(each => ((Value.Text)each).Content.ToString()));
        Assert.Equal("b", ((Value.Text)tag.Values[1]).Content.ToString());
        Assert.Equal(tag, tag.ToOwned());
        Assert.Equal(tag.ToBytes(), tag.ToOwned().ToBytes());
    }

    [Fact]
    public void A_property_may_be_the_tag_and_limits_hold()
    {
        Bounded three = new(ValueCode.Nothing, [new Value.Byte(1), new Value.Byte(2), new Value.Byte(3)]);
        byte[] bytes = [0, 3, 1, 2, 3];
        Assert.Equal(bytes, three.ToBytes());
        Assert.Equal(three.Values, Bounded.Read(bytes).Values);
        Refuses<Bounded>("Values at byte 5: more elements than the limit of 3", 0, 4, 1, 2, 3, 4);
        Refuses<Bounded>("Values[1].Pair.Number", 2, 3, 0, 1, 0);
        Refuses<Bounded>("Values", 3, 10, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    [Fact]
    public void A_list_that_ends_with_bytes_has_its_tag_in_front() => WireForm.Is(
        new Ended(ValueCode.Pair, new Value[] { new Value.Pair(0x0102) }), (byte)ValueCode.Pair, 1, 2, 0, 0);

    [Fact]
    public void An_element_with_another_tag_is_not_written()
    {
        WireFormatException wrong = Assert.Throws<WireFormatException>(
            () => new Tag { Code = ValueCode.Pair, Values = new Value[] { new Value.Pair(1), new Value.Byte(2) } }.ToBytes());
        Assert.Equal("an element of Values has the tag Byte, and Code says Pair", wrong.Message);
        Assert.Throws<WireFormatException>(() => new Tag { Code = ValueCode.Pair, Values = new Value[] { default } }.ToBytes());
    }

    [Fact]
    public void A_tag_without_a_case_is_the_fault_of_the_first_element() => Refuses<Tag>("Values[0].Code at byte 2: no case has the tag 77", 77, 1, 5, 9);

    [Fact]
    public void Lists_in_lists_have_an_end()
    {
        byte[] deep = [.. Enumerable.Repeat(new byte[] { (byte)ValueCode.List, 0, 1 }, 200).SelectMany(each => each)];
        WireReader reader = new([(byte)ValueCode.List, 1, .. deep], isComplete: true);
        Assert.False(Tag.TryRead(ref reader, out _));
        Assert.EndsWith("values are nested deeper than the limit of 64", reader.Error!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_element_may_have_its_own_tag() => WireForm.Is(
        new Row
        {
            Codes = new[] { ValueCode.Byte, ValueCode.Nothing, ValueCode.Text, ValueCode.Nothing },
            Columns = [new Column.Byte(7), new Column.Null(), new Column.Raw(ValueCode.Text, new byte[] { 1, 2 }), new Column.Null()],
            After = 9,
        },
        4, (byte)ValueCode.Byte, (byte)ValueCode.Nothing, (byte)ValueCode.Text, (byte)ValueCode.Nothing, // the tags
        7, // a byte
        2, 1, 2, // text
        9);

    [Fact]
    public void Tags_and_elements_agree()
    {
        Row row = new() { Codes = new[] { ValueCode.Byte, ValueCode.Nothing }, Columns = [new Column.Byte(7)] };
        Assert.Equal("Columns has 1 elements, and Codes has 2 tags", Assert.Throws<WireFormatException>(() => row.ToBytes()).Message);
        row = row with { Columns = [new Column.Byte(7), new Column.Byte(8)] };
        Assert.Equal("Columns[1] has the tag Byte, and Codes[1] says Nothing", Assert.Throws<WireFormatException>(() => row.ToBytes()).Message);
        Refuses<Row>("Columns[1].Code at byte 4: no case has the tag 201", 2, (byte)ValueCode.Byte, 201, 7, 9);
        Refuses<Row>("Columns[1].Raw.Content", 2, (byte)ValueCode.Byte, 200, 7, 5, 1);
    }

    [Fact]
    public void A_dump_shows_the_elements()
    {
        Assert.Equal(
            """
            UnionListTests.Tag: 8 bytes
                 0  04                       Code = List
                 1  01                       (count of Values) = 1
                 2                           Values = 1 element
                 2                             [0] = UnionListTests.Value.List
                 2  01                           Of = Byte
                 3  00 02                        (count of Items) = 2
                 5                               Items = 2 elements
                 5                                 [0] = UnionListTests.Value.Byte
                 5  01                               Number = 1
                 6                                 [1] = UnionListTests.Value.Byte
                 6  02                               Number = 2
                 7  09                       After = 9
            """,
            Tag.Describe([(byte)ValueCode.List, 1, (byte)ValueCode.Byte, 0, 2, 1, 2, 9]),
            ignoreLineEndingDifferences: true);
        Assert.Equal(
            """
            UnionListTests.Row: 4 bytes
                 0  02                       (count of Codes) = 2
                 1                           Codes = 2 elements
                 1  01                         [0] = Byte
                 2  C9                         [1] = 201
                 3                           Columns = ?
                 3                             [0] = UnionListTests.Column.Byte
                 3  07                           Number = 7
                 4                             [1] = ?
                 ! Columns[1].Code at byte 4: no case has the tag 201
            """,
            Row.Describe([2, (byte)ValueCode.Byte, 201, 7]),
            ignoreLineEndingDifferences: true);
    }

    private static void Refuses<T>(string problem, params byte[] bytes)
        where T : IWireSerializable<T>
    {
        WireReader reader = new(bytes, isComplete: true);
        Assert.False(T.TryRead(ref reader, out _));
        Assert.Contains(problem, reader.Error!.ToString(), StringComparison.Ordinal);
    }
}
