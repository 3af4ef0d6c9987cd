using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Buffers;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class SynchronousCompletionIgnoredCodeFixTests
{
    [Fact]
    public Task The_handler_is_called() => FixesFile(
        """
        class Receiver
        {
            private readonly SocketAsyncEventArgs _args = new();

            public void Start(Socket socket)
            {
                _args.Completed += OnReceived;
                socket.[|ReceiveAsync|](_args);
            }

            private void OnReceived(object? sender, SocketAsyncEventArgs args) => Console.WriteLine(args.BytesTransferred);
        }
        """,
        """
        class Receiver
        {
            private readonly SocketAsyncEventArgs _args = new();

            public void Start(Socket socket)
            {
                _args.Completed += OnReceived;
                if (!socket.ReceiveAsync(_args))
                {
                    OnReceived(socket, _args);
                }
            }

            private void OnReceived(object? sender, SocketAsyncEventArgs args) => Console.WriteLine(args.BytesTransferred);
        }
        """);

    [Fact]
    public Task Without_a_handler_nothing_can_be_called() => IsNotOffered(
        """
        socket.[|ReceiveAsync|](args);
        """);

    private static Task FixesFile(string before, string after) =>
        CodeFixTest.Verify<SynchronousCompletionIgnoredAnalyzer, SynchronousCompletionIgnoredCodeFix>(NetworkCode.File(before), NetworkCode.File(after));

    private static Task IsNotOffered(string body) => CodeFixTest.VerifyNotOffered<SynchronousCompletionIgnoredAnalyzer, SynchronousCompletionIgnoredCodeFix>(NetworkCode.Streams(body));
}
