using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class UseAfterCloseCodeFixTests
{
    [Fact]
    public Task The_close_goes_behind_the_last_use() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Close();
        socket.[|Send|](buffer);
        int count = socket.Receive(buffer);
        Console.WriteLine(count);
        """,
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Send(buffer);
        int count = socket.Receive(buffer);
        socket.Close();
        Console.WriteLine(count);
        """);

    [Fact]
    public Task An_asynchronous_close_goes_behind_the_last_use_with_its_comment() => Verify(
        """
        var client = new UdpClient(5000);

        // Done.
        client.Dispose();

        await client.[|SendAsync|](buffer, endpoint);
        Console.WriteLine();
        """,
        """
        var client = new UdpClient(5000);

        await client.SendAsync(buffer, endpoint);
        // Done.
        client.Dispose();
        Console.WriteLine();
        """);

    [Fact]
    public Task A_close_in_another_block_stays() => VerifyNotOffered(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            socket.Close();
        }
        else
        {
            socket.Close();
        }

        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task A_using_block_stays() => VerifyNotOffered(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using (socket)
        {
            socket.Connect(endpoint);
        }

        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task A_close_in_front_of_a_return_stays() => VerifyNotOffered(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Close();
        if (condition)
        {
            return;
        }

        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task Of_two_closes_neither_is_moved() => VerifyNotOffered(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Close();
        socket.[|Connect|](endpoint);
        socket.Dispose();
        """);

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<UseAfterCloseAnalyzer, UseAfterCloseCodeFix>(SocketCode.Method(body), SocketCode.Method(expected));

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<UseAfterCloseAnalyzer, UseAfterCloseCodeFix>(SocketCode.Method(body));
}
