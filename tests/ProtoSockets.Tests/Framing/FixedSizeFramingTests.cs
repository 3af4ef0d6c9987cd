using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Framing;

public class FixedSizeFramingTests
{
    private static Finding With(int size, int maxFrameBytes = 1000) =>
        (received, ref scan, out bounds, out reason) => FixedSizeFraming.Find(received, maxFrameBytes, size, out bounds, out reason);

    [Fact]
    public void Frames_follow_each_other_wherever_the_stream_is_cut()
    {
        Assert.Equal([[1, 2, 3], [4, 5, 6]], FrameStream.Split([1, 2, 3, 4, 5, 6], With(3)));
        Assert.Equal([[1], [2]], FrameStream.Split([1, 2], With(1)));
    }

    [Fact]
    public void The_size_is_known_before_any_byte()
    {
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find([], With(3), out FrameBounds bounds));
        Assert.Equal(new FrameBounds(0, 3, 3), bounds);
    }

    [Fact]
    public void A_size_over_the_limit_is_malformed()
    {
        Assert.Single(FrameStream.Split([1, 2, 3], With(3, maxFrameBytes: 3)));
        Assert.Equal("a frame of 3 bytes is over the limit of 2", FrameStream.Refuse([1, 2, 3], With(3, maxFrameBytes: 2)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_size_of_nothing_is_never_found(int size) => Assert.Equal(FrameStatus.Malformed, FrameStream.Find([1], With(size), out _));

    [Fact]
    public void Only_messages_of_the_size_are_completed()
    {
        Assert.Equal(3, FixedSizeFraming.Complete(new byte[3], 3, 3));
        Assert.Equal("The message has 2 bytes, and every frame has 3.", Assert.Throws<WireFormatException>(() => FixedSizeFraming.Complete(new byte[3], 2, 3)).Message);
        Assert.Throws<WireFormatException>(() => FixedSizeFraming.Complete(new byte[4], 4, 3));
    }
}
