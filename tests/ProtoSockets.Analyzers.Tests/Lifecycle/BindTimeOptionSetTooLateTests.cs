using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class BindTimeOptionSetTooLateTests
{
    [Fact]
    public Task Exclusive_use_is_decided_by_the_binding() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.[|ExclusiveAddressUse|] = true;
        """);

    [Fact]
    public Task A_connected_socket_is_bound() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.[|ExclusiveAddressUse|] = false;
        """);

    [Fact]
    public Task Dual_mode_is_decided_by_the_binding() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        socket.[|DualMode|] = true;
        socket.Listen();
        """);

    [Fact]
    public Task The_same_option_by_its_number_is_decided_by_the_binding() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        socket.[|SetSocketOption|](SocketOptionLevel.IPv6, SocketOptionName.IPv6Only, false);
        """);

    [Fact]
    public Task Reuse_is_accepted_but_comes_too_late() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        """);

    [Fact]
    public Task Reuse_on_the_socket_of_a_started_listener_comes_too_late() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.Server.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        """);

    [Fact]
    public Task Reuse_on_a_udp_client_with_a_port_comes_too_late() => Verify(
        """
        using var client = new UdpClient(5353);
        client.Client.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        client.JoinMulticastGroup(IPAddress.Parse("224.0.0.251"));
        """);

    [Fact]
    public Task A_udp_client_with_a_port_is_bound() => Verify(
        """
        using var client = new UdpClient(5353);
        client.[|ExclusiveAddressUse|] = false;
        """);

    [Fact]
    public Task An_object_initializer_comes_after_the_constructor() => Verify(
        """
        using var client = new UdpClient(5353) { [|ExclusiveAddressUse|] = false };
        """);

    [Fact]
    public Task A_started_listener_is_bound() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.[|ExclusiveAddressUse|] = true;
        """);

    [Fact]
    public Task A_connected_client_is_bound() => Verify(
        """
        using var client = new TcpClient("localhost", 80);
        client.[|ExclusiveAddressUse|] = true;
        """);

    [Fact]
    public Task The_first_send_of_a_datagram_socket_binds_it() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo(buffer, endpoint);
        socket.[|ExclusiveAddressUse|] = true;
        """);

    [Fact]
    public Task Options_before_the_binding_are_in_time() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        socket.DualMode = true;
        socket.ExclusiveAddressUse = true;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        """);

    [Fact]
    public Task An_object_initializer_of_an_unbound_socket_is_in_time() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true, ExclusiveAddressUse = true };
        socket.Bind(endpoint);
        """);

    [Fact]
    public Task An_object_initializer_of_an_unbound_client_is_in_time() => Verify(
        """
        using var client = new UdpClient { ExclusiveAddressUse = false };
        client.Client.Bind(endpoint);
        """);

    [Fact]
    public Task Other_options_may_be_set_at_any_time() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.NoDelay = true;
        socket.LingerState = new LingerOption(true, 0);
        socket.ReceiveBufferSize = 65536;
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.Listen();
        socket.SendTimeout = 1000;
        socket.Ttl = 5;
        """);

    [Fact]
    public Task Reading_an_option_is_fine_at_any_time() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        Console.WriteLine(socket.ExclusiveAddressUse);
        """);

    [Fact]
    public Task Options_of_a_listener_before_its_start_are_in_time() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.ExclusiveAddressUse = true;
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Server.DualMode = false;
        listener.Start();
        """);

    [Fact]
    public Task Options_of_a_stopped_listener_are_in_time_for_the_next_start() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.Stop();
        listener.ExclusiveAddressUse = true;
        listener.Start();
        """);

    [Fact]
    public Task Options_after_a_bind_that_may_have_failed_are_in_time() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
        }
        catch (SocketException)
        {
            socket.ExclusiveAddressUse = false;
            socket.Bind(endpoint);
        }
        """);

    [Fact]
    public Task An_option_that_is_not_constant_is_not_judged() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        foreach (SocketOptionName name in new[] { SocketOptionName.KeepAlive, SocketOptionName.NoDelay })
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, name, true);
        }
        """);

    [Fact]
    public Task An_option_of_the_same_number_at_another_level_is_another_option() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        socket.SetSocketOption(SocketOptionLevel.IP, (SocketOptionName)4, 1);
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, 1);
        """);

    [Fact]
    public Task A_path_without_a_binding_is_in_time() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            socket.Bind(endpoint);
        }

        socket.ExclusiveAddressUse = true;
        """);

    [Fact]
    public Task A_socket_from_elsewhere_may_be_unbound() => Verify(
        """
        Socket given = Give(endpoint);
        given.ExclusiveAddressUse = true;

        static Socket Give(EndPoint at)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            Use(at);
            return socket;
        }
        """);

    [Fact]
    public Task A_new_socket_in_the_same_variable_is_unbound() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.Dispose();
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ExclusiveAddressUse = true;
        socket.Dispose();
        """);

    private static Task Verify(string body) => AnalyzerTest.Verify<BindTimeOptionSetTooLateAnalyzer>(SocketCode.Method(body));
}
