using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Reliability;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class TimeoutWithoutEffectCodeFixTests
{
    [Fact]
    public Task A_token_takes_its_place() => Fixes(
        """
        using var own = new TcpClient();
        own.[|ReceiveTimeout|] = 5000;
        own.Connect(endpoint);
        int n = await own.GetStream().ReadAsync(buffer);
        Use(n);
        """,
        """
        using var own = new TcpClient();
        own.Connect(endpoint);
        using var timeout = new CancellationTokenSource(5000);
        int n = await own.GetStream().ReadAsync(buffer, timeout.Token);
        Use(n);
        """);

    [Fact]
    public Task Which_of_two_calls_is_meant_only_the_author_knows() => IsNotOffered(
        """
        using var own = new TcpClient();
        own.[|ReceiveTimeout|] = 5000;
        NetworkStream data = own.GetStream();
        int n = await data.ReadAsync(buffer);
        int m = await data.ReadAsync(buffer);
        Use(n + m);
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<TimeoutWithoutEffectAnalyzer, TimeoutWithoutEffectCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));

    private static Task IsNotOffered(string body) => CodeFixTest.VerifyNotOffered<TimeoutWithoutEffectAnalyzer, TimeoutWithoutEffectCodeFix>(NetworkCode.Streams(body));
}
