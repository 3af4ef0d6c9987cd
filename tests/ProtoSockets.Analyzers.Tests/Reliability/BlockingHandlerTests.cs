using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class BlockingHandlerTests
{
    [Theory]
    [InlineData("int n = Ask().[|Result|]; return n;")]
    [InlineData("Ask().[|Wait|](); return 0;")]
    [InlineData("return Ask().GetAwaiter().[|GetResult|]();")]
    [InlineData("return Ask().ConfigureAwait(false).GetAwaiter().[|GetResult|]();")]
    [InlineData("Task.[|WaitAll|](Ask(), Ask()); return 0;")]
    [InlineData("Thread.[|Sleep|](100); return 0;")]
    [InlineData("_gate.[|Wait|](); return 0;")]
    [InlineData("_socket.[|Send|](new byte[1]); return 0;")]
    [InlineData("return _stream.[|ReadByte|]();")]
    [InlineData("return Dns.[|GetHostAddresses|](\"localhost\").Length;")]
    [InlineData("using var own = new TcpClient(); own.[|Connect|](\"localhost\", 80); return 0;")]
    public Task What_blocks_the_handler_is_reported(string body) => Verify(Handler(body));

    [Theory]
    [InlineData("return await Ask();")]
    [InlineData("await Task.Delay(100, cancellationToken); return 0;")]
    [InlineData("await _gate.WaitAsync(cancellationToken); return 0;")]
    [InlineData("return _gate.Wait(0) ? 1 : 0;")]
    [InlineData("Task<int> asked = Ask(); return asked.IsCompletedSuccessfully ? asked.Result : await asked;")]
    [InlineData("Task<int> asked = Ask(); await Task.WhenAll(asked); return asked.Result;")]
    [InlineData("return await Task.Run(() => { Thread.Sleep(100); return 1; });")]
    [InlineData("int Slow() { Thread.Sleep(1); return 1; } return await Task.Run(Slow);")]
    [InlineData("return await _socket.SendAsync(new byte[1]);")]
    [InlineData("var answer = new Answer(); return answer.Result;")]
    [InlineData("lock (_gate) { return 1; }")]
    public Task What_does_not_is_not(string body) => Verify(Handler(body));

    [Theory]
    [InlineData("Work(); return 0;", "private void Work() => Thread.[|Sleep|](1);")]
    [InlineData("return await WorkAsync();", "private static async Task<int> WorkAsync() { await Task.Yield(); return Ask().[|Result|]; }")]
    [InlineData("Work(1); return 0;", "private void Work(int depth) { if (depth > 0) { More(depth); } }\nprivate void More(int depth) { Work(depth - 1); Thread.[|Sleep|](1); }")]
    public Task A_private_method_that_it_calls_blocks_it(string body, string member) => Verify(Handler(body, member));

    [Theory]
    [InlineData("return await Task.Run(Work);", "private int Work() { Thread.Sleep(1); return 1; }")]
    [InlineData("return await Task.Run(() => Work());", "private int Work() { Thread.Sleep(1); return 1; }")]
    [InlineData("_ = WorkAsync(); return 0;", "private static async Task WorkAsync() { await Task.Yield(); Thread.Sleep(1); }")]
    [InlineData("return 0;", "private void Work() => Thread.Sleep(1);")]
    [InlineData("Work(); return 0;", "public void Work() => Thread.Sleep(1);")]
    [InlineData("return new Nested().Work();", "private sealed class Nested { internal int Work() { Thread.Sleep(1); return 1; } }")]
    public Task What_may_run_elsewhere_is_not_reported(string body, string member) => Verify(Handler(body, member));

    [Fact]
    public Task A_method_that_handles_nothing_may_block() => Verify(Handler("return await Ask();") + "class Other { void JoinAsync() => Thread.Sleep(1); }");

    [Fact]
    public Task A_handler_of_something_else_may_block() => Verify(Handler("Thread.Sleep(100); return 0;").Replace("[ProtoSockets.Protocol]", "", StringComparison.Ordinal));

    [Fact]
    public Task A_handler_of_the_client_is_one_as_well() =>
        Verify(Handler("Thread.[|Sleep|](100); return 0;").Replace("IServerHandler", "IClientHandler", StringComparison.Ordinal));

    [Fact]
    public Task An_explicit_implementation_is_one_as_well() =>
        Verify(Handler("Thread.[|Sleep|](100); return 0;").Replace("public async ValueTask<int> JoinAsync", "async ValueTask<int> Chat.IServerHandler.JoinAsync", StringComparison.Ordinal));

    private static string Handler(string body, string member = "") => NetworkCode.File(
        $$"""
        [ProtoSockets.Protocol]
        partial class Chat
        {
            public interface IServerHandler
            {
                ValueTask<int> JoinAsync(int request, CancellationToken cancellationToken);
            }
        }

        class Answer
        {
            public int Result => 1;
        }

        class Handler(Socket socket, NetworkStream stream) : Chat.IServerHandler
        {
            private readonly SemaphoreSlim _gate = new(1);
            private readonly Socket _socket = socket;
            private readonly NetworkStream _stream = stream;

            public async ValueTask<int> JoinAsync(int request, CancellationToken cancellationToken)
            {
                await Task.Yield();
                {{body}}
            }

            {{member}}

            private static Task<int> Ask() => Task.FromResult(1);
        }

        """);

    private static Task Verify(string source) => AnalyzerTest.Verify<BlockingHandlerAnalyzer>(source);
}
