using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using ProtoSockets.Schema.Locks;

namespace ProtoSockets.Analyzers.Tests.Compatibility;

/// <summary>PSOCK5001 and PSOCK5002: what breaks the wire, what does not, and what the lock lacks.</summary>
public sealed class WireLockTests
{
    [Theory]
    [InlineData("int A", "long {|PSOCK5001:A|}", "'Point.A' breaks the wire: at byte 0 the lock has 'int32', and here is 'int64'")]
    [InlineData("int A, int B", "int A, short {|PSOCK5001:B|}", "'Point.B' breaks the wire: at byte 4 the lock has 'int32', and here is 'int16'")]
    [InlineData("int A", "uint {|PSOCK5001:A|}", "'Point.A' breaks the wire: at byte 0 the lock has 'int32', and here is 'uint32'")]
    [InlineData("int A", "[LittleEndian] int {|PSOCK5001:A|}", "'Point.A' breaks the wire: at byte 0 the lock has 'int32', and here is 'int32 little-endian'")]
    [InlineData("int A", "int A, int {|PSOCK5001:B|}", "'Point.B' breaks the wire: at byte 4 is 'B: int32', which the lock does not have")]
    [InlineData("int A, int B", "int A, byte {|PSOCK5001:X|}, int B", "'Point.X' breaks the wire: at byte 4 is 'X: uint8', which the lock does not have")]
    [InlineData("int A, byte X, long B", "int A, int {|PSOCK5001:Y|}, byte X, long B", "'Point.Y' breaks the wire: at byte 4 is 'Y: int32', which the lock does not have")]
    [InlineData("[VarInt(VarIntFormat.Leb128)] int A", "[VarInt(VarIntFormat.ZigZag)] int {|PSOCK5001:A|}", "'Point.A' breaks the wire: at byte 0 the lock has 'leb128 signed', and here is 'zigzag signed'")]
    [InlineData("string T, int A", "string T, byte {|PSOCK5001:A|}", "'Point.A' breaks the wire: behind what varies in size the lock has 'int32', and here is 'uint8'")]
    [InlineData("string T", "[LengthPrefixed<ushort>] string {|PSOCK5001:T|}", "'Point.T' breaks the wire: at byte 0 the lock has 'utf8 text, length leb128', and here is 'utf8 text, length uint16'")]
    [InlineData("string T", "[Latin1] string {|PSOCK5001:T|}", "'Point.T' breaks the wire: at byte 0 the lock has 'utf8 text, length leb128', and here is 'latin1 text, length leb128'")]
    [InlineData("[FixedBytes(8)] string T", "[FixedBytes(9)] string {|PSOCK5001:T|}", "'Point.T' breaks the wire: at byte 0 the lock has 'utf8 text, 8 bytes', and here is 'utf8 text, 9 bytes'")]
    [InlineData("[CountPrefixed<byte>] int[] L", "[CountPrefixed<ushort>] int[] {|PSOCK5001:L|}", "'Point.L' breaks the wire: at byte 0 the lock has 'list of int32, count uint8', and here is 'list of int32, count uint16'")]
    [InlineData("[Bits(4)] byte A, [Bits(4)] byte B", "[Bits(3)] byte {|PSOCK5001:A|}, [Bits(5)] byte {|PSOCK5001:B|}", "'Point.A' breaks the wire: at byte 0, bit 0 the lock has 'bits 4', and here is 'bits 3'", "'Point.B' breaks the wire: at byte 0, bit 4 the lock has 'bits 4', and here is 'bits 5'")]
    [InlineData("bool Has, [When(\"Has\")] int? A", "bool Has, int {|PSOCK5001:A|}", "'Point.A' breaks the wire: at byte 1 the lock has 'when 'Has': int32', and here is 'int32'")]
    public Task Another_form_breaks_the_wire_at_its_member(string before, string after, params string[] messages) =>
        WireLockTest.Reports(Struct(before), Struct(after), messages);

    [Fact]
    public Task Members_that_change_places_break_the_wire_although_they_look_the_same() => WireLockTest.Reports(
        Struct("int X, int Y"),
        Struct("int {|PSOCK5001:Y|}, int {|PSOCK5001:X|}"),
        "'Point.Y' breaks the wire: the lock has it at byte 4, and here it is at byte 0",
        "'Point.X' breaks the wire: the lock has it at byte 0, and here it is at byte 4");

