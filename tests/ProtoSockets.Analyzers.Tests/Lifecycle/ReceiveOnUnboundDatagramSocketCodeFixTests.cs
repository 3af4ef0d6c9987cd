using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class ReceiveOnUnboundDatagramSocketCodeFixTests
{
    [Fact]
    public Task A_socket_is_bound_before_it_receives() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        int count = socket.[|Receive|](buffer);
        """,
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        int count = socket.Receive(buffer);
        """);

    [Fact]
    public Task A_client_is_bound_by_its_socket() => Verify(
        """
        using var client = new UdpClient();
        while (true)
        {
            UdpReceiveResult result = await client.[|ReceiveAsync|](stopping);
        }
        """,
        """
        using var client = new UdpClient();
        client.Client.Bind(new IPEndPoint(IPAddress.Any, 0));
        while (true)
        {
            UdpReceiveResult result = await client.ReceiveAsync(stopping);
        }
        """);

    [Fact]
    public Task The_address_is_of_the_family_of_the_socket() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        socket.[|Receive|](buffer);
        """,
        """
        using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        socket.Receive(buffer);
        """);

    [Fact]
    public Task A_socket_for_both_families_is_bound_to_both() => Verify(
        """
        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        socket.[|Receive|](buffer);
        """,
        """
        using var socket = new Socket(SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        socket.Receive(buffer);
        """);

    [Fact]
    public Task A_bind_that_comes_too_late_is_moved_up() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var receiving = socket.[|ReceiveAsync|](buffer);
        socket.Bind(endpoint);
        await receiving;
        """,
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(endpoint);
        var receiving = socket.ReceiveAsync(buffer);
        await receiving;
        """);

    [Fact]
    public Task A_family_that_is_not_known_has_no_address() => VerifyNotOffered(
        """
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.[|Receive|](buffer);
        """);

    [Fact]
    public Task A_unix_socket_needs_a_path() => VerifyNotOffered(
        """
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.[|Receive|](buffer);
        """);

    [Fact]
    public Task Where_the_namespace_is_not_imported_the_full_name_is_used() => CodeFixTest.Verify<ReceiveOnUnboundDatagramSocketAnalyzer, ReceiveOnUnboundDatagramSocketCodeFix>(
        """
        class Test
        {
            int Run()
            {
                using var client = new System.Net.Sockets.UdpClient();
                return client.Client.[|Receive|](new byte[1]);
            }
        }
        """,
        """
        class Test
        {
            int Run()
            {
                using var client = new System.Net.Sockets.UdpClient();
                client.Client.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Any, 0));
                return client.Client.Receive(new byte[1]);
            }
        }
        """);

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<ReceiveOnUnboundDatagramSocketAnalyzer, ReceiveOnUnboundDatagramSocketCodeFix>(SocketCode.Method(body), SocketCode.Method(expected));

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<ReceiveOnUnboundDatagramSocketAnalyzer, ReceiveOnUnboundDatagramSocketCodeFix>(SocketCode.Method(body));
}
