using System.Text;
using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Text;

/// <summary>Lines of tokens, by their bytes.</summary>
public sealed partial class LineTests
{
    [WireStruct, Line]
    public readonly partial record struct Numbers(byte Small, long Large, [AsciiHex] uint Hex, Level Level);

    [WireStruct, Line(Separator = ",", Terminator = "\n", MaxBytes = 16)]
    public readonly partial record struct Row([MaxBytes(4)] string A, [Latin1] string B);

    [WireStruct, Line]
    public readonly partial record struct Words(WireList<Utf8Text> All);

    [WireStruct, Line]
    public readonly partial record struct Named([Ascii] string Name, [MaxCount(3)] string[] Values);

    [WireStruct, Line]
    public readonly partial record struct Raw(ReadOnlyMemory<byte> Key, [Optional] byte[]? Value, [Keyword("now")] bool IsNow);

    [WireStruct, Line(Lenient = true)]
    public readonly partial record struct Loose(Utf8Text A, int B, [Remaining] Utf8Text Rest);

    public enum Level : ushort
    {
        Low = 1,
        High = 900,
    }

    [Fact]
    public void Integers_are_decimal_unless_said_otherwise()
    {
        WireForm.Is(new Numbers(255, long.MinValue, 0xBEEF, Level.High), "255 -9223372036854775808 beef 900\r\n"u8.ToArray());
        WireForm.Is(new Numbers(0, 0, 0, default), "0 0 0 0\r\n"u8.ToArray());
        Assert.Equal(0xBEEFU, Numbers.Read("1 +2 BEEF 1\r\n"u8.ToArray()).Hex);
    }

    [Theory]
    [InlineData("256 0 0 0\r\n", "Small at byte 0: \"256\" is no decimal number that a Byte holds")]
    [InlineData("-1 0 0 0\r\n", "Small at byte 0: \"-1\" is no decimal number that a Byte holds")]
    [InlineData("1 9223372036854775808 0 0\r\n", "Large at byte 2: \"9223372036854775808\" is no decimal number that a Int64 holds")]
    [InlineData("1 2 10000000z 0\r\n", "Hex at byte 4: \"10000000z\" is no hexadecimal number that a UInt32 holds")]
    [InlineData("1 2 3\r\n", "Level at byte 5: the line has no further token")]
    [InlineData("1  2 3 4\r\n", "Large at byte 2: a token is empty, or no separator stands in front of it")]
    [InlineData("1 2 3 4 5\r\n", "byte 7: \" 5\" is left over in the line")]
    [InlineData("1 2 3 4 \r\n", "byte 7: \" \" is left over in the line")]
    [InlineData("1 2 3 -\r\n", "Level at byte 6: \"-\" is no decimal number that a UInt16 holds")]
    public void What_is_no_number_or_no_token_is_malformed(string line, string error) => WireForm.Refuses<Numbers>(Encoding.ASCII.GetBytes(line), error);

    [Fact]
    public void Separator_terminator_and_limit_are_the_records_own()
    {
        WireForm.Is(new Row("ab", "é"), [(byte)'a', (byte)'b', (byte)',', 0xE9, (byte)'\n']);
        WireForm.Refuses<Row>("abcde,f\n"u8.ToArray(), "A at byte 0: 5 bytes are over the limit of 4");
        WireForm.Refuses<Row>("a,bcdefghijklmnopqrstuvw"u8.ToArray(), "byte 0: no end (0A) within the limit of 16 bytes");
        WireForm.CannotWrite(new Row("a", "0123456789abcdef"), "The line of Row takes 18 bytes, and may take 16");
        Assert.Equal(17, Row.MaxSize);
    }

    [Theory]
    [InlineData("", "x", "A is empty, and a token has at least one byte")]
    [InlineData("a,b", "x", "A has the byte 2C at index 1, which would end it in its line")]
    [InlineData("a", "x\n", "B has the byte 0A at index 1, which would end it in its line")]
    public void A_token_that_would_not_be_read_as_one_is_not_written(string a, string b, string error) => WireForm.CannotWrite(new Row(a, b), error);

    [Fact]
    public void A_list_takes_all_tokens_that_are_left()
    {
        WireForm.Is(new Words(["a", "bc", "d"]), "a bc d\r\n"u8.ToArray());
        WireForm.Is(new Words([]), "\r\n"u8.ToArray());
        WireForm.Is(new Named("n", ["x", "y"]), "n x y\r\n"u8.ToArray());
        WireForm.Is(new Named("n", []), "n\r\n"u8.ToArray());
        WireForm.Refuses<Named>("n 1 2 3 4\r\n"u8.ToArray(), "Values at byte 7: more elements than the limit of 3");
        WireForm.CannotWrite(new Named("n", ["x", "y z"]), "Values has the byte 20 at index 1, which would end it in its line");
    }

    [Fact]
    public void Optional_tokens_and_keywords_are_there_or_not()
    {
        WireForm.Is(new Raw("k"u8.ToArray(), "v"u8.ToArray(), true), "k v now\r\n"u8.ToArray());
        WireForm.Is(new Raw("k"u8.ToArray(), "v"u8.ToArray(), false), "k v\r\n"u8.ToArray());
        WireForm.Is(new Raw("k"u8.ToArray(), null, false), "k\r\n"u8.ToArray());
    }

    [Fact]
    public void A_lenient_line_reads_more_than_it_writes()
    {
        Loose value = new("a", 5, "the rest");
        WireForm.Is(value, "a 5 the rest\r\n"u8.ToArray());
        Assert.Equal(value, Loose.Read("a \t 5   the rest \t\r\n"u8.ToArray()));
        WireForm.CannotWrite(new Loose("a\tb", 1, "x"), "A has the byte 09 at index 1, which would end it in its line");
        WireForm.CannotWrite(new Loose("a", 1, " x"), "Rest has the byte 20 at index 0, which would end it in its line");
        WireForm.CannotWrite(new Loose("a", 1, "x\r"), "Rest has the byte 0D at index 1, which would end it in its line");
    }

    [Fact]
    public void A_line_that_does_not_end_is_looked_through_no_further_than_its_limit()
    {
        byte[] endless = new byte[1 << 20];
        endless.AsSpan().Fill((byte)'a');
        Assert.Equal(WireErrorKind.Malformed, WireForm.Refuses<Words>(endless, isComplete: false).Kind);
        Assert.Equal(WireErrorKind.Incomplete, WireForm.Refuses<Words>(endless[..8000], isComplete: false).Kind);
    }
}
