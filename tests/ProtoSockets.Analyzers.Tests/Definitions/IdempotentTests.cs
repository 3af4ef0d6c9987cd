using static ProtoSockets.Analyzers.Tests.Definitions.DefinitionTest;

namespace ProtoSockets.Analyzers.Tests.Definitions;

/// <summary>Requests that may be done twice.</summary>
public sealed class IdempotentTests
{
    [Theory]
    [InlineData("[Request<Sum>(1), Idempotent] public partial record Add(int Left);")]
    [InlineData("[Idempotent, Request<Sum>(1)] public partial record Add(int Left);")]
    [InlineData("[Request<Sum>(1, From = Side.Client), Idempotent] public partial record Add(int Left);")]
    [InlineData("[Request<Sum>(1, From = Side.Both), Idempotent] public partial record Add(int Left);")]
    [InlineData("[Request<Sum>(1)] public partial record Add(int Left); [Request<Sum>(3), Idempotent] public partial record Look(int Key);")]
    public Task A_request_of_the_client_may_be_done_twice(string messages) => IsSilent(With(messages));

    [Theory]
    [InlineData("[Request<Sum>(1)] public partial record Add(int Left); [Message(3), {|PSOCK1045:Idempotent|}] public partial record Note(int Number);", "Note")]
    [InlineData("[Request<Sum>(1, From = Side.Server), {|PSOCK1045:Idempotent|}] public partial record Add(int Left);", "Add")]
    [InlineData("[Request<Sum>(1)] public partial record Add(int Left); [WireStruct, {|PSOCK1045:Idempotent|}] public partial record Part(int Number);", "Part")]
    public Task Nothing_else_is_sent_again(string messages, string name) => Reports(
        With(messages), $"[Idempotent] has no effect on '{name}': it belongs on a [Request] of the client, which is sent again when its connection is lost");

    [Fact]
    public Task An_attribute_of_the_same_name_is_not_ours() => IsSilent(
        "public sealed class IdempotentAttribute : System.Attribute; [global::Idempotent] public sealed class Job;");

    private static string With(string messages) => $$"""
        [Protocol] public sealed partial class Chat
        {
            {{messages}}
            [Reply(2)] public partial record Sum(long Value);
        }
        """;
}
