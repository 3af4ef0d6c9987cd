using System.Text;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Tests.Wire;

public class Utf8TextTests
{
    public static TheoryData<string> Texts => new()
    {
        "",
        "a",
        "hello",
        "h\u00E9llo w\u00F6rld",
        "\u6C34",
        "\U0001F600\U0001F600",
        new string('x', 300),
        new string('\u00E9', 300),
        new string('\u6C34', 100) + "a",
        string.Concat(Enumerable.Repeat("a\u00E9\u6C34\U0001F600", 70)),
    };

    private static Utf8Text[] AllForms(string text) => [text, Encoding.UTF8.GetBytes(text), (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(text), Encoding.UTF8.GetBytes(text).AsSpan()];

    [Theory]
    [MemberData(nameof(Texts))]
    public void All_forms_of_a_text_are_equal_and_hash_alike(string text)
    {
        foreach (Utf8Text left in AllForms(text))
        {
            foreach (Utf8Text right in AllForms(text))
            {
                Assert.True(left == right);
                Assert.False(left != right);
                Assert.True(left.Equals((object)right));
                Assert.Equal(left.GetHashCode(), right.GetHashCode());
            }

            Assert.Equal(text, left.ToString());
            Assert.Equal(Encoding.UTF8.GetByteCount(text), left.ByteCount);
            Assert.Equal(text.Length == 0, left.IsEmpty);
            byte[] copy = new byte[left.ByteCount];
            Assert.Equal(copy.Length, left.CopyTo(copy));
            Assert.Equal(Encoding.UTF8.GetBytes(text), copy);
        }
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Texts_that_differ_in_one_character_are_not_equal_in_any_form(string text)
    {
        foreach (string other in (string[])[text + "x", "x" + text, text + "\u00E9", text.Length > 0 ? text[..^1] + "?" : "?"])
        {
            foreach (Utf8Text left in AllForms(text))
            {
                foreach (Utf8Text right in AllForms(other))
                {
                    Assert.False(left == right);
                    Assert.False(right == left);
                }
            }
        }
    }

    [Fact]
    public void Nothing_is_the_empty_text()
    {
        Assert.Equal(default, new Utf8Text((string?)null));
        Assert.Equal(default, (Utf8Text)(byte[]?)null);
        Assert.Equal(default, (Utf8Text)"");
        Assert.Equal("", default(Utf8Text).ToString());
        Assert.True(default(Utf8Text).IsEmpty);
        Assert.True(default(Utf8Text).TryGetBytes(out ReadOnlyMemory<byte> bytes));
        Assert.True(bytes.IsEmpty);
    }

    [Fact]
    public void A_literal_of_bytes_can_be_passed()
    {
        static string Print(Utf8Text text) => text.ToString();
        Assert.Equal("hello", Print("hello"u8));
    }

    [Fact]
    public void Bytes_are_not_copied_and_those_of_a_span_are()
    {
        byte[] bytes = [0x61];
        Utf8Text borrowed = bytes;
        Utf8Text copied = bytes.AsSpan();
        Utf8Text owned = borrowed.ToOwned();
        bytes[0] = 0x62;
        Assert.Equal("b", borrowed.ToString());
        Assert.Equal("a", copied.ToString());
        Assert.Equal("a", owned.ToString());

        Assert.True(borrowed.TryGetBytes(out ReadOnlyMemory<byte> same));
        Assert.True(same.Span.Overlaps(bytes));
        Assert.False(((Utf8Text)"b").TryGetBytes(out _));
    }

    [Fact]
    public void Owning_a_string_or_nothing_copies_nothing()
    {
        Utf8Text text = "hello";
        Assert.Same(text.ToString(), text.ToOwned().ToString());
        Assert.Equal(default, default(Utf8Text).ToOwned());
    }

    [Fact]
    public void A_destination_that_is_too_short_is_the_callers_mistake()
    {
        Assert.Throws<ArgumentException>(() => ((Utf8Text)"hello").CopyTo(new byte[4]));
        Assert.Throws<ArgumentException>(() => ((Utf8Text)"hello"u8.ToArray()).CopyTo(new byte[4]));
    }

    [Fact]
    public void A_string_with_a_lone_surrogate_is_equal_to_no_bytes_and_has_none()
    {
        Utf8Text lone = "a\uD800";
        Assert.Equal(lone, (Utf8Text)"a\uD800");
        Assert.NotEqual(lone, (Utf8Text)Encoding.UTF8.GetBytes("a\uFFFD"));
        Assert.Throws<WireFormatException>(() => lone.CopyTo(new byte[16]));
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_print_replacement_characters() =>
        Assert.Equal("a\uFFFD", ((Utf8Text)(byte[])[0x61, 0xFF]).ToString());

    [Theory]
    [MemberData(nameof(Texts))]
    public void Comparing_and_hashing_allocate_nothing(string text)
    {
        Utf8Text[] forms = AllForms(text);
        int equal = 0;
        Assert.Equal(0, AllocatedBytes.Least(() =>
        {
            equal += forms[0] == forms[1] && forms[1] == forms[0] && forms[1] == forms[2] ? 1 : 0;
            equal += forms[0].GetHashCode() == forms[1].GetHashCode() ? 1 : 0;
        }));
        Assert.Equal(8, equal);
    }
}
