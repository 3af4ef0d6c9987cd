using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class BlockingHandlerCodeFixTests
{
    private const string Result = "public async ValueTask<int> JoinAsync(int request, CancellationToken cancellationToken)";
    private const string Finished = "public ValueTask<int> JoinAsync(int request, CancellationToken cancellationToken)";

    [Theory]
    [InlineData("{ return Ask().[|Result|] + 1; }", "{ return await Ask() + 1; }")]
    [InlineData("{ return Ask().[|Result|].CompareTo(1); }", "{ return (await Ask()).CompareTo(1); }")]
    [InlineData("{ Ask().[|Wait|](); return 0; }", "{ await Ask(); return 0; }")]
    [InlineData("{ return Ask().ConfigureAwait(false).GetAwaiter().[|GetResult|](); }", "{ return await Ask().ConfigureAwait(false); }")]
    [InlineData("{ Task.[|WaitAll|](Ask(), Ask()); return 0; }", "{ await Task.WhenAll(Ask(), Ask()); return 0; }")]
    [InlineData("{ Thread.[|Sleep|](100); return 0; }", "{ await Task.Delay(100, cancellationToken); return 0; }")]
    [InlineData("{ _gate.[|Wait|](); return 0; }", "{ await _gate.WaitAsync(cancellationToken); return 0; }")]
    [InlineData("{ return _socket.[|Send|](new byte[1]); }", "{ return await _socket.SendAsync(new byte[1], cancellationToken); }")]
    public Task What_blocks_is_awaited(string before, string after) => Fixes(Result + before, Result + after);

    [Theory]
    [InlineData("{ Thread.[|Sleep|](100); return new ValueTask<int>(1); }", "{ await Task.Delay(100, cancellationToken); return 1; }")]
    [InlineData("{ return ValueTask.FromResult(Ask().[|Result|]); }", "{ return await Ask(); }")]
    [InlineData("{ if (request > 0) { return default; } return new(Ask().[|Result|] + 1); }", "{ if (request > 0) { return default; } return await Ask() + 1; }")]
    [InlineData(" => new(Ask().[|Result|]);", " => await Ask();")]
    public Task A_method_that_gives_finished_tasks_becomes_asynchronous(string before, string after) => Fixes(Finished + before, Result + after);

    [Theory]
    [InlineData("Thread.[|Sleep|](1);\n        return default;", "await Task.Delay(1, cancellationToken);\n        return;")]
    [InlineData("Thread.[|Sleep|](1);\n        return ValueTask.CompletedTask;", "await Task.Delay(1, cancellationToken);\n        return;")]
    public Task One_without_a_result_returns_nothing(string before, string after) => Fixes(
        Finished + " => new(0);\n    public ValueTask LeaveAsync(int request, CancellationToken cancellationToken)\n    {\n        " + before + "\n    }",
        Finished + " => new(0);\n    public async ValueTask LeaveAsync(int request, CancellationToken cancellationToken)\n    {\n        " + after + "\n    }");

    [Fact]
    public Task All_of_a_method_are_awaited_at_once() => CodeFixTest.VerifyAll<BlockingHandlerAnalyzer, BlockingHandlerCodeFix>(
        Code(Finished + "{ Thread.[|Sleep|](100); int n = Ask().[|Result|]; return new(n); }"),
        Code(Result + "{ await Task.Delay(100, cancellationToken); int n = await Ask(); return n; }"));

    [Theory]
    [InlineData("{ Thread.[|Sleep|](1); return OtherAsync(); }\n    private static ValueTask<int> OtherAsync() => default;")]
    [InlineData("{ Task.[|WaitAny|](Ask()); return default; }")]
    [InlineData("{ Ask().[|Wait|](100); return default; }")]
    [InlineData("{ Span<byte> one = stackalloc byte[1]; Thread.[|Sleep|](1); return new(one[0]); }")]
    [InlineData("{ lock (_gate) { Thread.[|Sleep|](1); } return default; }")]
    [InlineData("{ return new(_stream.[|ReadByte|]()); }")]
    [InlineData("{ Work(); return default; }\n    private void Work() => Thread.[|Sleep|](1);")]
    public Task What_would_mean_something_else_is_left_to_its_author(string body) => CodeFixTest.VerifyNotOffered<BlockingHandlerAnalyzer, BlockingHandlerCodeFix>(Code(Finished + body));

    private static Task Fixes(string before, string after) => CodeFixTest.Verify<BlockingHandlerAnalyzer, BlockingHandlerCodeFix>(Code(before), Code(after));

    private static string Code(string members) => NetworkCode.File(
        $$"""
        [ProtoSockets.Protocol]
        partial class Chat
        {
            public interface IServerHandler
            {
                ValueTask<int> JoinAsync(int request, CancellationToken cancellationToken);
                ValueTask LeaveAsync(int request, CancellationToken cancellationToken) => default;
            }
        }

        class Handler(Socket socket, NetworkStream stream) : Chat.IServerHandler
        {
            private readonly SemaphoreSlim _gate = new(1);
            private readonly Socket _socket = socket;
            private readonly NetworkStream _stream = stream;

            {{members}}

            private static Task<int> Ask() => Task.FromResult(1);
        }

        """);
}
