using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Calls that are answered by a stream, or send one: PSOCK1081, 1082, and what others say of them.</summary>
public sealed class StreamedCallDefinitionTests
{
    private const string Rest = "[Item(7)] public partial record Sample(int Value); [Reply(8)] public partial record Row(int Value); [Reply(9)] public partial record Sum(int Value);";

    private const string All = "[Request<Row>(1, Replies = ReplyCount.Many)] public partial record List(int Count); [Request<Sum>(2, Takes = typeof(Sample))] public partial record Add(int Series); " + Rest;

    [Theory]
    [InlineData("[Request<Row>(1, Replies = ReplyCount.Many)] public partial record List(int Count); [Request<Sum>(2, Takes = typeof(Sample))] public partial record Add(int Series);" + Rest)]
    [InlineData("[Request<Row>(1, Replies = ReplyCount.Many, Takes = typeof(Sample))] public partial record Trade(int Series); [Request<Sum>(2)] public partial record Look;" + Rest)]
    [InlineData("[Request<Row>(1, Takes = typeof(Sample), Replies = ReplyCount.Many)] public partial record Trade; [Request<Sum>(2, Takes = typeof(Sample))] public partial record Add;" + Rest)]
    [InlineData("[Request<Row>(1, Takes = null, Replies = ReplyCount.Many)] public partial record List; [Reply] public partial record Row(int Value);")]
    [InlineData("[Request<Row>(1, Takes = typeof(Sample))] public partial record Add; [Item(1 + 1)] public partial record Sample([MaxBytes(9)] Utf8Text Text); [Reply(2)] public partial record Row([Remaining] StreamedBytes Data);")]
    [InlineData("[Request<Row>(1, Takes = typeof(Sample))] public partial record Add; [Item('S')] public partial record Sample; [Reply(2)] public partial record Row; [Message(3)] public partial record Note([Remaining] StreamedBytes Data);")]
    [InlineData("[Request<Row>(1, Replies = ReplyCount.One, Takes = typeof(Sample))] public partial record Add; [Item(2)] public partial record Sample; [Reply(3)] public partial record Row; [ErrorReply(4)] public partial record No(int Code);")]
    [InlineData("[Request<Row>(1, Replies = ReplyCount.Many)] public partial record List; [Reply(2, Last = nameof(IsLast))] public partial record Row(bool IsLast); [Request<Sum>(3, From = Side.Both)] public partial record Ask; [Reply(4)] public partial record Sum;")]
    public Task Calls_that_stream_in_the_default_envelope_are_right(string messages) => IsSilent(Protocol(messages));

    [Fact]
    public Task Many_replies_with_a_last_one_travel_in_any_way() => IsSilent(
        Protocol("[Request<Row>(1, Replies = ReplyCount.Many)] public partial record List(int Count); [Reply(2, Last = nameof(IsLast))] public partial record Row(bool IsLast);", "Carriers = Carriers.Stream | Carriers.Datagram"));

    [Theory]
    [InlineData("[{|PSOCK1081:Request<Row>(1, Replies = ReplyCount.Many)|}] public partial record Call(int Count); [Reply(2)] public partial record Row(int Value);", "is answered by a stream")]
    [InlineData("[{|PSOCK1081:Request<Row>(1, Takes = typeof(Sample))|}] public partial record Call(int Count); [Item(3)] public partial record Sample(int Value); [Reply(2)] public partial record Row(int Value);", "sends a stream")]
    public Task Datagrams_carry_no_items(string messages, string what) => Reports(
        Protocol(messages, "Carriers = Carriers.Stream | Carriers.Datagram"),
        $"'Call' {what}, which it can't: its items travel over streams, and the protocol is declared for datagrams");

    [Fact]
    public Task Only_the_default_envelope_has_credits() => Reports(
        "[Protocol] public sealed partial class Meter { [Header] public readonly partial record struct Header { [MessageId] public byte Id { get; init; } [FrameLength] public partial uint Length { get; } [CorrelationId] public uint Call { get; init; } } "
        + "[{|PSOCK1081:Request<Sum>(1, Takes = typeof(Sample))|}] public partial record Add(int Series); [Item(2)] public partial record Sample(int Value); [Reply(3)] public partial record Sum(int Value); }",
        "'Add' sends a stream, which it can't: only the default envelope says who grants how many items; leave header and framing out");

