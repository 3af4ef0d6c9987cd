using System.Text;
using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public class WireBytesTests
{
    private static byte[] ReadTerminated(byte[] bytes, int maxBytes)
    {
        WireReader reader = new((ReadOnlyMemory<byte>)bytes, isComplete: true);
        Assert.True(WireBytes.TryReadTerminated(ref reader, maxBytes, out ReadOnlyMemory<byte> value));
        Assert.Equal(value.Length + 1, reader.Position);
        return value.ToArray();
    }

    [Fact]
    public void Terminated_bytes_are_read_and_written()
    {
        byte[] bytes = [
            0xFF, 0x01, // the bytes
            0x00, // their end
        ];
        Assert.Equal([0xFF, 0x01], ReadTerminated(bytes, 2));
        Assert.Equal([0xFF, 0x01], ReadTerminated([.. bytes, 0x05, 0x00], 100));
        Assert.Equal(bytes, Harness.Write(3, (ref w) => WireBytes.WriteTerminated(ref w, (ReadOnlyMemory<byte>)(byte[])[0xFF, 0x01])));
        Assert.Equal(bytes, Harness.Write(3, (ref w) => WireBytes.WriteTerminated(ref w, [0xFF, 0x01])));
        Harness.EveryTruncationFails<ReadOnlyMemory<byte>>(bytes, (ref r, out v) => WireBytes.TryReadTerminated(ref r, 2, out v));
    }

    [Fact]
    public void No_bytes_are_their_end_alone()
    {
        Assert.Empty(ReadTerminated([0x00], 0));
        Assert.Equal([0x00], Harness.Write(1, (ref w) => WireBytes.WriteTerminated(ref w, default(ReadOnlySpan<byte>))));
    }

    [Fact]
    public void More_bytes_than_the_limit_are_malformed()
    {
        WireError error = Harness.FailsOpenEnded<ReadOnlyMemory<byte>>([0x61, 0x62, 0x63, 0x00], (ref r, out v) => WireBytes.TryReadTerminated(ref r, 2, out v));
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
        Assert.Equal("byte 0: no terminator within the limit of 2 bytes", error.ToString());
    }

    [Fact]
    public void Bytes_with_a_zero_cannot_be_terminated() =>
        Assert.Equal(
            "There is a zero at index 1, where the reader of the bytes would see their end.",
            Harness.Refuses((ref w) => WireBytes.WriteTerminated(ref w, [0x61, 0x00, 0x62])));

    [Fact]
    public void Bytes_are_compared_by_content()
    {
        ReadOnlyMemory<byte> left = (byte[])[1, 2, 3];
        ReadOnlyMemory<byte> same = ((byte[])[0, 1, 2, 3]).AsMemory(1);
        Assert.True(WireBytes.ContentEquals(left, same));
        Assert.Equal(WireBytes.ContentHash(left), WireBytes.ContentHash(same));
        Assert.False(WireBytes.ContentEquals(left, (byte[])[1, 2, 4]));
        Assert.False(WireBytes.ContentEquals(left, left[..2]));
        Assert.True(WireBytes.ContentEquals(default(ReadOnlyMemory<byte>), (byte[])[]));
    }

    [Fact]
    public void Arrays_are_compared_by_content()
    {
        Assert.True(WireBytes.ContentEquals<int>([1, 2], [1, 2]));
        Assert.Equal(WireBytes.ContentHash<int>([1, 2]), WireBytes.ContentHash<int>([1, 2]));
        Assert.NotEqual(WireBytes.ContentHash<int>([1, 2]), WireBytes.ContentHash<int>([2, 1]));
        Assert.False(WireBytes.ContentEquals<int>([1, 2], [1, 3]));
        Assert.False(WireBytes.ContentEquals<int>([1, 2], [1, 2, 3]));
        Assert.True(WireBytes.ContentEquals<string?>(["a", null], ["a", null]));
        Assert.Equal(WireBytes.ContentHash<string?>(["a", null]), WireBytes.ContentHash<string?>(["a", null]));
    }

    [Fact]
    public void An_array_that_is_null_is_equal_only_to_another_one()
    {
        Assert.True(WireBytes.ContentEquals<int>(null, null));
        Assert.False(WireBytes.ContentEquals<int>(null, []));
        Assert.False(WireBytes.ContentEquals([], (int[]?)null));
        Assert.Equal(0, WireBytes.ContentHash<int>(null));
    }

    [Fact]
    public void Bytes_within_arrays_are_compared_by_content_too()
    {
        Assert.True(WireBytes.ContentEquals<byte[]?>([[1], null], [[1], null]));
        Assert.False(WireBytes.ContentEquals<byte[]>([[1]], [[2]]));
        Assert.Equal(WireBytes.ContentHash<byte[]>([[1, 2]]), WireBytes.ContentHash<byte[]>([[1, 2]]));

        ReadOnlyMemory<byte> one = (byte[])[1];
        ReadOnlyMemory<byte> another = (byte[])[1];
        Assert.True(WireBytes.ContentEquals<ReadOnlyMemory<byte>>([one], [another]));
        Assert.Equal(WireBytes.ContentHash<ReadOnlyMemory<byte>>([one]), WireBytes.ContentHash<ReadOnlyMemory<byte>>([another]));
    }

    private static string Print(byte[] bytes)
    {
        StringBuilder builder = new();
        WireBytes.Print(builder, (ReadOnlyMemory<byte>)bytes);
        return builder.ToString();
    }

    private static string Print<T>(T[]? values)
    {
        StringBuilder builder = new();
        WireBytes.Print(builder, values);
        return builder.ToString();
    }

    [Fact]
    public void Printable_bytes_are_printed_as_text()
    {
        Assert.Equal("\"GET /\"", Print("GET /"u8.ToArray()));
        Assert.Equal("\"\"", Print((byte[])[]));
        Assert.Equal("\"a\\\"b\\\\\"", Print("a\"b\\"u8.ToArray()));
        Assert.Equal("\"" + new string('x', 256) + "\"... (257 bytes)", Print(Encoding.ASCII.GetBytes(new string('x', 257))));
    }

    [Fact]
    public void Other_bytes_are_printed_as_hexadecimal_with_their_number()
    {
        Assert.Equal("1 byte 0A", Print((byte[])[0x0A]));
        Assert.Equal("3 bytes 00 7F FF", Print((byte[])[0x00, 0x7F, 0xFF]));
        Assert.Equal("32 bytes" + string.Concat(Enumerable.Repeat(" 00", 32)), Print(new byte[32]));
        Assert.Equal("33 bytes" + string.Concat(Enumerable.Repeat(" 00", 32)) + " ...", Print(new byte[33]));
    }

    [Fact]
    public void Arrays_are_printed_in_brackets_and_cut()
    {
        Assert.Equal("null", Print<int>(null));
        Assert.Equal("[]", Print<int>([]));
        Assert.Equal("[1, -2, 3]", Print<int>([1, -2, 3]));
        Assert.Equal("1 byte 0A", Print<byte>([0x0A]));
        Assert.Equal("[10]", Print<sbyte>([0x0A]));
        Assert.Equal("[0.5]", Print<double>([0.5]));
        Assert.Equal("[a, ]", Print<string?>(["a", null]));
        Assert.Equal("[\"ab\", 1 byte 00]", Print<byte[]>(["ab"u8.ToArray(), [0]]));
        Assert.Equal("[\"ab\"]", Print<ReadOnlyMemory<byte>>(["ab"u8.ToArray()]));
        Assert.Equal("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]", Print(Enumerable.Range(0, 16).ToArray()));
        Assert.Equal("[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, ... 84 more]", Print(Enumerable.Range(0, 100).ToArray()));
    }
}
