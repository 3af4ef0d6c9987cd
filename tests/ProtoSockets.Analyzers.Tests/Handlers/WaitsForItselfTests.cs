using Microsoft.CodeAnalysis;
using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Handlers;

/// <summary>PSOCK4011. SelfWaitTests in tests/ProtoSockets.Conversations.Tests run what is reported here, and what is not.</summary>
public sealed class WaitsForItselfTests
{
    [Theory]
    [InlineData("return new Caller.Done((await session.[|AskAsync|](new(1), cancellationToken)).Number);")]
    [InlineData("await session.[|AskAsync|](new(1)).ConfigureAwait(false); return default;")]
    [InlineData("await session.[|AskAsync|](new(1), TimeSpan.FromSeconds(1), cancellationToken).AsTask(); return default;")]
    [InlineData("var asked = session.[|AskAsync|](new(1)); await Task.Yield(); await asked; return default;")]
    [InlineData("if (request.Number > 0) { await session.[|AskAsync|](new(1)); } return default;")]
    [InlineData("for (int n = 0; n < 3; n++) { try { await session.[|AskAsync|](new(n)); } catch (CallException) { } } return default;")]
    public Task A_call_to_the_own_client_is_never_answered_while_messages_are_handled_one_by_one(string body) => Verify(CallerCode.Server(CallerCode.Quiet, body));

    [Theory]
    [InlineData(CallerCode.Quiet)]
    [InlineData(CallerCode.Phased)]
    public Task The_handler_of_a_message_is_in_the_way_as_well(string protocol) => Verify(CallerCode.Poke(protocol, "await session.[|AskAsync|](new(1), cancellationToken);"));

    [Theory]
    [InlineData(CallerCode.Free)]
    [InlineData(CallerCode.Quiet)]
    [InlineData(CallerCode.Phased)]
    public Task Nothing_is_read_before_the_session_is_connected(string protocol) => Verify(CallerCode.Connected(protocol, "await session.[|AskAsync|](new(1), cancellationToken);"));

    [Fact]
    public Task The_clients_handler_is_in_the_way_where_the_connection_may_change() => Verify(CallerCode.Client(CallerCode.Phased, "await client.[|BeginAsync|](new(1), cancellationToken);"));

    [Theory]
    [InlineData(CallerCode.Free)]
    [InlineData(CallerCode.Quiet)]
    public Task The_end_of_the_own_session_comes_behind_its_handlers(string protocol) => Verify(CallerCode.Server(protocol, "await session.[|CloseAsync|]();\nreturn default;"));

    [Fact]
    public Task A_task_that_is_given_back_is_awaited_by_the_runtime() => Verify(CallerCode.Members(
        CallerCode.Free, "    public ValueTask ConnectedAsync(Caller.Session session, CancellationToken cancellationToken) => session.[|CloseAsync|]();\n", client: false));

    [Fact]
    public Task An_explicit_implementation_is_one_as_well() => Verify(CallerCode.Members(
        CallerCode.Quiet,
        "    async ValueTask<Caller.Done> Caller.IServerHandler.BeginAsync(Caller.Begin request, Caller.Session session, CancellationToken cancellationToken)\n    {\n        await session.[|AskAsync|](new(1));\n        return default;\n    }\n",
        client: false));

    [Fact]
    public async Task The_call_always_fails_and_the_end_of_the_session_may_have_come()
    {
        Assert.Equal(DiagnosticSeverity.Error, (await Reported(CallerCode.Quiet, "await session.[|AskAsync|](new(1));")).Severity);
        Assert.Equal(DiagnosticSeverity.Warning, (await Reported(CallerCode.Quiet, "await session.[|CloseAsync|]();")).Severity);

        static async Task<Diagnostic> Reported(string protocol, string body) =>
            Assert.Single(await AnalyzerTest.Run([new WaitsForItselfAnalyzer()], GeneratedTest.Create(CallerCode.Poke(protocol, body))));
    }

    [Theory]
    [InlineData("return new Caller.Done((await session.AskAsync(new(1), cancellationToken)).Number);")]
    [InlineData("var asked = session.AskAsync(new(1)); await asked; return default;")]
    public Task Where_calls_have_numbers_the_reply_gets_past_the_handler(string body) => Verify(CallerCode.Server(CallerCode.Free, body));

