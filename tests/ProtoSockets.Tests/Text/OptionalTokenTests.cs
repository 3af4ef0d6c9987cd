using System.Text;
using ProtoSockets.Tests.Records;

namespace ProtoSockets.Tests.Text;

/// <summary>Tokens that are there or not, in every combination with what may stand behind them: what is written is read as the same value, or not written.</summary>
public sealed partial class OptionalTokenTests
{
    [WireStruct, Line]
    public readonly partial record struct TextThenKeyword(Utf8Text Key, [Optional] Utf8Text? Value, [Keyword("now")] bool IsNow);

    [WireStruct, Line]
    public readonly partial record struct NumberThenKeyword(Utf8Text Key, [Optional] int? Value, [Keyword("now")] bool IsNow, [Keyword("10")] bool IsTen);

    [WireStruct, Line]
    public readonly partial record struct HexThenKeyword(Utf8Text Key, [Optional, AsciiHex] uint? Value, [Keyword("add")] bool Adds, [Keyword("noreply")] bool NoReply);

    [WireStruct, Line]
    public readonly partial record struct ShortThenKeyword(Utf8Text Key, [Optional, MaxBytes(2)] string? Value, [Keyword("now")] bool IsNow);

    [WireStruct, Line]
    public readonly partial record struct EnumThenList(Utf8Text Key, [Optional] LineTests.Level? Level, [MaxCount(3)] WireList<Utf8Text> Names);

    [WireStruct, Line]
    public readonly partial record struct NumberThenRest(Utf8Text Key, [Optional] int? Value, [Remaining] Utf8Text Rest);

    [WireStruct, Line]
    public readonly partial record struct TextThenRest(Utf8Text Key, [Optional] Utf8Text? Value, [Remaining] Utf8Text Rest);

    [WireStruct, Line(Separator = ",")]
    public readonly partial record struct CommaThenRest(Utf8Text Key, [Optional] Utf8Text? Value, [Remaining] Utf8Text Rest);

    [WireStruct, Line(Lenient = true)]
    public readonly partial record struct LooseThenRest(Utf8Text Key, [Optional] Utf8Text? Value, [Remaining] Utf8Text Rest);

    [WireStruct, Line]
    public readonly partial record struct TwoOptionals(Utf8Text Key, [Optional] int? First, [Optional] Utf8Text? Second, Utf8Text Last);

    [WireStruct, Line]
    public readonly partial record struct OptionalRest(Utf8Text Key, [Optional] Utf8Text? Value, [Optional, Remaining] Utf8Text? Rest);

    [WireStruct, Line(Lenient = true)]
    public readonly partial record struct LooseOptionalRest(Utf8Text Key, [Optional, Remaining] Utf8Text? Rest);

    [WireStruct, Line(Separator = ": ", Lenient = true)]
    public readonly partial record struct FieldOptionalRest(Utf8Text Key, [Optional, Remaining] Utf8Text? Rest);

    [WireStruct, Line]
    public readonly partial record struct OnlyRest([Optional, Remaining] Utf8Text? Rest);

    [WireStruct, Line]
    public readonly partial record struct KeywordThenToken(Utf8Text Key, [Keyword("now")] bool IsNow, Utf8Text Value);

    [WireStruct, Line]
    public readonly partial record struct KeywordThenList(Utf8Text Key, [Keyword("now")] bool IsNow, string[] Values);

    [WireStruct, Line]
    public readonly partial record struct KeywordThenRest(Utf8Text Key, [Keyword("now")] bool IsNow, [Remaining] Utf8Text Rest);

    [WireStruct, Line]
    public readonly partial record struct Counted
    {
        public Utf8Text Key { get; init; }

        [Optional]
        public Utf8Text? Value { get; init; }

        [CountOf(nameof(Points))]
        public partial int Count { get; }

        [Keyword("now")]
        public bool IsNow { get; init; }

        [AfterLine, MaxCount(4)]
        public WireList<ushort> Points { get; init; }
    }

    private static byte[] Bytes(string text) => Encoding.ASCII.GetBytes(text);

    private static void Is<T>(T value, string line)
        where T : IWireSerializable<T> => WireForm.Is(value, Bytes(line));

    [Fact]
    public void Text_takes_the_first_token_and_a_keyword_behind_it_the_next()
    {
        Is(new TextThenKeyword("k", null, false), "k\r\n");
        Is(new TextThenKeyword("k", "v", false), "k v\r\n");
        Is(new TextThenKeyword("k", "now", false), "k now\r\n");
        Is(new TextThenKeyword("k", "now", true), "k now now\r\n");
        WireForm.CannotWrite(new TextThenKeyword("k", null, true), "Value is null, and \"now\" behind it would be read as Value");
    }

