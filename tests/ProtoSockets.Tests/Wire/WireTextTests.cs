using ProtoSockets.Runtime;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Wire;

public class WireTextTests
{
    public static TheoryData<TextEncoding, string, byte[]> Vectors => new()
    {
        { TextEncoding.Utf8, "", [] },
        { TextEncoding.Utf8, "ada", [0x61, 0x64, 0x61] },
        { TextEncoding.Utf8, "A\u2262\u0391.", [0x41, 0xE2, 0x89, 0xA2, 0xCE, 0x91, 0x2E] }, // RFC 3629, section 7
        { TextEncoding.Utf8, "\uD55C\uAD6D\uC5B4", [0xED, 0x95, 0x9C, 0xEA, 0xB5, 0xAD, 0xEC, 0x96, 0xB4] }, // RFC 3629, section 7
        { TextEncoding.Utf8, "\uFEFF\U000233B4", [0xEF, 0xBB, 0xBF, 0xF0, 0xA3, 0x8E, 0xB4] }, // RFC 3629, section 7, byte order mark and all
        { TextEncoding.Ascii, "", [] },
        { TextEncoding.Ascii, "GET\u007F", [0x47, 0x45, 0x54, 0x7F] },
        { TextEncoding.Latin1, "caf\u00E9\u0080\u00FF", [0x63, 0x61, 0x66, 0xE9, 0x80, 0xFF] },
        { TextEncoding.Utf16BigEndian, "", [] },
        { TextEncoding.Utf16BigEndian, "a\u6C34", [0x00, 0x61, 0x6C, 0x34] },
        { TextEncoding.Utf16BigEndian, "\U00012345=Ra", [0xD8, 0x08, 0xDF, 0x45, 0x00, 0x3D, 0x00, 0x52, 0x00, 0x61] }, // RFC 2781, section 5
        { TextEncoding.Utf16LittleEndian, "\U00012345=Ra", [0x08, 0xD8, 0x45, 0xDF, 0x3D, 0x00, 0x52, 0x00, 0x61, 0x00] }, // RFC 2781, section 5
        { TextEncoding.Utf16LittleEndian, "\uFEFFx", [0xFF, 0xFE, 0x78, 0x00] },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Vectors_are_read_and_written(TextEncoding encoding, string text, byte[] bytes)
    {
        Assert.Equal(text, Harness.Read<string>(bytes, (ref r, out v) => WireText.TryRead(ref r, bytes.Length, encoding, out v)));
        Assert.Equal(bytes.Length, WireText.GetSize(text, encoding));
        Assert.Equal(bytes, Harness.Write(bytes.Length, (ref w) => Assert.Equal(bytes.Length, WireText.Write(ref w, text, encoding))));
        Harness.EveryTruncationFails<string>(bytes, (ref r, out v) => WireText.TryRead(ref r, bytes.Length, encoding, out v));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_field_of_fixed_size_is_padded_and_read_back(TextEncoding encoding, string text, byte[] bytes)
    {
        byte[] field = Harness.Write(bytes.Length + 6, (ref w) => WireText.WriteFixed(ref w, text, bytes.Length + 6, pad: 0, encoding));
        Assert.Equal([.. bytes, 0, 0, 0, 0, 0, 0], field);
        Assert.Equal(text, Harness.Read<string>(field, (ref r, out v) => WireText.TryReadFixed(ref r, field.Length, 0, encoding, out v)));
        Harness.EveryTruncationFails<string>(field, (ref r, out v) => WireText.TryReadFixed(ref r, field.Length, 0, encoding, out v));

        Assert.Equal(bytes, Harness.Write(bytes.Length, (ref w) => WireText.WriteFixed(ref w, text, bytes.Length, pad: 0, encoding)));
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void A_terminated_text_is_written_and_read_back(TextEncoding encoding, string text, byte[] bytes)
    {
        byte[] zero = encoding is TextEncoding.Utf16BigEndian or TextEncoding.Utf16LittleEndian ? [0, 0] : [0];
        byte[] terminated = Harness.Write(bytes.Length + zero.Length, (ref w) => WireText.WriteTerminated(ref w, text, encoding));
        Assert.Equal([.. bytes, .. zero], terminated);
        Assert.Equal(text, Harness.Read<string>(terminated, (ref r, out v) => WireText.TryReadTerminated(ref r, bytes.Length, encoding, out v)));
        Harness.EveryTruncationFails<string>(terminated, (ref r, out v) => WireText.TryReadTerminated(ref r, bytes.Length, encoding, out v));
    }

    [Theory]
    [InlineData(TextEncoding.Utf8, new byte[] { 0x6E, 0x69, 0x6C, 0x20, 0x20 })] // "nil" and two spaces
    [InlineData(TextEncoding.Latin1, new byte[] { 0x6E, 0x69, 0x6C, 0x20, 0x20 })] // "nil" and two spaces
    [InlineData(TextEncoding.Utf16BigEndian, new byte[] { 0x00, 0x6E, 0x00, 0x69, 0x00, 0x6C, 0x00, 0x20 })] // "nil" and a space of two bytes
    [InlineData(TextEncoding.Utf16LittleEndian, new byte[] { 0x6E, 0x00, 0x69, 0x00, 0x6C, 0x00, 0x20, 0x00 })] // "nil" and a space of two bytes
    public void Padding_is_a_character_of_the_encoding(TextEncoding encoding, byte[] field)
    {
        Assert.Equal(field, Harness.Write(field.Length, (ref w) => WireText.WriteFixed(ref w, "nil", field.Length, (byte)' ', encoding)));
        Assert.Equal("nil", Harness.Read<string>(field, (ref r, out v) => WireText.TryReadFixed(ref r, field.Length, (byte)' ', encoding, out v)));
    }

    [Fact]
    public void A_zero_is_a_character_like_others_where_nothing_is_terminated()
    {
        byte[] bytes = [0x61, 0x00, 0x62];
        Assert.Equal("a\0b", Harness.Read<string>(bytes, (ref r, out v) => WireText.TryRead(ref r, 3, TextEncoding.Utf8, out v)));
        Assert.Equal("a\0b", Harness.Read<string>([.. bytes, 0x00], (ref r, out v) => WireText.TryReadFixed(ref r, 4, 0, TextEncoding.Utf8, out v)));
        Assert.Equal(bytes, Harness.Write(3, (ref w) => WireText.Write(ref w, "a\0b", TextEncoding.Utf8)));
    }

    [Fact]
    public void Only_trailing_padding_is_dropped()
    {
        byte[] field = [0x20, 0x61, 0x20, 0x62, 0x20]; // " a b "
        Assert.Equal(" a b", Harness.Read<string>(field, (ref r, out v) => WireText.TryReadFixed(ref r, 5, 0x20, TextEncoding.Utf8, out v)));

        byte[] allPadding = [0x20, 0x20, 0x20];
        Assert.Equal("", Harness.Read<string>(allPadding, (ref r, out v) => WireText.TryReadFixed(ref r, 3, 0x20, TextEncoding.Ascii, out v)));
        byte[] nothing = [0, 0, 0, 0];
        Assert.Equal("", Harness.Read<string>(nothing, (ref r, out v) => WireText.TryReadFixed(ref r, 4, 0, TextEncoding.Utf16BigEndian, out v)));
        byte[] highByte = [0x61, 0x00, 0x00, 0x01]; // "a" and U+0100, whose low byte is the padding
        Assert.Equal("a\u0100", Harness.Read<string>(highByte, (ref r, out v) => WireText.TryReadFixed(ref r, 4, 0, TextEncoding.Utf16LittleEndian, out v)));
    }

    public static TheoryData<TextEncoding, byte[], string> NotInTheEncoding => new()
    {
        { TextEncoding.Utf8, [0x61, 0xFF], "byte 0: not UTF-8: 0xFF at byte 1" },
        { TextEncoding.Utf8, [0xC0, 0x80], "byte 0: not UTF-8: 0xC0 at byte 0" }, // U+0000, overlong
        { TextEncoding.Utf8, [0xED, 0xA0, 0x80], "byte 0: not UTF-8: 0xED at byte 0" }, // a surrogate
        { TextEncoding.Utf8, [0xF4, 0x90, 0x80, 0x80], "byte 0: not UTF-8: 0xF4 at byte 0" }, // beyond U+10FFFF
        { TextEncoding.Utf8, [0xC3, 0xA9, 0xE2, 0x82], "byte 0: not UTF-8: 0xE2 at byte 2" }, // cut
        { TextEncoding.Utf8, [0x80], "byte 0: not UTF-8: 0x80 at byte 0" },
        { TextEncoding.Ascii, [0x61, 0x80], "byte 0: not ASCII: 0x80 at byte 1" },
        { TextEncoding.Utf16BigEndian, [0x00, 0x61, 0x62], "byte 0: a UTF-16 text of 3 bytes, which is odd" },
        { TextEncoding.Utf16BigEndian, [0x00, 0x61, 0xD8, 0x00], "byte 0: not UTF-16: the lone surrogate 0xD800 at byte 2" },
        { TextEncoding.Utf16BigEndian, [0xD8, 0x00, 0xD8, 0x00, 0xDC, 0x00], "byte 0: not UTF-16: the lone surrogate 0xD800 at byte 0" },
        { TextEncoding.Utf16LittleEndian, [0x3D, 0xD8, 0x00, 0xDE, 0x00, 0xDC], "byte 0: not UTF-16: the lone surrogate 0xDC00 at byte 4" },
    };

    [Theory]
    [MemberData(nameof(NotInTheEncoding))]
    public void Bytes_that_are_not_in_the_encoding_are_malformed(TextEncoding encoding, byte[] bytes, string error)
    {
        Assert.Equal(error, Harness.Fails<string>(bytes, (ref r, out v) => WireText.TryRead(ref r, bytes.Length, encoding, out v)).ToString());
        Assert.Equal(error, Harness.Fails<string>(bytes, (ref r, out v) => WireText.TryReadFixed(ref r, bytes.Length, 0xEE, encoding, out v)).ToString());
        if (encoding is TextEncoding.Utf8)
        {
            Assert.Equal(error, Harness.Fails<Utf8Text>(bytes, (ref r, out v) => WireText.TryRead(ref r, bytes.Length, out v)).ToString());
            Assert.Equal(error, Harness.Fails<Utf8Text>([.. bytes, 0], (ref r, out v) => WireText.TryReadTerminated(ref r, bytes.Length, out v)).ToString());
        }
    }

    [Fact]
    public void A_damaged_byte_is_malformed_even_where_more_may_follow() =>
        Assert.Equal(WireErrorKind.Malformed, Harness.FailsOpenEnded<string>([0xFF], (ref r, out v) => WireText.TryRead(ref r, 1, TextEncoding.Utf8, out v)).Kind);

    public static TheoryData<TextEncoding, string, string> NotEncodable => new()
    {
        { TextEncoding.Utf8, "ab\uD800", "The character U+D800 at index 2 can't be written as UTF-8." },
        { TextEncoding.Utf8, "\uDC00\uD800", "The character U+DC00 at index 0 can't be written as UTF-8." },
        { TextEncoding.Ascii, "caf\u00E9", "The character U+00E9 at index 3 can't be written as ASCII." },
        { TextEncoding.Latin1, "5 \u20AC", "The character U+20AC at index 2 can't be written as ISO 8859-1." },
        { TextEncoding.Utf16BigEndian, "a\uDFFFb", "The character U+DFFF at index 1 can't be written as UTF-16." },
        { TextEncoding.Utf16LittleEndian, "a\uD83D", "The character U+D83D at index 1 can't be written as UTF-16." },
    };

    // Not listed one by one: a test runner that passes the rows on would replace the lone surrogates.
    [Theory]
    [MemberData(nameof(NotEncodable), DisableDiscoveryEnumeration = true)]
    public void Characters_that_the_encoding_cannot_hold_cannot_be_written(TextEncoding encoding, string text, string message)
    {
        Assert.Equal(message, Harness.Refuses((ref w) => WireText.Write(ref w, text, encoding)));
        Assert.Equal(message, Harness.Refuses((ref w) => WireText.WriteFixed(ref w, text, 64, 0, encoding)));
        Assert.Equal(message, Harness.Refuses((ref w) => WireText.WriteTerminated(ref w, text, encoding)));
        Assert.InRange(WireText.GetSize(text, encoding), text.Length, 3 * text.Length);
    }

    [Theory]
    [InlineData(TextEncoding.Utf8, 3)]
    [InlineData(TextEncoding.Ascii, 3)]
    [InlineData(TextEncoding.Latin1, 3)]
    [InlineData(TextEncoding.Utf16BigEndian, 6)]
    [InlineData(TextEncoding.Utf16LittleEndian, 6)]
    public void A_text_longer_than_its_field_cannot_be_written(TextEncoding encoding, int size) =>
        Assert.Equal($"A text of {size} bytes does not fit a field of 2.", Harness.Refuses((ref w) => WireText.WriteFixed(ref w, "abc", 2, 0, encoding)));

    [Fact]
    public void A_text_that_would_not_come_back_cannot_be_written()
    {
        Assert.Equal("The text ends with 0x20, which its reader would take for padding.", Harness.Refuses((ref w) => WireText.WriteFixed(ref w, "a ", 2, 0x20, TextEncoding.Ascii)));
        Assert.Equal("The text has a zero at index 1, where its reader would see the end.", Harness.Refuses((ref w) => WireText.WriteTerminated(ref w, "a\0", TextEncoding.Utf8)));
        Assert.Equal("The text has a zero at index 1, where its reader would see the end.", Harness.Refuses((ref w) => WireText.WriteTerminated(ref w, "a\0", TextEncoding.Utf16BigEndian)));
    }

    [Fact]
    public void A_null_text_cannot_be_written()
    {
        Assert.Equal("A text is null, which has no wire form; an empty one has.", Harness.Refuses((ref w) => WireText.Write(ref w, null!, TextEncoding.Utf8)));
        Harness.Refuses((ref w) => WireText.WriteFixed(ref w, null!, 1, 0, TextEncoding.Utf8));
        Harness.Refuses((ref w) => WireText.WriteTerminated(ref w, null!, TextEncoding.Utf8));
        Assert.Throws<WireFormatException>(() => WireText.GetSize(null!, TextEncoding.Utf8));
    }

    [Theory]
    [InlineData(TextEncoding.Utf8)]
    [InlineData(TextEncoding.Ascii)]
    [InlineData(TextEncoding.Latin1)]
    [InlineData(TextEncoding.Utf16BigEndian)]
    [InlineData(TextEncoding.Utf16LittleEndian)]
    public void A_buffer_that_is_too_small_is_the_callers_mistake(TextEncoding encoding) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
        {
            WireWriter writer = new(new byte[3]);
            WireText.Write(ref writer, "abcd", encoding);
        });

    [Fact]
    public void A_terminator_beyond_the_limit_is_malformed_even_where_more_may_follow()
    {
        WireError error = Harness.FailsOpenEnded<string>([0x61, 0x62, 0x63], (ref r, out v) => WireText.TryReadTerminated(ref r, 2, TextEncoding.Utf8, out v));
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
        Assert.Equal("no terminator within the limit of 2 bytes", error.Reason);

        error = Harness.FailsOpenEnded<string>([0x00, 0x61, 0x00, 0x62], (ref r, out v) => WireText.TryReadTerminated(ref r, 2, TextEncoding.Utf16BigEndian, out v));
        Assert.Equal(WireErrorKind.Malformed, error.Kind);
    }

    [Fact]
    public void A_terminator_that_never_comes_is_incomplete_or_malformed()
    {
        byte[] bytes = [0x61, 0x62];
        WireError open = Harness.FailsOpenEnded<Utf8Text>(bytes, (ref r, out v) => WireText.TryReadTerminated(ref r, 100, out v));
        Assert.Equal(WireErrorKind.Incomplete, open.Kind);
        Assert.Equal(3, open.BytesNeeded);
        Assert.Equal("byte 0: no terminator in the 2 bytes that are left", Harness.Fails<Utf8Text>(bytes, (ref r, out v) => WireText.TryReadTerminated(ref r, 100, out v)).ToString());
    }

    [Fact]
    public void Two_zeros_that_belong_to_different_code_units_are_no_terminator()
    {
        byte[] bytes = [0x61, 0x00, 0x00, 0x62, 0x00, 0x00]; // U+6100, U+0062, the end
        Assert.Equal("\u6100b", Harness.Read<string>(bytes, (ref r, out v) => WireText.TryReadTerminated(ref r, 10, TextEncoding.Utf16BigEndian, out v)));
    }

    [Fact]
    public void A_length_that_is_negative_or_huge_is_malformed_and_allocates_no_text()
    {
        Assert.Equal("the length -1 is negative", Harness.FailsOpenEnded<string>([0x61], (ref r, out v) => WireText.TryRead(ref r, -1, TextEncoding.Utf8, out v)).Reason);
        Assert.Equal("needs 2147483647 bytes, 1 are left", Harness.Fails<string>([0x61], (ref r, out v) => WireText.TryRead(ref r, int.MaxValue, TextEncoding.Utf16LittleEndian, out v)).Reason);
    }

    [Fact]
    public void Borrowed_text_is_read_and_written_like_owned_text()
    {
        byte[] bytes = [0x68, 0xC3, 0xA9]; // "hé"
        Utf8Text read = Harness.Read<Utf8Text>(bytes, (ref r, out v) => WireText.TryRead(ref r, 3, out v));
        Assert.Equal("hé", read.ToString());
        foreach (Utf8Text text in (Utf8Text[])[read, "hé"])
        {
            Assert.Equal(3, WireText.GetSize(text));
            Assert.Equal(bytes, Harness.Write(3, (ref w) => Assert.Equal(3, WireText.Write(ref w, text))));
            Assert.Equal([.. bytes, 0x2E, 0x2E], Harness.Write(5, (ref w) => WireText.WriteFixed(ref w, text, 5, 0x2E))); // padded with dots
            Assert.Equal([.. bytes, 0x00], Harness.Write(4, (ref w) => WireText.WriteTerminated(ref w, text)));
        }

        Assert.Equal("hé", Harness.Read<Utf8Text>([.. bytes, 0x2E, 0x2E], (ref r, out v) => WireText.TryReadFixed(ref r, 5, 0x2E, out v)).ToString());
        Assert.Equal("hé", Harness.Read<Utf8Text>([.. bytes, 0x00], (ref r, out v) => WireText.TryReadTerminated(ref r, 3, out v)).ToString());
        Harness.EveryTruncationFails<Utf8Text>(bytes, (ref r, out v) => WireText.TryRead(ref r, 3, out v));
        Harness.EveryTruncationFails<Utf8Text>(bytes, (ref r, out v) => WireText.TryReadFixed(ref r, 3, 0, out v));
        Harness.EveryTruncationFails<Utf8Text>([.. bytes, 0x00], (ref r, out v) => WireText.TryReadTerminated(ref r, 3, out v));
    }

    [Fact]
    public void Borrowed_text_is_checked_before_it_is_written()
    {
        Utf8Text damaged = (byte[])[0x61, 0xFF];
        Assert.Equal("The text's 2 bytes are not UTF-8.", Harness.Refuses((ref w) => WireText.Write(ref w, damaged)));
        Harness.Refuses((ref w) => WireText.WriteFixed(ref w, damaged, 8, 0));
        Harness.Refuses((ref w) => WireText.WriteTerminated(ref w, damaged));
        Harness.Refuses((ref w) => WireText.Write(ref w, new Utf8Text("\uD800")));

        Utf8Text zero = (byte[])[0x61, 0x00];
        Harness.Refuses((ref w) => WireText.WriteTerminated(ref w, zero));
        Assert.Equal("The text ends with 0x00, which its reader would take for padding.", Harness.Refuses((ref w) => WireText.WriteFixed(ref w, zero, 8, 0)));
        Assert.Equal("A text of 2 bytes does not fit a field of 1.", Harness.Refuses((ref w) => WireText.WriteFixed(ref w, zero, 1, 0x20)));
    }

    [Fact]
    public void A_text_borrows_the_message_only_where_it_stays()
    {
        byte[] message = [0x61, 0x62];
        WireReader lending = new((ReadOnlyMemory<byte>)message);
        Assert.True(WireText.TryRead(ref lending, 2, out Utf8Text borrowed));
        WireReader moving = new(message.AsSpan());
        Assert.True(WireText.TryRead(ref moving, 2, out Utf8Text copied));

        message[0] = 0x7A; // "z"
        Assert.Equal("zb", borrowed.ToString());
        Assert.Equal("ab", copied.ToString());
    }

    [Fact]
    public void Neither_writing_text_nor_reading_a_borrowed_one_allocates()
    {
        byte[] buffer = new byte[64];
        Utf8Text text = "héllo";
        int bytesRead = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            WireWriter writer = new(buffer);
            WireText.Write(ref writer, "héllo", TextEncoding.Utf8);
            WireText.Write(ref writer, "hello", TextEncoding.Ascii);
            WireText.Write(ref writer, "héllo", TextEncoding.Latin1);
            WireText.Write(ref writer, "héllo", TextEncoding.Utf16BigEndian);
            WireText.WriteTerminated(ref writer, text);
            WireReader reader = new((ReadOnlyMemory<byte>)buffer);
            bytesRead = WireText.TryRead(ref reader, 6, out Utf8Text read) ? read.ByteCount : 0;
        }));
        Assert.Equal(6, bytesRead);
    }
}