    [Theory]
    [InlineData("_ = session.AskAsync(new(1), cancellationToken).AsTask(); return default;")]
    [InlineData("_ = Task.Run(async () => await session.AskAsync(new(1), cancellationToken)); return default;")]
    [InlineData("async Task Ask() => await session.AskAsync(new(1)); _ = Ask(); return default;")]
    [InlineData("var asked = session.AskAsync(new(1)).AsTask(); _ = asked.ContinueWith(_ => { }); return default;")]
    [InlineData("await session.NudgeAsync(new(1), cancellationToken); return default;")]
    [InlineData("session.Close(); return default;")]
    [InlineData("session.Abort(); return default;")]
    [InlineData("if (_other is not null) { await _other.AskAsync(new(1)); } return default;")]
    [InlineData("if (_other is not null) { await _other.CloseAsync(); } return default;")]
    [InlineData("await Task.WhenAny(session.AskAsync(new(1)).AsTask(), Task.Delay(10)); return default;")]
    [InlineData("await session.AskAsync(new(1)).AsTask().WaitAsync(TimeSpan.FromSeconds(1)); return default;")]
    public Task What_does_not_wait_for_the_own_connection_is_not_reported(string body) => Verify(CallerCode.Server(CallerCode.Quiet, body));

    [Fact]
    public Task The_clients_handler_may_call_where_the_connection_stays_what_it_is() => Verify(CallerCode.Client(CallerCode.Quiet, "await client.BeginAsync(new(1), cancellationToken);"));

    [Fact]
    public Task One_way_messages_of_the_client_are_not_waited_for() => Verify(CallerCode.Client(CallerCode.Phased, "await client.PokeAsync(new(1), cancellationToken);"));

    [Fact]
    public Task Datagrams_have_no_end_to_wait_for() => Verify(CallerCode.Server(CallerCode.Datagrams, "await session.CloseAsync();\nreturn default;"));

    [Fact]
    public Task When_the_session_has_ended_there_is_nothing_to_wait_for() => Verify(CallerCode.Disconnected(CallerCode.Quiet, "await session.CloseAsync();"));

    [Fact]
    public Task A_method_that_handles_nothing_may_wait() => Verify(CallerCode.Members(
        CallerCode.Quiet, "    public async Task TalkAsync(Caller.Session session) => await session.AskAsync(new(1));\n", client: false));

    [Fact]
    public Task A_look_alike_is_no_handler() => Verify(CallerCode.Members(
        CallerCode.Quiet,
        """
            public ValueTask PokeAsync(Caller.Poke message, Caller.Session session, CancellationToken cancellationToken) => default;
            public async Task PokeAsync(string message, Caller.Session session) => await session.AskAsync(new(1));

        """,
        client: false));

    [Theory]
    [InlineData("_own = session;\n        await _own.[|AskAsync|](new(1), cancellationToken);\n        return default;")]
    [InlineData("_own = session;\n        return new Caller.Done((await this._own!.[|AskAsync|](new(1))).Number);")]
    [InlineData("await _connected!.[|AskAsync|](new(1), cancellationToken);\n        return default;")]
    [InlineData("if (_connected is not null) { await _connected.[|CloseAsync|](); }\n        return default;")]
    [InlineData("await Connected!.[|AskAsync|](new(1), cancellationToken);\n        return default;")]
    public Task A_session_that_the_handler_keeps_is_its_own(string body) => Verify(Keeping(body));

    [Fact]
    public async Task A_kept_session_may_be_that_of_a_later_connection() => Assert.Equal(
        DiagnosticSeverity.Warning,
        Assert.Single(await AnalyzerTest.Run([new WaitsForItselfAnalyzer()], GeneratedTest.Create(Keeping("await _connected!.[|AskAsync|](new(1));\nreturn default;")))).Severity);

    [Theory]
    [InlineData("if (_connected != session) { await _connected!.AskAsync(new(1)); }\n        return default;")]
    [InlineData("if (!ReferenceEquals(session, _connected)) { await _connected!.AskAsync(new(1)); }\n        return default;")]
    [InlineData("await _first!.AskAsync(new(1));\n        return default;")]
    [InlineData("await _chosen!.AskAsync(new(1));\n        return default;")]
    [InlineData("await _given.AskAsync(new(1));\n        return default;")]
    [InlineData("await _swapped!.AskAsync(new(1));\n        return default;")]
    [InlineData("await Open!.AskAsync(new(1));\n        return default;")]
    [InlineData("await Chosen.AskAsync(new(1));\n        return default;")]
    [InlineData("await _never!.AskAsync(new(1));\n        return default;")]
    [InlineData("await _table.Host!.AskAsync(new(1));\n        return default;")]
    [InlineData("foreach (Caller.Session each in _all) { await each.AskAsync(new(1)); }\n        return default;")]
    [InlineData("_ = _connected!.AskAsync(new(1)).AsTask();\n        return default;")]
    [InlineData("await _connected!.NudgeAsync(new(1));\n        return default;")]
    public Task A_session_that_may_be_another_one_is_not(string body) => Verify(Keeping(body));

