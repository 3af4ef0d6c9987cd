namespace ProtoSockets.Tests.Records;

/// <summary>What a user calls on a record.</summary>
public sealed partial class SurfaceTests
{
    [WireStruct]
    public readonly partial record struct Point(ushort X, [LengthPrefixed<byte>] Utf8Text Name);

    [WireStruct]
    public readonly partial record struct Empty;

    [WireStruct]
    public partial record struct Noted(byte Value)
    {
        [NotOnWire]
        public string? Note { get; set; }

        public readonly int Twice => Value * 2;
    }

    [Fact]
    public void A_value_is_read_from_the_start_of_bytes()
    {
        byte[] bytes = [0, 1, 1, (byte)'a', 0xEE];

        Assert.True(Point.TryRead((ReadOnlyMemory<byte>)bytes, out Point point, out int consumed, out WireError? error));
        Assert.Equal(new Point(1, "a"), point);
        Assert.Equal(4, consumed);
        Assert.Null(error);
        Assert.True(Point.TryRead(bytes.AsSpan(), out Point copy, out consumed, out _));
        Assert.Equal(point, copy);
        Assert.Equal(4, consumed);
    }

    [Fact]
    public void Too_few_bytes_say_how_many_are_needed()
    {
        Assert.False(Point.TryRead((byte[])[0, 1, 2, (byte)'a'], out Point point, out int consumed, out WireError? error));
        Assert.Equal(default, point);
        Assert.Equal(0, consumed);
        Assert.Equal(WireErrorKind.Incomplete, error!.Kind);
        Assert.Equal(5, error.BytesNeeded);
        Assert.Equal("Name at byte 3: needs 2 bytes, 1 are left", error.ToString());
    }

    [Fact]
    public void Reading_a_whole_array_uses_all_of_it()
    {
        Assert.Equal(new Point(1, "a"), Point.Read((byte[])[0, 1, 1, (byte)'a']));
        Assert.Equal("byte 4: 1 bytes are left over", Assert.Throws<WireFormatException>(() => Point.Read((byte[])[0, 1, 1, (byte)'a', 9])).Message);
        Assert.Equal(WireErrorKind.Malformed, Assert.Throws<WireFormatException>(() => Point.Read((byte[])[0])).Error!.Kind);
    }

    [Fact]
    public void Writing_says_how_many_bytes_were_written()
    {
        byte[] buffer = new byte[10];

        Assert.Equal(4, new Point(1, "a").Write(buffer));
        Assert.Equal([0, 1, 1, (byte)'a', 0, 0, 0, 0, 0, 0], buffer);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Point(1, "a").Write(new byte[3]));
        Assert.Equal(3 + 255, Point.MaxSize);
    }

    [Fact]
    public void A_record_without_members_takes_no_bytes()
    {
        WireForm.Is(default(Empty));
        Assert.Equal(0, Empty.MaxSize);
    }

    [Fact]
    public void What_is_not_on_the_wire_is_left_out()
    {
        Assert.Equal([5], new Noted(5) { Note = "kept here" }.ToBytes());
        Assert.Null(Noted.Read((byte[])[5]).Note);
    }
}