    [Fact]
    public Task A_member_that_is_gone_breaks_the_wire_at_its_record() => WireLockTest.Reports(
        Struct("int A, byte B, long C"),
        "[WireStruct] public readonly partial record struct {|PSOCK5001:Point|}(int A, long C);",
        "'Point' breaks the wire: at byte 4 the lock has 'B: uint8', which is gone");

    [Fact]
    public Task Other_bytes_between_members_break_the_wire() => WireLockTest.Reports(
        "[WireStruct] public readonly partial record struct Point { [Magic(0x80)] public int A { get; init; } }",
        "[WireStruct] public readonly partial record struct {|PSOCK5001:Point|} { [Magic(0x81)] public int A { get; init; } }",
        "'Point' breaks the wire: at byte 0 the lock has 'magic 80', and here is 'magic 81'");

    [Fact]
    public Task Another_length_breaks_the_wire_and_another_name_of_what_it_counts_does_not() => WireLockTest.Reports(
        "[WireStruct] public readonly partial record struct Point { [LengthOf(nameof(T))] public partial byte L { get; } public string T { get; init; } }",
        "[WireStruct] public readonly partial record struct Point { [LengthOf(nameof(Text), Bias = 1)] public partial byte {|PSOCK5001:Length|} { get; } public string Text { get; init; } }",
        "'Point.Length' breaks the wire: at byte 0 the lock has 'L: uint8, the length of 'T'', and here is 'uint8, the length of 'Text' + 1'");

    [Theory]
    [InlineData("int A", "int B")]
    [InlineData("int A", "Color A")]
    [InlineData("string T", "Utf8Text T")]
    [InlineData("[MaxBytes(10)] string T", "[MaxBytes(1000)] string T")]
    [InlineData("[CountPrefixed<byte>, MaxCount(3)] int[] L", "[CountPrefixed<byte>, MaxCount(30)] WireList<int> L")]
    [InlineData("bool Has, [When(\"Has\")] int? A", "bool Is, [When(\"Is\")] int? B")]
    [InlineData("int X, int Y", "int Left, int Top")]
    [InlineData("int X, int Y", "int Y, int Z")]
    [InlineData("ushort A", "[Bytes(2)] uint A")]
    public Task Names_types_and_limits_break_nothing(string before, string after) => WireLockTest.BreaksNothing(Struct(before), Struct(after));

    [Fact]
    public Task Comments_attributes_of_others_and_order_in_the_file_break_nothing_and_change_nothing() => WireLockTest.Reports(
        "[WireStruct] public readonly partial record struct A(int X); [WireStruct] public readonly partial record struct B(int X);",
        "/// <summary>New.</summary>\n[WireStruct, Obsolete] public readonly partial record struct B(int X); [WireStruct] public readonly partial record struct A(int X);");

    [Fact]
    public Task A_struct_may_be_renamed_with_all_that_contain_it() => WireLockTest.Reports(
        "[WireStruct] public readonly partial record struct Point(int X); [WireStruct] public readonly partial record struct Line(Point From, Point[] Others);",
        "[WireStruct] public readonly partial record struct {|PSOCK5002:Place|}(int X); [WireStruct] public readonly partial record struct {|PSOCK5002:Line|}(Place From, Place[] Others);",
        "'Place' has the name 'Test.Point' in the lock",
        "'Line' has changed in a way that breaks nothing, and the lock does not say so yet");

    [Fact]
    public Task A_struct_that_is_replaced_by_another_one_breaks_the_wire_at_the_member() => WireLockTest.Reports(
        "[WireStruct] public readonly partial record struct Point(int X); [WireStruct] public readonly partial record struct Place(long X); [WireStruct] public readonly partial record struct Line(Point From);",
        "[WireStruct] public readonly partial record struct Point(int X); [WireStruct] public readonly partial record struct Place(long X); [WireStruct] public readonly partial record struct Line(Place {|PSOCK5001:From|});",
        "'Line.From' breaks the wire: at byte 0 the lock has '<Test.Point>', and here is '<Test.Place>'");

