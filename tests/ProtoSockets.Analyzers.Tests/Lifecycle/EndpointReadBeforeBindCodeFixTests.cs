using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class EndpointReadBeforeBindCodeFixTests
{
    [Fact]
    public Task The_address_is_read_after_the_start() => Verify(
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        int port = ((IPEndPoint)listener.[|LocalEndpoint|]).Port;
        listener.Start();
        Console.WriteLine(port);
        """,
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Console.WriteLine(port);
        """);

    [Fact]
    public Task The_address_is_read_after_the_bind() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        Console.WriteLine(socket.[|LocalEndPoint|]);
        socket.Bind(endpoint);
        """,
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        socket.Bind(endpoint);
        Console.WriteLine(socket.LocalEndPoint);
        """);

    [Fact]
    public Task The_address_of_the_peer_is_read_after_the_connect() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        EndPoint? peer = socket.[|RemoteEndPoint|];
        socket.NoDelay = true;
        await socket.ConnectAsync(endpoint, stopping);
        """,
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;
        await socket.ConnectAsync(endpoint, stopping);
        EndPoint? peer = socket.RemoteEndPoint;
        """);

    [Fact]
    public Task An_address_that_is_used_before_the_start_is_not_moved() => VerifyNotOffered(
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        var at = (IPEndPoint)listener.[|LocalEndpoint|];
        Console.WriteLine(at.Port);
        listener.Start();
        """);

    [Fact]
    public Task Without_a_start_there_is_no_place_to_read() => VerifyNotOffered(
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        Console.WriteLine(listener.[|LocalEndpoint|]);
        """);

    [Fact]
    public Task A_bind_does_not_make_the_peer_known() => VerifyNotOffered(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Console.WriteLine(socket.[|RemoteEndPoint|]);
        socket.Bind(endpoint);
        """);

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<EndpointReadBeforeBindAnalyzer, EndpointReadBeforeBindCodeFix>(SocketCode.Method(body), SocketCode.Method(expected));

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<EndpointReadBeforeBindAnalyzer, EndpointReadBeforeBindCodeFix>(SocketCode.Method(body));
}
