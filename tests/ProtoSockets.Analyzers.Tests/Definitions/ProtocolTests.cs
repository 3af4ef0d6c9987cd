using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Messages, headers and framings: PSOCK1002, 1004, 1013, 1018 to 1020, 1024 to 1028, 1033, 1036, 1041, 1043, 1044, 1046.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public Task Two_messages_of_one_side_have_different_ids() => Reports(
        Protocol("""
            [Message(1, From = Side.Client)] public readonly partial record struct A(int Value);
            [Message(2, From = Side.Server)] public readonly partial record struct B(int Value);
            [{|PSOCK1002:Message(1, From = Side.Client)|}] public readonly partial record struct C(int Value);
            """),
        "The id 1 is used by 'A' and by 'C', which the same side sends; the next free id is 3");

    [Fact]
    public Task Each_message_with_a_taken_id_is_offered_another_one() => Reports(
        Protocol("""
            [Message(1)] public readonly partial record struct A(int Value);
            [{|PSOCK1002:Message(1)|}] public readonly partial record struct B(int Value);
            [{|PSOCK1002:Message(1)|}] public readonly partial record struct C(int Value);
            """),
        "The id 1 is used by 'A' and by 'B', which the same side sends; the next free id is 2",
        "The id 1 is used by 'A' and by 'C', which the same side sends; the next free id is 3");

    [Fact]
    public Task A_request_and_a_message_of_the_client_have_different_ids() => Reports(
        Protocol("""
            [Request<B>(1)] public readonly partial record struct A(int Value);
            [Reply(1)] public readonly partial record struct B(int Value);
            [{|PSOCK1002:Message(1, From = Side.Client)|}] public readonly partial record struct C(int Value);
            """),
        "The id 1 is used by 'A' and by 'C', which the same side sends; the next free id is 2");

    [Theory]
    [InlineData("[Message(1, From = Side.Client)] public partial record A(int Value); [Message(1, From = Side.Server)] public partial record B(int Value);")]
    [InlineData("[Request<B>(1)] public partial record A(int Value); [Reply(1)] public partial record B(int Value);")]
    [InlineData("[Request<B>(1)] public partial record A(int Value); [Request<B>(2)] public partial record A2(int Value); [Reply(1)] public partial record B(int Value);")]
    public Task Messages_of_different_sides_may_share_an_id(string messages) => IsSilent(Protocol(messages));

    [Fact]
    public Task A_message_that_may_be_split_is_a_warning() => Reports(
        Protocol("[Message(1)] public readonly partial record struct {|PSOCK1004:Say|}([LengthPrefixed<ushort>, MaxBytes(1459)] Utf8Text Text);", "Carriers = Carriers.Datagram"),
        "'Say' takes up to 1473 bytes, and datagrams of more than 1472 bytes are split by the network or dropped");

    [Fact]
    public Task A_message_that_no_datagram_holds_is_an_error() => Reports(
        Protocol("[Message(1)] public readonly partial record struct {|PSOCK1004:Say|}([FixedBytes(60000)] byte[] Text, [FixedBytes(6000)] byte[] More);", "Carriers = Carriers.Datagram | Carriers.Stream"),
        "'Say' takes up to 66012 bytes, and datagrams of more than 65507 bytes do not exist");

    [Theory]
    [InlineData("[LengthPrefixed<ushort>, MaxBytes(1458)] Utf8Text Text", "Carriers = Carriers.Datagram")]
    [InlineData("[LengthPrefixed<ushort>, MaxBytes(60000)] Utf8Text Text", "Carriers = Carriers.Stream")]
    [InlineData("[LengthPrefixed<ushort>] Utf8Text Text", "Carriers = Carriers.Datagram, MaxFrameBytes = 1400")]
    public Task A_message_that_fits_a_datagram_or_needs_none_is_right(string member, string settings) =>
        IsSilent(Protocol($"[Message(1)] public readonly partial record struct Say({member});", settings));

    [Theory]
    [InlineData("Other", "'Ask' is answered by 'Other', which is no record of 'Chat' marked [Reply]")]
    [InlineData("int", "'Ask' is answered by 'Int32', which is no record of 'Chat' marked [Reply]")]
    public Task A_request_is_answered_by_a_reply(string type, string message) => Reports(
        Protocol($"[{{|PSOCK1018:Request<{type}>(1)|}}] public partial record Ask(int Value); [Message(2)] public partial record Other(int Value);"),
        message);

    [Fact]
    public Task A_request_is_answered_by_a_reply_of_its_own_protocol() => Reports(
        """
        [Protocol] public sealed partial class Chat { [{|PSOCK1018:Request<Other.Answer>(1)|}] public partial record Ask(int Value); }
        [Protocol] public sealed partial class Other { [Request<Answer>(1)] public partial record Ask(int Value); [Reply(2)] public partial record Answer(int Value); }
        """,
        "'Ask' is answered by 'Answer', which is no record of 'Chat' marked [Reply]");

    [Fact]
    public Task A_reply_answers_something() => Reports(
        Protocol("[Reply(2)] public partial record {|PSOCK1019:Answer|}(int Value);"),
        "'Answer' answers no request of 'Chat'");

    [Theory]
    [InlineData("[CorrelationId] public int {|PSOCK1020:Id|} { get; init; }", "must be a ushort, uint, ulong or UInt128 of full width, a Guid or [FixedBytes] of 2 to 16, that can be set")]
    [InlineData("[CorrelationId] public byte {|PSOCK1020:Id|} { get; init; }", "must be a ushort, uint, ulong or UInt128 of full width, a Guid or [FixedBytes] of 2 to 16, that can be set")]
    [InlineData("[CorrelationId, Bytes(3)] public uint {|PSOCK1020:Id|} { get; init; }", "must be a ushort, uint, ulong or UInt128 of full width, a Guid or [FixedBytes] of 2 to 16, that can be set")]
    [InlineData("[CorrelationId, MessageId] public ushort {|PSOCK1020:Id|} { get; init; }", "is the message id, too")]
    public Task A_correlation_id_is_an_unsigned_integer_of_its_own(string member, string reason) => Reports(
        WithHeader(member, "[Message(1)] public partial record Say(int Value);"),
        "'Id' " + reason);

    [Fact]
    public Task A_correlation_id_is_in_the_header() => Reports(
        Protocol("[Message(1)] public partial record Say([{|PSOCK1020:CorrelationId|}] uint Id);"),
        "'Id' is no member of a [Header], of a message behind one, or of the line of a message with a verb");

    [Theory]
    [InlineData("ushort")]
    [InlineData("uint")]
    [InlineData("ulong")]
    public Task A_correlation_id_of_full_width_is_right(string type) =>
        IsSilent(WithHeader($"[CorrelationId] public {type} Id {{ get; init; }}", "[Message] public partial record Say(int Value);"));

    [Theory]
    [InlineData("MessageId", "ushort")]
    [InlineData("CorrelationId", "uint")]
    public Task A_role_is_given_once(string role, string type) => Reports(
        WithHeader($"[{role}] public {type} A {{ get; init; }} [{role}] public {type} {{|PSOCK1013:B|}} {{ get; init; }}", string.Empty),
        $"'A' and 'B' are both marked [{role}]");

    [Fact]
    public Task A_frame_has_one_length() => Reports(
        WithHeader("[FrameLength] public partial ushort {|PSOCK1013:More|} { get; }", string.Empty),
        "'Length' and 'More' are both marked [FrameLength]");

    [Theory]
    [InlineData("65536", "65536", "does not fit the 16 bits that an id has on the wire")]
    [InlineData("-1", "-1", "does not fit the 16 bits that an id has on the wire")]
    [InlineData("\"one\"", "one", "is no integer or enum constant that a long holds")]
    [InlineData("1.5", "1.5", "is no integer or enum constant that a long holds")]
    [InlineData("null!", "null", "is no integer or enum constant that a long holds")]
    [InlineData("new[] { 1 }", "(array)", "is no integer or enum constant that a long holds")]
    public Task An_id_is_a_number_that_can_be_written(string argument, string shown, string reason) => Reports(
        Protocol($"[{{|PSOCK1024:Message({argument})|}}] public partial record Say(int Value);"),
        $"The id {shown} of 'Say' {reason}");

    [Fact]
    public Task An_id_needs_a_place_in_the_header() => Reports(
        WithHeader(string.Empty, "[{|PSOCK1024:Message(1)|}] public partial record Say(int Value);"),
        "The id 1 of 'Say' has no place on the wire: 'Head' has no [MessageId] member");

    [Fact]
    public Task An_id_needs_a_header_when_frames_are_the_protocols_own() => Reports(
        "[Protocol, LengthPrefixed<ushort>] public sealed partial class Chat { [{|PSOCK1024:Message(1)|}] public partial record Say(int Value); }",
        "The id 1 of 'Say' has no place on the wire: the protocol has a framing of its own and no [Header]");

    [Fact]
    public Task An_id_is_of_the_enum_that_the_header_has() => Reports(
        WithHeader("[MessageId] public Opcode Code { get; init; }", "[{|PSOCK1024:Message(Other.One)|}] public partial record Say(int Value);") + " public enum Opcode : byte { None } public enum Other { One = 1 }",
        "The id 1 of 'Say' is a 'Other', and the header's member is a 'global::Opcode'");

    [Theory]
    [InlineData("Message(Opcode.Say)")]
    [InlineData("Message((Opcode)9)")]
    [InlineData("Message(7)")]
    [InlineData("Message((byte)7)")]
    [InlineData("Message('a')")]
    public Task An_id_that_fits_is_right(string role) => IsSilent(
        WithHeader("[MessageId] public Opcode Code { get; init; }", $"[{role}] public partial record Say(int Value);") + " public enum Opcode : byte { Say = 1 }");

    [Fact]
    public Task Messages_without_ids_can_not_be_told_apart() => Reports(
        Protocol("[Message(From = Side.Client)] public partial record {|PSOCK1025:A|}(int Value); [Message(2, From = Side.Client)] public partial record B(int Value);"),
        "'A' has no id, and nothing else tells it from 'B'");

    [Fact]
    public Task Messages_of_both_sides_without_ids_are_reported_once() => Reports(
        Protocol("[Message] public partial record {|PSOCK1025:A|}(int Value); [Message(2)] public partial record B(int Value);"),
        "'A' has no id, and nothing else tells it from 'B'");

    [Theory]
    [InlineData("[Message] public partial record A(int Value);")]
    [InlineData("[Request<B>] public partial record A(int Value); [Reply] public partial record B(int Value);")]
    [InlineData("[Message(From = Side.Client)] public partial record A(int Value); [Message(From = Side.Server)] public partial record B(int Value);")]
    [InlineData("[Request<B>(1)] public partial record A(int Value); [Request<C>(2)] public partial record A2(int Value); [Reply] public partial record B(int Value); [Reply] public partial record C(int Value);")]
    public Task A_message_alone_on_its_side_needs_no_id(string messages) => IsSilent(Protocol(messages));

    [Fact]
    public Task Many_replies_have_a_last_one() => Reports(
        WithHeader("[MessageId] public byte Code { get; init; }", "[Request<Row>(1, Replies = ReplyCount.Many)] public partial record Query(int Value); [Reply(2)] public partial record {|PSOCK1026:Row|}(int Value);"),
        "'Query' gets many replies: 'Row' must say which is the last, with [Reply(Last = nameof(...))] and the name of a bool property");

    [Theory]
    [InlineData("Missing")]
    [InlineData("Value")]
    public Task The_last_reply_is_told_by_a_bool_property(string last) => Reports(
        Protocol($"[Request<Row>(1, Replies = ReplyCount.Many)] public partial record Query(int Value); [{{|PSOCK1046:Reply(2, Last = \"{last}\")|}}] public partial record Row(int Value);"),
        $"The last 'Row' is told by '{last}', and it has no bool property of that name");

    [Fact]
    public Task The_last_reply_is_told_by_a_property_in_reach() => Reports(
        Protocol("[Request<Row>(1, Replies = ReplyCount.Many)] public partial record Query(int Value); [Reply(2, Last = \"IsLast\")] public partial record Row(int Value) { private bool {|PSOCK1043:IsLast|} => Value == 0; }"),
        "'IsLast' is private, and the client looks at it to find the last reply; make it internal or public");

    [Theory]
    [InlineData("[Reply(2, Last = nameof(Row.IsLast))] public partial record Row(bool IsLast);")]
    [InlineData("[Reply(2, Last = nameof(Row.IsLast))] public partial record Row(int Value) { public bool IsLast => Value == 0; }")]
    public Task A_last_reply_that_can_be_told_is_right(string reply) =>
        IsSilent(Protocol("[Request<Row>(1, Replies = ReplyCount.Many)] public partial record Query(int Value); " + reply));

    [Theory]
    [InlineData("[{|PSOCK1027:InHeader|}] int Value", "Value", "and the header has no such member on the wire")]
    [InlineData("[{|PSOCK1027:InHeader(\"Sttus\")|}] ushort Value", "Sttus", "and the header has no such member on the wire")]
    [InlineData("[{|PSOCK1027:InHeader(\"Status\")|}] int Value", "Status", "which is of type 'ushort'")]
    [InlineData("[{|PSOCK1027:InHeader(\"Length\")|}] ushort Value", "Length", "which is filled in without it")]
    [InlineData("[{|PSOCK1027:InHeader(\"Code\")|}] byte Value", "Code", "which is filled in without it")]
    [InlineData("[InHeader(\"Status\")] ushort Other, [{|PSOCK1027:InHeader(\"Status\")|}] ushort Value", "Status", "and so does another member")]
    public Task A_member_in_the_header_is_one_of_the_headers(string members, string name, string reason) => Reports(
        WithHeader("[MessageId] public byte Code { get; init; } public ushort Status { get; init; }", $"[Message(1)] public partial record Say({members});"),
        $"'Value' travels in the header's member '{name}', {reason}");

    [Theory]
    [InlineData("[InHeader] ushort Status")]
    [InlineData("[InHeader(\"Status\")] ushort Value")]
    public Task A_member_that_travels_in_the_header_is_right(string members) =>
        IsSilent(WithHeader("[MessageId] public byte Code { get; init; } public ushort Status { get; init; }", $"[Message(1)] public partial record Say({members});"));

    [Theory]
    [InlineData("[MaxBytes(9)] public byte[] {|PSOCK1028:Data|} { get; init; }", "Data")]
    [InlineData("[VarInt(VarIntFormat.Quic)] public uint {|PSOCK1028:Data|} { get; init; }", "Data")]
    [InlineData("public bool Has { get; init; } [When(nameof(Has))] public int? {|PSOCK1028:Data|} { get; init; }", "Data")]
    public Task A_header_has_a_fixed_size(string members, string name) => Reports(
        WithHeader(members, string.Empty),
        $"The header 'Head' must have a fixed size, and '{name}' varies");

    [Fact]
    public Task A_header_of_fixed_size_is_right() => IsSilent(
        WithHeader("[Magic(1, 2)] public int A { get; init; } [Bits(4)] public byte B { get; init; } [Bits(4)] public byte C { get; init; } [FixedBytes(8)] public string D { get; init; }", "[Message] public partial record Say(int Value);"));

    [Theory]
    [InlineData("LengthPrefixed<ushort>, {|PSOCK1033:Delimited(\"\\n\")|}", "has two framings, [LengthPrefixed] and [Delimited]")]
    [InlineData("FixedSize(3), {|PSOCK1033:LengthPrefixed<byte>|}", "has two framings, [FixedSize] and [LengthPrefixed]")]
    [InlineData("{|PSOCK1033:LengthPrefixed(VarIntFormat.ZigZag)|}", "has a frame length that can be negative")]
    public Task A_protocol_has_one_framing(string framing, string reason) => Reports(
        $"[Protocol, {framing}] public sealed partial class Chat {{ [Message] public partial record Say(int Value); }}",
        "'Chat' " + reason);

    [Fact]
    public Task A_header_with_a_length_is_a_framing() => Reports(
        WithHeader(string.Empty, "[Message] public partial record Say(int Value);").Replace("[Protocol", "[{|PSOCK1033:LengthPrefixed<ushort>|}, Protocol", StringComparison.Ordinal),
        "'Chat' has a framing, [LengthPrefixed], and a header that says how long the frame is");

    [Fact]
    public Task A_header_without_a_length_is_no_framing() => Reports(
        "[Protocol] public sealed partial class {|PSOCK1033:Chat|} { [Header] public partial record struct Head(int Value); [Message] public partial record Say(int Value); }",
        "'Chat' has a header without a [FrameLength] member; add one, or a framing: [LengthPrefixed<T>], [Delimited], [FixedSize] or [Framer<T>]");

    [Theory]
    [InlineData("FixedSize(8)")]
    [InlineData("Delimited(\"\\r\\n\")")]
    [InlineData("LengthPrefixed<ushort>(IncludesSelf = true)")]
    [InlineData("LengthPrefixed(VarIntFormat.Mqtt)")]
    [InlineData("Framer<MyFramer>")]
    [InlineData("Obsolete")]
    public Task A_framing_of_any_kind_is_right(string framing) => IsSilent(
        $$"""
        [Protocol, {{framing}}] public sealed partial class Chat { [Message] public partial record Say(long Value); }
        public struct MyFramer : IFramer
        {
            public static FrameStatus Find(ReadOnlySpan<byte> received, ref FrameScan scan, int maxFrameBytes, out FrameBounds bounds, out string? reason) { bounds = default; reason = null; return default; }
            public static int Overhead => 0;
            public static int PrefixLength => 0;
            public static int Complete(Span<byte> frame, int payloadLength) => 0;
        }
        """);

    [Fact]
    public Task A_header_without_a_length_will_do_for_datagrams() => IsSilent(
        "[Protocol(Carriers = Carriers.Datagram)] public sealed partial class Chat { [Header] public partial record struct Head(int Value); [Message] public partial record Say(int Value); }");

    [Fact]
    public Task A_framer_can_be_called() => Reports(
        """
        [Protocol, {|PSOCK1033:Framer<MyFramer>|}] public sealed partial class Chat { [Message] public partial record Say(long Value); }
        public struct MyFramer : IFramer
        {
            static FrameStatus IFramer.Find(ReadOnlySpan<byte> received, ref FrameScan scan, int maxFrameBytes, out FrameBounds bounds, out string? reason) { bounds = default; reason = null; return default; }
            static int IFramer.Overhead => 0;
            static int IFramer.PrefixLength => 0;
            static int IFramer.Complete(Span<byte> frame, int payloadLength) => 0;
        }
        """,
        "'Chat' has the framer 'MyFramer', which does not implement IFramer with public members");

    [Theory]
    [InlineData("{|PSOCK1030:Protocol(MaxFrameBytes = 0)|}", "[Protocol] on 'Chat' is given 0 bytes; the least is 1")]
    [InlineData("{|PSOCK1030:Protocol(Carriers = 0)|}", "[Protocol] on 'Chat' is given the carriers 0; streams, datagrams or both carry a protocol")]
    [InlineData("Protocol, {|PSOCK1030:FixedSize(0)|}", "[FixedSize] on 'Chat' is given 0; the least is 1")]
    [InlineData("Protocol, {|PSOCK1030:Delimited(\"\")|}", "[Delimited] on 'Chat' is given \"\"; it takes 1 to 256 ASCII characters")]
    [InlineData("Protocol, {|PSOCK1030:LengthPrefixed<Guid>|}", "[LengthPrefixed] on 'Chat' is given 'Guid'; a prefix is an integer of up to 8 bytes")]
    public Task A_setting_of_a_protocol_is_in_range(string attributes, string message) => Reports($"[{attributes}] public sealed partial class Chat;", message);

    [Fact]
    public Task A_side_is_one_of_the_two_or_both() => Reports(
        Protocol("[{|PSOCK1030:Message(1, From = (Side)9)|}] public partial record Say(int Value);"),
        "[Message] on 'Say' is given 9; 'Side' has no such value");

    [Theory]
    [InlineData("[{|PSOCK1036:ErrorReply|}] public partial record Failed(int Value);", "has neither an id nor [ErrorReply(When = nameof(...))]")]
    [InlineData("[{|PSOCK1036:ErrorReply(When = \"IsError\")|}] public partial record Failed(int Value);", "is told by 'IsError', and the header has no bool property of that name")]
    [InlineData("[{|PSOCK1036:ErrorReply(When = \"Code\")|}] public partial record Failed(int Value);", "is told by 'Code', and the header has no bool property of that name")]
    [InlineData("[{|PSOCK1036:ErrorReply(When = \"IsHidden\")|}] public partial record Failed(int Value);", "is told by 'IsHidden', which is private")]
    public Task An_error_is_told_from_other_replies(string error, string reason) => Reports(
        WithHeader("[MessageId] public byte Code { get; init; } private bool IsHidden => true;", error),
        "'Failed' " + reason);

    [Fact]
    public Task An_error_is_not_told_by_a_header_that_is_not_there() => Reports(
        Protocol("[{|PSOCK1036:ErrorReply(When = \"IsError\")|}] public partial record Failed(int Value);"),
        "'Failed' is told by 'IsError', a member of the header, and the protocol has no header");

    [Theory]
    [InlineData("[ErrorReply(9)] public partial record Failed(int Value);")]
    [InlineData("[ErrorReply(When = nameof(Head.IsError))] public partial record Failed(int Value);")]
    [InlineData("[ErrorReply(0)] public partial record Failed(int Value);")]
    [InlineData("[ErrorReply(When = \"IsError\")] public partial record Failed;")]
    public Task An_error_that_can_be_told_is_right(string error) => IsSilent(
        WithHeader("[MessageId] public byte Code { get; init; } public bool IsError => Code > 99;", error));

    [Fact]
    public Task A_section_is_in_one_piece() => Reports(
        WithHeader(
            "[LengthOf(\"Extras\")] public partial byte ExtrasLength { get; }",
            "[Message] public partial record Say([Section(\"Extras\")] int A, int B, [Section(\"Extras\")] int {|PSOCK1041:C|});"),
        "The members of section 'Extras' of 'Say' do not follow one another");

    [Fact]
    public Task A_section_of_neighbours_is_right() => IsSilent(
        WithHeader(
            "[LengthOf(\"Extras\")] public partial byte ExtrasLength { get; }",
            "[Message] public partial record Say([Section(\"Extras\")] int A, [Section(\"Extras\")] int B, int C);"));

    [Fact]
    public Task All_of_a_frame_is_counted_that_has_to_be() => Reports(
        """
        [Protocol] public sealed partial class Chat
        {
            [Header] public readonly partial record struct Head { [LengthOf("Text"), FrameLength] public partial ushort Length { get; } }
            [Message] public readonly partial record struct Say([MaxBytes(9)] Utf8Text Text, int {|PSOCK1011:Extra|});
        }
        """,
        "'Length' counts members that do not follow one another in the order given, or only part of what another length counts");

    [Theory]
    [InlineData("private", "private")]
    [InlineData("", "private")]
    [InlineData("protected", "protected")]
    [InlineData("private protected", "private protected")]
    public Task A_message_is_seen_by_clients_and_servers(string accessibility, string shown) => Reports(
        $"[Protocol] public partial class Chat {{ [Message(1)] {accessibility} partial record {{|PSOCK1043:Say|}}(int Value); }}",
        $"'Say' is {shown}, and clients and servers take and return it; make it internal or public");

    [Theory]
    [InlineData("private int {|PSOCK1043:Extra|} { get; init; }", "private")]
    [InlineData("public int {|PSOCK1043:Extra|} { get; private init; }", "private")]
    public Task A_member_of_a_header_is_filled_in_by_messages(string member, string shown) => Reports(
        WithHeader(member, "[Message] public partial record Say(int Value);"),
        $"'Extra' is {shown}, and the messages fill it in; make it internal or public");

    [Theory]
    [InlineData("internal")]
    [InlineData("public")]
    [InlineData("protected internal")]
    public Task A_message_in_reach_is_right(string accessibility) =>
        IsSilent($"[Protocol] public partial class Chat {{ [Message(1)] {accessibility} partial record Say(int Value); }}");

    [Theory]
    [InlineData("Protocol, LengthPrefixed<byte>", "[FixedBytes(300)] byte[] Value", "at least 300", "at most 255")]
    [InlineData("Protocol, FixedSize(8)", "[FixedBytes(9)] byte[] Value", "at least 9", "at most 8")]
    [InlineData("Protocol, FixedSize(8)", "int Value", "at most 4", "exactly 8")]
    [InlineData("Protocol(MaxFrameBytes = 64)", "[FixedBytes(60)] byte[] Value", "at least 72", "at most 64")]
    public Task A_message_that_no_frame_holds_can_not_be_sent(string attributes, string member, string takes, string have) => Reports(
        $"[{attributes}] public sealed partial class Chat {{ [Message] public partial record {{|PSOCK1044:Say|}}({member}); }}",
        $"'Say' takes {takes} bytes, and frames of 'Chat' have {have}");

    [Fact]
    public Task A_message_that_the_header_can_not_count_can_not_be_sent() => Reports(
        """
        [Protocol] public sealed partial class Chat
        {
            [Header] public readonly partial record struct Head { [FrameLength(Counts = FrameLengthCounts.Frame)] public partial byte Length { get; } }
            [Message] public readonly partial record struct {|PSOCK1044:Say|}([FixedBytes(255)] byte[] Value);
        }
        """,
        "'Say' takes at least 256 bytes, and frames of 'Chat' have at most 255");

    [Theory]
    [InlineData("Protocol, LengthPrefixed<byte>", "[FixedBytes(255)] byte[] Value")]
    [InlineData("Protocol, LengthPrefixed<byte>", "[MaxBytes(300)] byte[] Value")]
    [InlineData("Protocol, FixedSize(8)", "long Value")]
    [InlineData("Protocol, FixedSize(8)", "[LengthPrefixed<byte>] byte[] Value")]
    [InlineData("Protocol(MaxFrameBytes = 64)", "[FixedBytes(52)] byte[] Value")]
    public Task A_message_that_a_frame_may_hold_is_right(string attributes, string member) => IsSilent(
        $"[{attributes}] public sealed partial class Chat {{ [Message] public partial record Say({member}); }}");

    [Fact]
    public Task A_chat_is_right() => IsSilent(
        """
        namespace Samples;
        [Protocol]
        public sealed partial class Chat
        {
            [Request<Welcome>(1)] public readonly partial record struct Join([MaxBytes(32)] string Nick);
            [Reply(2)] public readonly partial record struct Welcome(uint MemberId, ushort Online);
            [Message(3, From = Side.Client)] public readonly partial record struct Say([MaxBytes(512)] Utf8Text Text);
            [Message(4, From = Side.Server)] public readonly partial record struct Said(uint MemberId, [MaxBytes(512)] Utf8Text Text);
            [ErrorReply(5)] public readonly partial record struct Refused([MaxBytes(64)] string Why);
        }
        """);

    [Fact]
    public Task Memcached_is_right() => IsSilent(
        """
        [Protocol(MaxFrameBytes = 2 << 20)]
        public sealed partial class Memcached
        {
            [Header]
            public readonly partial record struct Header
            {
                [Magic(0x80, From = Side.Client), Magic(0x81, From = Side.Server), MessageId] public Opcode Opcode { get; init; }
                [LengthOf("Key")] public partial ushort KeyLength { get; }
                [LengthOf("Extras")] public partial byte ExtrasLength { get; }
                public byte DataType { get; init; }
                public ushort Status { get; init; }
                [LengthOf("Extras", "Key", "Value"), FrameLength] public partial uint BodyLength { get; }
                [CorrelationId] public uint Opaque { get; init; }
                public ulong Cas { get; init; }
                internal bool IsError => Status != 0;
            }
            public enum Opcode : byte { Get, Set, GetQ = 9 }
            [Request<Value>(Opcode.Get)] public readonly partial record struct Get([MaxBytes(250)] ReadOnlyMemory<byte> Key);
            [Request<Value>(Opcode.GetQ, Replies = ReplyCount.OneOrNone)] public readonly partial record struct GetQuietly([MaxBytes(250)] ReadOnlyMemory<byte> Key);
            [Request<Stored>(Opcode.Set)]
            public readonly partial record struct Set(
                [Section("Extras")] uint Flags, [Section("Extras")] uint Expires, [MaxBytes(250)] ReadOnlyMemory<byte> Key, [MaxBytes(1 << 20), Section("Value")] ReadOnlyMemory<byte> Data, [InHeader] ulong Cas);
            [Reply] public readonly partial record struct Value([Section("Extras")] uint Flags, [MaxBytes(1 << 20), Section("Value")] ReadOnlyMemory<byte> Data, [InHeader] ulong Cas);
            [Reply] public readonly partial record struct Stored([InHeader] ulong Cas);
            [ErrorReply(When = nameof(Header.IsError))] public readonly partial record struct Failed([InHeader] ushort Status, [MaxBytes(1024), Section("Value")] string Message);
        }
        """);

    private static string Protocol(string messages, string settings = "") => $$"""
        [Protocol({{settings}})] public sealed partial class Chat
        {
            {{messages}}
        }
        """;

    private static string WithHeader(string members, string messages) => Protocol($$"""
        [Header] public readonly partial record struct Head
        {
            [FrameLength] public partial ushort Length { get; }
            {{members}}
        }
        {{messages}}
        """);
}
