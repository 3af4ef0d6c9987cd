namespace ProtoSockets.Tests.Records;

public sealed partial class TextTests
{
    [WireStruct]
    public readonly partial record struct Prefixed(
        [MaxBytes(5)] string Default, [LengthPrefixed<byte>] string OneByte, [LengthPrefixed<ushort>(IncludesSelf = true), LittleEndian] string Self,
        [LengthPrefixed<uint>(Bytes = 3, Bias = 1), MaxBytes(9)] string Biased, [LengthPrefixed(VarIntFormat.Quic), MaxBytes(99)] Utf8Text Quic);

    [WireStruct]
    public readonly partial record struct Encoded(
        [Utf8, LengthPrefixed<byte>] string Utf8, [Ascii, LengthPrefixed<byte>] string Ascii, [Latin1, LengthPrefixed<byte>] string Latin1,
        [Utf16, LengthPrefixed<byte>] string Utf16, [Utf16, LittleEndian, LengthPrefixed<byte>] string Little);

    [WireStruct]
    public readonly partial record struct Fixed([FixedBytes(4)] string Zeros, [FixedBytes(4, Pad = 0x20)] string Spaces, [FixedBytes(3)] Utf8Text Borrowed);

    [WireStruct]
    public readonly partial record struct Zeros([NullTerminated, MaxBytes(3)] string Text, [NullTerminated, MaxBytes(3)] Utf8Text Borrowed, [Utf16, NullTerminated, MaxBytes(4)] string Wide);

    [WireStruct]
    public readonly partial record struct Line(byte Kind, [Remaining, MaxBytes(4)] string Rest);

    [WireStruct]
    public readonly partial record struct Negative([LengthPrefixed<int>(Bias = -4), MaxBytes(10)] string Text);

    [Fact]
    public void A_length_stands_in_front_of_the_text() => WireForm.Is(
        new Prefixed("abc", "de", "f", "gh", "ij"),
        [
            3, (byte)'a', (byte)'b', (byte)'c', // LEB128 length, Default
            2, (byte)'d', (byte)'e', // length, OneByte
            3, 0, (byte)'f', // length with its own two bytes, Self
            0, 0, 3, (byte)'g', (byte)'h', // length plus one, Biased
            2, (byte)'i', (byte)'j', // QUIC length
        ]);

    [Fact]
    public void Text_has_one_of_five_encodings() => WireForm.Is(
        new Encoded("é", "e", "é", "é", "é"),
        [
            2, 0xC3, 0xA9, // UTF-8
            1, 0x65, // ASCII
            1, 0xE9, // ISO 8859-1
            2, 0x00, 0xE9, // UTF-16, big-endian
            2, 0xE9, 0x00, // UTF-16, little-endian
        ]);

    [Fact]
    public void Text_in_a_field_of_fixed_size_is_padded()
    {
        WireForm.Is(new Fixed("ab", "abcd", "x"), (byte)'a', (byte)'b', 0, 0, (byte)'a', (byte)'b', (byte)'c', (byte)'d', (byte)'x', 0, 0);
        WireForm.Is(new Fixed("", "a", ""), 0, 0, 0, 0, (byte)'a', 0x20, 0x20, 0x20, 0, 0, 0);
        Assert.Equal(11, Fixed.MaxSize);
        Assert.Throws<WireFormatException>(() => new Fixed("abcde", "", "").ToBytes());
    }

    [Fact]
    public void Text_can_end_with_a_zero()
    {
        WireForm.Is(new Zeros("ab", "cde", "f"), (byte)'a', (byte)'b', 0, (byte)'c', (byte)'d', (byte)'e', 0, 0, (byte)'f', 0, 0);
        Assert.Equal(4 + 4 + 6, Zeros.MaxSize);
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Zeros>([1, 2, 3, 4, 0], isComplete: false).Kind);
        WireForm.CannotWrite(new Zeros("abcd", "", ""), "Text takes 4 bytes, and may take 3");
    }

    [Fact]
    public void Text_can_take_what_is_left()
    {
        WireForm.IsWithRest(new Line(1, "abc"), 1, (byte)'a', (byte)'b', (byte)'c');
        WireForm.IsWithRest(new Line(1, ""), 1);
        WireForm.Refuses<Line>([1, 2, 3, 4, 5, 6], "Rest at byte 1: 5 bytes are over the limit of 4");
        WireForm.CannotWrite(new Line(1, "abcde"), "Rest takes 5 bytes, and may take 4");
    }

    [Fact]
    public void A_length_over_the_limit_is_malformed_before_the_text_is_there()
    {
        WireForm.Refuses<Prefixed>([6], "Default at byte 1: 6 bytes are over the limit of 5");
        WireForm.CannotWrite(new Prefixed("abcdef", "", "", "", ""), "Default takes 6 bytes, and may take 5");
        WireForm.CannotWrite(new Prefixed("", new string('x', 256), "", "", ""), "OneByte takes 256 bytes, and may take 255");
    }

    [Fact]
    public void A_length_that_no_text_can_have_is_malformed()
    {
        WireForm.Is(new Negative("abcd!"), 0, 0, 0, 1, (byte)'a', (byte)'b', (byte)'c', (byte)'d', (byte)'!');
        WireForm.Refuses<Negative>([0xFF, 0xFF, 0xFF, 0xFB], "Text at byte 4: no value has the length that -5 says");
        WireForm.Refuses<Prefixed>([0, 0, 1, 0], "Self at byte 4: no value has the length that 1 says");
    }

    [Fact]
    public void Bytes_that_are_not_in_the_encoding_are_malformed()
    {
        Assert.Equal("Utf8", WireForm.Refuses<Encoded>([1, 0xFF]).Path);
        Assert.Equal("Ascii", WireForm.Refuses<Encoded>([0, 1, 0x80]).Path);
        Assert.Throws<WireFormatException>(() => new Encoded("", "é", "", "", "").ToBytes());
    }

    [Fact]
    public void A_text_that_is_null_can_not_be_written() => Assert.Throws<WireFormatException>(() => default(Prefixed).ToBytes());

    [Fact]
    public void The_largest_size_is_known_where_every_member_has_a_limit() =>
        Assert.Equal((5 + 5) + (1 + 255) + 65535 + (3 + 9) + (8 + 99), Prefixed.MaxSize);
}