    [Fact]
    public Task What_is_wrong_in_a_struct_is_said_there_and_not_again_where_it_is_used() => WireLockTest.Reports(
        "[WireStruct] public readonly partial record struct Point(int X); [WireStruct] public readonly partial record struct Line(Point From, Point To);",
        "[WireStruct] public readonly partial record struct Point(long {|PSOCK5001:X|}); [WireStruct] public readonly partial record struct {|PSOCK5002:Line|}(Point From, Point To);",
        "'Point.X' breaks the wire: at byte 0 the lock has 'int32', and here is 'int64'",
        "'Line' has changed in a way that breaks nothing, and the lock does not say so yet");

    [Fact]
    public Task A_record_that_contains_itself_can_be_renamed() => WireLockTest.BreaksNothing(
        "[WireStruct] public partial record Tree(int X, [CountPrefixed<byte>] Tree[] Children);",
        "[WireStruct] public partial record Node(int X, [CountPrefixed<byte>] Node[] Children);");

    [Fact]
    public Task A_codec_may_be_renamed_and_not_replaced() => WireLockTest.Reports(
        Codec("One") + Codec("Two") + Codec("Three") + "[WireStruct] public readonly partial record struct R([Codec<One>] int A, [Codec<Three>] int B);",
        Codec("One") + Codec("Two") + Codec("Four") + "[WireStruct] public readonly partial record struct R([Codec<Two>] int {|PSOCK5001:A|}, [Codec<Four>] int B);",
        "'R.A' breaks the wire: at byte 0 the lock has 'codec <Test.One>', and here is 'codec <Test.Two>'");

    [Fact]
    public Task New_messages_are_not_recorded_yet() => WireLockTest.Reports(
        Chat("[Message(1)] public readonly partial record struct Say(string Text);"),
        Chat("[Message(1)] public readonly partial record struct Say(string Text); [Message(2)] public readonly partial record struct {|PSOCK5002:Shout|}(string Text);"),
        "'Shout' is not recorded in the lock yet");

    [Fact]
    public Task A_message_that_is_gone_breaks_the_wire_at_its_protocol() => WireLockTest.Reports(
        Chat("[Message(1)] public readonly partial record struct Say(string Text); [Message(2, From = Side.Server)] public readonly partial record struct Shout(string Text);"),
        "[Protocol] public sealed partial class {|PSOCK5001:Chat|} { [Message(1)] public readonly partial record struct Say(string Text); }",
        "'Chat' breaks the wire: 'Shout' was removed, a message from the server with the id 2");

    [Fact]
    public Task Another_id_breaks_the_wire() => WireLockTest.Reports(
        Chat("[Message(1)] public readonly partial record struct Say(string Text);"),
        Chat("[Message(3)] public readonly partial record struct {|PSOCK5001:Say|}(string Text);"),
        "'Say' breaks the wire: its id is 1 in the lock, and here it is 3");

    [Fact]
    public Task Another_sender_breaks_the_wire() => WireLockTest.Reports(
        Chat("[Message(1, From = Side.Client)] public readonly partial record struct Say(string Text);"),
        Chat("[Message(1, From = Side.Server)] public readonly partial record struct {|PSOCK5001:Say|}(string Text);"),
        "'Say' breaks the wire: the lock has a message from the client with the id 1, and here is a message from the server");

    [Fact]
    public Task A_request_of_the_other_side_breaks_the_wire_and_so_does_its_reply() => WireLockTest.Reports(
        Chat("[Request<Pong>(1, From = Side.Server)] public readonly partial record struct Ping(int X); [Reply(2)] public readonly partial record struct Pong(int X);"),
        Chat("[Request<Pong>(1)] public readonly partial record struct {|PSOCK5001:Ping|}(int X); [Reply(2)] public readonly partial record struct {|PSOCK5001:Pong|}(int X);"),
        "'Ping' breaks the wire: the lock has a server's request with the id 1, and here is a request",
        "'Pong' breaks the wire: the lock has a client's reply with the id 2, and here is a reply");

