using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class SharedPortCodeFixTests
{
    [Fact]
    public Task The_option_is_taken_out() => Fixes(
        """
        listener.Server.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        """,
        """
        listener.Start();
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<SharedPortAnalyzer, SharedPortCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));
}
