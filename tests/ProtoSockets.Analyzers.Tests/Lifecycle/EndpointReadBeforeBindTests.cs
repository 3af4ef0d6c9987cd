using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class EndpointReadBeforeBindTests
{
    [Fact]
    public Task A_listener_with_port_0_has_no_port_before_its_start() => Verify(
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        int port = ((IPEndPoint)listener.[|LocalEndpoint|]).Port;
        listener.Start();
        """);

    [Fact]
    public Task A_listener_with_an_address_with_port_0_has_no_port_before_its_start() => Verify(
        """
        var listener = new TcpListener(new IPEndPoint(IPAddress.Loopback, 0));
        Console.WriteLine(listener.[|LocalEndpoint|]);
        listener.Start();
        """);

    [Fact]
    public Task A_stopped_listener_has_lost_its_port() => Verify(
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        listener.Stop();
        Console.WriteLine(listener.[|LocalEndpoint|]);
        """);

    [Fact]
    public Task An_unbound_socket_has_no_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        EndPoint? at = socket.[|LocalEndPoint|];
        socket.Bind(endpoint);
        """);

    [Fact]
    public Task An_unbound_datagram_socket_has_no_address() => Verify(
        """
        using var client = new UdpClient();
        var at = (IPEndPoint)client.Client.[|LocalEndPoint|]!;
        """);

    [Fact]
    public Task A_socket_without_a_peer_has_no_remote_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        Console.WriteLine(socket.[|RemoteEndPoint|]!.ToString());
        """);

    [Fact]
    public Task Reading_it_twice_is_wrong_twice() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Console.WriteLine(socket.[|LocalEndPoint|]);
        Console.WriteLine(socket.[|LocalEndPoint|]);
        """);

    [Fact]
    public Task A_started_listener_has_its_port() => Verify(
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        """);

    [Fact]
    public Task A_listener_with_a_port_of_its_own_knows_it_from_the_beginning() => Verify(
        """
        var listener = new TcpListener(IPAddress.Loopback, 5000);
        Console.WriteLine(listener.LocalEndpoint);
        listener.Start();
        """);

    [Fact]
    public Task A_listener_with_an_unknown_port_is_not_judged() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Console.WriteLine(listener.LocalEndpoint);
        var other = new TcpListener(IPAddress.Any, buffer.Length);
        Console.WriteLine(other.LocalEndpoint);
        """);

    [Fact]
    public Task A_bound_socket_has_its_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        Console.WriteLine(socket.LocalEndPoint);
        """);

    [Fact]
    public Task A_connected_socket_has_both_addresses() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        Console.WriteLine(socket.LocalEndPoint);
        Console.WriteLine(socket.RemoteEndPoint);
        """);

    [Fact]
    public Task A_datagram_socket_that_sent_has_an_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo(buffer, endpoint);
        Console.WriteLine(socket.LocalEndPoint);
        """);

    [Fact]
    public Task Asking_for_null_is_a_guard() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (socket.LocalEndPoint is null)
        {
            socket.Bind(endpoint);
        }

        if (socket.RemoteEndPoint == null)
        {
            socket.Listen();
        }
        """);

    [Fact]
    public Task A_null_conditional_read_expects_null() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Console.WriteLine(socket.LocalEndPoint?.ToString());
        Console.WriteLine(socket.RemoteEndPoint ?? endpoint);
        Console.WriteLine((socket.LocalEndPoint as IPEndPoint)?.Port);
        Console.WriteLine(socket.LocalEndPoint is IPEndPoint { Port: > 0 });
        """);

    [Fact]
    public Task An_accepted_socket_has_both_addresses() => Verify(
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using TcpClient client = await listener.AcceptTcpClientAsync();
        Console.WriteLine(client.Client.RemoteEndPoint);
        """);

    [Fact]
    public Task The_name_alone_is_not_read() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Console.WriteLine(nameof(socket.LocalEndPoint));
        """);

    [Fact]
    public Task A_helper_may_have_bound_the_socket() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Use(socket);
        Console.WriteLine(socket.LocalEndPoint);
        """);

    private static Task Verify(string body) => AnalyzerTest.Verify<EndpointReadBeforeBindAnalyzer>(SocketCode.Method(body));
}
