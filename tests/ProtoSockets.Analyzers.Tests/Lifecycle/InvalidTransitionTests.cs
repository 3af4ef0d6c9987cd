using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class InvalidTransitionTests
{
    [Fact]
    public Task A_socket_is_bound_once() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.[|Bind|](new IPEndPoint(IPAddress.Any, 0));
        """);

    [Fact]
    public Task A_connected_socket_cannot_be_bound() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.[|Bind|](new IPEndPoint(IPAddress.Any, 0));
        """);

    [Fact]
    public Task A_listener_cannot_connect() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.Listen();
        await socket.[|ConnectAsync|](endpoint);
        """);

    [Fact]
    public Task A_connected_stream_socket_cannot_connect_again() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, stopping);
        await socket.[|ConnectAsync|](endpoint, stopping);
        """);

    [Fact]
    public Task A_connected_socket_cannot_listen() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.[|Listen|]();
        """);

    [Fact]
    public Task A_connected_client_cannot_connect_again() => Verify(
        """
        using var client = new TcpClient("localhost", 80);
        client.[|Connect|]("localhost", 81);
        """);

    [Fact]
    public Task A_datagram_socket_cannot_listen() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        socket.[|Listen|]();
        """);

    [Fact]
    public Task A_datagram_socket_cannot_accept() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        socket.[|Accept|]();
        """);

    [Fact]
    public Task A_datagram_socket_that_sent_is_bound_already() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo(buffer, endpoint);
        socket.[|Bind|](endpoint);
        """);

    [Fact]
    public Task A_udp_client_with_a_port_is_bound_already() => Verify(
        """
        using var client = new UdpClient(5000);
        client.Client.[|Bind|](endpoint);
        """);

    [Fact]
    public Task A_connected_udp_client_cannot_send_to_somebody_else() => Verify(
        """
        using var client = new UdpClient();
        client.Connect(endpoint);
        client.[|Send|](buffer, buffer.Length, new IPEndPoint(IPAddress.Loopback, 1));
        """);

    [Fact]
    public Task A_connected_udp_client_cannot_send_to_a_host() => Verify(
        """
        using var client = new UdpClient("localhost", 53);
        await client.[|SendAsync|](buffer, buffer.Length, "localhost", 54);
        """);

    [Fact]
    public Task A_port_is_an_address_whatever_the_host_is() => Verify(
        """
        string? host = Environment.GetEnvironmentVariable("HOST");
        using var client = new UdpClient();
        client.Connect(endpoint);
        client.[|Send|](buffer, buffer.Length, host, 514);
        """);

    [Fact]
    public Task A_listener_binds_by_itself() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Server.Bind(endpoint);
        listener.[|Start|]();
        """);

    [Fact]
    public Task An_accepted_socket_cannot_connect() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        using var socket = listener.AcceptSocket();
        socket.[|Connect|](endpoint);
        """);

    [Fact]
    public Task What_worked_once_tells_the_state() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            socket.Connect(endpoint);
        }

        socket.Send(buffer);
        socket.[|Connect|](endpoint);
        """);

    [Fact]
    public Task Binding_in_a_loop_binds_twice_only_on_the_second_round() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        foreach (var other in new[] { endpoint })
        {
            socket.[|Bind|](other);
        }
        """);

    [Fact]
    public Task A_bind_that_failed_may_be_tried_again() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
        }
        catch (SocketException)
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }
        """);

    [Fact]
    public Task A_bind_that_failed_may_be_tried_again_after_the_handler() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        bool bound = false;
        try
        {
            socket.Bind(endpoint);
            bound = true;
        }
        catch (SocketException)
        {
        }

        if (!bound)
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }
        """);

    [Fact]
    public Task A_bind_in_a_loop_until_it_succeeds_is_fine() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        for (int port = 5000; ; port++)
        {
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                break;
            }
            catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
            }
        }

        socket.Listen();
        """);

    [Fact]
    public Task A_connect_that_failed_may_be_tried_again() => Verify(
        """
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("localhost", 80, stopping);
        }
        catch (SocketException)
        {
            await client.ConnectAsync("localhost", 8080, stopping);
        }
        """);

    [Fact]
    public Task A_bound_socket_may_connect() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Connect(endpoint);
        """);

    [Fact]
    public Task A_datagram_socket_may_change_its_peer() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(endpoint);
        socket.Connect(new IPEndPoint(IPAddress.Loopback, 53));
        """);

    [Fact]
    public Task A_bound_datagram_socket_may_connect() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        socket.Connect(endpoint);
        """);

    [Fact]
    public Task A_connected_datagram_socket_may_send_elsewhere() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(endpoint);
        socket.SendTo(buffer, new IPEndPoint(IPAddress.Loopback, 53));
        """);

    [Fact]
    public Task A_udp_client_that_is_connected_nowhere_sends_to_anyone() => Verify(
        """
        using var client = new UdpClient();
        client.Send(buffer, buffer.Length, "localhost", 53);
        client.Send(buffer, buffer.Length, endpoint);
        """);

    [Fact]
    public Task A_udp_client_that_may_be_connected_may_send_to_an_address() => Verify(
        """
        using var client = new UdpClient();
        if (condition)
        {
            client.Connect(endpoint);
        }

        client.Send(buffer, buffer.Length, "localhost", 514);
        """);

    [Fact]
    public Task A_connected_udp_client_may_be_given_no_address() => Verify(
        """
        using var client = new UdpClient("localhost", 53);
        client.Send(buffer, buffer.Length, null);
        client.Send(buffer, buffer.Length, condition ? endpoint : null);
        client.Send(buffer, buffer.Length, condition ? "localhost" : null, condition ? 54 : 0);
        client.Send(buffer, buffer.Length, condition ? "localhost" : null, 0);
        """);

    [Fact]
    public Task A_listener_may_be_started_twice() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.Start(100);
        """);

    [Fact]
    public Task A_socket_that_may_reconnect_is_not_followed() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Disconnect(reuseSocket: true);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, 81));
        """);

    [Fact]
    public Task A_lost_connection_may_be_renewed() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        if (!socket.Connected)
        {
            socket.Connect(endpoint);
        }
        """);

    [Fact]
    public Task Two_sockets_are_two_sockets() => Verify(
        """
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        first.Bind(endpoint);
        second.Bind(endpoint);
        """);

    [Fact]
    public Task A_socket_in_each_round_is_a_new_one() => Verify(
        """
        var all = new List<Socket>();
        for (int port = 5000; port < 5010; port++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            all.Add(socket);
        }
        """);

    [Fact]
    public Task The_socket_of_the_round_before_is_not_confused_with_this_one() => Verify(
        """
        Socket? previous = null;
        for (int round = 0; round < 3; round++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(endpoint);
            previous?.Send(buffer);
            previous = socket;
        }
        """);

    [Fact]
    public Task Exclusive_branches_each_bind_once() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            socket.Bind(endpoint);
        }

        if (!condition)
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        }
        """);

    [Fact]
    public Task A_guard_for_the_address_is_respected() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            socket.Bind(endpoint);
        }

        if (!socket.IsBound)
        {
            socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        }
        """);

    private static Task Verify(string body) => AnalyzerTest.Verify<InvalidTransitionAnalyzer>(SocketCode.Method(body));
}
