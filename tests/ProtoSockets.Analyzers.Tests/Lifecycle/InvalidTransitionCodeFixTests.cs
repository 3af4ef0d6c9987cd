using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class InvalidTransitionCodeFixTests
{
    [Fact]
    public Task A_second_connect_needs_a_new_socket() => Verify(
        """
        Socket socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Send(buffer);

        // And the other one.
        socket.[|Connect|]("localhost", 81);
        socket.Send(buffer);
        """,
        """
        Socket socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Send(buffer);

        socket.Dispose();
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        // And the other one.
        socket.Connect("localhost", 81);
        socket.Send(buffer);
        """);

    [Fact]
    public Task A_second_connect_of_a_client_needs_a_new_client() => Verify(
        """
        TcpClient client = new();
        await client.ConnectAsync("localhost", 80);
        await client.[|ConnectAsync|]("localhost", 81);
        """,
        """
        TcpClient client = new();
        await client.ConnectAsync("localhost", 80);
        client.Dispose();
        client = new();
        await client.ConnectAsync("localhost", 81);
        """);

    [Fact]
    public Task A_second_bind_needs_a_new_socket() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        socket.[|Bind|](new IPEndPoint(IPAddress.Any, 0));
        """,
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        socket.Dispose();
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        """);

    [Fact]
    public Task A_variable_of_using_cannot_take_a_new_socket() => VerifyNotOffered(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.[|Bind|](endpoint);
        """);

    [Fact]
    public Task A_creation_that_depends_on_something_is_not_repeated() => VerifyNotOffered(
        """
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.[|Bind|](endpoint);
        """);

    [Fact]
    public Task A_creation_that_connects_is_not_repeated() => VerifyNotOffered(
        """
        var client = new TcpClient("localhost", 80);
        client.[|Connect|]("localhost", 81);
        """);

    [Fact]
    public Task A_creation_with_options_is_not_repeated() => VerifyNotOffered(
        """
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(endpoint);
        socket.[|Bind|](endpoint);
        """);

    [Fact]
    public Task A_datagram_socket_never_listens() => VerifyNotOffered(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        socket.[|Listen|]();
        """);

    [Fact]
    public Task A_result_in_an_expression_is_not_a_statement() => VerifyNotOffered(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        if (condition) socket.[|Bind|](endpoint);
        Task all = Task.WhenAll(Task.CompletedTask);
        """);

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<InvalidTransitionAnalyzer, InvalidTransitionCodeFix>(SocketCode.Method(body), SocketCode.Method(expected));

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<InvalidTransitionAnalyzer, InvalidTransitionCodeFix>(SocketCode.Method(body));
}
