using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class WaitWithoutTokenCodeFixTests
{
    [Fact]
    public Task The_token_of_a_source_is_passed() => Fixes(
        """
        using var source = new CancellationTokenSource(1000);
        int n = await stream.[|ReadAsync|](buffer);
        Use(n);
        """,
        """
        using var source = new CancellationTokenSource(1000);
        int n = await stream.ReadAsync(buffer, source.Token);
        Use(n);
        """);

    [Fact]
    public Task A_token_of_a_field_is_passed() => FixesFile(
        """
        class Server(CancellationToken stopping)
        {
            private readonly CancellationToken _stopping = stopping;

            public static CancellationToken None => default;
        }

        class Client
        {
            private readonly CancellationToken _stopping = new(false);

            public async Task Run(Socket socket)
            {
                using Socket peer = await socket.[|AcceptAsync|]();
            }
        }
        """,
        """
        class Server(CancellationToken stopping)
        {
            private readonly CancellationToken _stopping = stopping;

            public static CancellationToken None => default;
        }

        class Client
        {
            private readonly CancellationToken _stopping = new(false);

            public async Task Run(Socket socket)
            {
                using Socket peer = await socket.AcceptAsync(_stopping);
            }
        }
        """);

    [Fact]
    public Task Without_a_token_nothing_can_be_passed() => IsNotOffered(
        """
        int n = await stream.[|ReadAsync|](buffer);
        Use(n);
        """);

    [Fact]
    public Task Of_two_tokens_only_the_author_knows() => IsNotOffered(
        """
        using var first = new CancellationTokenSource(1000);
        using var second = new CancellationTokenSource(1000);
        int n = await stream.[|ReadAsync|](buffer);
        Use(n);
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<WaitWithoutTokenAnalyzer, WaitWithoutTokenCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));

    private static Task FixesFile(string before, string after) =>
        CodeFixTest.Verify<WaitWithoutTokenAnalyzer, WaitWithoutTokenCodeFix>(NetworkCode.File(before), NetworkCode.File(after));

    private static Task IsNotOffered(string body) => CodeFixTest.VerifyNotOffered<WaitWithoutTokenAnalyzer, WaitWithoutTokenCodeFix>(NetworkCode.Streams(body));
}
