using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public class ZigZagTests
{
    // The table of protobuf's encoding guide, and the ends of the range.
    public static TheoryData<long, byte[]> Vectors => new()
    {
        { 0, [0x00] },
        { -1, [0x01] },
        { 1, [0x02] },
        { -2, [0x03] },
        { 63, [0x7E] },
        { -64, [0x7F] },
        { 64, [0x80, 0x01] },
        { int.MaxValue, [0xFE, 0xFF, 0xFF, 0xFF, 0x0F] }, // 4294967294
        { int.MinValue, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F] }, // 4294967295
        { long.MaxValue, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01] },
        { long.MinValue, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vectors_are_read_and_written(long value, byte[] bytes)
    {
        Assert.Equal(value, Harness.Read<long>(bytes, (ref r, out v) => ZigZag.TryRead(ref r, 10, canonical: true, out v)));
        Assert.Equal(bytes, Harness.Write(ZigZag.GetSize(value), (ref w) => ZigZag.Write(ref w, value)));
        Harness.EveryTruncationFails<long>(bytes, (ref r, out v) => ZigZag.TryRead(ref r, 10, canonical: false, out v));
    }

    [Fact]
    public void The_limit_and_the_shortest_form_are_those_of_Leb128()
    {
        byte[] padded = [0x83, 0x00]; // -2 in two bytes
        Assert.Equal(-2L, Harness.Read<long>(padded, (ref r, out v) => ZigZag.TryRead(ref r, 10, canonical: false, out v)));
        Assert.Contains("shortest form", Harness.Fails<long>(padded, (ref r, out v) => ZigZag.TryRead(ref r, 10, canonical: true, out v)).Reason, StringComparison.Ordinal);
        Assert.Equal("the integer is longer than 1 bytes", Harness.Fails<long>(padded, (ref r, out v) => ZigZag.TryRead(ref r, 1, canonical: false, out v)).Reason);
    }
}
