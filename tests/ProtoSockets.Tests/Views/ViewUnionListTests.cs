using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Views;

/// <summary>Views of lists of unions whose tag is somewhere else: one for all elements, or a list of tags.</summary>
public sealed partial class ViewUnionListTests
{
    /// <summary>The header has the tag of all elements.</summary>
    [Protocol(MaxFrameBytes = 64)]
    public sealed partial class Batches
    {
        [Header]
        public readonly partial record struct Header
        {
            [MessageId]
            public byte Id { get; init; }

            public UnionListTests.ValueCode Of { get; init; }

            [FrameLength]
            public partial byte Length { get; }
        }

        [Message(1)]
        public readonly partial record struct Batch([InHeader] UnionListTests.ValueCode Of, [DiscriminatedBy(nameof(Batch.Of)), Remaining, MaxCount(4)] UnionListTests.Value[] Values);
    }

    private static readonly byte[] Texts = [(byte)UnionListTests.ValueCode.Text, 2, 1, (byte)'a', 2, (byte)'b', (byte)'c', /* After */ 9];

    private static readonly byte[] Row = [/* Codes */ 3, 1, 0, 2, /* Byte */ 7, /* Null */ /* Raw */ 2, 5, 6, /* After */ 9];

    [Fact]
    public void Elements_with_one_tag_are_viewed_where_they_lie()
    {
        Assert.True(UnionListTests.Tag.View.TryCreate(Texts, out UnionListTests.Tag.View view, out _));
        Assert.Equal((2, 9), (view.Values.Count, view.After));
        string all = string.Empty;
        foreach (UnionListTests.Value.View each in view.Values)
        {
            Assert.Equal(UnionListTests.ValueCode.Text, each.Code);
            Assert.True(each.TryGet(out UnionListTests.Value.Text.View text));
            all += text.Content.ToString() + ",";
        }

        Assert.Equal("a,bc,", all);
        Assert.True(view.Values[1].TryGet(out UnionListTests.Value.Text.View second));
        Assert.True(second.Content == "bc"u8);
    }

    [Fact]
    public void Lists_within_lists_are_viewed()
    {
        byte[] bytes =
        [
            (byte)UnionListTests.ValueCode.List, 1, // a list
            (byte)UnionListTests.ValueCode.Pair, 0, 2, 0, 1, 0xFF, 0xFE, // of two numbers
            9,
        ];
        Assert.True(UnionListTests.Tag.View.TryCreate(bytes, out UnionListTests.Tag.View view, out _));
        Assert.True(view.Values[0].TryGet(out UnionListTests.Value.List.View list));
        Assert.Equal(2, list.Items.Count);
        Assert.True(list.Items[1].TryGet(out UnionListTests.Value.Pair.View pair));
        Assert.Equal(-2, pair.Number);
    }

    [Fact]
    public void Each_element_may_have_a_tag_of_its_own()
    {
        Assert.True(UnionListTests.Row.View.TryCreate(Row.AsMemory(), out UnionListTests.Row.View view, out _));
        Check(view);
        Assert.True(UnionListTests.Row.View.TryCreate(Row.AsSpan(), out view, out _));
        Check(view);

        static void Check(UnionListTests.Row.View row)
        {
            Assert.Equal((3, 9), (row.Columns.Count, row.After));
            string kinds = string.Empty;
            foreach (UnionListTests.Column.View column in row.Columns)
            {
                kinds += column.Kind + " ";
            }

            Assert.Equal("Byte Null Raw ", kinds);
            Assert.True(row.Columns[2].TryGet(out UnionListTests.Column.Raw.View raw));
            Assert.Equal(UnionListTests.ValueCode.Pair, raw.Code);
            Assert.Equal([5, 6], raw.Content.ToArray());
        }
    }

    [Fact]
    public void The_header_may_have_the_tag()
    {
        byte[] bytes = [/* Id */ 1, /* Of */ (byte)UnionListTests.ValueCode.Pair, /* Length */ 4, 0, 1, 0, 2];
        Assert.True(Batches.Batch.View.TryCreate(bytes, out Batches.Batch.View view, out _));
        Assert.True(view.Values[1].TryGet(out UnionListTests.Value.Pair.View pair));
        Assert.Equal((2, 2), (view.Values.Count, pair.Number));
    }

    [Fact]
    public void Bytes_that_are_cut_make_no_view()
    {
        for (int length = 0; length < Texts.Length; length++)
        {
            Assert.False(UnionListTests.Tag.View.TryCreate(Texts.AsMemory(0, length), out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }

        for (int length = 0; length < Row.Length; length++)
        {
            Assert.False(UnionListTests.Row.View.TryCreate(Row.AsSpan(0, length), out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Theory]
    [InlineData(0, 77)] // a tag that no case has
    [InlineData(1, 200)] // more elements than bytes
    [InlineData(4, 99)] // a text that is longer than what is left
    public void What_the_record_refuses_makes_no_view(int at, byte value)
    {
        byte[] bytes = [.. Texts];
        bytes[at] = value;
        Assert.False(UnionListTests.Tag.TryRead(bytes, out _, out _, out WireError? expected));
        Assert.False(UnionListTests.Tag.View.TryCreate(bytes, out _, out WireError? error));
        Assert.Equal(expected!.ToString(), error!.ToString());
    }

    [Fact]
    public void Limits_hold()
    {
        Assert.False(UnionListTests.Bounded.View.TryCreate([0, 4, 1, 2, 3, 4], out _, out WireError? error));
        Assert.Equal("Values at byte 5: more elements than the limit of 3", error!.ToString());
        Assert.True(UnionListTests.Bounded.View.TryCreate([0, 3, 1, 2, 3], out UnionListTests.Bounded.View view, out _));
        Assert.True(view.Values[2].TryGet(out UnionListTests.Value.Byte.View last));
        Assert.Equal(3, last.Number);
        ArgumentOutOfRangeException? thrown = null;
        try
        {
            _ = view.Values[3];
        }
        catch (ArgumentOutOfRangeException exception)
        {
            thrown = exception;
        }

        Assert.Equal("index", thrown?.ParamName);
    }

    [Fact]
    public void An_element_that_is_wrong_is_said_with_its_index()
    {
        Assert.False(UnionListTests.Tag.View.TryCreate([3, 2, 1, (byte)'a', 9, 0], out _, out WireError? error));
        Assert.StartsWith("Values[1].Text.Content at byte 5", error!.ToString(), StringComparison.Ordinal);
    }
}
