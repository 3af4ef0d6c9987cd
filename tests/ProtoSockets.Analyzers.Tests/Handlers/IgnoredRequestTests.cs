using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Handlers;

/// <summary>PSOCK4013. UnansweredTests in tests/ProtoSockets.Conversations.Tests run what is reported here.</summary>
public sealed class IgnoredRequestTests
{
    private const string Usings =
        "using System.Collections.Generic;\nusing System.Runtime.CompilerServices;\nusing System.Threading;\nusing System.Threading.Tasks;\nusing ProtoSockets;\n\n";

    private const string Begin = "public ValueTask<Caller.Done> [|BeginAsync|](Caller.Begin request, Caller.Session session, CancellationToken cancellationToken)";

    [Theory]
    [InlineData(" => default;")]
    [InlineData(" => default(ValueTask<Caller.Done>);")]
    [InlineData(" => new(default(Caller.Done));")]
    [InlineData(" => new(new Caller.Done());")]
    [InlineData(" => ValueTask.FromResult(default(Caller.Done));")]
    [InlineData(" => throw new NotImplementedException();")]
    [InlineData(" { throw new NotImplementedException(\"later\"); }")]
    [InlineData(" { return default; }")]
    public Task A_request_that_nothing_is_done_about_is_reported(string body) => Verify(CallerCode.Free, Begin + body);

    [Fact]
    public Task An_asynchronous_method_that_does_nothing_is_one_as_well() => Verify(CallerCode.Free, Begin.Replace("public", "public async", StringComparison.Ordinal) + " => default;");

    [Fact]
    public Task A_client_ignores_requests_as_well() => GeneratedTest.Verify<IgnoredRequestAnalyzer>(CallerCode.Members(
        CallerCode.Free, "    public ValueTask<Caller.Said> [|AskAsync|](Caller.Ask request, Caller.Client client, CancellationToken cancellationToken) => throw new NotImplementedException();\n", client: true));

    [Theory]
    [InlineData(" { await Task.Yield(); yield break; }")]
    [InlineData(" { if (request.Number > 0) { await Task.Delay(request.Number); } yield break; }")]
    public Task Replies_that_never_come_are_reported(string body) => GeneratedTest.Verify<IgnoredRequestAnalyzer>(Many("[|RowsAsync|]", body));

    [Theory]
    [InlineData(" => new(new Caller.Done(0));")]
    [InlineData(" => new(new Caller.Done { Number = 0 });")]
    [InlineData(" => new(new Caller.Done(request.Number));")]
    [InlineData(" => throw new CallRefusedException(\"not here\");")]
    [InlineData(" => throw new NotSupportedException();")]
    [InlineData(" { Console.WriteLine(request); return default; }")]
    [InlineData(" { if (request.Number > 0) { throw new NotImplementedException(); } return default; }")]
    [InlineData(" { return request.Number > 0 ? new(new Caller.Done(1)) : default; }")]
    public Task A_request_that_something_is_done_about_is_not(string body) => Verify(CallerCode.Free, Begin.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal) + body);

    [Fact]
    public Task A_message_may_be_passed_over() => Verify(
        CallerCode.Free, "public ValueTask PokeAsync(Caller.Poke message, Caller.Session session, CancellationToken cancellationToken) => default;");

    [Fact]
    public Task Silence_is_an_answer_where_the_protocol_says_so() => Verify(
        CallerCode.Quiet, "public ValueTask<OptionalReply<Caller.Done>> WhisperAsync(Caller.Whisper request, Caller.Session session, CancellationToken cancellationToken) => default;");

    [Fact]
    public Task A_reply_without_members_is_what_it_is() => GeneratedTest.Verify<IgnoredRequestAnalyzer>(new GeneratedSource(
        Usings + "sealed class Handler : Heart.IServerHandler\n{\n    public ValueTask<Heart.Pong> PingAsync(Heart.Ping request, Heart.Session session, CancellationToken cancellationToken) => default;\n}\n",
        Usings + """
        [Protocol]
        public sealed partial class Heart
        {
            [Request<Pong>(1)] public readonly partial record struct Ping;
            [Reply(2)] public readonly partial record struct Pong;
        }
        """));

    [Theory]
    [InlineData(" { await Task.Yield(); yield return new List.Row(true); }")]
    [InlineData(" { for (int n = 0; n < request.Number; n++) { await Task.Yield(); yield return new List.Row(n == request.Number - 1); } }")]
    [InlineData(" { await Task.Yield(); if (request.Number == 0) { yield break; } throw new CallRefusedException(\"no\"); }")]
    public Task Replies_that_may_come_are_not_reported(string body) => GeneratedTest.Verify<IgnoredRequestAnalyzer>(Many("RowsAsync", body));

    [Fact]
    public Task A_method_that_handles_nothing_may_do_nothing() => Verify(CallerCode.Free, "public ValueTask<Caller.Done> EndAsync(Caller.Begin request) => default;");

    [Theory]
    [InlineData(CallerCode.Free, Begin + " => default;")]
    [InlineData(CallerCode.Phased, Begin + " => throw new NotImplementedException();")]
    [InlineData(CallerCode.Free, "public ValueTask PokeAsync(Caller.Poke message, Caller.Session session, CancellationToken cancellationToken) => default;")]
    [InlineData(CallerCode.Quiet, "public ValueTask<OptionalReply<Caller.Done>> WhisperAsync(Caller.Whisper request, Caller.Session session, CancellationToken cancellationToken) => default;")]
    [InlineData(CallerCode.Datagrams, "public ValueTask PokeAsync(Caller.Poke message, Caller.Session session, CancellationToken cancellationToken) => throw new NotImplementedException();")]
    public Task A_protocol_of_another_project_is_known_as_well(string protocol, string member) =>
        GeneratedTest.VerifyReferring<IgnoredRequestAnalyzer>(CallerCode.Members(protocol, "    " + member + "\n", client: false));

    private static GeneratedSource Many(string name, string body) => new(
        Usings
        + "sealed class Handler : List.IServerHandler\n{\n    public async IAsyncEnumerable<List.Row> " + name + "(List.Rows request, List.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)"
        + body + "\n}\n",
        Usings + """
        [Protocol]
        public sealed partial class List
        {
            [Request<Row>(1, Replies = ReplyCount.Many)] public readonly partial record struct Rows(int Number);
            [Reply(2, Last = nameof(Row.IsLast))] public readonly partial record struct Row(bool IsLast);
        }
        """);

    private static Task Verify(string protocol, string member) => GeneratedTest.Verify<IgnoredRequestAnalyzer>(CallerCode.Members(protocol, "    " + member + "\n", client: false));
}