    [Theory]
    [InlineData("UpgradesToTls")]
    [InlineData("ContinuesAs<Next>")]
    public Task A_connection_that_becomes_another_protocols_has_no_calls_that_go_on(string phase) => Reports(
        $"[Protocol, {phase}] public sealed partial class Meter {{ [{{|PSOCK1081:Request<Row>(1, Replies = ReplyCount.Many)|}}] public partial record List(int Count); [Reply(2)] public partial record Row(int Value); }} "
        + "[Protocol] public sealed partial class Next { [Message(1)] public partial record Note(int Value); }",
        "'List' is answered by a stream, which it can't: the connection may become another protocol's, or be encrypted, when no call is under way");

    [Theory]
    [InlineData("[{|PSOCK1081:Request<Row>(1, Takes = typeof(Sample), Replies = ReplyCount.OneOrNone)|}] public partial record Call(int Count); [Item(3)] public partial record Sample(int Value); [Reply(2)] public partial record Row(int Value);", "sends a stream", "it gets one reply, or many")]
    [InlineData("[{|PSOCK1081:Request<Row>(1, Takes = typeof(Sample), From = Side.Both)|}] public partial record Call(int Count); [Item(3)] public partial record Sample(int Value); [Reply(2)] public partial record Row(int Value);", "sends a stream", "only clients make such calls")]
    [InlineData("[{|PSOCK1081:Request<Row>(1, Replies = ReplyCount.Many)|}] public partial record Call(int Count); [Reply(2)] public partial record Row([Remaining] StreamedBytes Data);", "is answered by a stream", "the last member of 'Row' streams, and would hold up all other calls")]
    [InlineData("[{|PSOCK1081:Request<Row>(1, Takes = typeof(Sample))|}] public partial record Call(int Count); [Item(3)] public partial record Sample([Remaining] StreamedBytes Data); [Reply(2)] public partial record Row(int Value);", "sends a stream", "the last member of 'Sample' streams, and would hold up all other calls")]
    public Task What_an_answer_is_can_keep_a_call_from_streaming(string messages, string what, string obstacle) => Reports(Protocol(messages), $"'Call' {what}, which it can't: {obstacle}");

    [Theory]
    [InlineData("[{|PSOCK1082:Request<Sum>(1, Takes = typeof(Note))|}] public partial record Add; [Message(2)] public partial record Note; [Reply(3)] public partial record Sum;", "'Add' takes 'Note', which is no [Item] of 'Meter'")]
    [InlineData("[{|PSOCK1082:Request<Sum>(1, Takes = typeof(int))|}] public partial record Add; [Reply(3)] public partial record Sum;", "'Add' takes 'int', which is no [Item] of 'Meter'")]
    [InlineData("[Request<Sum>(1)] public partial record Add; [Reply(3)] public partial record Sum; [{|PSOCK1082:Item(2)|}] public partial record Sample(int Value);", "'Sample' is an item that no request of 'Meter' takes; name it with Takes = typeof(Sample)")]
    public Task Streams_and_items_find_each_other(string messages, string message) => Reports(Protocol(messages), message);

    [Theory]
    [InlineData(All + " [Message(3, From = Side.Client)] public partial record Note;")]
    [InlineData(All + " [Message(10)] public partial record Note;")]
    [InlineData(All + " [Message(3, From = Side.Client, AnsweredBy = typeof(Rows))] public partial record Prepare(int Value); [Request<End>(4, Replies = ReplyCount.Many)] public partial record Rows; [Reply(5, Last = nameof(IsLast))] public partial record End(bool IsLast);")]
    public Task Other_messages_stand_beside_them(string messages) => IsSilent(Protocol(messages));

    [Fact]
    public Task An_item_has_an_id_of_its_own() => Reports(
        Protocol(All + " [{|PSOCK1002:Message(7, From = Side.Client)|}] public partial record Note;"),
        "The id 7 is used by 'Sample' and by 'Note', which the same side sends; the next free id is 3");

    [Fact]
    public Task A_call_that_is_answered_by_a_stream_answers_nothing_else() => Reports(
        Protocol("[{|PSOCK1078:Message(1, From = Side.Client, AnsweredBy = typeof(List))|}] public partial record Prepare(int Value); [Request<Row>(2, Replies = ReplyCount.Many)] public partial record List; [Reply(3)] public partial record Row(int Value);"),
        "'Prepare' is answered by 'List', which is answered by a stream; give its reply a last one with [Reply(Last = nameof(...))]");

    private static string Protocol(string messages, string settings = "") => $"[Protocol({settings})] public sealed partial class Meter {{ {messages} }}";
}
