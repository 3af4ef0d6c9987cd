namespace ProtoSockets.Tests.Records;

public sealed partial class CheckTests
{
    public enum Color : byte
    {
        Red = 1,
        Green = 2,
        Blue = 7,
    }

    [ClosedEnum]
    public enum Kind : short
    {
        None = 0,
        Some = -2,
    }

    [Flags, ClosedEnum]
    public enum Options : byte
    {
        None = 0,
        Body = 1,
        Extra = 4,
    }

    [WireStruct]
    public readonly partial record struct Ranges
    {
        [InRange(1, 10)]
        public byte Level { get; init; }

        [InRange(-5, 5L), LittleEndian]
        public short Offset { get; init; }

        [InRange(10, byte.MaxValue)]
        public byte AtLeast { get; init; }

        [InRange(0, 200u), Bits(12)]
        public ushort AtMost { get; init; }

        [InRange(-2, 1), Bits(4)]
        public sbyte Small { get; init; }

        [InRange(0.5, 1)]
        public float Ratio { get; init; }

        [InRange(0, 1_000_000), VarInt(VarIntFormat.Leb128)]
        public uint Count { get; init; }

        [InRange(3, ulong.MaxValue - 1)]
        public ulong Large { get; init; }
    }

    private static readonly Ranges Right = new() { Level = 1, Offset = -5, AtLeast = 10, AtMost = 200, Small = -2, Ratio = 0.5f, Count = 300, Large = 3 };

    [WireStruct]
    public readonly partial record struct Choices(
        [OneOf(1, 2, 4)] int Number, [OneOf(Color.Red, Color.Blue)] Color Color, [OneOf("GET", "a\"b\\"), LengthPrefixed<byte>] string Verb, [OneOf(1.5)] double Version);

    [WireStruct]
    public readonly partial record struct Closed([ClosedEnum] Color Color, Kind Kind, Options Options, Color Open);

    [WireStruct]
    public readonly partial record struct Validated
    {
        [Validate(nameof(IsEven))]
        public byte Even { get; init; }

        [Validate(nameof(IsUpper)), LengthPrefixed<byte>]
        public string Name { get; init; }

        public byte Low { get; init; }

        [Validate(nameof(IsOrdered)), InRange(0, 100)]
        public byte High { get; init; }

        [Validate(nameof(IsShort)), LengthPrefixed<byte>]
        public ReadOnlyMemory<byte> Data { get; init; }

        private bool IsOrdered => Low <= High;

        private static bool IsEven(byte value) => value % 2 == 0;

        private static bool IsEven(int value) => value % 2 != 0;

        private static bool IsUpper(string value) => !value.Any(char.IsLower);

        private static bool IsShort(in ReadOnlyMemory<byte> value) => value.Length < 2;
    }

    [WireStruct]
    public readonly partial record struct Optional
    {
        [FlagOf(nameof(Number)), Bits(1)]
        public partial bool HasNumber { get; }

        [FlagOf(nameof(Text)), Bits(1)]
        public partial bool HasText { get; }

        [Bits(6)]
        public byte Rest { get; init; }

        public Options Options { get; init; }

        [FlagOf(nameof(Extra))]
        public partial bool HasExtra { get; }

        public bool HasBody => Options.HasFlag(Options.Body);

        [When(nameof(HasNumber)), InRange(5, 9)]
        public ushort? Number { get; init; }

        [When(nameof(HasText)), LengthPrefixed<byte>, OneOf("a", "b"), Validate(nameof(IsKnown))]
        public string? Text { get; init; }

        [When(nameof(HasBody)), ClosedEnum]
        public Color? Body { get; init; }

        [When(nameof(WantsExtra))]
        public byte? Extra { get; init; }

        private bool WantsExtra => Options.HasFlag(Options.Extra);

        private static bool IsKnown(string value) => value.Length == 1;
    }

    [Fact]
    public void Values_in_their_range_are_right() => WireForm.Is(
        Right,
        1, // Level
        0xFB, 0xFF, // Offset
        10, // AtLeast
        0x0C, 0x8E, // AtMost and Small
        0x3F, 0x00, 0x00, 0x00, // Ratio
        0xAC, 0x02, // Count
        0, 0, 0, 0, 0, 0, 0, 3); // Large

    [Fact]
    public void The_ends_of_a_range_belong_to_it() => _ = Ranges.Read((Right with { Level = 10, Offset = 5, AtLeast = 255, Small = 1, Ratio = 1, Count = 1_000_000, Large = ulong.MaxValue - 1 }).ToBytes());

