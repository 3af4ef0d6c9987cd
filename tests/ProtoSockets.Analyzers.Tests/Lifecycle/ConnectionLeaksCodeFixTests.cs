using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class ConnectionLeaksCodeFixTests
{
    [Fact]
    public Task An_accepted_socket_is_declared_with_using() => Verify(
        """
        using var listener = new TcpListener(endpoint);
        listener.Start();
        while (true)
        {
            // One at a time.
            Socket socket = await listener.[|AcceptSocketAsync|](stopping);
            await socket.SendAsync(buffer);
        }
        """,
        """
        using var listener = new TcpListener(endpoint);
        listener.Start();
        while (true)
        {
            // One at a time.
            using Socket socket = await listener.AcceptSocketAsync(stopping);
            await socket.SendAsync(buffer);
        }
        """);

    [Fact]
    public Task A_client_with_a_stream_is_declared_with_using() => Verify(
        """
        var client = new [|TcpClient|]();
        await client.ConnectAsync(endpoint).ConfigureAwait(false);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(buffer);
        """,
        """
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint).ConfigureAwait(false);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(buffer);
        """);

    [Fact]
    public Task A_stream_is_closed_with_what_it_is_over() => Verify(
        """
        NetworkStream stream = new [|TcpClient|]("localhost", 80).GetStream();
        await stream.WriteAsync(buffer);
        """,
        """
        await using NetworkStream stream = new TcpClient("localhost", 80).GetStream();
        await stream.WriteAsync(buffer);
        """);

    [Fact]
    public Task What_closes_asynchronously_is_awaited() => Verify(
        """
        Chat.Client client = await Chat.Client.[|ConnectAsync|](endpoint).ConfigureAwait(false);
        await client.SendAsync("a");
        """,
        """
        await using Chat.Client client = await Chat.Client.ConnectAsync(endpoint).ConfigureAwait(false);
        await client.SendAsync("a");
        """);

    [Fact]
    public Task All_are_closed_at_once() => CodeFixTest.VerifyAll<ConnectionLeaksAnalyzer, ConnectionLeaksCodeFix>(
        SocketCode.Method(
            """
            var first = new [|Socket|](SocketType.Stream, ProtocolType.Tcp);
            first.Connect(endpoint);
            Socket second = [|new(SocketType.Stream, ProtocolType.Tcp)|];
            second.Connect(endpoint);
            var third = new [|UdpClient|](5000);
            """),
        SocketCode.Method(
            """
            using var first = new Socket(SocketType.Stream, ProtocolType.Tcp);
            first.Connect(endpoint);
            using Socket second = new(SocketType.Stream, ProtocolType.Tcp);
            second.Connect(endpoint);
            using var third = new UdpClient(5000);
            """));

    [Fact]
    public Task A_variable_that_changes_cannot_be_in_a_using() => VerifyNotOffered(
        """
        var socket = new [|Socket|](SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket = null;
        """);

    [Fact]
    public Task A_result_that_nobody_takes_is_for_its_author_to_close() => VerifyNotOffered(
        """
        using var listener = new TcpListener(endpoint);
        listener.Start();
        listener.[|AcceptSocket|]();
        """);

    [Fact]
    public Task What_outlives_its_block_stays() => VerifyNotOffered(
        """
        NetworkStream? stream = null;
        if (condition)
        {
            var client = new [|TcpClient|]("localhost", 80);
            stream = client.GetStream();
        }

        stream?.Write(buffer, 0, 1);
        """);

    [Fact]
    public Task Two_variables_for_one_object_stay() => VerifyNotOffered(
        """
        Socket? other = null;
        if (condition)
        {
            var socket = new [|Socket|](SocketType.Stream, ProtocolType.Tcp);
            other = socket;
        }

        other?.Connect(endpoint);
        """);

    [Fact]
    public Task A_declaration_of_several_stays() => VerifyNotOffered(
        """
        Socket first = new [|Socket|](SocketType.Stream, ProtocolType.Tcp), second = null!;
        first.Connect(endpoint);
        """);

    [Fact]
    public Task A_switch_section_has_no_room_for_a_using() => VerifyNotOffered(
        """
        switch (buffer.Length)
        {
            case 0:
                var socket = new [|Socket|](SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(endpoint);
                break;
        }
        """);

    [Fact]
    public Task Where_nothing_can_be_awaited_what_only_closes_asynchronously_stays() =>
        CodeFixTest.VerifyNotOffered<ConnectionLeaksAnalyzer, ConnectionLeaksCodeFix>(SocketCode.File(
            """
            class Test
            {
                void Run(EndPoint endpoint)
                {
                    var client = Chat.Client.[|ConnectAsync|](endpoint).Result;
                    client.SendAsync("a").Wait();
                }
            }
            """ + OwnTypes.Chat));

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<ConnectionLeaksAnalyzer, ConnectionLeaksCodeFix>(SocketCode.Method(body) + OwnTypes.Chat, SocketCode.Method(expected) + OwnTypes.Chat);

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<ConnectionLeaksAnalyzer, ConnectionLeaksCodeFix>(SocketCode.Method(body));
}
