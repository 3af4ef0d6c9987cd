namespace ProtoSockets.Tests.Wire;

public class WireReaderTests
{
    private static readonly byte[] Bytes = [0x01, 0x02, 0x03, 0x04, 0x05];

    [Fact]
    public void Bytes_are_taken_front_to_back()
    {
        WireReader reader = new(Bytes, isComplete: true, from: Side.Client);
        Assert.Equal(Side.Client, reader.From);
        Assert.Equal(5, reader.Remaining);
        Assert.True(reader.TryTake(2, out ReadOnlySpan<byte> first));
        Assert.Equal([0x01, 0x02], first.ToArray());
        Assert.Equal(2, reader.Position);
        Assert.Equal([0x03, 0x04, 0x05], reader.Rest.ToArray());
        Assert.Equal(Bytes, reader.Message.ToArray());
        Assert.True(reader.TryTake(0, out ReadOnlySpan<byte> none));
        Assert.True(none.IsEmpty);
        Assert.True(reader.TryTake(3, out _));
        Assert.True(reader.TryEnd());
        Assert.Null(reader.Error);
    }

    [Theory]
    [InlineData(6, "byte 0: needs 6 bytes, 5 are left")]
    [InlineData(int.MaxValue, "byte 0: needs 2147483647 bytes, 5 are left")]
    [InlineData(-1, "byte 0: the length -1 is negative")]
    [InlineData(int.MinValue, "byte 0: the length -2147483648 is negative")]
    public void More_bytes_than_are_left_are_not_there(int count, string message)
    {
        WireReader taking = new(Bytes, isComplete: true);
        Assert.False(taking.TryTake(count, out ReadOnlySpan<byte> taken));
        Assert.True(taken.IsEmpty);
        Assert.Equal(0, taking.Position);
        Assert.Equal(message, taking.Error?.ToString());
        Assert.Equal(WireErrorKind.Malformed, taking.Error?.Kind);

        WireReader borrowing = new((ReadOnlyMemory<byte>)Bytes, isComplete: true);
        Assert.False(borrowing.TryBorrow(count, out _));
        Assert.Equal(message, borrowing.Error?.ToString());

        WireReader entering = new(Bytes, isComplete: true);
        Assert.False(entering.TryEnter(count, out _));
        Assert.Equal(message, entering.Error?.ToString());
    }

    [Fact]
    public void Where_more_may_follow_a_lack_of_bytes_is_incomplete()
    {
        WireReader reader = new(Bytes);
        _ = reader.TryTake(3, out _);
        Assert.False(reader.TryTake(4, out _));
        Assert.Equal(WireErrorKind.Incomplete, reader.Error?.Kind);
        Assert.Equal(3, reader.Error?.Offset);
        Assert.Equal(7, reader.Error?.BytesNeeded);
    }

    [Fact]
    public void A_need_that_no_message_can_have_is_malformed_even_where_more_may_follow()
    {
        WireReader reader = new(Bytes);
        _ = reader.TryTake(1, out _);
        Assert.False(reader.TryTake(int.MaxValue, out _));
        Assert.Equal(WireErrorKind.Malformed, reader.Error?.Kind);

        reader = new(Bytes);
        Assert.False(reader.TryTake(-1, out _));
        Assert.Equal(WireErrorKind.Malformed, reader.Error?.Kind);
    }

    [Fact]
    public void Borrowed_bytes_are_those_of_the_message_or_a_copy()
    {
        byte[] message = [0x01, 0x02];
        WireReader lending = new(message.AsMemory());
        Assert.True(lending.TryBorrow(2, out ReadOnlyMemory<byte> borrowed));
        WireReader moving = new(message.AsSpan());
        Assert.True(moving.TryBorrow(2, out ReadOnlyMemory<byte> copied));
        message[0] = 0xFF;
        Assert.Equal([0xFF, 0x02], borrowed.ToArray());
        Assert.Equal([0x01, 0x02], copied.ToArray());
    }

    [Fact]
    public void Borrowing_nothing_keeps_nothing_alive()
    {
        WireReader reader = new(Bytes.AsMemory());
        Assert.True(reader.TryBorrow(0, out ReadOnlyMemory<byte> nothing));
        Assert.Equal(default, nothing);
    }

    [Fact]
    public void A_length_limits_what_follows()
    {
        WireReader reader = new(Bytes, isComplete: true);
        Assert.True(reader.TryEnter(4, out int outer));
        Assert.Equal(4, reader.Remaining);
        Assert.True(reader.TryEnter(2, out int inner));
        Assert.Equal([0x01, 0x02], reader.Rest.ToArray());
        Assert.True(reader.TryTake(2, out _));
        Assert.True(reader.TryLeave(inner));
        Assert.Equal(2, reader.Remaining);
        Assert.True(reader.TryTake(2, out _));
        Assert.True(reader.TryLeave(outer));
        Assert.Equal(1, reader.Remaining);
    }

