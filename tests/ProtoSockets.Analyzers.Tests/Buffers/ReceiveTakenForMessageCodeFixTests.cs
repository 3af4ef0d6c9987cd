using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Buffers;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class ReceiveTakenForMessageCodeFixTests
{
    [Fact]
    public Task A_number_is_waited_for() => Fixes(
        """
        int n = stream.[|Read|](buffer);
        Console.WriteLine(BinaryPrimitives.ReadInt32BigEndian(buffer));
        Console.WriteLine(n);
        """,
        """
        int n = stream.ReadAtLeast(buffer, sizeof(int));
        Console.WriteLine(BinaryPrimitives.ReadInt32BigEndian(buffer));
        Console.WriteLine(n);
        """);

    [Fact]
    public Task A_token_stays() => Fixes(
        """
        var source = new CancellationTokenSource();
        int n = await tls.[|ReadAsync|](buffer, source.Token);
        Console.WriteLine(BitConverter.ToUInt16(buffer, 0));
        Console.WriteLine(n);
        """,
        """
        var source = new CancellationTokenSource();
        int n = await tls.ReadAtLeastAsync(buffer, sizeof(ushort), cancellationToken: source.Token);
        Console.WriteLine(BitConverter.ToUInt16(buffer, 0));
        Console.WriteLine(n);
        """);

    [Fact]
    public Task Where_a_text_ends_is_not_known() => IsNotOffered(
        """
        int n = socket.[|Receive|](buffer);
        Use(JsonSerializer.Deserialize<string>(buffer.AsSpan(0, n)));
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<ReceiveTakenForMessageAnalyzer, ReceiveTakenForMessageCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));

    private static Task IsNotOffered(string body) => CodeFixTest.VerifyNotOffered<ReceiveTakenForMessageAnalyzer, ReceiveTakenForMessageCodeFix>(NetworkCode.Streams(body));
}