    [Fact]
    public Task A_message_may_be_renamed() => WireLockTest.Reports(
        Chat("[Request<Welcome>(1)] public readonly partial record struct Join(string Nick); [Reply(2)] public readonly partial record struct Welcome(int Id);"),
        Chat("[Request<Hello>(1)] public readonly partial record struct {|PSOCK5002:Enter|}(string Nick); [Reply(2)] public readonly partial record struct {|PSOCK5002:Hello|}(int Id);"),
        "'Enter' has changed in a way that breaks nothing, and the lock does not say so yet",
        "'Hello' has changed in a way that breaks nothing, and the lock does not say so yet");

    [Fact]
    public Task Another_reply_breaks_the_wire_at_the_request() => WireLockTest.Reports(
        Chat("[Request<A>(1)] public readonly partial record struct Ask(int X); [Reply(2)] public readonly partial record struct A(int X); [Request<B>(3)] public readonly partial record struct Ask2(int X); [Reply(4)] public readonly partial record struct B(int X);"),
        Chat("[Request<B>(1)] public readonly partial record struct {|PSOCK5001:Ask|}(int X); [Reply(2)] public readonly partial record struct A(int X); [Request<A>(3)] public readonly partial record struct {|PSOCK5001:Ask2|}(int X); [Reply(4)] public readonly partial record struct B(int X);"),
        "'Ask' breaks the wire: the lock has the answered by '<Test.Chat.A>', and here it is '<Test.Chat.B>'",
        "'Ask2' breaks the wire: the lock has the answered by '<Test.Chat.B>', and here it is '<Test.Chat.A>'");

    [Fact]
    public Task A_protocol_may_be_renamed() => WireLockTest.Reports(
        Chat("[Message(1)] public readonly partial record struct Say(string Text);"),
        "[Protocol] public sealed partial class {|PSOCK5002:Talk|} { [Message(1)] public readonly partial record struct {|PSOCK5002:Say|}(string Text); }",
        "'Talk' has the name 'Test.Chat' in the lock",
        "'Say' has changed in a way that breaks nothing, and the lock does not say so yet");

