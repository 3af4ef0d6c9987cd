using ProtoSockets.Runtime;

namespace ProtoSockets.Tests.Wire;

public class Leb128Tests
{
    public static TheoryData<ulong, byte[]> UnsignedVectors => new()
    {
        { 0, [0x00] },
        { 1, [0x01] },
        { 127, [0x7F] },
        { 128, [0x80, 0x01] },
        { 129, [0x81, 0x01] }, // DWARF 5, figure 7.21
        { 12857, [0xB9, 0x64] }, // DWARF 5, figure 7.21
        { 16383, [0xFF, 0x7F] },
        { 16384, [0x80, 0x80, 0x01] },
        { 624485, [0xE5, 0x8E, 0x26] }, // the usual example of DWARF and WebAssembly
        { uint.MaxValue, [0xFF, 0xFF, 0xFF, 0xFF, 0x0F] },
        { 1UL << 63, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01] },
        { ulong.MaxValue, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01] },
    };

    public static TheoryData<long, byte[]> SignedVectors => new()
    {
        { 0, [0x00] },
        { 2, [0x02] }, // DWARF 5, figure 7.22
        { -1, [0x7F] },
        { -2, [0x7E] }, // DWARF 5, figure 7.22
        { 63, [0x3F] },
        { 64, [0xC0, 0x00] },
        { -64, [0x40] },
        { -65, [0xBF, 0x7F] },
        { 127, [0xFF, 0x00] }, // DWARF 5, figure 7.22
        { -127, [0x81, 0x7F] }, // DWARF 5, figure 7.22
        { 128, [0x80, 0x01] }, // DWARF 5, figure 7.22
        { -128, [0x80, 0x7F] }, // DWARF 5, figure 7.22
        { 129, [0x81, 0x01] }, // DWARF 5, figure 7.22
        { -129, [0xFF, 0x7E] }, // DWARF 5, figure 7.22
        { -123456, [0xC0, 0xBB, 0x78] }, // the usual example of DWARF and WebAssembly
        { int.MinValue, [0x80, 0x80, 0x80, 0x80, 0x78] },
        { int.MaxValue, [0xFF, 0xFF, 0xFF, 0xFF, 0x07] },
        { long.MaxValue, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00] },
        { long.MinValue, [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F] },
    };

    [Theory]
    [MemberData(nameof(UnsignedVectors))]
    public void Unsigned_vectors_are_read_and_written(ulong value, byte[] bytes)
    {
        Assert.Equal(value, Harness.Read<ulong>(bytes, (ref r, out v) => Leb128.TryRead(ref r, 10, canonical: true, out v)));
        Assert.Equal(bytes, Harness.Write(Leb128.GetSize(value), (ref w) => Leb128.Write(ref w, value)));
        Harness.EveryTruncationFails<ulong>(bytes, (ref r, out v) => Leb128.TryRead(ref r, 10, canonical: false, out v));
    }

    [Theory]
    [MemberData(nameof(SignedVectors))]
    public void Signed_vectors_are_read_and_written(long value, byte[] bytes)
    {
        Assert.Equal(value, Harness.Read<long>(bytes, (ref r, out v) => Leb128.TryReadSigned(ref r, 10, canonical: true, out v)));
        Assert.Equal(bytes, Harness.Write(Leb128.GetSignedSize(value), (ref w) => Leb128.WriteSigned(ref w, value)));
        Harness.EveryTruncationFails<long>(bytes, (ref r, out v) => Leb128.TryReadSigned(ref r, 10, canonical: false, out v));
    }

    [Fact]
    public void Every_boundary_between_sizes_round_trips()
    {
        for (int bits = 0; bits < 64; bits++)
        {
            foreach (ulong value in (ulong[])[(1UL << bits) - 1, 1UL << bits, (1UL << bits) + 1, ~(1UL << bits)])
            {
                byte[] unsigned = Harness.Write(Leb128.GetSize(value), (ref w) => Leb128.Write(ref w, value));
                Assert.Equal(value, Harness.Read<ulong>(unsigned, (ref r, out v) => Leb128.TryRead(ref r, 10, canonical: true, out v)));

                long negative = -(long)value;
                byte[] signed = Harness.Write(Leb128.GetSignedSize(negative), (ref w) => Leb128.WriteSigned(ref w, negative));
                Assert.Equal(negative, Harness.Read<long>(signed, (ref r, out v) => Leb128.TryReadSigned(ref r, 10, canonical: true, out v)));
            }
        }
    }

    [Fact]
    public void Padding_is_read_unless_the_shortest_form_is_asked_for()
    {
        byte[] padded = [0x85, 0x80, 0x00]; // 5 in three bytes
        Assert.Equal(5UL, Harness.Read<ulong>(padded, (ref r, out v) => Leb128.TryRead(ref r, 10, canonical: false, out v)));

        WireError error = Harness.Fails<ulong>(padded, (ref r, out v) => Leb128.TryRead(ref r, 10, canonical: true, out v));
        Assert.Equal("byte 0: the integer takes 3 bytes, and its shortest form, the only one allowed, 1", error.ToString());
    }

    [Fact]
    public void Signed_padding_is_read_unless_the_shortest_form_is_asked_for()
    {
        byte[] padded = [0xFE, 0xFF, 0x7F]; // -2 in three bytes
        Assert.Equal(-2L, Harness.Read<long>(padded, (ref r, out v) => Leb128.TryReadSigned(ref r, 10, canonical: false, out v)));
        Assert.Contains("shortest form", Harness.Fails<long>(padded, (ref r, out v) => Leb128.TryReadSigned(ref r, 10, canonical: true, out v)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Zero_may_be_padded_up_to_the_limit_and_beyond_64_bits()
    {
        byte[] padded = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00]; // 0 in twelve bytes
        Assert.Equal(0UL, Harness.Read<ulong>(padded, (ref r, out v) => Leb128.TryRead(ref r, 12, canonical: false, out v)));
        Assert.Equal(0L, Harness.Read<long>(padded, (ref r, out v) => Leb128.TryReadSigned(ref r, 12, canonical: false, out v)));

        byte[] minusOne = [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]; // -1 in twelve bytes
        Assert.Equal(-1L, Harness.Read<long>(minusOne, (ref r, out v) => Leb128.TryReadSigned(ref r, 12, canonical: false, out v)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(10)]
    public void An_integer_longer_than_the_limit_is_malformed_even_where_more_may_follow(int maxBytes)
    {
        byte[] bytes = new byte[maxBytes];
        bytes.AsSpan().Fill(0x80);
        WireError error = Harness.FailsOpenEnded<ulong>(bytes, (ref r, out v) => Leb128.TryRead(ref r, maxBytes, canonical: false, out v));
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
        Assert.Equal($"the integer is longer than {maxBytes} bytes", error.Reason);

        error = Harness.FailsOpenEnded<long>(bytes, (ref r, out v) => Leb128.TryReadSigned(ref r, maxBytes, canonical: false, out v));
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
        Assert.Equal($"the integer is longer than {maxBytes} bytes", error.Reason);
    }

    public static TheoryData<byte[]> TooLarge => new()
    {
        new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02 }, // bit 64
        new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x82, 0x00 }, // bit 64, padded
        new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01 }, // bit 70
    };

    [Theory]
    [MemberData(nameof(TooLarge))]
    public void Bits_beyond_the_64th_are_malformed(byte[] bytes) =>
        Assert.Equal("byte 0: the integer does not fit 64 bits", Harness.Fails<ulong>(bytes, (ref r, out v) => Leb128.TryRead(ref r, 12, canonical: false, out v)).ToString());

    public static TheoryData<byte[]> SignedTooLarge => new()
    {
        new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, // positive, with bit 63
        new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7E }, // negative, without bit 63
        new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00 }, // negative, then positive
        new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7F }, // positive, then negative
    };

    [Theory]
    [MemberData(nameof(SignedTooLarge))]
    public void Bits_beyond_the_64th_that_are_no_copies_of_the_sign_are_malformed(byte[] bytes) =>
        Assert.Equal("byte 0: the integer does not fit 64 bits", Harness.Fails<long>(bytes, (ref r, out v) => Leb128.TryReadSigned(ref r, 12, canonical: false, out v)).ToString());

    [Fact]
    public void An_error_stands_at_the_first_byte_of_the_integer_and_does_not_move_the_reader()
    {
        WireReader reader = new([0x00, 0x00, 0x80], isComplete: true);
        _ = reader.TryTake(2, out _);
        Assert.False(Leb128.TryRead(ref reader, 10, canonical: false, out _));
        Assert.Equal("byte 2: needs 2 bytes, 1 are left", reader.Error?.ToString());
        Assert.Equal(2, reader.Position);
    }

    [Fact]
    public void Reading_stops_at_the_enclosing_length()
    {
        WireReader reader = new([0x80, 0x80, 0x01]);
        Assert.True(reader.TryEnter(2, out _));
        Assert.False(Leb128.TryRead(ref reader, 10, canonical: false, out _));
        Assert.Equal(WireErrorKind.Malformed, reader.Error?.Kind);
    }

    [Fact]
    public void A_buffer_that_is_too_small_is_the_callers_mistake() =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            WireWriter writer = new(new byte[1]);
            Leb128.Write(ref writer, 128);
        });
}
