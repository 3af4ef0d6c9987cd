using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class ReceiveOnUnboundDatagramSocketTests
{
    [Fact]
    public Task Receive_waits_for_ever_without_an_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        int count = socket.[|Receive|](buffer);
        """);

    [Fact]
    public Task ReceiveAsync_waits_for_ever_without_an_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        int count = await socket.[|ReceiveAsync|](buffer.AsMemory(), stopping);
        """);

    [Fact]
    public Task ReceiveFrom_throws_without_an_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        int count = socket.[|ReceiveFrom|](buffer, ref from);
        """);

    [Fact]
    public Task ReceiveFromAsync_throws_without_an_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        while (!stopping.IsCancellationRequested)
        {
            var result = await socket.[|ReceiveFromAsync|](buffer, new IPEndPoint(IPAddress.Any, 0));
        }
        """);

    [Fact]
    public Task A_udp_client_without_an_address_cannot_receive() => Verify(
        """
        using var client = new UdpClient();
        UdpReceiveResult result = await client.[|ReceiveAsync|](stopping);
        """);

    [Fact]
    public Task A_udp_client_with_a_family_only_has_no_address() => Verify(
        """
        using var client = new UdpClient(AddressFamily.InterNetworkV6);
        IPEndPoint? from = null;
        byte[] datagram = client.[|Receive|](ref from);
        """);

    [Fact]
    public Task Options_do_not_bind() => Verify(
        """
        using var client = new UdpClient();
        client.EnableBroadcast = true;
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        client.JoinMulticastGroup(IPAddress.Parse("239.0.0.1"));
        UdpReceiveResult result = await client.[|ReceiveAsync|]();
        """);

    [Fact]
    public Task The_inner_socket_of_a_client_is_the_client() => Verify(
        """
        using var client = new UdpClient();
        client.Client.[|Receive|](buffer);
        """);

    [Fact]
    public Task A_bound_socket_receives() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        socket.Receive(buffer);
        """);

    [Fact]
    public Task A_connected_socket_receives() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(endpoint);
        socket.Receive(buffer);
        """);

    [Fact]
    public Task The_first_send_binds_the_socket() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo(buffer, endpoint);
        EndPoint from = new IPEndPoint(IPAddress.Any, 0);
        socket.ReceiveFrom(buffer, ref from);
        """);

    [Fact]
    public Task The_first_asynchronous_send_binds_the_socket() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await socket.SendToAsync(buffer, SocketFlags.None, endpoint, stopping);
        await socket.ReceiveAsync(buffer);
        """);

    [Fact]
    public Task A_send_that_is_not_awaited_may_have_bound_the_socket() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var sending = socket.SendToAsync(buffer, endpoint);
        await socket.ReceiveAsync(buffer);
        await sending;
        """);

    [Fact]
    public Task A_udp_client_with_a_port_receives() => Verify(
        """
        using var client = new UdpClient(5353);
        await client.ReceiveAsync();
        """);

    [Fact]
    public Task A_udp_client_with_an_address_receives() => Verify(
        """
        using var client = new UdpClient(new IPEndPoint(IPAddress.Any, 0));
        await client.ReceiveAsync();
        """);

    [Fact]
    public Task A_udp_client_with_a_host_receives() => Verify(
        """
        using var client = new UdpClient("localhost", 53);
        await client.ReceiveAsync();
        """);

    [Fact]
    public Task A_udp_client_that_sent_to_an_address_receives() => Verify(
        """
        using var client = new UdpClient();
        await client.SendAsync(buffer, endpoint);
        UdpReceiveResult answer = await client.ReceiveAsync();
        """);

    [Fact]
    public Task A_udp_client_that_sent_to_a_host_receives() => Verify(
        """
        using var client = new UdpClient();
        client.Send(buffer, buffer.Length, "localhost", 53);
        IPEndPoint? from = null;
        client.Receive(ref from);
        """);

    [Fact]
    public Task A_udp_client_that_was_connected_receives() => Verify(
        """
        using var client = new UdpClient();
        client.Connect("localhost", 53);
        await client.ReceiveAsync();
        """);

    [Fact]
    public Task A_udp_client_whose_socket_was_bound_receives() => Verify(
        """
        using var client = new UdpClient();
        client.ExclusiveAddressUse = false;
        client.Client.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        client.Client.Bind(new IPEndPoint(IPAddress.Any, 5353));
        client.JoinMulticastGroup(IPAddress.Parse("224.0.0.251"));
        await client.ReceiveAsync();
        """);

    [Fact]
    public Task The_inner_socket_in_a_variable_is_not_followed() => Verify(
        """
        using var client = new UdpClient();
        Socket socket = client.Client;
        socket.Bind(new IPEndPoint(IPAddress.Any, 5353));
        await client.ReceiveAsync();
        """);

    [Fact]
    public Task A_raw_socket_receives_without_an_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        socket.Receive(buffer);
        """);

    [Fact]
    public Task A_packet_socket_receives_without_an_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.Packet, SocketType.Dgram, (ProtocolType)0x0300);
        socket.Receive(buffer);
        """);

    [Fact]
    public Task A_client_with_a_new_socket_is_not_known() => Verify(
        """
        using var client = new UdpClient();
        client.Client = Bound();
        await client.ReceiveAsync();

        static Socket Bound() => throw new NotSupportedException();
        """);

    private static Task Verify(string body) => AnalyzerTest.Verify<ReceiveOnUnboundDatagramSocketAnalyzer>(SocketCode.Method(body));
}