    [Fact]
    public void A_keyword_that_the_type_in_front_cannot_be_is_never_taken_for_it()
    {
        Is(new NumberThenKeyword("k", null, true, false), "k now\r\n");
        Is(new NumberThenKeyword("k", 5, true, true), "k 5 now 10\r\n");
        Is(new NumberThenKeyword("k", null, true, true), "k now 10\r\n");
        Is(new NumberThenKeyword("k", 10, false, false), "k 10\r\n");
        WireForm.CannotWrite(new NumberThenKeyword("k", null, false, true), "Value is null, and \"10\" behind it would be read as Value");
        WireForm.Refuses<NumberThenKeyword>(Bytes("k later\r\n"), "Value at byte 2: \"later\" is no decimal number that a Int32 holds");

        Is(new HexThenKeyword("k", null, false, true), "k noreply\r\n");
        Is(new HexThenKeyword("k", 0xADD, true, true), "k add add noreply\r\n");
        WireForm.CannotWrite(new HexThenKeyword("k", null, true, false), "Value is null, and \"add\" behind it would be read as Value");

        Is(new ShortThenKeyword("k", null, true), "k now\r\n");
        Is(new ShortThenKeyword("k", "no", true), "k no now\r\n");
    }

    [Fact]
    public void A_list_needs_no_token()
    {
        Is(new EnumThenList("k", LineTests.Level.High, []), "k 900\r\n");
        Is(new EnumThenList("k", LineTests.Level.High, ["a", "b", "c"]), "k 900 a b c\r\n");
        Is(new EnumThenList("k", null, []), "k\r\n");
        WireForm.CannotWrite(new EnumThenList("k", null, ["7"]), "Level is null, and \"7\" behind it would be read as Level");
        WireForm.CannotWrite(new EnumThenList("k", null, ["a", "b"]), "Level is null, and \"a\" behind it would be read as Level");
    }

    [Fact]
    public void The_rest_of_a_line_needs_no_token()
    {
        Assert.Equal(new NumberThenRest("k", 5, ""), NumberThenRest.Read(Bytes("k 5\r\n")));
        Is(new NumberThenRest("k", 5, ""), "k 5 \r\n");
        Is(new NumberThenRest("k", 5, "a  b "), "k 5 a  b \r\n");
        Is(new TextThenRest("k", null, ""), "k \r\n");
        Assert.Equal(new TextThenRest("k", null, ""), TextThenRest.Read(Bytes("k\r\n")));
        Is(new TextThenRest("k", null, " x"), "k  x\r\n");
        Is(new TextThenRest("k", "v", " x"), "k v  x\r\n");
        WireForm.CannotWrite(new NumberThenRest("k", null, "text of it"), "Value is null, and \"text\" behind it would be read as Value");
        WireForm.CannotWrite(new TextThenRest("k", null, "x"), "Value is null, and \"x\" behind it would be read as Value");
    }

    [Fact]
    public void A_separator_that_is_no_blank_stands_in_front_of_the_rest_at_any_rate()
    {
        Is(new CommaThenRest("k", null, ""), "k,\r\n");
        Is(new CommaThenRest("k", null, "x"), "k,x\r\n");
        Is(new CommaThenRest("k", "v", ""), "k,v,\r\n");
        WireForm.CannotWrite(new CommaThenRest("k", null, "x,y"), "Value is null, and \"x\" behind it would be read as Value");
        WireForm.Refuses<CommaThenRest>(Bytes("k\r\n"), "Rest at byte 1: the line has no further token");
    }

    [Fact]
    public void Blanks_at_the_end_of_a_lenient_line_are_no_rest()
    {
        LooseThenRest[] values = [new("k", null, ""), new("k", "v", ""), new("k", "v", "x y")];
        foreach (LooseThenRest value in values)
        {
            Assert.Equal(value, LooseThenRest.Read(value.ToBytes()));
        }

        Assert.Equal(new LooseThenRest("k", "v", ""), LooseThenRest.Read(Bytes("k  v\r\n")));
        WireForm.CannotWrite(new LooseThenRest("k", null, "x"), "Value is null, and \"x\" behind it would be read as Value");

        Is(new LooseOptionalRest("k", null), "k\r\n");
        Is(new LooseOptionalRest("k", "a b"), "k a b\r\n");
        WireForm.CannotWrite(new LooseOptionalRest("k", ""), "Rest is empty, and would be read as null");
        Is(new FieldOptionalRest("k", null), "k\r\n");
        Assert.Equal(new FieldOptionalRest("k", ""), FieldOptionalRest.Read(new FieldOptionalRest("k", "").ToBytes()));
    }

