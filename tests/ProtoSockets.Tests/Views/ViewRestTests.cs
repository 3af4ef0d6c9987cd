namespace ProtoSockets.Tests.Views;

/// <summary>Members that take the rest, and leave room for those of fixed size behind them.</summary>
public sealed partial class ViewRestTests
{
    [WireStruct]
    public readonly partial record struct Trailed
    {
        [Remaining]
        public string Text { get; init; }

        public uint Trailer { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Measured
    {
        [LengthOf(nameof(Values), nameof(Trailer))]
        public partial byte Length { get; }

        [MaxCount(9)]
        public ushort[] Values { get; init; }

        public uint Trailer { get; init; }

        public byte End { get; init; }
    }

    [Fact]
    public void A_member_that_takes_the_rest_ends_in_front_of_the_trailer()
    {
        byte[] bytes = [.. "text"u8, 0, 0, 0, 7];

        Assert.True(Trailed.View.TryCreate(bytes, out Trailed.View view, out _));
        Assert.Equal("text", view.Text.ToString());
        Assert.Equal(7U, view.Trailer);
    }

    [Fact]
    public void A_member_that_takes_the_rest_of_a_length_ends_in_front_of_what_follows_it()
    {
        byte[] bytes = [8, 0, 1, 0, 2, 0, 0, 0, 7, 9];

        Assert.True(Measured.View.TryCreate(bytes, out Measured.View view, out _));
        Assert.Equal([1, 2], view.Values.ToArray());
        Assert.Equal((7U, (byte)9), (view.Trailer, view.End));
    }
}
