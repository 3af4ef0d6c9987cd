using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>What a connection turns into, and sides that frame differently: PSOCK1075, 1076, and what others say of them.</summary>
public sealed class PhaseTests
{
    private const string Next = """
        [Protocol] public sealed partial class Next { [Message(1)] public readonly partial record struct Line(int Value); }
        """;

    [Fact]
    public Task A_message_of_both_sides_has_no_place_where_the_sides_differ() => Reports(
        """
        [Protocol, LengthPrefixed<int>(From = Side.Client), FixedSize(4, From = Side.Server)]
        public sealed partial class Chat
        {
            [Message] public readonly partial record struct {|PSOCK1075:Say|}(int Value);
        }
        """,
        "'Say' is sent by both sides, and messages that are framed like it only by the client; say who sends it with From, or declare it twice");

    [Fact]
    public Task What_a_connection_goes_on_as_is_a_protocol() => Reports(
        """
        [Protocol, {|PSOCK1076:ContinuesAs<string>|}]
        public sealed partial class Chat
        {
            [Message(1)] public readonly partial record struct Say(int Value);
        }
        """,
        "'Chat' goes on as 'string', which is no class marked [Protocol]");

    [Fact]
    public Task A_protocol_is_gone_on_as_once() => Reports(
        $$"""
        [Protocol, ContinuesAs<Next>, {|PSOCK1022:ContinuesAs<Next>|}]
        public sealed partial class Chat
        {
            [Message(1)] public readonly partial record struct Say(int Value);
        }
        {{Next}}
        """,
        "'Chat' has both [ContinuesAs<Next>] and [ContinuesAs<Next>], and only one can hold");

    [Fact]
    public Task Each_side_of_a_stream_is_framed() => Reports(
        """
        [Protocol, {|PSOCK1033:LengthPrefixed<int>(From = Side.Client)|}]
        public sealed partial class Chat
        {
            [Message(From = Side.Client)] public readonly partial record struct Say(int Value);
        }
        """,
        "'Chat' says nothing of how the server's messages are framed; add a framing with From = Side.Server");

    [Fact]
    public Task A_message_of_the_side_without_a_header_has_no_id() => Reports(
        """
        [Protocol, LengthPrefixed<int>(From = Side.Client), FixedSize(4, From = Side.Server)]
        public sealed partial class Chat
        {
            [Header(From = Side.Client)] public readonly partial record struct Header { [MessageId] public uint Code { get; init; } }
            [Message(1, From = Side.Client)] public readonly partial record struct Say(int Value);
            [{|PSOCK1024:Message(2, From = Side.Server)|}] public readonly partial record struct Said(int Value);
        }
        """,
        "The id 2 of 'Said' has no place on the wire: 'Header' stands in front of the other side's messages only");

    [Fact]
    public Task A_generated_method_and_a_message_need_different_names() => Reports(
        $$"""
        [Protocol, ContinuesAs<Next>]
        public sealed partial class Chat
        {
            [Message(1)] public readonly partial record struct {|PSOCK1034:ContinueAsNext|}(int Value);
        }
        {{Next}}
        """,
        "'ContinueAsNext' is the name of something that is generated in 'Chat'; choose another");

    [Theory]
    [InlineData("[Protocol, ContinuesAs<Next>, UpgradesToTls] public sealed partial class Chat { [Message(1)] public readonly partial record struct Say(int Value); }")]
    [InlineData("[Protocol, ContinuesAs<Chat>] public sealed partial class Chat { [Message(1)] public readonly partial record struct Say(int Value); }")]
    [InlineData("[Protocol, UpgradesToTls] public sealed partial class Chat { [Message(1)] public readonly partial record struct ContinueAsNext(int Value); }")]
    [InlineData("[Protocol, ContinuesAs<Next>] public sealed partial class Chat { [Message(1)] public readonly partial record struct UpgradeToTls(int Value); }")]
    [InlineData("[Protocol, ContinuesAs<Next>] internal sealed partial class Chat { [Message(1)] public readonly partial record struct Say(int Value); }")]
    [InlineData("[Protocol, Delimited(\"!\", From = Side.Client), FixedSize(4, From = Side.Server)] public sealed partial class Chat { [Request<B>] public readonly partial record struct A(int Value); [Reply] public readonly partial record struct B(int Value); }")]
    [InlineData("[Protocol, LengthPrefixed<int>(From = Side.Client), LengthPrefixed<byte>(From = Side.Server)] public sealed partial class Chat { [Request<B>] public readonly partial record struct A(int Value); [Reply] public readonly partial record struct B(int Value); }")]
    public Task Phases_and_framings_of_each_side_are_right(string protocol) => IsSilent(protocol + Next);

