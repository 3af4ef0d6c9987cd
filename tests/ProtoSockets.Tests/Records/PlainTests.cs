namespace ProtoSockets.Tests.Records;

/// <summary>Records of nothing but numbers and bits: they are read without a reader, and lists of them in bulk.</summary>
public sealed partial class PlainTests
{
    private static readonly byte[] Two =
    [
        0x02,                                                                   // count
        0x00, 0x01, 0xFF, 0xFF, 0xFE, 0xA7, 0x10, 0x00, 0x00, 0x00,             // 1, -2, 10 and 7, 16
        0x80, 0x00, 0x00, 0x00, 0x07, 0x0F, 0x01, 0x02, 0x03, 0x04,             // 32768, 7, 0 and 15, 0x04030201
    ];

    private static readonly Spot[] Spots = [new(1, -2, 10, 7, 16), new(32768, 7, 0, 15, 0x04030201)];

    [Fact]
    public void A_value_is_read_from_its_bytes_alone()
    {
        Assert.True(Spot.TryRead(Two.AsSpan(1), out Spot value, out int consumed, out WireError? error));
        Assert.Equal((Spots[0], 10, null), (value, consumed, error));
        Assert.Equal(Two[1..11], value.ToBytes());
    }

    [Fact]
    public void Fewer_bytes_end_in_the_member_that_they_cut()
    {
        for (int length = 0; length < 10; length++)
        {
            Assert.False(Spot.TryRead(Two.AsSpan(1, length), out _, out int consumed, out WireError? error));
            Assert.Equal((WireErrorKind.Incomplete, 0), (error!.Kind, consumed));
            Assert.Equal(length < 2 ? "Id" : length < 5 ? "Shift" : length < 6 ? "High" : "Weight", error.Path);
        }
    }

    [Fact]
    public void A_list_is_read_and_written_in_bulk()
    {
        Spotted spotted = Spotted.Read(Two);
        Spot[] copy = new Spot[3];
        spotted.Spots.CopyTo(copy);

        Assert.Equal([.. Spots, default], copy);
        Assert.Equal(Spots, spotted.Spots.ToArray());
        Assert.Equal(Spots, spotted.Spots);
        Assert.Equal(Spots[1], spotted.Spots[1]);
        Assert.Equal(Two, spotted.ToBytes());
        Assert.Equal(Two, new Spotted(Spots).ToBytes());
        Assert.Equal(new Spotted(Spots), spotted);
    }

    [Fact]
    public void A_list_is_not_copied_to_where_it_has_no_room()
    {
        Spotted spotted = Spotted.Read(Two);
        ArgumentException exception = Assert.Throws<ArgumentException>(() => spotted.Spots.CopyTo(new Spot[1]));
        Assert.StartsWith("The list has 2 elements, the destination has room for 1.", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_that_does_not_fit_its_bits_is_refused_in_a_list_too()
    {
        Spotted spotted = new(new Spot[] { new(1, 2, High: 16, Low: 0, 3) });
        WireFormatException exception = Assert.Throws<WireFormatException>(() => spotted.ToBytes());
        Assert.Contains("High", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_to_be_checked_is_not_plain()
    {
        Assert.True(IsPlain<Spot>());
        Assert.False(IsPlain<Switch>());
        Assert.False(IsPlain<Marked>());
        Assert.False(IsPlain<Spotted>());
    }

    private static bool IsPlain<T>()
        where T : IWireSerializable<T> => T.IsPlain;

    [WireStruct]
    public readonly partial record struct Spot(ushort Id, [Bytes(3)] int Shift, [Bits(4)] byte High, [Bits(4)] byte Low, [LittleEndian] uint Weight);

    [WireStruct]
    public readonly partial record struct Spotted([CountPrefixed<byte>] WireList<Spot> Spots);

    [WireStruct]
    public readonly partial record struct Switch(byte Id, bool IsOn);

    [WireStruct]
    public readonly partial record struct Marked([Magic(1)] byte Id);
}
