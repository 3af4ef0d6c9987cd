using System.Text;
using ProtoSockets.Runtime;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Framing;

public class DelimiterFramingTests
{
    private static Finding With(string delimiter, int maxFrameBytes = 1000)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(delimiter);
        return (received, ref scan, out bounds, out reason) =>
            DelimiterFraming.Find(received, ref scan, maxFrameBytes, bytes, out bounds, out reason);
    }

    private static byte[] Ascii(string text) => Encoding.ASCII.GetBytes(text);

    private static string[] Split(string stream, string delimiter) => FrameStream.Split(Ascii(stream), With(delimiter)).Select(Encoding.ASCII.GetString).ToArray();

    private static string Complete(string message, string delimiter)
    {
        byte[] frame = Ascii(message + new string('?', delimiter.Length + 3));
        return Encoding.ASCII.GetString(frame, 0, DelimiterFraming.Complete(frame, message.Length, Ascii(delimiter)));
    }

    [Fact]
    public void Frames_end_with_the_delimiter_wherever_the_stream_is_cut()
    {
        Assert.Equal(["GET a", "", "SET b 1"], Split("GET a\r\n\r\nSET b 1\r\n", "\r\n"));
        Assert.Equal(["a", "b"], Split("a\nb\n", "\n"));
        Assert.Equal(["head: 1\r\nbody: 2", "x"], Split("head: 1\r\nbody: 2\r\n\r\nx\r\n\r\n", "\r\n\r\n"));
    }

    [Fact]
    public void The_start_of_a_delimiter_that_does_not_go_on_belongs_to_the_message()
    {
        Assert.Equal(["a\rb\n\r", "\r"], Split("a\rb\n\r\r\n\r\r\n", "\r\n"));
        Assert.Equal(["aa", "ab"], Split("aaaababaab", "aab"));
        Assert.Equal([".", "x."], Split(".\r\n.\r\nx.\r\n.\r\n", "\r\n.\r\n"));
    }

    [Fact]
    public void The_frame_is_the_message_and_the_delimiter()
    {
        Assert.Equal(FrameStatus.Found, FrameStream.Find(Ascii("ab\r\ncd"), With("\r\n"), out FrameBounds bounds));
        Assert.Equal(new FrameBounds(0, 2, 4), bounds);
    }

    [Fact]
    public void Without_a_delimiter_at_least_one_more_byte_is_needed()
    {
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find(Ascii("abc\r"), With("\r\n"), out FrameBounds bounds));
        Assert.Equal(5, bounds.FrameLength);
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find([], With("\r\n"), out bounds));
        Assert.Equal(2, bounds.FrameLength);
    }

    [Fact]
    public void Bytes_looked_at_before_are_not_looked_at_again()
    {
        // The delimiter at 2 is only there to be found by a search that starts too early.
        byte[] received = Ascii("ab\r\ncd\r\n");
        FrameScan scan = new() { Scanned = 5 };
        FrameStatus status = DelimiterFraming.Find(received, ref scan, 100, "\r\n"u8, out FrameBounds bounds, out _);
        Assert.Equal(FrameStatus.Found, status);
        Assert.Equal(6, bounds.PayloadLength);

        scan.Reset();
        Assert.Equal(FrameStatus.Incomplete, DelimiterFraming.Find("abc\r"u8, ref scan, 100, "\r\n"u8, out _, out _));
        Assert.Equal(4, scan.Scanned);
        Assert.Equal(FrameStatus.Found, DelimiterFraming.Find("abc\r\n"u8, ref scan, 100, "\r\n"u8, out bounds, out _));
        Assert.Equal(3, bounds.PayloadLength);
    }

    [Fact]
    public void The_largest_frame_is_found_and_a_larger_one_malformed()
    {
        Assert.Equal(["abc"], FrameStream.Split(Ascii("abc\r\n"), With("\r\n", 5)).Select(Encoding.ASCII.GetString));
        Assert.Equal("no end of the frame within the limit of 5 bytes", FrameStream.Refuse(Ascii("abcd\r\n"), With("\r\n", 5)));
        Assert.Equal("no end of the frame within the limit of 5 bytes", FrameStream.Refuse(Ascii("abcdefgh"), With("\r\n", 5)));
        Assert.Equal("after 1: no end of the frame within the limit of 5 bytes", FrameStream.Refuse(Ascii("ab\r\nabcd\r\n"), With("\r\n", 5)));
    }

    [Fact]
    public void A_frame_that_can_only_become_too_large_is_not_waited_for()
    {
        Assert.Equal(FrameStatus.Incomplete, FrameStream.Find(Ascii("abc\r"), With("\r\n", 5), out _));
        Assert.Equal(FrameStatus.Malformed, FrameStream.Find(Ascii("abcd\r"), With("\r\n", 5), out _));
    }

    [Fact]
    public void A_message_is_completed_in_place()
    {
        Assert.Equal("PING\r\n", Complete("PING", "\r\n"));
        Assert.Equal("\n", Complete("", "\n"));
        Assert.Equal("a\r\r\n", Complete("a\r", "\r\n"));
    }

    [Theory]
    [InlineData("a\r\nb", "\r\n", 1)]
    [InlineData("\r\n", "\r\n", 0)]
    [InlineData("ab", "abab", 0)] // with the delimiter's own start it makes up a delimiter
    [InlineData("xaa", "aaa", 1)]
    public void A_message_that_its_reader_would_cut_short_is_refused(string message, string delimiter, int index)
    {
        WireFormatException exception = Assert.Throws<WireFormatException>(() => Complete(message, delimiter));
        Assert.Equal(
            $"The message has the bytes {Convert.ToHexString(Ascii(delimiter))} that end a frame at index {index}, where its reader would see the end.",
            exception.Message);
    }

    [Fact]
    public void An_empty_delimiter_is_the_callers_mistake()
    {
        FrameScan scan = default;
        Assert.Throws<ArgumentOutOfRangeException>(() => DelimiterFraming.Find("ab"u8, ref scan, 10, [], out _, out _));
    }

    [Fact]
    public void Finding_and_completing_allocate_nothing()
    {
        byte[] frame = new byte[100];
        int found = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            FrameScan scan = default;
            found += DelimiterFraming.Complete(frame, 90, "\r\n"u8);
            _ = DelimiterFraming.Find(frame.AsSpan(0, 50), ref scan, 1000, "\r\n"u8, out _, out _);
            _ = DelimiterFraming.Find(frame, ref scan, 1000, "\r\n"u8, out FrameBounds bounds, out _);
            found += bounds.FrameLength;
        }));
        Assert.Equal(4 * (92 + 92), found);
    }
}
