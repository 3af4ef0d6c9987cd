using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class OverlappingWritesCodeFixTests
{
    [Fact]
    public Task The_earlier_write_is_awaited() => Fixes(
        """
        _ = tls.WriteAsync(buffer);
        await tls.[|WriteAsync|](buffer);
        """,
        """
        await tls.WriteAsync(buffer);
        await tls.WriteAsync(buffer);
        """);

    [Fact]
    public Task A_task_that_is_kept_is_left_alone() => IsNotOffered(
        """
        Task first = stream.WriteAsync(buffer, 0, 4);
        Task second = stream.[|WriteAsync|](buffer, 4, 4);
        await Task.WhenAll(first, second);
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<OverlappingWritesAnalyzer, OverlappingWritesCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));

    private static Task IsNotOffered(string body) => CodeFixTest.VerifyNotOffered<OverlappingWritesAnalyzer, OverlappingWritesCodeFix>(NetworkCode.Streams(body));
}
