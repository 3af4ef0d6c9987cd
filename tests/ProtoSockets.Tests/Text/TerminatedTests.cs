using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Text;

/// <summary>Members that end with bytes of their own, and numbers in ASCII, by their bytes.</summary>
public sealed partial class TerminatedTests
{
    [WireStruct]
    public readonly partial record struct Texts(
        [Terminated(";"), MaxBytes(4)] string A, [Terminated("--"), MaxBytes(9)] Utf8Text B, [Terminated("\r\n"), MaxBytes(9)] byte[] C, [Terminated("\n"), MaxBytes(9)] ReadOnlyMemory<byte> D);

    [WireStruct]
    public readonly partial record struct Digits(
        [AsciiDecimal, Terminated(" ")] int A, [AsciiHex, Terminated(",")] ushort B, [AsciiDecimal, FixedBytes(4)] short C, [AsciiDecimal, FixedBytes(3, Pad = (byte)' ')] byte D,
        [AsciiDecimal, LengthPrefixed<byte>] ulong E);

    /// <summary>A netstring (D. J. Bernstein, 1997).</summary>
    [WireStruct]
    public readonly partial record struct Netstring
    {
        [AsciiDecimal, Terminated(":"), LengthOf(nameof(Data))]
        public partial int Length { get; }

        [Terminated(","), MaxBytes(1000)]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Nullable
    {
        [AsciiDecimal, Terminated("\r\n"), LengthOf(nameof(Data), Null = -1)]
        public partial long Length { get; }

        [Terminated("\r\n"), MaxBytes(1000)]
        public ReadOnlyMemory<byte>? Data { get; init; }

        [CountOf(nameof(Numbers), Null = -1)]
        public partial short Count { get; }

        [MaxCount(5)]
        public ushort[]? Numbers { get; init; }

        [LengthOf(nameof(Text), Null = 0xFF)]
        public partial byte TextLength { get; }

        public string? Text { get; init; }

        public byte End { get; init; }
    }

    [WireStruct]
    public readonly partial record struct Lists([Terminated("."), MaxCount(3)] Netstring[] A, [Terminated("end"), MaxCount(3)] WireList<Netstring> B);

    [Fact]
    public void Content_stands_before_its_terminator()
    {
        Texts value = new("ab", "c-d", [1, 2], new byte[] { 3 });
        WireForm.Is(value, [.. "ab;"u8, .. "c-d--"u8, 1, 2, 13, 10, 3, 10]);
        WireForm.Is(new Texts("", "", [], default), ";--\r\n\n"u8.ToArray());
        Assert.Equal(5 + 11 + 11 + 10, Texts.MaxSize);
        WireForm.Refuses<Texts>("abcde;"u8.ToArray(), "A at byte 0: no end (3B) within the limit of 4 bytes");
    }

    [Theory]
    [InlineData("a;", "", "A has the bytes 3B that end it at index 1")]
    [InlineData("a", "b-", "B has the bytes 2D2D that end it at index 1")]
    [InlineData("abcde", "", "A takes 5 bytes, and may take 4")]
    public void Content_that_ends_early_is_not_written(string a, string b, string error) => WireForm.CannotWrite(new Texts(a, b, [], default), error);

    [Fact]
    public void Numbers_in_ascii_end_as_they_say()
    {
        WireForm.Is(new Digits(-12, 0xAB, -5, 7, 90), [.. "-12 "u8, .. "ab,"u8, .. "-005"u8, .. "  7"u8, 2, .. "90"u8]);
        WireForm.Refuses<Digits>("x 1"u8.ToArray(), "A at byte 0: \"x\" is no decimal number that a Int32 holds");
        WireForm.Refuses<Digits>("1 1,00 1"u8.ToArray(), "C at byte 4: \"00 1\" is no decimal number that a Int16 holds");
        WireForm.CannotWrite(new Digits(0, 0, 10000, 0, 0), "10000 does not fit a field of 4 bytes");
        WireForm.Refuses<Digits>("123456789012345678901 "u8.ToArray(), "A at byte 0: no end (20) within the limit of 20 bytes");
    }

    [Fact]
    public void A_length_in_ascii_is_computed_and_what_it_counts_is_followed_by_its_terminator()
    {
        Netstring value = new() { Data = "hello, world"u8.ToArray() };
        Assert.Equal(12, value.Length);
        WireForm.Is(value, "12:hello, world,"u8.ToArray());
        WireForm.Is(default(Netstring), "0:,"u8.ToArray());
        WireForm.Refuses<Netstring>("2:abc"u8.ToArray(), "Data at byte 4: ends with 63 instead of 2C");
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Netstring>("-1:,"u8.ToArray(), isComplete: false).Kind);
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Netstring>("1001:"u8.ToArray(), isComplete: false).Kind);
    }

    [Fact]
    public void A_length_can_say_that_there_is_nothing()
    {
        WireForm.Is(new Nullable { Data = "ab"u8.ToArray(), Numbers = [1], Text = "x", End = 9 }, [.. "2\r\nab\r\n"u8, 0, 1, 0, 1, 1, (byte)'x', 9]);
        WireForm.Is(new Nullable { Data = default(ReadOnlyMemory<byte>), Numbers = [], Text = "", End = 9 }, [.. "0\r\n\r\n"u8, 0, 0, 0, 9]);
        WireForm.Is(new Nullable { End = 9 }, [.. "-1\r\n"u8, 0xFF, 0xFF, 0xFF, 9]);
        Assert.Equal(-1, default(Nullable).Length);
        Assert.Equal(255, default(Nullable).TextLength);
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Nullable>("-2\r\n"u8.ToArray(), isComplete: false).Kind);
        WireForm.CannotWrite(new Nullable { Text = new string('x', 256) }, "TextLength is 256, and holds 0 to 255");
    }

    [Fact]
    public void A_list_goes_on_until_its_terminator()
    {
        Netstring[] items = [new() { Data = "a"u8.ToArray() }, new() { Data = "bc"u8.ToArray() }];
        WireForm.Is(new Lists(items, items), "1:a,2:bc,.1:a,2:bc,end"u8.ToArray());
        WireForm.Is(new Lists([], []), ".end"u8.ToArray());
        WireForm.Refuses<Lists>("0:,0:,0:,0:,."u8.ToArray(), "A at byte 9: more elements than the limit of 3");
        Assert.Equal("B[1].Length at byte 5: no end (3A) in the 1 bytes that are left", WireForm.Refuses<Lists>(".1:a,x"u8.ToArray()).ToString());
        Assert.Equal(8, WireForm.Refuses<Lists>(".1:a,en"u8.ToArray(), isComplete: false).BytesNeeded);
        WireForm.CannotWrite(new Lists(new Netstring[4], []), "A has 4 elements, and may have 3");
    }
}
