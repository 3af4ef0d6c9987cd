using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class SendOrReceiveBeforeConnectCodeFixTests
{
    [Fact]
    public Task A_connect_that_comes_too_late_is_moved_up() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.[|Send|](buffer);
        socket.Connect("localhost", 80);
        """,
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect("localhost", 80);
        socket.Send(buffer);
        """);

    [Fact]
    public Task An_awaited_connect_is_moved_up() => Verify(
        """
        using var client = new TcpClient();
        using var stream = client.[|GetStream|]();
        await client.ConnectAsync("localhost", 80, stopping).ConfigureAwait(false);
        """,
        """
        using var client = new TcpClient();
        await client.ConnectAsync("localhost", 80, stopping).ConfigureAwait(false);
        using var stream = client.GetStream();
        """);

    [Fact]
    public Task The_only_end_point_at_hand_is_connected_to() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.[|SendAsync|](buffer);
        """,
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, stopping);
        await socket.SendAsync(buffer);
        """);

    [Fact]
    public Task A_udp_client_connects_at_once() => Verify(
        """
        using var client = new UdpClient(5000);
        client.[|Send|](buffer, 1);
        """,
        """
        using var client = new UdpClient(5000);
        client.Connect(endpoint);
        client.Send(buffer, 1);
        """);

    [Fact]
    public Task A_synchronous_function_connects_synchronously() => Verify(
        """
        Send();

        void Send()
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            for (int i = 0; i < 3; i++)
            {
                socket.[|Send|](buffer);
            }
        }
        """,
        """
        Send();

        void Send()
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(endpoint);
            for (int i = 0; i < 3; i++)
            {
                socket.Send(buffer);
            }
        }
        """);

    [Fact]
    public Task A_socket_is_connected_before_it_is_wrapped() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var stream = new NetworkStream([|socket|], ownsSocket: true);
        """,
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, stopping);
        using var stream = new NetworkStream(socket, ownsSocket: true);
        """);

    [Fact]
    public Task With_two_end_points_the_choice_is_the_authors() => VerifyNotOffered(
        """
        var other = new IPEndPoint(IPAddress.Loopback, 80);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task A_listener_should_have_used_the_accepted_socket() => VerifyNotOffered(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen();
        listener.[|Send|](buffer);
        """);

    [Fact]
    public Task A_connect_to_what_comes_in_between_stays() => VerifyNotOffered(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.[|Send|](buffer);
        IPAddress[] addresses = Dns.GetHostAddresses("localhost");
        socket.Connect(addresses, 80);
        """);

    [Fact]
    public Task An_end_point_in_a_variable_is_connected_to() => CodeFixTest.Verify<SendOrReceiveBeforeConnectAnalyzer, SendOrReceiveBeforeConnectCodeFix>(
        SocketCode.File(
            """
            class Test
            {
                void Run()
                {
                    var server = new IPEndPoint(IPAddress.Loopback, 53);
                    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                    socket.[|Send|]([1]);
                }
            }
            """),
        SocketCode.File(
            """
            class Test
            {
                void Run()
                {
                    var server = new IPEndPoint(IPAddress.Loopback, 53);
                    using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
                    socket.Connect(server);
                    socket.Send([1]);
                }
            }
            """));

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<SendOrReceiveBeforeConnectAnalyzer, SendOrReceiveBeforeConnectCodeFix>(SocketCode.Method(body), SocketCode.Method(expected));

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<SendOrReceiveBeforeConnectAnalyzer, SendOrReceiveBeforeConnectCodeFix>(SocketCode.Method(body));
}
