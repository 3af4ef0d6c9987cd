namespace ProtoSockets.Tests.Wire;

public class WireErrorTests
{
    private static WireError Error()
    {
        WireReader reader = new([0x01], isComplete: true);
        _ = reader.MalformedAt(57, "the tag 9 is not one of 1, 2");
        _ = reader.In("Kind");
        return Assert.IsType<WireError>(reader.Error);
    }

    [Fact]
    public void An_exception_from_bytes_says_where_and_why_and_carries_the_error()
    {
        WireError error = Error();
        WireFormatException exception = new(error);
        Assert.Same(error, exception.Error);
        Assert.Equal("Kind at byte 57: the tag 9 is not one of 1, 2", exception.Message);
        Assert.Equal("the tag 9 is not one of 1, 2", error.Reason);
        Assert.Equal(57, error.Offset);
        Assert.Equal(0, error.BytesNeeded);
    }

    [Fact]
    public void An_exception_from_a_value_has_no_error()
    {
        WireFormatException exception = new("Nick has 40 bytes, and may have 32.");
        Assert.Null(exception.Error);
        Assert.Equal("Nick has 40 bytes, and may have 32.", exception.Message);
    }

    [Fact]
    public void An_exception_needs_an_error() => Assert.Throws<ArgumentNullException>(() => new WireFormatException((WireError)null!));

    [Fact]
    public void An_index_joins_the_name_in_front_of_it_without_a_dot()
    {
        WireReader reader = new([0x01], isComplete: true);
        _ = reader.Malformed("no");
        _ = reader.In("[2]");
        Assert.Equal("[2]", reader.Error?.Path);
        _ = reader.In("Rows", 7);
        Assert.Equal("Rows[7][2]", reader.Error?.Path);
    }
}
