using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public class CompactSizeTests
{
    public static TheoryData<ulong, byte[]> Vectors => new()
    {
        { 0, [0x00] },
        { 252, [0xFC] },
        { 253, [0xFD, 0xFD, 0x00] },
        { 515, [0xFD, 0x03, 0x02] }, // Bitcoin developer reference, CompactSize unsigned integers
        { 65_535, [0xFD, 0xFF, 0xFF] },
        { 65_536, [0xFE, 0x00, 0x00, 0x01, 0x00] },
        { 4_294_967_295, [0xFE, 0xFF, 0xFF, 0xFF, 0xFF] },
        { 4_294_967_296, [0xFF, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00] },
        { ulong.MaxValue, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vectors_are_read_and_written(ulong value, byte[] bytes)
    {
        Assert.Equal(value, Harness.Read<ulong>(bytes, (ref r, out v) => CompactSize.TryRead(ref r, 9, canonical: true, out v)));
        Assert.Equal(bytes, Harness.Write(CompactSize.GetSize(value), (ref w) => CompactSize.Write(ref w, value)));
        Harness.EveryTruncationFails<ulong>(bytes, (ref r, out v) => CompactSize.TryRead(ref r, 9, canonical: false, out v));
    }

    public static TheoryData<ulong, byte[]> Padded => new()
    {
        { 252, [0xFD, 0xFC, 0x00] },
        { 65_535, [0xFE, 0xFF, 0xFF, 0x00, 0x00] },
        { 4_294_967_295, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00] },
    };

    [Theory]
    [MemberData(nameof(Padded))]
    public void Padding_is_read_unless_the_shortest_form_is_asked_for(ulong value, byte[] bytes)
    {
        Assert.Equal(value, Harness.Read<ulong>(bytes, (ref r, out v) => CompactSize.TryRead(ref r, 9, canonical: false, out v)));
        Assert.Contains("shortest form", Harness.Fails<ulong>(bytes, (ref r, out v) => CompactSize.TryRead(ref r, 9, canonical: true, out v)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_integer_longer_than_the_limit_is_malformed_by_its_first_byte()
    {
        WireError error = Harness.FailsOpenEnded<ulong>([0xFF], (ref r, out v) => CompactSize.TryRead(ref r, 5, canonical: false, out v));
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
        Assert.Equal("the integer is longer than 5 bytes", error.Reason);
    }
}
