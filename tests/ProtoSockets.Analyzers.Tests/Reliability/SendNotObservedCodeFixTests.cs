using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class SendNotObservedCodeFixTests
{
    [Fact]
    public Task The_send_is_awaited() => Fixes(
        """
        if (condition)
        {
            using Socket peer = listener.AcceptSocket();
            _ = peer.[|SendAsync|](buffer);
        }
        """,
        """
        if (condition)
        {
            using Socket peer = listener.AcceptSocket();
            await peer.SendAsync(buffer);
        }
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<SendNotObservedAnalyzer, SendNotObservedCodeFix>(Code(before), Code(after));

    private static string Code(string body) => NetworkCode.Streams(body).Replace("        await Task.Yield();\n", "", StringComparison.Ordinal);
}
