using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Lines, terminators, verbs and frames that end with their message: PSOCK1063, 1064, 1065, and what they share with others.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData("[AsciiDecimal, Terminated(\" \")] public int Value { get; init; }")]
    [InlineData("[AsciiHex, FixedBytes(8)] public uint Value { get; init; }")]
    [InlineData("[AsciiDecimal, FixedBytes(8, Pad = 32)] public uint Value { get; init; }")]
    [InlineData("[AsciiDecimal, LengthPrefixed<byte>] public ulong Value { get; init; }")]
    [InlineData("[Terminated(\";\"), MaxBytes(9)] public string Value { get; init; }")]
    [InlineData("[Terminated(\";\"), MaxCount(9)] public Point[] Value { get; init; }")]
    [InlineData("[LengthOf(nameof(Value), Null = -1)] public partial short Length { get; } public byte[]? Value { get; init; }")]
    [InlineData("[CountOf(nameof(Value), Null = -1)] public partial short Count { get; } public Point[]? Value { get; init; }")]
    [InlineData("[LengthOf(nameof(Value)), AsciiDecimal, Terminated(\":\")] public partial ushort Length { get; } [Terminated(\",\")] public byte[] Value { get; init; }")]
    public Task A_member_that_says_where_it_ends_is_right(string member) => IsSilentAboutMember(member);

    [Theory]
    [InlineData("[AsciiDecimal] public int {|PSOCK1063:Value|} { get; init; }", "Nothing says where the digits of 'Value' end; add [Terminated(\"...\")] or [FixedBytes(n)], or make it a token of a [Line]")]
    [InlineData("[Terminated(\";\")] public string {|PSOCK1003:Value|} { get; init; }", "The peer chooses how large 'Value' is; limit it with [MaxBytes]")]
    [InlineData("[{|PSOCK1030:Terminated(\"\")|}, MaxBytes(9)] public string Value { get; init; }", "[Terminated] on 'Value' is given \"\"; it takes 1 to 256 ASCII characters")]
    [InlineData("[{|PSOCK1023:Terminated(\";\")|}] public int Value { get; init; }", "[Terminated] has no meaning on 'Value': it is a number")]
    [InlineData("[{|PSOCK1023:Keyword(\"x\")|}] public bool Value { get; init; }", "[Keyword] has no meaning on 'Value': 'Sample' is no [Line]")]
    [InlineData("[{|PSOCK1023:AfterLine|}] public int Value { get; init; }", "[AfterLine] has no meaning on 'Value': 'Sample' is no [Line]")]
    [InlineData("[{|PSOCK1030:LengthOf(nameof(Value), Null = 300)|}] public partial byte Length { get; } public byte[] Value { get; init; }", "[LengthOf] on 'Length' is given 300 for null; it is no value of 'byte'")]
    public Task A_member_that_does_not_is_reported(string member, string message) => ReportsMember(member, message);

    [Theory]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(Utf8Text A, [Optional] int? B, [Keyword(\"c\")] bool C, [Remaining] string D);")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(WireList<Utf8Text> All);")]
    [InlineData("[WireStruct, Line(Separator = \",\", Terminator = \"\\n\")] public readonly partial record struct Sample(byte[] A, [AsciiHex] ulong B, string[] C);")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(string A, [AfterLine] int B, [MaxBytes(9)] string C);")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(string A, [Optional] int? B, [Optional] string? C, [Keyword(\"d\")] bool D, string[] E);")]
    [InlineData("[WireStruct, Line(Separator = \",\")] public readonly partial record struct Sample(string A, [Optional] string? B, [Keyword(\"c:d\")] bool C, [Optional, Remaining] string? D);")]
    public Task A_line_of_tokens_is_right(string record) => IsSilent(record);

    [Theory]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(double {|PSOCK1001:A|});", "'A' is of type 'double', which has no wire form; tokens of a line are text, bytes, integers and lists of text; add [AfterLine] to what stands behind it")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample([Remaining] string {|PSOCK1014:A|}, string B);", "'A' takes all that is left, and 'B' follows it")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(string[] {|PSOCK1014:A|}, string B);", "'A' takes all that is left, and 'B' follows it")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample([{|PSOCK1023:LengthPrefixed<byte>|}] string A);", "[LengthPrefixed] has no meaning on 'A': it is a token of the line; add [AfterLine] to what stands behind it")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(string A, [{|PSOCK1030:Keyword(\"b c\")|}] bool B);", "[Keyword] on 'B' is given \"b c\"; it takes 1 to 256 printable ASCII characters, and no blank")]
    [InlineData("[WireStruct, Line(Separator = \",\")] public readonly partial record struct Sample(string A, [{|PSOCK1030:Keyword(\"b,c\")|}] bool B);", "[Keyword] on 'B' is given \"b,c\"; no byte of what separates tokens or ends lines is part of a token")]
    [InlineData("[WireStruct, Line(Separator = \": \")] public readonly partial record struct Sample(string A, [{|PSOCK1030:Keyword(\"b:\")|}] bool B);", "[Keyword] on 'B' is given \"b:\"; no byte of what separates tokens or ends lines is part of a token")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(string A, [Magic(\"x\")] string {|PSOCK1023:B|});", "[Magic] has no meaning on 'B': tokens are there or not by [Optional], and nothing stands between them but separators")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(string A, [Reserved(2)] int {|PSOCK1023:B|});", "[Reserved] has no meaning on 'B': tokens are there or not by [Optional], and nothing stands between them but separators")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample([Magic(\"x\")] string A, [Padding(2)] int {|PSOCK1023:B|});", "[Padding] has no meaning on 'B': tokens are there or not by [Optional], and nothing stands between them but separators")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(string A, [{|PSOCK1023:Keyword(\"b\")|}] int B);", "[Keyword] has no meaning on 'B': it is no bool")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(string A, [Optional] int {|PSOCK1038:B|});", "'B' is not always there: its type must be 'int?'")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample(string A, int? {|PSOCK1037:B|});", "'B' may be null, and nothing on the wire says so; add [When(nameof(...))], or make it not nullable")]
    [InlineData("[WireStruct, Line] public readonly partial record struct Sample([{|PSOCK1023:Verb|}] string A);", "[Verb] has no meaning on 'A': 'Sample' is no message with a verb")]
    public Task What_is_no_token_is_reported(string record, string message) => Reports(record, message);

    [Theory]
    [InlineData("[Message(\"A\"), Line] public readonly partial record struct A(int X); [Message(\"B\"), Line] public readonly partial record struct B;")]
    [InlineData("[Message(\"A\", From = Side.Client), Line] public readonly partial record struct A; [Message(\"A\", From = Side.Server), Line] public readonly partial record struct B;")]
    [InlineData("[Message(\"A\"), Line] public readonly partial record struct A; [Message, Line] public readonly partial record struct B(string Any);")]
    [InlineData("[Message(\"A\", \"B\"), Line] public readonly partial record struct A([Verb] string Verb);")]
    [InlineData("[Message(\"1\", \"2\"), Line] public readonly partial record struct A([Verb] byte Verb, [Optional] int? B);")]
    [InlineData("[Message(\"A\", \"B\"), Line] public readonly partial record struct A([Verb] ReadOnlyMemory<byte> Verb, WireList<Utf8Text> Words);")]
    [InlineData("[Message(\"+\")] public readonly partial record struct A([Terminated(\"\\n\"), MaxBytes(9)] string Text); [Message(\"+OK\"), Line] public readonly partial record struct B;")]
    public Task Messages_with_verbs_are_right(string messages) => IsSilent($"[Protocol, SelfDelimiting] public sealed partial class Sample {{ {messages} }}");

    [Theory]
    [InlineData("[Message] public readonly partial record struct A(bool B, [When(nameof(B))] int? C);")]
    [InlineData("[Message] public readonly partial record struct A([VarInt(VarIntFormat.Leb128)] int B, [LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(9)] string C, [CountPrefixed(VarIntFormat.Quic), MaxCount(9)] int[] D);")]
    [InlineData("[Message] public readonly partial record struct A([Codec<AgeCodec>] int B, byte C); public readonly struct AgeCodec : IWireCodec<int> { public static bool TryRead(ref WireReader reader, out int value) { value = 0; return reader.TryTake(1, out _); } public static void Write(ref WireWriter writer, int value) { writer.Take(1); } public static int GetSize(int value) => 1; }")]
    [InlineData("[Message, Line] public readonly partial record struct A(Utf8Text B, [AfterLine] bool C, [When(nameof(C))] int? D, [Terminated(\"\\n\"), MaxBytes(9)] string E);")]
    public Task Messages_that_are_read_to_their_end_are_right(string messages) => IsSilent($"[Protocol, SelfDelimiting] public sealed partial class Sample {{ {messages} }}");

    [Fact]
    public Task A_member_that_only_a_version_has_is_right_where_frames_end_with_their_messages() => IsSilent(
        "[Protocol(Version = 2, MinVersion = 1), SelfDelimiting] public sealed partial class Sample { [Message] public readonly partial record struct A(byte B, [Since(2)] int? C); }");

    [Theory]
    [InlineData("[Message(\"A\"), Line] public readonly partial record struct A; [{|PSOCK1065:Message(\"A\")|}, Line] public readonly partial record struct B;", "'B' has the verb \"A\", like 'A', which the same side sends")]
    [InlineData("[{|PSOCK1065:Message(\"A B\")|}, Line] public readonly partial record struct A;", "'A' has the verb \"A B\", which is no token of its line")]
    [InlineData("[Message(\"A\"), Line] public readonly partial record struct A; [{|PSOCK1065:Message(5)|}, Line] public readonly partial record struct B;", "'B' has an id that is no text, and other messages of the protocol have verbs")]
    [InlineData("[Message(\"A\", \"B\"), Line] public readonly partial record struct A([{|PSOCK1023:Verb|}] string[] Verb);", "[Verb] has no meaning on 'Verb': the verb is one token, which is always there")]
    [InlineData("[Message(\"A\", \"B\"), Line] public readonly partial record struct A([{|PSOCK1023:Verb|}, Optional] string? Verb);", "[Verb] has no meaning on 'Verb': the verb is one token, which is always there")]
    [InlineData("[Message(\"A\", \"B\"), Line] public readonly partial record struct A([{|PSOCK1023:Verb|}, Keyword(\"A\")] bool Verb);", "[Verb] has no meaning on 'Verb': the verb is one token, which is always there")]
    [InlineData("[Message] public readonly partial record struct {|PSOCK1064:A|}([Remaining] Utf8Text Text);", "'Sample' is [SelfDelimiting], and 'A' does not say where it ends: nothing tells the end of 'Text'")]
    [InlineData("[Message] public readonly partial record struct {|PSOCK1064:A|}(bool B, [Optional] int? C);", "'Sample' is [SelfDelimiting], and 'A' does not say where it ends: 'C' is not always there")]
    [InlineData("[Message] public readonly partial record struct {|PSOCK1064:A|}([When(nameof(A.B))] int? C, [Remaining] byte[] D) { [NotOnWire] public bool B => true; }", "'Sample' is [SelfDelimiting], and 'A' does not say where it ends: 'C' is not always there")]
    public Task Verbs_and_ends_that_do_not_fit_are_reported(string messages, string message) =>
        Reports($"[Protocol, SelfDelimiting] public sealed partial class Sample {{ {messages} }}", message);

    [Theory]
    [InlineData("[Protocol, SelfDelimiting, InFront<Note>(From = Side.Server)]", "[Magic(\"|\"), Terminated(\";\"), MaxBytes(9)] string Text")]
    [InlineData("[Protocol, SelfDelimiting, InFront<Note>]", "[Magic(\"(note\"), AsciiDecimal, Terminated(\")\")] int Number")]
    [InlineData("[Protocol, Delimited(\"\\n\"), InFront<Note>]", "[Magic(\"|\"), Terminated(\";\"), MaxBytes(9)] string Text")]
    public Task Records_in_front_of_messages_are_right(string protocol, string note) => IsSilent(
        $$"""
        {{protocol}} public sealed partial class Sample { [Message("A", From = Side.Server)] public readonly partial record struct A([Terminated("\n"), MaxBytes(90)] string All); }
        [WireStruct] public readonly partial record struct Note({{note}});
        """);

    [Theory]
    [InlineData("[Message(\"A\"), Line] public readonly partial record struct A;", "int Value", "'Note' has to be a [WireStruct] of text that begins with a [Magic] and says where it ends")]
    [InlineData("[Message(\"A\"), Line] public readonly partial record struct A;", "[Magic(\"|\"), Remaining, MaxBytes(4)] string Text", "'Note' has to be a [WireStruct] of text that begins with a [Magic] and says where it ends")]
    [InlineData("[Message(\"A\"), Line] public readonly partial record struct A;", "[Terminated(\";\"), MaxBytes(4)] string Text", "'Note' has to be a [WireStruct] of text that begins with a [Magic] and says where it ends")]
    [InlineData("[Message(\"|A\"), Line] public readonly partial record struct A;", "[Magic(\"|\"), Terminated(\";\"), MaxBytes(4)] string Text", "the verb \"|A\" begins as 'Note' does")]
    [InlineData("[Message, Line] public readonly partial record struct A;", "[Magic(\"|\"), Terminated(\";\"), MaxBytes(4)] string Text", "its messages are not told by what they begin with")]
    public Task Records_in_front_that_hide_messages_are_reported(string message, string note, string reason) => Reports(
        $$"""
        [Protocol, SelfDelimiting, {|PSOCK1023:InFront<Note>|}] public sealed partial class Sample { {{message}} }
        [WireStruct] public readonly partial record struct Note({{note}});
        """,
        $"[InFront] has no meaning on 'Sample': {reason}");

    [Fact]
    public Task Attributes_with_the_same_names_of_others_are_not_ours() => IsSilent(
        """
        [WireStruct] public readonly partial record struct Sample([Other.Line, Other.Terminated] int Value);
        namespace Other { public sealed class LineAttribute : System.Attribute; public sealed class TerminatedAttribute : System.Attribute; }
        """);
}