    [Fact]
    public void A_limit_must_be_read_to_its_end()
    {
        WireReader reader = new(Bytes, isComplete: true);
        Assert.True(reader.TryEnter(4, out int outer));
        Assert.True(reader.TryTake(1, out _));
        Assert.False(reader.TryLeave(outer));
        Assert.Equal("byte 1: 3 bytes are left over", reader.Error?.ToString());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)] // ends where the bytes so far end
    public void Running_out_of_a_length_is_malformed_even_where_more_may_follow(int length)
    {
        WireReader reader = new(Bytes);
        Assert.True(reader.TryEnter(length, out _));
        Assert.False(reader.TryTake(6, out _));
        Assert.Equal(WireErrorKind.Malformed, reader.Error?.Kind);

        reader = new(Bytes);
        Assert.True(reader.TryEnter(length, out _));
        Assert.False(reader.TryEnter(6, out _));
        Assert.Equal(WireErrorKind.Malformed, reader.Error?.Kind);
    }

    [Fact]
    public void Behind_a_length_more_may_follow_again()
    {
        WireReader reader = new(Bytes);
        Assert.True(reader.TryEnter(5, out int outer));
        Assert.True(reader.TryEnter(5, out int inner));
        Assert.True(reader.TryTake(5, out _));
        Assert.True(reader.TryLeave(inner));
        Assert.True(reader.TryLeave(outer));
        Assert.False(reader.TryTake(1, out _));
        Assert.Equal(WireErrorKind.Incomplete, reader.Error?.Kind);
        Assert.Equal(6, reader.Error?.BytesNeeded);
    }

    [Fact]
    public void Bytes_behind_the_end_are_malformed()
    {
        WireReader reader = new(Bytes, isComplete: true);
        _ = reader.TryTake(3, out _);
        Assert.False(reader.TryEnd());
        Assert.Equal("byte 3: 2 bytes are left over", reader.Error?.ToString());
    }

    [Fact]
    public void The_first_error_stays()
    {
        WireReader reader = new(Bytes, isComplete: true);
        Assert.False(reader.Malformed("first"));
        Assert.False(reader.MalformedAt(3, "second"));
        Assert.False(reader.TryTake(9, out _));
        Assert.Equal("byte 0: first", reader.Error?.ToString());
    }

    [Fact]
    public void The_path_grows_from_the_inside_out()
    {
        WireReader reader = new(Bytes, isComplete: true);
        Assert.False(reader.MalformedAt(4, "no name"));
        Assert.False(reader.In("Name"));
        Assert.False(reader.In("Answers", 3));
        Assert.False(reader.In("Reply"));
        Assert.Equal("Reply.Answers[3].Name", reader.Error?.Path);
        Assert.Equal("Reply.Answers[3].Name at byte 4: no name", reader.Error?.ToString());
    }

    [Fact]
    public void A_path_without_an_error_is_none()
    {
        WireReader reader = new(Bytes);
        Assert.False(reader.In("Name"));
        Assert.False(reader.In("Answers", 3));
        Assert.Null(reader.Error);
    }

    [Theory]
    [InlineData(0, "First at byte 1: needs 1 bytes, 0 are left")]
    [InlineData(1, "Second at byte 2: needs 2 bytes, 0 are left")]
    [InlineData(2, "Second at byte 2: needs 2 bytes, 1 are left")]
    [InlineData(3, "Third at byte 4: needs 4 bytes, 0 are left")]
    [InlineData(6, "Third at byte 4: needs 4 bytes, 3 are left")]
    public void A_run_that_is_cut_names_the_member_where_it_ends(int left, string message)
    {
        foreach (bool isComplete in (bool[])[true, false])
        {
            WireReader reader = new(new byte[1 + left], isComplete);
            _ = reader.TryTake(1, out _);
            Assert.False(reader.TryTake(7, out _));
            Assert.False(reader.Truncated(["First", "Second", "Third"], [1, 3, 7]));
            Assert.Equal(message, reader.Error?.ToString());
            Assert.Equal(isComplete ? WireErrorKind.Malformed : WireErrorKind.Incomplete, reader.Error?.Kind);
            Assert.Equal(isComplete ? 0 : 8, reader.Error?.BytesNeeded);
        }
    }

    [Fact]
    public void A_codec_can_look_back_within_the_message()
    {
        WireReader reader = new(Bytes);
        _ = reader.TryTake(4, out _);
        reader.MoveTo(1);
        Assert.True(reader.TryTake(1, out ReadOnlySpan<byte> second));
        Assert.Equal(0x02, second[0]);
        reader.MoveTo(5);
        Assert.Equal(0, reader.Remaining);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(6)]
    [InlineData(int.MaxValue)]
    [InlineData(int.MinValue)]
    public void A_codec_cannot_look_outside_the_message(int position) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            WireReader reader = new(Bytes);
            reader.MoveTo(position);
        });

    [Fact]
    public void Values_nest_up_to_the_limit_and_no_deeper()
    {
        WireReader reader = new(Bytes);
        for (int depth = 0; depth < WireReader.MaxDepth; depth++)
        {
            Assert.True(reader.TryDescend());
        }

        reader.Ascend();
        Assert.True(reader.TryDescend());
        Assert.False(reader.TryDescend());
        Assert.Equal("byte 0: values are nested deeper than the limit of 64", reader.Error?.ToString());
    }
}
