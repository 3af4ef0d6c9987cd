using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public class QuicVarIntTests
{
    public static TheoryData<ulong, byte[]> Vectors => new()
    {
        { 151_288_809_941_952_652, [0xC2, 0x19, 0x7C, 0x5E, 0xFF, 0x14, 0xE8, 0x8C] }, // RFC 9000, A.1
        { 494_878_333, [0x9D, 0x7F, 0x3E, 0x7D] }, // RFC 9000, A.1
        { 15_293, [0x7B, 0xBD] }, // RFC 9000, A.1
        { 37, [0x25] }, // RFC 9000, A.1
        { 0, [0x00] },
        { 63, [0x3F] },
        { 64, [0x40, 0x40] },
        { 16_383, [0x7F, 0xFF] },
        { 16_384, [0x80, 0x00, 0x40, 0x00] },
        { 1_073_741_823, [0xBF, 0xFF, 0xFF, 0xFF] },
        { 1_073_741_824, [0xC0, 0x00, 0x00, 0x00, 0x40, 0x00, 0x00, 0x00] },
        { QuicVarInt.MaxValue, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vectors_are_read_and_written(ulong value, byte[] bytes)
    {
        Assert.Equal(value, Harness.Read<ulong>(bytes, (ref r, out v) => QuicVarInt.TryRead(ref r, 8, canonical: true, out v)));
        Assert.Equal(bytes, Harness.Write(QuicVarInt.GetSize(value), (ref w) => QuicVarInt.Write(ref w, value)));
        Harness.EveryTruncationFails<ulong>(bytes, (ref r, out v) => QuicVarInt.TryRead(ref r, 8, canonical: false, out v));
    }

    [Fact]
    public void Padding_is_read_unless_the_shortest_form_is_asked_for()
    {
        byte[] padded = [0x40, 0x25]; // 37 in two bytes, RFC 9000, A.1
        Assert.Equal(37UL, Harness.Read<ulong>(padded, (ref r, out v) => QuicVarInt.TryRead(ref r, 8, canonical: false, out v)));
        Assert.Equal(
            "the integer takes 2 bytes, and its shortest form, the only one allowed, 1",
            Harness.Fails<ulong>(padded, (ref r, out v) => QuicVarInt.TryRead(ref r, 8, canonical: true, out v)).Reason);
    }

    [Fact]
    public void An_integer_longer_than_the_limit_is_malformed_by_its_first_byte()
    {
        WireError error = Harness.FailsOpenEnded<ulong>([0xC0], (ref r, out v) => QuicVarInt.TryRead(ref r, 4, canonical: false, out v));
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
        Assert.Equal("the integer is longer than 4 bytes", error.Reason);
    }

    [Fact]
    public void The_first_byte_says_how_many_are_needed() =>
        Assert.Equal(8, Harness.FailsOpenEnded<ulong>([0xC0, 0x00], (ref r, out v) => QuicVarInt.TryRead(ref r, 8, canonical: false, out v)).BytesNeeded);

    [Fact]
    public void What_does_not_fit_62_bits_cannot_be_written() =>
        Assert.Contains("at most 4611686018427387903", Harness.Refuses((ref w) => QuicVarInt.Write(ref w, QuicVarInt.MaxValue + 1)), StringComparison.Ordinal);
}
