using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Correlation ids that are tokens of lines: PSOCK1020, 1065, 1069.</summary>
public sealed class LineTagTests
{
    private const string Reply = "[Reply(\"OK\"), Line] public partial record B([CorrelationId, MaxBytes(16)] string Tag, [Remaining, MaxBytes(99)] string Text);";

    [Theory]
    [InlineData(Reply + "[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(16)] Utf8Text Tag);")]
    [InlineData(Reply + "[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(8), Ascii] string Tag, [Verb] string Word, int Number);")]
    [InlineData(Reply + "[Request<B>(\"DO\", \"UNDO\"), Line] public partial record A([CorrelationId, MaxBytes(1)] Utf8Text Tag, [Verb] string Word);")]
    [InlineData(Reply + "[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(4)] Utf8Text Tag); [ErrorReply(\"NO\"), Line] public partial record E([CorrelationId, MaxBytes(4)] Utf8Text Tag);")]
    [InlineData(Reply + "[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(2)] Utf8Text Tag); [Message(\"*\", From = Side.Server), Line] public partial record C([Remaining] string Text);")]
    [InlineData(Reply + "[Request<B>(\"DO\"), Line] public partial record A([MaxBytes(9)] string Verse, [CorrelationId, MaxBytes(4)] Utf8Text Tag);")]
    [InlineData("[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(4)] Utf8Text Tag); [Reply, Line] public partial record B([CorrelationId, MaxBytes(4)] Utf8Text Tag, [Remaining] string Text);")]
    [InlineData(Reply + "[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(16), Utf8] string Tag);")]
    [InlineData(Reply + "[Request<B>(\"DO\"), Line] public partial record A(int Number, [CorrelationId, MaxBytes(8)] Utf8Text Tag);")]
    [InlineData(Reply + "[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(8)] Utf8Text Tag, [Optional, MaxBytes(17)] string? Note);")]
    public Task A_tag_is_a_bounded_token_of_text(string messages) => IsSilent(With(messages));

    [Theory]
    [InlineData("[CorrelationId] Utf8Text {|PSOCK1020:Tag|}")]
    [InlineData("[CorrelationId, MaxBytes(17)] Utf8Text {|PSOCK1020:Tag|}")]
    [InlineData("[CorrelationId, MaxBytes(8), Latin1] string {|PSOCK1020:Tag|}")]
    [InlineData("[CorrelationId, MaxBytes(8)] byte[] {|PSOCK1020:Tag|}")]
    [InlineData("[CorrelationId] uint {|PSOCK1020:Tag|}")]
    [InlineData("int Number, [CorrelationId, MaxBytes(8), Remaining] string {|PSOCK1020:Tag|}")]
    public Task Another_token_is_none(string members) => Reports(
        With(Reply + $"[Request<B>(\"DO\"), Line] public partial record A({members});"),
        "'Tag' must be a Utf8Text or string with [MaxBytes] of 1 to 16, in UTF-8 or ASCII, that is always in the line and can be set");

    [Theory]
    [InlineData("[Message(\"SAY\"), Line] public partial record C([CorrelationId, MaxBytes(8)] string {|PSOCK1020:Tag|});", "is in 'C', which is neither a request nor a reply")]
    [InlineData("[Request<B>(\"GO\"), Line] public partial record C([Keyword(\"fast\")] bool IsFast, [CorrelationId, MaxBytes(8)] string {|PSOCK1020:Tag|});", "must have a fixed place in the line, and what stands in front of it varies")]
    [InlineData("[Request<B>(\"GO\"), Line(Separator = \":\")] public partial record C([CorrelationId, MaxBytes(8)] string {|PSOCK1020:Tag|});", "is in a line of another format than those of other messages")]
    public Task A_tag_stands_where_it_can_be_found(string message, string reason) => Reports(
        With(Reply + "[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(16)] Utf8Text Tag);" + message), $"'Tag' {reason}");

    [Fact]
    public Task A_verb_without_a_tag_is_no_word_that_a_tag_can_be() => Reports(
        With(Reply + "[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(5)] Utf8Text Tag); [{|PSOCK1065:Message(\"HELLO\", From = Side.Server)|}, Line] public partial record C([Remaining] string Text);"),
        "'C' has the verb \"HELLO\" and no tag in front of it, and tags of 5 characters can be the same word");

    [Fact]
    public Task A_reply_has_a_tag_where_its_request_has_one() => Reports(
        With("[Request<B>(\"DO\"), Line] public partial record A([CorrelationId, MaxBytes(16)] Utf8Text Tag); [{|PSOCK1069:Reply(\"OK\")|}, Line] public partial record B([Remaining] string Text);"),
        "The replies of 'B' can't be matched by their message ids: it has no [CorrelationId], and 'A' has one, 'Tag'");

    [Fact]
    public Task Behind_a_header_a_token_is_none() => Reports(
        "[Protocol] public sealed partial class Chat { [Header] public readonly partial record struct Head { [MessageId] public byte Code { get; init; } [FrameLength] public partial ushort Length { get; } }"
        + "[Request<B>(1), Line] public partial record A([CorrelationId, MaxBytes(8)] string {|PSOCK1020:Tag|}); [Reply(2)] public partial record B(int X); }",
        "'Tag' is in a line, and no message of the protocol has a verb");

    private static string With(string messages) => $"[Protocol, SelfDelimiting] public sealed partial class Chat {{ {messages} }}";
}
