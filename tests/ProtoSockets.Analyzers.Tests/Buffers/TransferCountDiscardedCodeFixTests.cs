using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;
using ProtoSockets.CodeFixes.Buffers;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class TransferCountDiscardedCodeFixTests
{
    [Fact]
    public Task The_buffer_is_filled() => Fixes(
        """
        socket.[|Receive|](buffer);
        Use(buffer);
        """,
        """
        new NetworkStream(socket).ReadExactly(buffer);
        Use(buffer);
        """);

    [Fact]
    public Task A_part_of_the_buffer_is_filled() => Fixes(
        """
        socket.[|Receive|](buffer, 4, SocketFlags.None);
        Use(buffer);
        """,
        """
        new NetworkStream(socket).ReadExactly(buffer, 0, 4);
        Use(buffer);
        """);

    [Fact]
    public Task An_awaited_receive_stays_awaited() => Fixes(
        """
        await client.Client.[|ReceiveAsync|](buffer.AsMemory(0, 4), SocketFlags.None);
        Use(buffer);
        """,
        """
        await new NetworkStream(client.Client).ReadExactlyAsync(buffer.AsMemory(0, 4));
        Use(buffer);
        """);

    [Fact]
    public Task All_at_once() => FixesAll(
        """
        var header = new byte[4];
        socket.[|Receive|](header);
        Use(header);
        socket.[|Receive|](buffer);
        Use(buffer);
        """,
        """
        var header = new byte[4];
        new NetworkStream(socket).ReadExactly(header);
        Use(header);
        new NetworkStream(socket).ReadExactly(buffer);
        Use(buffer);
        """);

    [Fact]
    public Task A_discard_and_flags_are_left_alone() => IsNotOffered(
        """
        socket.[|Receive|](buffer, SocketFlags.Truncated);
        Use(buffer);
        """);

    [Fact]
    public Task A_send_that_does_not_block_is_left_alone() => IsNotOffered(
        """
        socket.Blocking = false;
        socket.[|Send|](buffer);
        """);

    private static Task Fixes(string before, string after) =>
        CodeFixTest.Verify<TransferCountDiscardedAnalyzer, TransferCountDiscardedCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));

    private static Task FixesAll(string before, string after) =>
        CodeFixTest.VerifyAll<TransferCountDiscardedAnalyzer, TransferCountDiscardedCodeFix>(NetworkCode.Streams(before), NetworkCode.Streams(after));

    private static Task IsNotOffered(string body) => CodeFixTest.VerifyNotOffered<TransferCountDiscardedAnalyzer, TransferCountDiscardedCodeFix>(NetworkCode.Streams(body));
}
