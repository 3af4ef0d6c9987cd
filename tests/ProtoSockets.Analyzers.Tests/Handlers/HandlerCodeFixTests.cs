using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Handlers;

public sealed class HandlerCodeFixTests
{
    private const string Begin = "    public ValueTask<Caller.Done> [|BeginAsync|](Caller.Begin request, Caller.Session session, CancellationToken cancellationToken)";

    private const string Parameters = "Caller.Begin request, Caller.Session session, CancellationToken cancellationToken) ";

    [Fact]
    public Task A_session_is_closed_without_waiting() => CodeFixTest.Verify<WaitsForItselfAnalyzer, WaitsForItselfCodeFix>(
        CallerCode.Server(CallerCode.Free, "await session.[|CloseAsync|]();\nreturn new Caller.Done(1);"), "await session.CloseAsync();", "session.Close();");

    [Fact]
    public Task A_call_that_waits_for_itself_has_no_one_answer() => CodeFixTest.Verify<WaitsForItselfAnalyzer, WaitsForItselfCodeFix>(
        CallerCode.Poke(CallerCode.Quiet, "await session.[|AskAsync|](new(1));"), "await session", null);

    [Theory]
    [InlineData(" => default;", "=> default;", "=> throw new CallRefusedException(\"Begin is not offered here.\");")]
    [InlineData(" { throw new NotImplementedException(); }", "{ throw new NotImplementedException(); }", "{ throw new CallRefusedException(\"Begin is not offered here.\"); }")]
    public Task A_request_is_refused_with_a_text(string body, string before, string after) =>
        CodeFixTest.Verify<IgnoredRequestAnalyzer, IgnoredRequestCodeFix>(CallerCode.Members(CallerCode.Quiet, Begin + body + "\n", client: false), Parameters + before, Parameters + after);

    [Fact]
    public Task Without_the_envelope_there_is_no_text_to_refuse_with() =>
        CodeFixTest.Verify<IgnoredRequestAnalyzer, IgnoredRequestCodeFix>(CallerCode.Members(CallerCode.Phased, Begin + " => throw new NotImplementedException();\n", client: false), "throw new", null);
}
