using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public class VlqTests
{
    public static TheoryData<ulong, byte[]> UnsignedVectors => new()
    {
        { 0x00000000, [0x00] }, // Standard MIDI Files 1.0, table of examples
        { 0x00000040, [0x40] },
        { 0x0000007F, [0x7F] },
        { 0x00000080, [0x81, 0x00] },
        { 0x00002000, [0xC0, 0x00] },
        { 0x00003FFF, [0xFF, 0x7F] },
        { 0x00004000, [0x81, 0x80, 0x00] },
        { 0x00100000, [0xC0, 0x80, 0x00] },
        { 0x001FFFFF, [0xFF, 0xFF, 0x7F] },
        { 0x00200000, [0x81, 0x80, 0x80, 0x00] },
        { 0x08000000, [0xC0, 0x80, 0x80, 0x00] },
        { 0x0FFFFFFF, [0xFF, 0xFF, 0xFF, 0x7F] },
        { 113_549, [0x86, 0xF7, 0x0D] }, // X.690: the arc rsadsi in 1.2.840.113549
        { ulong.MaxValue, [0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F] },
    };

    public static TheoryData<long, byte[]> SignedVectors => new()
    {
        { 0, [0x00] },
        { 63, [0x3F] },
        { -1, [0x7F] },
        { -64, [0x40] },
        { 64, [0x80, 0x40] },
        { -65, [0xFF, 0x3F] },
        { 8191, [0xBF, 0x7F] },
        { -8192, [0xC0, 0x00] },
        { long.MaxValue, [0x80, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F] },
        { long.MinValue, [0xFF, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00] },
    };

    [Theory]
    [MemberData(nameof(UnsignedVectors))]
    public void Unsigned_vectors_are_read_and_written(ulong value, byte[] bytes)
    {
        Assert.Equal(value, Harness.Read<ulong>(bytes, (ref r, out v) => Vlq.TryRead(ref r, 10, canonical: true, out v)));
        Assert.Equal(bytes, Harness.Write(Vlq.GetSize(value), (ref w) => Vlq.Write(ref w, value)));
        Harness.EveryTruncationFails<ulong>(bytes, (ref r, out v) => Vlq.TryRead(ref r, 10, canonical: false, out v));
    }

    [Theory]
    [MemberData(nameof(SignedVectors))]
    public void Signed_vectors_are_read_and_written(long value, byte[] bytes)
    {
        Assert.Equal(value, Harness.Read<long>(bytes, (ref r, out v) => Vlq.TryReadSigned(ref r, 10, canonical: true, out v)));
        Assert.Equal(bytes, Harness.Write(Vlq.GetSignedSize(value), (ref w) => Vlq.WriteSigned(ref w, value)));
        Harness.EveryTruncationFails<long>(bytes, (ref r, out v) => Vlq.TryReadSigned(ref r, 10, canonical: false, out v));
    }

    [Fact]
    public void Every_boundary_between_sizes_round_trips()
    {
        for (int bits = 0; bits < 64; bits++)
        {
            foreach (ulong value in (ulong[])[(1UL << bits) - 1, 1UL << bits, (1UL << bits) + 1, ~(1UL << bits)])
            {
                byte[] unsigned = Harness.Write(Vlq.GetSize(value), (ref w) => Vlq.Write(ref w, value));
                Assert.Equal(value, Harness.Read<ulong>(unsigned, (ref r, out v) => Vlq.TryRead(ref r, 10, canonical: true, out v)));

                long negative = -(long)value;
                byte[] signed = Harness.Write(Vlq.GetSignedSize(negative), (ref w) => Vlq.WriteSigned(ref w, negative));
                Assert.Equal(negative, Harness.Read<long>(signed, (ref r, out v) => Vlq.TryReadSigned(ref r, 10, canonical: true, out v)));
            }
        }
    }

    [Fact]
    public void Padding_is_read_unless_the_shortest_form_is_asked_for()
    {
        byte[] padded = [0x80, 0x80, 0x05]; // 5 in three bytes
        Assert.Equal(5UL, Harness.Read<ulong>(padded, (ref r, out v) => Vlq.TryRead(ref r, 10, canonical: false, out v)));
        Assert.Contains("shortest form", Harness.Fails<ulong>(padded, (ref r, out v) => Vlq.TryRead(ref r, 10, canonical: true, out v)).Reason, StringComparison.Ordinal);

        byte[] negative = [0xFF, 0xFF, 0x7E]; // -2 in three bytes
        Assert.Equal(-2L, Harness.Read<long>(negative, (ref r, out v) => Vlq.TryReadSigned(ref r, 10, canonical: false, out v)));
        Assert.Contains("shortest form", Harness.Fails<long>(negative, (ref r, out v) => Vlq.TryReadSigned(ref r, 10, canonical: true, out v)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_integer_longer_than_the_limit_is_malformed_even_where_more_may_follow()
    {
        WireError error = Harness.FailsOpenEnded<ulong>([0x81, 0x80], (ref r, out v) => Vlq.TryRead(ref r, 2, canonical: false, out v));
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
        Assert.Equal("the integer is longer than 2 bytes", error.Reason);
        error = Harness.FailsOpenEnded<long>([0x81, 0x80], (ref r, out v) => Vlq.TryReadSigned(ref r, 2, canonical: false, out v));
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public void Bits_beyond_the_64th_are_malformed()
    {
        byte[] bit64 = [0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]; // 2^64
        Assert.Equal("the integer does not fit 64 bits", Harness.Fails<ulong>(bit64, (ref r, out v) => Vlq.TryRead(ref r, 10, canonical: false, out v)).Reason);

        byte[] bit63 = [0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]; // 2^63 in a signed form
        Assert.Equal("the integer does not fit 64 bits", Harness.Fails<long>(bit63, (ref r, out v) => Vlq.TryReadSigned(ref r, 10, canonical: false, out v)).Reason);

        byte[] below = [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]; // below -2^63
        Assert.Equal("the integer does not fit 64 bits", Harness.Fails<long>(below, (ref r, out v) => Vlq.TryReadSigned(ref r, 10, canonical: false, out v)).Reason);
    }
}
