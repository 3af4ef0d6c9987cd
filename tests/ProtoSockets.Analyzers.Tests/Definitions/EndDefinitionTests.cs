using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>PSOCK1053 and 1054: lists that say where they end, and optional members; lengths of records.</summary>
public sealed class EndDefinitionTests
{
    [Theory]
    [InlineData("[Until(nameof(Chunk.IsLast)), MaxCount(3)] public Chunk[]")]
    [InlineData("[Until(nameof(Chunk.IsShort)), MaxBytes(30)] public WireList<Chunk>")]
    [InlineData("[EndsWith(0), MaxCount(3)] public int[]")]
    [InlineData("[EndsWith(-1), MaxCount(3)] public WireList<short>")]
    [InlineData("[EndsWith(Color.Green), MaxCount(3)] public Color[]")]
    [InlineData("[EndsWith(0), MaxCount(3)] public Chunk[]")]
    [InlineData("[EndsWith('.'), MaxCount(3)] public Chunk[]")]
    [InlineData("[EndsWith(\"\\r\\n\"), MaxCount(3)] public Chunk[]")]
    [InlineData("[EndsWith(new byte[] { 0, 0 }), MaxCount(3)] public WireList<Chunk>")]
    [InlineData("[LengthPrefixed<ushort>(OnRest = RestPolicy.Ignore)] public Point")]
    [InlineData("[LengthPrefixed(VarIntFormat.Mqtt)] public Point")]
    public Task A_list_or_record_that_ends_is_right(string member) => IsSilent(Around(member + " Value { get; init; } public byte Next { get; init; }"));

    [Theory]
    [InlineData("public byte Before { get; init; } [Optional] public int? Value { get; init; }")]
    [InlineData("[Optional] public int? First { get; init; } [Optional, MaxBytes(3)] public string? Second { get; init; } [Optional] public Point? Third { get; init; }")]
    [InlineData("[LengthOf(nameof(Id), nameof(Value))] public partial byte Length { get; } public byte Id { get; init; } [Optional] public int? Value { get; init; } public byte Next { get; init; }")]
    [InlineData("[Optional, EndsWith(0), MaxCount(3)] public int[]? Value { get; init; }")]
    public Task Optional_members_at_the_end_are_right(string members) => IsSilent(Around(members));

    [Theory]
    [InlineData("{|PSOCK1053:Until(\"Missing\")|}", "Chunk[]", "the element for which 'Missing' is true, and 'Chunk' has no bool property of that name")]
    [InlineData("{|PSOCK1053:Until(\"Length\")|}", "Chunk[]", "the element for which 'Length' is true, and 'Chunk' has no bool property of that name")]
    [InlineData("{|PSOCK1053:Until(\"Length\")|}", "int[]", "the element for which 'Length' is true, and 'int' has no bool property of that name")]
    [InlineData("{|PSOCK1053:EndsWith(-1)|}", "ushort[]", "-1, that is no value of 'ushort'")]
    [InlineData("{|PSOCK1053:EndsWith(\"x\")|}", "int[]", "x, that is no value of 'int'")]
    [InlineData("{|PSOCK1053:EndsWith(256)|}", "Chunk[]", "256, and that is neither a byte, nor 1 to 64 bytes, nor an ASCII text")]
    [InlineData("{|PSOCK1053:EndsWith(\"\")|}", "Chunk[]", ", and that is neither a byte, nor 1 to 64 bytes, nor an ASCII text")]
    [InlineData("{|PSOCK1053:EndsWith(\"é\")|}", "Chunk[]", "é, and that is neither a byte, nor 1 to 64 bytes, nor an ASCII text")]
    public Task The_end_of_a_list_can_be_told(string attribute, string type, string reason) => Reports(
        Around($"[{attribute}, MaxCount(3)] public {type} Value {{ get; init; }}"), $"'Value' ends with {reason}");

    [Fact]
    public Task A_list_that_says_itself_where_it_ends_has_a_limit() => Reports(
        Around("[EndsWith(0)] public int[] {|PSOCK1003:Value|} { get; init; }"), "The peer chooses how large 'Value' is; limit it with [MaxCount]");

    [Fact]
    public Task A_list_ends_in_one_way() => Reports(
        Around("[EndsWith(0), {|PSOCK1022:CountPrefixed<byte>|}, MaxCount(3)] public int[] Value { get; init; }"), "'Value' has both [EndsWith] and [CountPrefixed], and only one can hold");

    [Theory]
    [InlineData("{|PSOCK1023:Until(nameof(Other))|}", "Until")]
    [InlineData("{|PSOCK1023:EndsWith(0)|}", "EndsWith")]
    public Task Only_lists_end_so(string attribute, string name) => Reports(
        Around($"public bool Other {{ get; init; }} [{attribute}] public int Value {{ get; init; }}"), $"[{name}] has no meaning on 'Value': it is a number");

    [Fact]
    public Task An_optional_member_is_last() => Reports(
        Around("[{|PSOCK1054:Optional|}] public int? Value { get; init; } public byte Next { get; init; }"),
        "'Value' is there when bytes are left, and 'Next', which always is, follows it");

    [Fact]
    public Task An_optional_member_is_behind_all_that_has_a_condition() => Reports(
        Around("public bool HasNext { get; init; } [{|PSOCK1054:Optional|}] public int? Value { get; init; } [When(nameof(HasNext))] public byte? Next { get; init; }"),
        "'Value' is there when bytes are left, and 'Next', which always is, follows it");

    [Fact]
    public Task A_record_with_an_optional_member_is_last() => Reports(
        """
        [WireStruct] public readonly partial record struct Tail([Optional] int? Value);
        [WireStruct] public readonly partial record struct Sample(Tail {|PSOCK1014:Tail|}, byte Next);
        """,
        "'Tail' takes all that is left, and 'Next' follows it");

    [Fact]
    public Task An_optional_member_can_be_null() => Reports(
        Around("[Optional] public int {|PSOCK1038:Value|} { get; init; }"), "'Value' is not always there: its type must be 'int?'");

    [Fact]
    public Task An_optional_member_takes_bytes() => Reports(
        Around("[{|PSOCK1023:Optional|}, Remaining] public ReadOnlyMemory<byte>? Value { get; init; }"),
        "[Optional] has no meaning on 'Value': it may take no bytes, and then nothing tells it from one that is not there");

    [Fact]
    public Task A_condition_and_bytes_that_are_left_are_two_things() => Reports(
        Around("public bool Has { get; init; } [{|PSOCK1022:When(nameof(Has))|}, Optional] public int? Value { get; init; }"),
        "'Value' has both [When] and [Optional], and only one can hold");

    private static string Around(string members) => RecordAround(members).Replace("public partial record struct", "public readonly partial record struct", StringComparison.Ordinal) + """

        [WireStruct]
        public readonly partial record struct Chunk(bool IsLast, byte Length)
        {
            [NotOnWire] public bool IsShort => Length < 3;
        }
        """;
}
