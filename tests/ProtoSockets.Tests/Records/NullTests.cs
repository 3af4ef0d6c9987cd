using System.Net;

namespace ProtoSockets.Tests.Records;

/// <summary>Null in members that have no question mark: one rule for all of them.</summary>
public sealed partial class NullTests
{
    [WireStruct]
    public sealed partial record Inner([LengthPrefixed<byte>] string Text);

    [WireStruct]
    public readonly partial record struct Limited([MaxCount(4)] int[] Values);

    [WireStruct]
    public readonly partial record struct Counted([CountPrefixed<byte>] int[] Values);

    [WireStruct]
    public readonly partial record struct Given
    {
        [CountOf(nameof(Values))]
        public partial byte Count { get; }

        public short[] Values { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Records([MaxCount(4)] Inner[] Values);

    [WireStruct]
    public readonly partial record struct Texts([LengthPrefixed<byte>] string Text);

    [WireStruct]
    public readonly partial record struct Bytes([LengthPrefixed<byte>] byte[] Data);

    [WireStruct]
    public readonly partial record struct Sixteen([FixedBytes(16)] byte[] Data);

    [WireStruct]
    public readonly partial record struct Nested(Inner Inner);

    [WireStruct]
    public readonly partial record struct Addressed([Bytes(4)] IPAddress Address);

    [WireStruct]
    public readonly partial record struct Borrowed([LengthPrefixed<byte>] ReadOnlyMemory<byte> Data, [LengthPrefixed<byte>] Utf8Text Text, [CountPrefixed<byte>] WireList<int> List, [CountPrefixed<byte>] WireList<Inner> Records);

    [Fact]
    public void A_null_is_not_written_and_the_error_names_the_member()
    {
        Refuses(new Limited(null!), "Values");
        Refuses(new Counted(null!), "Values");
        Refuses(default(Given), "Values");
        Refuses(new Records(null!), "Values");
        Refuses(new Texts(null!), "Text");
        Refuses(new Bytes(null!), "Data");
        Refuses(new Sixteen(null!), "Data");
        Refuses(new Nested(null!), "Inner");
        WireForm.CannotWrite(new Addressed(null!), "Address is null, and must be an address of 4 bytes");
    }

    [Fact]
    public void A_null_element_is_not_written()
    {
        Refuses(new Records([null!]), "An element");
        Refuses(new Borrowed(default, default, default, new Inner[] { null! }), "An element");
    }

    [Fact]
    public void What_borrows_is_empty_by_default_and_no_null() => WireForm.Is(default(Borrowed), 0, 0, 0, 0);

    [Fact]
    public void A_record_with_nulls_can_be_copied_compared_and_counted()
    {
        Assert.Equal(default, default(Records).ToOwned());
        Assert.Equal(default, default(Nested).ToOwned());
        Assert.Null(new Records([null!]).ToOwned().Values[0]);
        Assert.Equal(0, default(Given).Count);
        Assert.Equal(default(Limited).GetHashCode(), default(Limited).GetHashCode());
        Assert.NotEmpty(default(Given).ToString());
    }

    private static void Refuses<T>(T value, string member)
        where T : IWireSerializable<T>
    {
        WireForm.CannotWrite(value, $"{member} is null, which has no wire form");

        // What has a fixed size needs nothing of the value to know it.
        if (T.FixedWireSize is null)
        {
            Assert.Contains("is null, which has no wire form", Assert.Throws<WireFormatException>(() => value.GetSize()).Message, StringComparison.Ordinal);
        }
    }
}
