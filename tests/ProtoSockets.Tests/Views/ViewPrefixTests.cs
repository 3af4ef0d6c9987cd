namespace ProtoSockets.Tests.Views;

/// <summary>Members whose length or count is an integer of variable length: their views are found without a reader.</summary>
public sealed partial class ViewPrefixTests
{
    [WireStruct]
    public readonly partial record struct Publish
    {
        public ushort Id { get; init; }

        [LengthPrefixed(VarIntFormat.Leb128), MaxBytes(300)]
        public string Topic { get; init; }

        [LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(30_000)]
        public ReadOnlyMemory<byte> Payload { get; init; }

        [CountPrefixed(VarIntFormat.Leb128), MaxCount(5)]
        public WireList<ushort> Marks { get; init; }

        [LengthPrefixed(VarIntFormat.Mqtt), MaxCount(9)]
        public WireList<uint> Sums { get; init; }

        public byte End { get; init; }
    }

    private static readonly byte[] Bytes =
    [
        0, 7, /* Topic */ 2, (byte)'a', (byte)'b', /* Payload, in two bytes */ 0x83, 0x00, 1, 2, 3, /* Marks */ 2, 0, 1, 0, 2, /* Sums */ 4, 0, 0, 0, 5, /* End */ 9,
    ];

    [Fact]
    public void They_are_found_behind_one_another()
    {
        Assert.True(Publish.View.TryCreate(Bytes, out Publish.View view, out _));
        Assert.Equal((7, 9), (view.Id, view.End));
        Assert.True(view.Topic == "ab"u8);
        Assert.Equal([1, 2, 3], view.Payload.ToArray());
        Assert.Equal([1, 2], view.Marks.ToArray());
        Assert.Equal([5u], view.Sums.ToArray());
        Assert.True(view.Validate(out _));
    }

    [Fact]
    public void A_length_of_two_bytes_and_more_is_read()
    {
        string topic = new('t', 300);
        byte[] payload = [.. Enumerable.Range(0, 20_000).Select(index => (byte)index)];
        byte[] bytes = new Publish { Topic = topic, Payload = payload, End = 3 }.ToBytes();
        Assert.True(Publish.View.TryCreate(bytes, out Publish.View view, out _));
        Assert.Equal((topic, 3), (view.Topic.ToString(), view.End));
        Assert.Equal(payload, view.Payload.ToArray());
    }

    [Fact]
    public void Bytes_that_are_cut_make_no_view()
    {
        for (int length = 0; length < Bytes.Length; length++)
        {
            Assert.False(Publish.TryRead(Bytes.AsMemory(0, length), out _, out _, out WireError? expected));
            Assert.False(Publish.View.TryCreate(Bytes.AsMemory(0, length), out _, out WireError? error));
            Assert.Equal((WireErrorKind.Incomplete, expected!.ToString(), expected.BytesNeeded), (error!.Kind, error.ToString(), error.BytesNeeded));
        }
    }

    [Theory]
    [InlineData("0007FFFFFFFF0F")] // a topic of 2^32 - 1 bytes
    [InlineData("0007FFFFFFFF07")] // and one of 2^31 - 1
    [InlineData("0007FFFFFFFFFF0F")] // a length without an end
    [InlineData("000700FFFFFF7F")] // a payload of 2^28 - 1
    [InlineData("000700FFFFFFFF01")] // and of a byte more than MQTT allows
    [InlineData("000700000600010002000300040005000609")] // six marks
    [InlineData("0007000000050000000009")] // five bytes of sums
    [InlineData("0007AD02")] // a topic of 301 bytes
    public void Lengths_that_can_not_be_make_no_view_and_the_record_says_why(string hex)
    {
        byte[] bytes = [.. Convert.FromHexString(hex), .. new byte[400]];
        Assert.False(Publish.TryRead(bytes, out _, out _, out WireError? expected));
        Assert.False(Publish.View.TryCreate(bytes, out _, out WireError? error));
        Assert.Equal(expected!.ToString(), error!.ToString());
    }
}