    [Fact]
    public async Task A_protocol_that_is_gone_breaks_the_wire_at_its_line_of_the_lock()
    {
        ImmutableArray<Diagnostic> reported = await WireLockTest.Run("", ("Test.wire.lock", WireLockTest.Lock(Chat("[Message(1)] public readonly partial record struct Say(string Text);"))));

        Diagnostic only = Assert.Single(reported);
        Assert.Equal(("PSOCK5001", "'Test.Chat' breaks the wire: the protocol was removed"), (only.Id, only.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(("Test.wire.lock", 4), (only.Location.GetLineSpan().Path, only.Location.GetLineSpan().StartLinePosition.Line));
    }

    [Fact]
    public Task Another_framing_breaks_the_wire() => WireLockTest.Reports(
        "[Protocol, LengthPrefixed<ushort>] public sealed partial class Chat { [Message] public readonly partial record struct Say(int A); }",
        "[Protocol, LengthPrefixed<uint>] public sealed partial class {|PSOCK5001:Chat|} { [Message] public readonly partial record struct Say(int A); }",
        "'Chat' breaks the wire: the lock has the framing 'length uint16', and here it is 'length uint32'");

    [Fact]
    public Task Another_header_breaks_the_wire_and_what_stands_behind_it_is_not_reported_too() => WireLockTest.Reports(
        Headed("public ushort Flags { get; init; }", "Flags"),
        Headed("public uint {|PSOCK5001:Flags|} { get; init; }", "Flags").Replace("struct Say", "struct {|PSOCK5002:Say|}", StringComparison.Ordinal),
        "'Header.Flags' breaks the wire: at byte 3 the lock has 'uint16', and here is 'uint32'",
        "'Say' has changed in a way that breaks nothing, and the lock does not say so yet");

    [Fact]
    public Task A_member_of_the_header_may_be_renamed() => WireLockTest.BreaksNothing(
        Headed("public ushort Flags { get; init; }", "Flags"), Headed("public ushort Bits { get; init; }", "Bits"));

    [Theory]
    [InlineData("int A, int B", "int A, [Since(2)] int New, int B")]
    [InlineData("int A, int B", "int A, [Since(2), Before(4)] long New, int B")]
    [InlineData("int A, int B", "[Before(3)] int A, int B")]
    [InlineData("int A, [Since(2)] int B", "int A, [Since(2), Before(3)] int B")]
    public Task Members_that_only_some_versions_have_break_nothing(string before, string after) => WireLockTest.BreaksNothing(Versioned(before), Versioned(after));

    [Theory]
    [InlineData("int A, int B", "int A, [Since(2)] int {|PSOCK5001:B|}", "'Say.B' breaks the wire: at byte 4 the lock has 'int32', and here is 'since version 2: int32'")]
    [InlineData("int A, [Since(2)] int B", "int A, [Since(3)] int {|PSOCK5001:B|}", "'Say.B' breaks the wire: at byte 4 the lock has 'since version 2: int32', and here is 'since version 3: int32'")]
    public Task A_member_that_earlier_versions_had_breaks_the_wire_when_it_is_taken_from_them(string before, string after, string message) =>
        WireLockTest.Reports(Versioned(before), Versioned(after), message);

    [Theory]
    [InlineData("<U>{uint8; 1: {int32; }; }", "<U>{uint8; 1: {int32; } | 2: {int64; }; }", true)]
    [InlineData("<U>{uint8; 1: {int32; } | 2..9: {int64; }; }, the rest", "<U>{uint8; 3: {} | 2..9: {int64; } | 1: {int32; }; }, the rest", true)]
    [InlineData("list of <U>{1: {uint8; 7: {}; } | 2: {}; }", "list of <U>{1: {uint8; 7: {} | 8: {int8; }; } | 2: {}; }", true)]
    [InlineData("<U>{uint8; 1: {int32; } | 2: {int64; }; }", "<U>{uint8; 1: {int32; }; }", false)]
    [InlineData("<U>{uint8; 1: {int32; } | 2: {int64; }; }", "<U>{uint8; 1: {int32; } | 2: {uint64; }; }", false)]
    [InlineData("<U>{uint8; 1: {int32; }; }", "<U>{uint8; 2: {int32; } | 3: {}; }", false)]
    [InlineData("<U>{uint8; 1: {int32; }; }", "<U>{uint16; 1: {int32; } | 3: {}; }", false)]
    [InlineData("<U>{uint8; 1: {int32; }; }, the rest", "<U>{uint8; 1: {int32; } | 3: {}; }", false)]
    [InlineData("<U>{uint8; }", "<U>{uint8; uint8; }", false)]
    public void A_union_may_get_more_cases(string before, string after, bool isSame) => Assert.Equal(isSame, ShapeComparison.IsSame(before, after));

    [Fact]
    public Task Messages_of_one_id_that_the_header_tells_apart_are_told_apart() => WireLockTest.Reports(
        Told("int A", "int B"),
        Told("int A", "long {|PSOCK5001:B|}"),
        "'Down.B' breaks the wire: at byte 3 the lock has 'int32', and here is 'int64'");

    [Fact]
    public async Task A_project_without_a_lock_has_not_asked() => Assert.Empty(await WireLockTest.Run(Struct("int A")));

    [Fact]
    public async Task Files_of_other_kinds_are_no_lock() => Assert.Empty(await WireLockTest.Run(Struct("int A"), ("packages.lock", "nonsense"), ("wire.lock.txt", "nonsense")));

    [Fact]
    public async Task An_empty_lock_asks_to_be_filled()
    {
        Diagnostic only = Assert.Single(await WireLockTest.Run(Struct("int A"), ("Test.wire.lock", "")));
        Assert.Equal(("PSOCK5002", DiagnosticSeverity.Info, "'Point' is not recorded in the lock yet"), (only.Id, only.Severity, only.GetMessage(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task A_build_that_writes_the_lock_accepts_what_differs() =>
        Assert.Empty(await WireLockTest.Run(Struct("long A"), update: true, ("Test.wire.lock", WireLockTest.Lock(Struct("int A")))));

    [Fact]
    public async Task Lines_that_mean_nothing_are_a_warning_since_nothing_is_checked_against_them()
    {
        string text = WireLockTest.Lock(Struct("int A")).Replace("struct Test.Point", "<<<<<<< HEAD\nstruct Test.Point", StringComparison.Ordinal);
        Diagnostic only = Assert.Single(await WireLockTest.Run(Struct("int A"), ("Test.wire.lock", text)));
        Assert.Equal(("PSOCK5002", DiagnosticSeverity.Warning), (only.Id, only.Severity));
        Assert.Equal("'<<<<<<< HEAD' is no line of a wire lock, so that nothing is checked against it", only.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_second_lock_is_not_looked_at()
    {
        Diagnostic only = Assert.Single(await WireLockTest.Run(Struct("int A"), ("b.wire.lock", ""), ("a.wire.lock", WireLockTest.Lock(Struct("int A")))));
        Assert.Equal("'b.wire.lock' is not looked at: the lock of this project is 'a.wire.lock'", only.GetMessage(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task Lines_may_end_as_on_Windows() =>
        Assert.Empty(await WireLockTest.Run(Struct("int A"), ("Test.wire.lock", WireLockTest.Lock(Struct("int A")).Replace("\n", "\r\n", StringComparison.Ordinal))));

    [Fact]
    public async Task A_definition_that_is_wrong_is_not_missing() => Assert.Empty(await WireLockTest.Run(
        "[WireStruct] public readonly partial record struct Point([MaxBytes(-1)] string A);", ("Test.wire.lock", WireLockTest.Lock(Struct("int A")))));

    [Fact]
    public void The_lock_is_made_to_be_read() => Assert.Equal(
        """
        # What the bytes of this project's records are, agreed on with everybody who has built against them: a change here breaks peers, unless it only adds or renames.
        # Written by 'dotnet build -p:UpdateWireLock=true'. Offset, size, member: form. Offsets count from the start of the frame, behind the default envelope;
        # two dots stand for what varies.

        protocol Test.Chat
          framing = envelope

          request 1 Test.Chat.Join
            answered by = <Test.Chat.Welcome>
                 0    ..  Nick: utf8 text, length leb128
                ..     4  At: <Test.Point>

          reply 2 Test.Chat.Welcome
               0.0    .4  Kind: bits 4
               0.4    .4  Of: bits 4
                 1     4  Id: int32 little-endian

        struct Test.Point
               0     4  A: int32

        """.ReplaceLineEndings("\n"),
        WireLockTest.Lock(Struct("int A") + Chat("""
            [Request<Welcome>(1)] public readonly partial record struct Join(string Nick, Point At);
            [Reply(2)] public readonly partial record struct Welcome([Bits(4)] byte Kind, [Bits(4)] byte Of, [LittleEndian] int Id);
            """)));

    private static string Struct(string members) => $"public enum Color {{ Red }}\n[WireStruct] public readonly partial record struct Point({members});\n";

    private static string Told(string up, string down) => $$"""
        [Protocol]
        public sealed partial class Signals
        {
            [Header]
            public readonly partial record struct Header
            {
                [MessageId] public byte Kind { get; init; }
                public byte Flags { get; init; }
                [FrameLength] public partial byte Length { get; }
            }

            [Message(1, From = Side.Client), HeaderValue("Flags", 0)] public readonly partial record struct Up({{up}});
            [Message(1, From = Side.Client), HeaderValue("Flags", 1)] public readonly partial record struct Down({{down}});
        }
        """;

    private static string Versioned(string members) => $$"""
        [Protocol(Version = 5), LengthPrefixed<ushort>]
        public sealed partial class Chat
        {
            [Message(From = Side.Client)] public readonly partial record struct Say({{members}});
        }
        """;

    private static string Chat(string messages) => $"[Protocol] public sealed partial class Chat {{ {messages} }}";

    private static string Headed(string member, string name) => $$"""
        [Protocol]
        public sealed partial class Chat
        {
            [Header]
            public readonly partial record struct Header
            {
                [MessageId] public byte Id { get; init; }
                [FrameLength] public partial ushort Length { get; }
                {{member}}
            }

            [Message(1)] public readonly partial record struct Say(int {{name}});
        }
        """;

    private static string Codec(string name) => $$"""
        public readonly struct {{name}} : IWireCodec<int>
        {
            public static bool TryRead(ref WireReader reader, out int value) { value = 0; return true; }
            public static void Write(ref WireWriter writer, int value) { }
            public static int GetSize(int value) => 0;
        }

        """;
}
