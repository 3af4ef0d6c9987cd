using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Which call a reply answers, and who calls: PSOCK1020, 1069, 1070.</summary>
public sealed class CorrelationTests
{
    private const string NoId = "must be an unsigned integer of whole bytes, a UInt128 in network order, a Guid, or [FixedBytes] of up to 16, that is always in the body and can be set";

    private const string Right = "[Request<B>(1)] public partial record A([MaxBytes(9)] string Text, [CorrelationId] ushort Id); [Reply(2)] public partial record B([CorrelationId] ushort Id);";

    [Theory]
    [InlineData(Right)]
    [InlineData(Right + "[Request<D>(3)] public partial record C; [Reply(4)] public partial record D;")]
    [InlineData(Right + "[Request<D>(3)] public partial record C([CorrelationId] byte Id); [Reply(4)] public partial record D(int Before, [CorrelationId, Bytes(3)] uint Id);")]
    [InlineData(Right + "[ErrorReply(5)] public partial record E([CorrelationId, LittleEndian] ulong Id, int Code);")]
    [InlineData("[Request<B>(1, From = Side.Both)] public partial record A([CorrelationId] ushort Id); [Reply(2)] public partial record B([CorrelationId] ushort Id);")]
    [InlineData("[Request<B>(1, From = Side.Server)] public partial record A(int X); [Reply(2)] public partial record B(int X);")]
    [InlineData("[Request<B>(1, Replies = ReplyCount.Many)] public partial record A([CorrelationId] uint Id); [Reply(2, Last = nameof(IsLast))] public partial record B([CorrelationId] uint Id, bool IsLast);")]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId, FixedBytes(12)] ReadOnlyMemory<byte> Id); [Reply(2)] public partial record B(int X, [CorrelationId, FixedBytes(12)] byte[] Id);")]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId] Guid Id); [Reply(2)] public partial record B([CorrelationId] Guid Id);")]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId] UInt128 Id); [Reply(2)] public partial record B([CorrelationId] UInt128 Id);")]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId, LittleEndian] uint Id); [Reply(2)] public partial record B(byte Kind, [CorrelationId, LittleEndian] uint Id);")]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId] byte Id, [Remaining] byte[] Rest); [Reply(2)] public partial record B([CorrelationId] byte Id, [Remaining] byte[] Rest);")]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId, FixedBytes(16)] byte[] Id); [Reply(2)] public partial record B([FixedBytes(3)] string Kind, [CorrelationId, FixedBytes(16)] byte[] Id);")]
    [InlineData("[Request<B>(1, From = Side.Client)] public partial record A([CorrelationId, Bytes(5)] ulong Id); [Reply(2)] public partial record B([CorrelationId, Bytes(5)] ulong Id);")]
    public Task Replies_that_are_matched_are_right(string messages) => IsSilent(With(messages));

    [Theory]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId] int {|PSOCK1020:Id|}); [Reply(2)] public partial record B(int X);", NoId)]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId, VarInt(VarIntFormat.Quic)] uint {|PSOCK1020:Id|}); [Reply(2)] public partial record B(int X);", NoId)]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId, MaxBytes(3)] string {|PSOCK1020:Id|}); [Reply(2)] public partial record B(int X);", NoId)]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId, FixedBytes(17)] byte[] {|PSOCK1020:Id|}); [Reply(2)] public partial record B(int X);", NoId)]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId, LengthPrefixed<byte>, MaxBytes(8)] byte[] {|PSOCK1020:Id|}); [Reply(2)] public partial record B(int X);", NoId)]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId] Int128 {|PSOCK1020:Id|}); [Reply(2)] public partial record B(int X);", NoId)]
    [InlineData("[Message(1)] public partial record A([CorrelationId] ushort {|PSOCK1020:Id|});", "is in 'A', which is neither a request nor a reply")]
    [InlineData("[Request<B>(1)] public partial record A(int X); [Reply(2)] public partial record B([MaxBytes(9)] string Text, [CorrelationId] ushort {|PSOCK1020:Id|});", "must have a fixed place in a reply, and what stands in front of it varies")]
    public Task An_id_in_a_body_is_a_number_at_a_known_place(string messages, string reason) => Reports(With(messages), $"'Id' {reason}");

    [Fact]
    public Task An_id_is_in_the_header_or_in_bodies() => Reports(
        With("[Request<B>(1)] public partial record A([CorrelationId] ushort {|PSOCK1020:Id|}); [Reply(2)] public partial record B(int X);", "[CorrelationId] public uint Ticket { get; init; }"),
        "'Id' is in the body, and the header has a correlation id");

    [Theory]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId] ushort Id); [{|PSOCK1069:Reply(2)|}] public partial record B(int X);", "B", "it has no [CorrelationId], and 'A' has one, 'Id'")]
    [InlineData("[{|PSOCK1069:Request<B>(1)|}] public partial record A(int X); [Reply(2)] public partial record B([CorrelationId] ushort Id);", "A", "it has no [CorrelationId], and 'B' has one, 'Id'")]
    [InlineData("[Request<B>(1)] public partial record A([CorrelationId] ushort Id); [{|PSOCK1069:Reply|}] public partial record B([CorrelationId] ushort Id);", "B", "it has no id of its own")]
    [InlineData(Right + "[{|PSOCK1069:ErrorReply(5)|}] public partial record E(int Code);", "E", "an error needs an id of its own and a [CorrelationId]")]
    public Task A_reply_says_what_it_answers(string messages, string name, string reason) => Reports(
        With(messages),
        $"The replies of '{name}' can't be matched by their message ids: {reason}");

    [Theory]
    [InlineData("ushort Ticket { get; init; }")]
    [InlineData("UInt128 Ticket { get; init; }")]
    [InlineData("Guid Ticket { get; init; }")]
    [InlineData("ReadOnlyMemory<byte> Ticket { get; init; }", "FixedBytes(2), ")]
    [InlineData("byte[] Ticket { get; init; }", "FixedBytes(16), ")]
    public Task An_id_in_the_header_is_a_number_or_up_to_16_bytes(string member, string attributes = "") => IsSilent(
        With("[Request<B>(1)] public partial record A(int X); [Reply(2)] public partial record B(int X);", $"[{attributes}CorrelationId] public {member}"));

    [Theory]
    [InlineData("byte {|PSOCK1020:Ticket|} { get; init; }")]
    [InlineData("long {|PSOCK1020:Ticket|} { get; init; }")]
    [InlineData("byte[] {|PSOCK1020:Ticket|} { get; init; }", "FixedBytes(1), ")]
    [InlineData("byte[] {|PSOCK1020:Ticket|} { get; init; }", "FixedBytes(17), ")]
    [InlineData("string {|PSOCK1020:Ticket|} { get; init; }", "FixedBytes(4), ")]
    public Task An_id_in_the_header_that_is_neither_is_reported(string member, string attributes = "") => Reports(
        With("[Request<B>(1)] public partial record A(int X); [Reply(2)] public partial record B(int X);", $"[{attributes}CorrelationId] public {member}"),
        "'Ticket' must be a ushort, uint, ulong or UInt128 of full width, a Guid or [FixedBytes] of 2 to 16, that can be set");

    [Theory]
    [InlineData("[Request<B>(1)] public partial record A(int X); [Reply(2)] public partial record B(int X);")]
    public Task Replies_may_be_matched_by_their_type_alone(string messages) => IsSilent(With(messages, settings: "MatchRepliesByType = true"));

    [Fact]
    public Task A_header_with_an_id_matches_replies_by_it() => Reports(
        With("[Request<B>(1)] public partial record A(int X); [Reply(2)] public partial record B(int X);", "[CorrelationId] public uint Ticket { get; init; }", "MatchRepliesByType = true")
            .Replace("Protocol(MatchRepliesByType = true)", "{|PSOCK1069:Protocol(MatchRepliesByType = true)|}", StringComparison.Ordinal),
        "The replies of 'Chat' can't be matched by their message ids: the header's 'Ticket' is the correlation id");

    [Fact]
    public Task The_default_envelope_matches_replies_by_its_id() => Reports(
        "[{|PSOCK1069:Protocol(MatchRepliesByType = true)|}] public sealed partial class Chat { [Request<B>(1)] public partial record A(int X); [Reply(2)] public partial record B(int X); }",
        "The replies of 'Chat' can't be matched by their message ids: the default envelope has a correlation id");

    [Theory]
    [InlineData("", "[{|PSOCK1070:Request<B>(1, From = Side.Both, Replies = ReplyCount.OneOrNone)|}]", "gets one reply")]
    [InlineData("Carriers = Carriers.Datagram | Carriers.Stream", "[{|PSOCK1070:Request<B>(1, From = Side.Server)|}]", "travels over streams, and the protocol is declared for datagrams")]
    public Task A_request_of_the_server_is_one_that_it_can_send(string settings, string request, string reason) => Reports(
        With($"{request} public partial record A([CorrelationId] ushort Id); [Reply(2)] public partial record B([CorrelationId] ushort Id);", settings: settings),
        $"'A' is a request of the server, which {reason}");

    private static string With(string messages, string member = "", string settings = "") => $$"""
        [Protocol({{settings}})] public sealed partial class Chat
        {
            [Header] public readonly partial record struct Head
            {
                [MessageId] public byte Code { get; init; }
                {{member}}
                [FrameLength] public partial ushort Length { get; }
            }
            {{messages}}
        }
        """;
}