    [Theory]
    [InlineData(0, 0, "Level at byte 0: is 0, and must be between 1 and 10")]
    [InlineData(0, 11, "Level at byte 0: is 11, and must be between 1 and 10")]
    [InlineData(1, 6, "Offset at byte 1: is -250, and must be between -5 and 5")]
    [InlineData(3, 9, "AtLeast at byte 3: is 9, and must be at least 10")]
    [InlineData(5, 0x9E, "AtMost at byte 4: is 201, and must be at most 200")]
    [InlineData(5, 0x82, "Small at byte 4: is 2, and must be between -2 and 1")]
    [InlineData(6, 0x3E, "Ratio at byte 6: is 0.125, and must be between 0.5 and 1")]
    [InlineData(6, 0x7F, "Ratio at byte 6: is 1.7014118E+38, and must be between 0.5 and 1")]
    [InlineData(19, 2, "Large at byte 12: is 2, and must be between 3 and 18446744073709551614")]
    public void Values_out_of_their_range_are_malformed(int index, byte value, string error)
    {
        byte[] bytes = Right.ToBytes();
        bytes[index] = value;
        WireForm.Refuses<Ranges>(bytes, error);
    }

    [Fact]
    public void No_number_is_in_no_range()
    {
        byte[] bytes = Right.ToBytes();
        bytes[6] = 0x7F;
        bytes[7] = 0xC0;
        WireForm.Refuses<Ranges>(bytes, "Ratio at byte 6: is NaN, and must be between 0.5 and 1");
        WireForm.CannotWrite(Right with { Ratio = float.NaN }, "Ratio is NaN, and must be between 0.5 and 1");
    }

    [Fact]
    public void An_integer_of_variable_length_is_checked_where_it_starts()
    {
        byte[] bytes = [.. Right.ToBytes()[..10], 0xC1, 0x84, 0x3D, 0, 0, 0, 0, 0, 0, 0, 3];
        WireForm.Refuses<Ranges>(bytes, "Count at byte 10: is 1000001, and must be at most 1000000");
    }

    [Fact]
    public void Values_out_of_their_range_can_not_be_written()
    {
        WireForm.CannotWrite(Right with { Level = 11 }, "Level is 11, and must be between 1 and 10");
        WireForm.CannotWrite(Right with { Offset = -6 }, "Offset is -6, and must be between -5 and 5");
        WireForm.CannotWrite(Right with { AtMost = 201 }, "AtMost is 201, and must be at most 200");
        WireForm.CannotWrite(Right with { Large = 2 }, "Large is 2, and must be between 3 and 18446744073709551614");
        WireForm.CannotWrite(default(Ranges), "Level is 0, and must be between 1 and 10");
    }

    [Fact]
    public void A_value_can_be_one_of_some()
    {
        WireForm.Is(new Choices(4, Color.Blue, "GET", 1.5), 0, 0, 0, 4, 7, 3, (byte)'G', (byte)'E', (byte)'T', 0x3F, 0xF8, 0, 0, 0, 0, 0, 0);
        WireForm.Is(new Choices(1, Color.Red, "a\"b\\", 1.5), 0, 0, 0, 1, 1, 4, (byte)'a', (byte)'"', (byte)'b', (byte)'\\', 0x3F, 0xF8, 0, 0, 0, 0, 0, 0);
        WireForm.Refuses<Choices>([0, 0, 0, 3, 7, 0], "Number at byte 0: is 3, and must be 1, 2 or 4");
        WireForm.Refuses<Choices>([0, 0, 0, 1, 2, 0], "Color at byte 4: is Green, and must be Red or Blue");
        WireForm.Refuses<Choices>([0, 0, 0, 1, 9, 0], "Color at byte 4: is 9, and must be Red or Blue");
        WireForm.Refuses<Choices>([0, 0, 0, 1, 7, 1, (byte)'G', 0x3F, 0xF8, 0, 0, 0, 0, 0, 0], "Verb at byte 5: is \"G\", and must be \"GET\" or \"a\\\"b\\\\\"");
        WireForm.CannotWrite(new Choices(1, Color.Red, "PUT", 1.5), "Verb is \"PUT\", and must be \"GET\" or \"a\\\"b\\\\\"");
        WireForm.CannotWrite(new Choices(1, Color.Red, "GET", 1.25), "Version is 1.25, and must be 1.5");
        WireForm.CannotWrite(new Choices(0, Color.Red, "GET", 1.5), "Number is 0, and must be 1, 2 or 4");
    }

