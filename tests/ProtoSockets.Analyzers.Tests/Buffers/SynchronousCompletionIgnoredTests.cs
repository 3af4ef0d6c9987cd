using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class SynchronousCompletionIgnoredTests
{
    [Theory]
    [InlineData("socket.[|ReceiveAsync|](args);")]
    [InlineData("socket.[|SendAsync|](args);")]
    [InlineData("socket.[|AcceptAsync|](args);")]
    [InlineData("_ = socket.[|ConnectAsync|](args);")]
    [InlineData("Socket.[|ConnectAsync|](SocketType.Stream, ProtocolType.Tcp, args);")]
    [InlineData("args.Completed += (_, _) => { }; socket.[|ReceiveFromAsync|](args);")]
    public Task A_result_that_nobody_looks_at_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("if (!socket.ReceiveAsync(args)) { Use(args); }")]
    [InlineData("bool pending = socket.SendAsync(args); Use(pending);")]
    [InlineData("while (!socket.AcceptAsync(args)) { Use(args); }")]
    [InlineData("Use(socket.ConnectAsync(args));")]
    [InlineData("bool Begin() => socket.ReceiveAsync(args); Use(Begin());")]
    [InlineData("await socket.ReceiveAsync(buffer);")]
    [InlineData("_ = socket.AcceptAsync();")]
    [InlineData("Socket.CancelConnectAsync(args);")]
    public Task A_result_that_is_looked_at_is_not(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<SynchronousCompletionIgnoredAnalyzer>(NetworkCode.Streams(body));
}