    [Fact]
    public void Optional_tokens_are_given_in_order()
    {
        Is(new TwoOptionals("k", null, null, "z"), "k z\r\n");
        Is(new TwoOptionals("k", 1, null, "z"), "k 1 z\r\n");
        Is(new TwoOptionals("k", 1, "y", "z"), "k 1 y z\r\n");
        WireForm.CannotWrite(new TwoOptionals("k", null, "y", "z"), "First is null, and \"y\" behind it would be read as First");
    }

    [Fact]
    public void The_rest_may_be_optional_itself()
    {
        Is(new OptionalRest("k", null, null), "k\r\n");
        Is(new OptionalRest("k", null, ""), "k \r\n");
        Is(new OptionalRest("k", "v", null), "k v\r\n");
        Is(new OptionalRest("k", "v", ""), "k v \r\n");
        Is(new OptionalRest("k", "v", "x y"), "k v x y\r\n");
        WireForm.CannotWrite(new OptionalRest("k", null, "x y"), "Value is null, and \"x\" behind it would be read as Value");
        Is(new OnlyRest(null), "\r\n");
        Is(new OnlyRest(" "), " \r\n");
        WireForm.CannotWrite(new OnlyRest(""), "Rest is empty, and would be read as null");
    }

    [Fact]
    public void A_keyword_leaves_the_tokens_that_others_need()
    {
        Is(new KeywordThenToken("k", false, "v"), "k v\r\n");
        Is(new KeywordThenToken("k", false, "now"), "k now\r\n");
        Is(new KeywordThenToken("k", true, "now"), "k now now\r\n");
        Is(new KeywordThenList("k", false, ["v", "now"]), "k v now\r\n");
        Is(new KeywordThenList("k", true, ["now"]), "k now now\r\n");
        WireForm.CannotWrite(new KeywordThenList("k", false, ["now"]), "IsNow is false, and \"now\" behind it would be read as IsNow");
        Is(new KeywordThenRest("k", false, "nowhere"), "k nowhere\r\n");
        Is(new KeywordThenRest("k", true, ""), "k now \r\n");
        WireForm.CannotWrite(new KeywordThenRest("k", false, "now or never"), "IsNow is false, and \"now\" behind it would be read as IsNow");
    }

    [Fact]
    public void A_count_is_a_token_that_is_always_there()
    {
        Is(new Counted { Key = "k", Points = [0x6162, 0x6364] }, "k 2\r\nabcd");
        Is(new Counted { Key = "k", Value = "v", IsNow = true, Points = [0x6162] }, "k v 1 now\r\nab");
        WireForm.CannotWrite(new Counted { Key = "k", IsNow = true, Points = [0x6162] }, "Value is null, and \"1\" behind it would be read as Value");
    }

    [Fact]
    public void No_combination_of_small_values_is_read_as_another()
    {
        string?[] texts = [null, "a", "now", "7", "10"];
        foreach (string? value in texts)
        {
            foreach (string rest in new[] { "", " ", "now", "now 7", "7", " a", "a  " })
            {
                Survives(new TextThenRest("k", value, rest));
                Survives(new LooseThenRest("k", value, rest));
                Survives(new CommaThenRest("k", value, rest.Replace(' ', ',')));
                Survives(new OptionalRest("k", value, rest));
                Survives(new NumberThenRest("k", int.TryParse(value, out int number) ? number : null, rest));
                Survives(new KeywordThenRest("k", value is null, rest));
                Survives(new LooseOptionalRest("k", rest));
            }

            foreach (bool isNow in new[] { true, false })
            {
                Survives(new TextThenKeyword("k", value, isNow));
                Survives(new NumberThenKeyword("k", int.TryParse(value, out int number) ? number : null, isNow, !isNow));
                Survives(new KeywordThenToken("k", isNow, value ?? "x"));
                Survives(new KeywordThenList("k", isNow, value is null ? [] : [value, "now"]));
            }
        }
    }

    /// <summary>The value can't be written, or is read back.</summary>
    private static void Survives<T>(T value)
        where T : IWireSerializable<T>
    {
        byte[] written = new byte[value.GetSize()];
        try
        {
            WireWriter writer = new(written);
            value.Write(ref writer);
        }
        catch (WireFormatException)
        {
            return;
        }

        WireForm.Reads(value, written);
    }
}