    [Fact]
    public void Names_of_a_closed_enum_are_all_there_are()
    {
        WireForm.Is(new Closed(Color.Green, Kind.Some, Options.Body | Options.Extra, (Color)9), 2, 0xFF, 0xFE, 5, 9);
        WireForm.Refuses<Closed>([3, 0, 0, 0, 0], "Color at byte 0: is 3, which is no Color");
        WireForm.Refuses<Closed>([1, 0, 1, 0, 0], "Kind at byte 1: is 1, which is no Kind");
        WireForm.Refuses<Closed>([1, 0, 0, 3, 0], "Options at byte 3: is 3, which is no Options");
        WireForm.CannotWrite(new Closed(Color.Red, (Kind)5, Options.None, Color.Red), "Kind is 5, which is no Kind");
        WireForm.CannotWrite(new Closed(Color.Red, Kind.None, (Options)2, Color.Red), "Options is 2, which is no Options");
    }

    [Fact]
    public void A_method_or_property_of_the_record_can_say_what_is_right()
    {
        Validated value = new() { Even = 4, Name = "AB", Low = 1, High = 1, Data = new byte[] { 9 } };
        WireForm.Is(value, 4, 2, (byte)'A', (byte)'B', 1, 1, 1, 9);
        WireForm.Refuses<Validated>([5, 0, 0, 0, 0], "Even at byte 0: is 5, which IsEven refuses");
        WireForm.Refuses<Validated>([4, 1, (byte)'a', 0, 0, 0], "Name at byte 1: is \"a\", which IsUpper refuses");
        WireForm.Refuses<Validated>([4, 0, 2, 1, 0], "High at byte 3: is 1, which IsOrdered refuses");
        WireForm.Refuses<Validated>([4, 0, 2, 101, 0], "High at byte 3: is 101, and must be at most 100");
        WireForm.Refuses<Validated>([4, 0, 2, 3, 2, 0xAB, 0xCD], "Data at byte 4: is ABCD, which IsShort refuses");
        WireForm.CannotWrite(value with { Even = 3 }, "Even is 3, which IsEven refuses");
        WireForm.CannotWrite(value with { High = 0 }, "High is 0, which IsOrdered refuses");
        WireForm.CannotWrite(value with { Data = new byte[100] }, $"Data is {new string('0', 128)}..., which IsShort refuses");
    }

    [Fact]
    public void A_flag_is_computed_from_whether_a_member_is_there()
    {
        Optional value = new() { Number = 5, Text = "a", Options = Options.Body | Options.Extra, Body = Color.Red, Extra = 8, Rest = 3 };
        Assert.True(value.HasNumber);
        Assert.False((value with { Number = null }).HasNumber);
        WireForm.Is(value, 0b1_1_000011, 5, 1, 0, 5, 1, (byte)'a', 1, 8);
        WireForm.Is(value with { Number = null }, 0b0_1_000011, 5, 1, 1, (byte)'a', 1, 8);
        WireForm.Is(value with { Text = null }, 0b1_0_000011, 5, 1, 0, 5, 1, 8);
        WireForm.Is(default(Optional), 0, 0, 0);
    }

    [Fact]
    public void A_flag_and_another_condition_have_to_agree()
    {
        WireForm.Refuses<Optional>([0, 0, 1], "HasExtra at byte 3: is true, and Extra is not there");
        WireForm.Refuses<Optional>([0, 4, 0, 8], "HasExtra at byte 4: is false, and Extra is there");
        WireForm.CannotWrite(new Optional { Extra = 1 }, "Extra has a value, and WantsExtra says that it is not there");
        WireForm.CannotWrite(new Optional { Options = Options.Extra }, "Extra is null, and WantsExtra says that it is there");
    }

    [Fact]
    public void A_member_that_may_be_null_is_checked_when_it_is_there()
    {
        WireForm.Refuses<Optional>([0x80, 0, 0, 0, 4], "Number at byte 3: is 4, and must be between 5 and 9");
        WireForm.Refuses<Optional>([0x40, 0, 0, 1, (byte)'c'], "Text at byte 3: is \"c\", and must be \"a\" or \"b\"");
        WireForm.Refuses<Optional>([0, 1, 0, 3], "Body at byte 3: is 3, which is no Color");
        WireForm.CannotWrite(new Optional { Number = 10 }, "Number is 10, and must be between 5 and 9");
        WireForm.CannotWrite(new Optional { Text = "x" }, "Text is \"x\", and must be \"a\" or \"b\"");
        WireForm.CannotWrite(new Optional { Options = Options.Body, Body = (Color)4 }, "Body is 4, which is no Color");
    }
}