    [Theory]
    [InlineData(CallerCode.Quiet, "await session.[|AskAsync|](new(1), cancellationToken);")]
    [InlineData(CallerCode.Phased, "await session.[|AskAsync|](new(1), cancellationToken);")]
    [InlineData(CallerCode.Free, "await session.[|CloseAsync|]();")]
    [InlineData(CallerCode.Free, "await session.AskAsync(new(1), cancellationToken);")]
    [InlineData(CallerCode.Quiet, "await session.NudgeAsync(new(1), cancellationToken);")]
    [InlineData(CallerCode.Datagrams, "await session.CloseAsync();")]
    public Task A_protocol_of_another_project_is_known_as_well(string protocol, string body) => GeneratedTest.VerifyReferring<WaitsForItselfAnalyzer>(CallerCode.Poke(protocol, body));

    [Theory]
    [InlineData("public", "[|QuestionAsync|]", true)]
    [InlineData("public", "[|QuestionAsync|]", false)]
    [InlineData("internal", "QuestionAsync", true)]
    public Task What_a_compiled_header_hides_may_be_a_correlation_id(string accessibility, string call, bool compiled)
    {
        string definition = $$"""
            using ProtoSockets;
            [Protocol]
            public sealed partial class Ask
            {
                [Header] public readonly partial record struct Header { [FrameLength] public partial ushort Length { get; } [MessageId] public byte Kind { get; init; } {{accessibility}} byte Id { get; init; } }
                [Request<Answer>(1, From = Side.Server)] public readonly partial record struct Question(int Number);
                [Reply(2)] public readonly partial record struct Answer(int Number);
                [Message(3, From = Side.Client)] public readonly partial record struct Poke(int Number);
            }
            """;
        string code = $$"""
            using System.Threading;
            using System.Threading.Tasks;
            sealed class Handler : Ask.IServerHandler
            {
                public async ValueTask PokeAsync(Ask.Poke message, Ask.Session session, CancellationToken cancellationToken) => await session.{{call}}(new(1), cancellationToken);
            }
            """;
        var source = new GeneratedSource(code, definition);
        return AnalyzerTest.Verify(new WaitsForItselfAnalyzer(), GeneratedTest.CreateReferring(source, compiled), MarkedSource.Parse(code));
    }

    /// <summary>A handler that keeps sessions in all sorts of ways.</summary>
    private static GeneratedSource Keeping(string body) => CallerCode.Members(
        CallerCode.Quiet,
        """
            private Caller.Session? _own, _connected, _first, _chosen, _swapped, _never;
            private readonly Caller.Session _given;
            private readonly List<Caller.Session> _all = new();
            private readonly Table _table = new();

            private Caller.Session? Connected { get; set; }
            private Caller.Session Chosen => _all[0];
            public Caller.Session? Open { get; set; }

            public Handler(Caller.Session given) => _given = given;

            public ValueTask ConnectedAsync(Caller.Session session, CancellationToken cancellationToken)
            {
                _connected = session;
                Connected = session;
                Open = session;
                _first ??= session;
                if (_all.Count == 0)
                {
                    _chosen = session;
                }

                Interlocked.Exchange(ref _swapped, session);
                _swapped = session;
                _all.Add(session);
                _table.Host = session;
                return default;
            }

            public ValueTask DisconnectedAsync(Caller.Session session, Exception? reason)
            {
                _connected = null;
                return default;
            }

            public async ValueTask<Caller.Done> BeginAsync(Caller.Begin request, Caller.Session session, CancellationToken cancellationToken)
            {

        """ + "        " + body + "\n    }\n\n    private sealed class Table { public Caller.Session? Host { get; set; } }\n",
        client: false);

    private static Task Verify(GeneratedSource source) => GeneratedTest.Verify<WaitsForItselfAnalyzer>(source);
}
