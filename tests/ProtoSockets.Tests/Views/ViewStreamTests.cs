using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Views;

/// <summary>Views of messages whose last member streams, over bytes that have the whole message.</summary>
public sealed class ViewStreamTests
{
    private static readonly byte[] Bytes = [/* Kind */ 1, /* Length */ 0, 5, /* Bin */ 7, /* GrainLength */ 4, /* Grain */ 10, 11, 12];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_member_that_streams_is_the_records_own()
    {
        (byte bin, byte length, StreamedBytes grain) = Take(Bytes);
        Assert.Equal((7, 4, 3L), (bin, length, grain.Length));
        Assert.True(grain.IsBuffered);
        Assert.Equal([10, 11, 12], await grain.ToArrayAsync(3, Cancelled));

        static (byte Bin, byte Length, StreamedBytes Grain) Take(byte[] bytes)
        {
            Assert.True(Granary.Fill.View.TryCreate(bytes, out Granary.Fill.View view, out WireError? error));
            Assert.Null(error);
            Assert.True(view.Validate(out _));
            Assert.Equal(view.Grain.Length, view.ToRecord().Grain.Length);
            return (view.Bin, view.GrainLength, view.Grain);
        }
    }

    [Fact]
    public void A_message_that_is_cut_makes_no_view()
    {
        for (int cut = 0; cut < Bytes.Length; cut++)
        {
            Assert.False(Granary.Fill.View.TryCreate(Bytes.AsMemory(0, cut), out _, out WireError? error));
            Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        }
    }

    [Theory]
    [InlineData(4, 3, "the length 2")] // shorter than the frame
    [InlineData(4, 5, "the length 4")] // and longer
    [InlineData(4, 0, "no value has the length")]
    public void Lengths_that_disagree_make_no_view(int at, byte value, string reason)
    {
        byte[] bytes = [.. Bytes];
        bytes[at] = value;
        Assert.False(Granary.Fill.View.TryCreate(bytes, out _, out WireError? error));
        Assert.Equal(Granary.Fill.TryRead(bytes, out _, out _, out WireError? own) ? null : own!.ToString(), error!.ToString());
        Assert.Contains(reason, error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void More_bytes_than_the_member_may_have_make_no_view()
    {
        byte[] bytes = [2, 0, 8, 2, (byte)'a', (byte)'b', 1, 2, 3, 4, 5];
        Assert.False(Granary.Pour.View.TryCreate(bytes, out _, out WireError? error));
        Assert.Equal("Grain at byte 6: 5 bytes are over the limit of 4", error!.ToString());
        bytes[2] = 7;
        Assert.True(Granary.Pour.View.TryCreate(bytes.AsSpan(0, 10), out Granary.Pour.View view, out _));
        Assert.Equal(("ab", 4L), (view.Name.ToString(), view.Grain.Length));
    }

    [Fact]
    public void What_stands_behind_the_member_is_the_messages_own()
    {
        byte[] bytes = [.. "put key 3\r\nabc\r\n"u8, /* another message */ (byte)'p'];
        Assert.True(Quarry.Put.View.TryCreate(bytes, out Quarry.Put.View view, out _));
        Assert.True(view.Validate(out WireError? error), error?.ToString());
        Assert.Equal(("key", 3L), (view.ToRecord().Key.ToString(), view.ToRecord().Stone.Length));
    }

    [Fact]
    public void Members_in_front_of_it_are_edited()
    {
        byte[] bytes = [.. Bytes];
        Assert.True(Granary.Fill.Editor.TryCreate(bytes, out Granary.Fill.Editor editor, out _));
        editor.Bin = 9;
        Assert.Equal([1, 0, 5, 9, 4, 10, 11, 12], bytes);
    }
}