    private const string Header = "[Header] public readonly partial record struct Header { [MessageId] public byte Type { get; init; } [FrameLength] public partial ushort Length { get; } }";

    [Theory]
    [InlineData("[Discriminator] public partial byte Type { get; } [Case(1)] public readonly partial record struct Line(int Value);", Header,
        "its tag is in its own bytes; mark 'Type' [NotOnWire]")]
    [InlineData("[Discriminator, NotOnWire] public partial ushort Type { get; } [Case(1)] public readonly partial record struct Line(int Value);", Header,
        "its tag is a 'ushort', and the header's 'Type' a 'byte'")]
    [InlineData("[Discriminator, NotOnWire] public partial byte Type { get; } [UnknownCase] public readonly partial record struct Line([Discriminator] byte Type, [Remaining] byte[] Rest);", Header,
        "its unknown case would take the ids of all other messages")]
    [InlineData("[Discriminator, NotOnWire] public partial byte Type { get; } [Case(1)] public readonly partial record struct Line(int Value);", "",
        "the protocol has no header with a [MessageId] member in front of it")]
    public Task A_union_of_messages_is_told_by_the_message_id(string union, string header, string reason) => Reports(
        $$"""
        [Protocol]
        public sealed partial class Chat
        {
            {{header}}
            [Message(From = Side.Server), WireUnion] public readonly partial struct {|PSOCK1077:Said|} { {{union}} }
        }
        """,
        $"'Said' is told by the header's message id, and {reason}");

    [Theory]
    [InlineData("Chat", "is no request of 'Chat'")]
    [InlineData("Other", "is no request of 'Chat'")]
    [InlineData("Single", "gets only one reply; say Replies = ReplyCount.Many")]
    public Task A_message_is_answered_by_a_request_with_many_replies(string request, string reason) => Reports(
        $$"""
        [Protocol]
        public sealed partial class Chat
        {
            [{|PSOCK1078:Message(1, From = Side.Client, AnsweredBy = typeof({{request}}))|}] public readonly partial record struct Prepare(int Value);
            [Message(2, From = Side.Client)] public readonly partial record struct Other(int Value);
            [Request<Done>(3)] public readonly partial record struct Single(int Value);
            [Reply(4)] public readonly partial record struct Done(int Value);
        }
        """,
        $"'Prepare' is answered by '{request}', which {reason}");

    [Theory]
    [InlineData("Message(1, From = Side.Client, AnsweredBy = typeof(Sync))")]
    [InlineData("Message(1, AnsweredBy = typeof(Sync), From = Side.Client)")]
    [InlineData("Message(1, From = Side.Client, AnsweredBy = null)")]
    public Task A_message_of_the_client_is_answered_by_a_request_with_many_replies(string prepare) => IsSilent(
        $$"""
        [Protocol]
        public sealed partial class Chat
        {
            [{{prepare}}] public readonly partial record struct Prepare(int Value);
            [Request<Done>(3, Replies = ReplyCount.Many)] public readonly partial record struct Sync(int Value);
            [Reply(4, Last = nameof(IsLast))] public readonly partial record struct Done(bool IsLast);
        }
        """);

    [Fact]
    public Task Unions_of_messages_and_batches_are_right() => IsSilent(
        $$"""
        [Protocol]
        public sealed partial class Chat
        {
            {{Header}}
            [Message(9, From = Side.Client, AnsweredBy = typeof(Sync))] public readonly partial record struct Prepare(int Value);
            [Request<Answer>(1, Replies = ReplyCount.Many)] public readonly partial record struct Sync(int Value);
            [Reply(Last = nameof(Answer.IsLast)), WireUnion]
            public readonly partial struct Answer
            {
                [Discriminator, NotOnWire] public partial byte Type { get; }
                public bool IsLast => Type == 3;
                [Case(2)] public readonly partial record struct Line(int Value);
                [Case(3)] public readonly partial record struct End;
            }
            [Message(From = Side.Server), WireUnion]
            public readonly partial struct Pushed
            {
                [Discriminator, NotOnWire] public partial byte Type { get; }
                [CaseRange(10, 12)] public readonly partial record struct Some([Discriminator] byte Type, int Value);
            }
        }
        """);
}
