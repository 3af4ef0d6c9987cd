namespace ProtoSockets.Tests.Records;

/// <summary>[ClosedEnum] on lists, and of enums that are closed by themselves.</summary>
public sealed partial class ClosedElementTests
{
    public enum Color : byte
    {
        Red = 1,
        Green = 7,
    }

    [ClosedEnum]
    public enum Wide : ushort
    {
        None,
        Some = 0x0102,
    }

    [Flags]
    public enum Rights : uint
    {
        None = 0,
        Read = 1,
        Write = 4,
    }

    [WireStruct, LittleEndian]
    public readonly partial record struct Lists(
        [property: ClosedEnum, CountPrefixed<byte>] Color[] Colors,
        [property: CountPrefixed<byte>] WireList<Wide> Wides,
        [property: ClosedEnum, BigEndian, CountPrefixed<byte>] WireList<Rights> Rights,
        [property: CountPrefixed<byte>] WireList<Color> Open);

    private static readonly Lists Some = new([Color.Red, Color.Green], new[] { Wide.Some, Wide.None }, new[] { Rights.Read | Rights.Write }, new[] { (Color)9 });

    private static readonly byte[] Bytes =
    [
        2, 1, 7,                // Colors
        2, 0x02, 0x01, 0, 0,    // Wides
        1, 0, 0, 0, 5,          // Rights
        1, 9,                   // Open
    ];

    [Fact]
    public void Values_with_a_name_are_written_and_read() => WireForm.Is(Some, Bytes);

    [Theory]
    [InlineData(2, 9, "Colors[1] at byte 2: is 9, which is no Color")]
    [InlineData(4, 9, "Wides[0] at byte 4: is 265, which is no Wide")]
    [InlineData(12, 2, "Rights[0] at byte 9: is 2, which is no Rights")]
    public void A_value_without_a_name_is_refused(int index, byte value, string message)
    {
        byte[] bytes = [.. Bytes];
        bytes[index] = value;
        WireForm.Refuses<Lists>(bytes, message);
        WireReader copying = new(bytes.AsSpan(), isComplete: true);
        Assert.False(Lists.TryRead(ref copying, out _));
        Assert.Equal(message, copying.Error!.ToString());
    }

    [Fact]
    public void A_value_without_a_name_is_not_written()
    {
        WireForm.CannotWrite(Some with { Colors = [(Color)2] }, "An element is 2, which is no Color");
        WireForm.CannotWrite(Some with { Wides = new[] { (Wide)5 } }, "An element is 5, which is no Wide");
        WireForm.CannotWrite(Some with { Rights = new[] { (Rights)8 } }, "An element is 8, which is no Rights");
    }

    [Fact]
    public void A_received_list_is_written_as_it_was() => Assert.Equal(Bytes, Lists.Read(Bytes).ToBytes());
}
