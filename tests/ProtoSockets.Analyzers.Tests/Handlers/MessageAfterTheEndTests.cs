using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Handlers;

/// <summary>PSOCK4012. LateMessageTests in tests/ProtoSockets.Conversations.Tests run what is reported here.</summary>
public sealed class MessageAfterTheEndTests
{
    [Theory]
    [InlineData("await session.[|NudgeAsync|](new(1));")]
    [InlineData("_ = session.[|NudgeAsync|](new(1)).AsTask(); await Task.Yield();")]
    [InlineData("try { await session.[|NudgeAsync|](new(1)); } catch (ConnectionClosedException) { }")]
    [InlineData("if (reason is null) { await session.[|AskAsync|](new(1)); }")]
    public Task Nothing_can_be_sent_to_a_client_that_is_gone(string body) => Verify(CallerCode.Disconnected(CallerCode.Free, body));

    [Theory]
    [InlineData("session.[|ContinueAsNext|](new NextHandler()); await Task.Yield();")]
    [InlineData("session.[|UpgradeToTls|](new SslServerAuthenticationOptions()); await Task.Yield();")]
    public Task A_connection_that_has_ended_does_not_go_on_as_anything(string body) => Verify(CallerCode.Disconnected(CallerCode.Phased, body));

    [Theory]
    [InlineData("session.ContinueAsNext(new NextHandler());\nsession.[|ContinueAsNext|](new NextHandler());\nawait Task.Yield();")]
    [InlineData("session.ContinueAsNext(new NextHandler());\nsession.[|UpgradeToTls|](new SslServerAuthenticationOptions());\nawait Task.Yield();")]
    [InlineData("session.ContinueAsNext(new NextHandler());\nif (message.Number > 0)\n{\n    session.[|ContinueAsNext|](new NextHandler());\n}\n\nawait Task.Yield();")]
    public Task A_connection_is_handed_over_once(string body) => Verify(CallerCode.Poke(CallerCode.Phased, body));

    [Theory]
    [InlineData("await session.NudgeAsync(new(1));")]
    [InlineData("session.Abort(); await Task.Yield();")]
    public Task What_a_handler_sends_while_it_is_there_is_right(string body) => Verify(CallerCode.Poke(CallerCode.Free, body));

    [Fact]
    public Task A_greeting_is_right() => Verify(CallerCode.Connected(CallerCode.Free, "await session.NudgeAsync(new(1));"));

    [Theory]
    [InlineData("if (_other is not null) { await _other.NudgeAsync(new(1)); }")]
    [InlineData("_ = Task.Run(async () => await session.NudgeAsync(new(1))); await Task.Yield();")]
    [InlineData("Console.WriteLine(session.RemoteEndPoint); await session.CloseAsync();")]
    public Task What_goes_to_others_or_is_no_message_is_right(string body) => Verify(CallerCode.Disconnected(CallerCode.Free, body));

    [Fact]
    public Task An_address_can_be_sent_to_after_it_is_forgotten() => Verify(CallerCode.Disconnected(CallerCode.Datagrams, "await session.NudgeAsync(new(1));"));

    [Theory]
    [InlineData("session.UpgradeToTls(new SslServerAuthenticationOptions());\nsession.ContinueAsNext(new NextHandler());\nawait Task.Yield();")]
    [InlineData("if (message.Number > 0)\n{\n    session.ContinueAsNext(new NextHandler());\n}\nelse\n{\n    session.ContinueAsNext(new NextHandler());\n}\n\nawait Task.Yield();")]
    [InlineData("if (message.Number > 0)\n{\n    session.ContinueAsNext(new NextHandler());\n    return;\n}\n\nsession.ContinueAsNext(new NextHandler());\nawait Task.Yield();")]
    [InlineData("session.ContinueAsNext(new NextHandler());\nawait session.NudgeAsync(new(1));")]
    public Task One_change_on_each_path_is_right(string body) => Verify(CallerCode.Poke(CallerCode.Phased, body));

    [Fact]
    public Task A_method_of_the_same_name_elsewhere_is_another() => Verify(CallerCode.Members(
        CallerCode.Free, "    public async Task DisconnectedAsync(Caller.Session session) => await session.NudgeAsync(new(1));\n", client: false));

    [Theory]
    [InlineData(CallerCode.Free, "await session.[|NudgeAsync|](new(1));")]
    [InlineData(CallerCode.Phased, "session.[|ContinueAsNext|](new NextHandler()); await Task.Yield();")]
    [InlineData(CallerCode.Datagrams, "await session.NudgeAsync(new(1));")]
    [InlineData(CallerCode.Free, "await session.CloseAsync();")]
    [InlineData(CallerCode.Phased, "Console.WriteLine(session.RemoteEndPoint); await Task.Yield();")]
    public Task A_protocol_of_another_project_is_known_as_well(string protocol, string body) => GeneratedTest.VerifyReferring<MessageAfterTheEndAnalyzer>(CallerCode.Disconnected(protocol, body));

    private static Task Verify(GeneratedSource source) => GeneratedTest.Verify<MessageAfterTheEndAnalyzer>(source);
}
