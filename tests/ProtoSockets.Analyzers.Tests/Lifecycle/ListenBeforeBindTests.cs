using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class ListenBeforeBindTests
{
    [Fact]
    public Task A_socket_without_an_address_cannot_listen() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.[|Listen|]();
        """);

    [Fact]
    public Task Binding_after_listening_is_too_late() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.[|Listen|](100);
        listener.Bind(endpoint);
        """);

    [Fact]
    public Task The_socket_of_a_client_is_known_too() => Verify(
        """
        var client = new TcpClient();
        client.Client.[|Listen|]();
        """);

    [Fact]
    public Task A_finally_block_does_not_hide_it() => Verify(
        """
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.[|Listen|]();
        }
        finally
        {
            listener.Dispose();
        }
        """);

    [Fact]
    public Task An_object_initializer_does_not_hide_it() => Verify(
        """
        var listener = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, LingerState = new LingerOption(false, 0) };
        listener.[|Listen|]();
        """);

    [Fact]
    public Task The_address_family_may_be_unknown() => Verify(
        """
        var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.[|Listen|]();
        """);

    [Fact]
    public Task Both_sockets_of_two_branches_count() => Verify(
        """
        Socket listener;
        if (condition)
        {
            listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        }
        else
        {
            listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        }

        listener.[|Listen|]();
        """);

    [Fact]
    public Task A_socket_chosen_by_a_condition_counts() => Verify(
        """
        var listener = condition ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) : new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.[|Listen|]();
        """);

    [Fact]
    public Task A_bound_socket_listens() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen();
        """);

    [Fact]
    public Task A_bind_that_may_have_failed_may_also_have_succeeded() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endpoint);
        }
        catch (SocketException)
        {
            Console.WriteLine("The port is taken.");
        }

        listener.Listen();
        """);

    [Fact]
    public Task Listening_again_changes_the_backlog() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen(1);
        listener.Listen(100);
        """);

    [Fact]
    public Task A_socket_that_was_bound_in_a_loop_listens() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        for (int port = 5000; port < 5010; port++)
        {
            try
            {
                listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
                break;
            }
            catch (SocketException) when (port < 5009)
            {
            }
        }

        listener.Listen();
        """);

    [Fact]
    public Task A_socket_from_a_handle_may_be_bound_already() => Verify(
        """
        using var activated = new Socket(new SafeSocketHandle(3, ownsHandle: true));
        activated.Listen();
        """);

    [Fact]
    public Task A_socket_of_an_unknown_type_is_not_judged() => Verify(
        """
        SocketType type = condition ? SocketType.Stream : SocketType.Seqpacket;
        using var listener = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        listener.Listen();
        """);

    [Fact]
    public Task A_socket_from_a_helper_is_not_known() => Verify(
        """
        using var listener = Create();
        listener.Listen();

        static Socket Create() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        """);

    [Fact]
    public Task A_socket_that_shares_its_handle_is_not_known() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        nint handle = listener.Handle;
        Use(handle);
        listener.Listen();
        """);

    [Fact]
    public Task A_socket_is_bound_by_a_helper() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        BindToFreePort(listener);
        listener.Listen();

        static void BindToFreePort(Socket socket) => socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        """);

    [Fact]
    public Task A_socket_is_bound_by_an_extension_method() => VerifyFile(
        """
        static class Extensions
        {
            public static Socket Bound(this Socket socket) { socket.Bind(new IPEndPoint(IPAddress.Any, 0)); return socket; }

            static void Run()
            {
                var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
                listener.Bound();
                listener.Listen();
            }
        }
        """);

    [Fact]
    public Task A_variable_that_may_hold_another_socket_is_not_judged() => Verify(
        """
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            listener = Inherited();
        }

        listener.Listen();

        static Socket Inherited() => throw new NotSupportedException();
        """);

    [Fact]
    public Task A_guard_on_the_address_keeps_it_silent() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (listener.IsBound)
        {
            listener.Listen();
        }
        """);

    [Fact]
    public Task A_method_with_goto_is_followed() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        int attempts = 0;
        again:
        try
        {
            listener.Bind(endpoint);
        }
        catch (SocketException) when (attempts++ < 3)
        {
            goto again;
        }

        listener.Listen();
        """);

    private static Task Verify(string body) => AnalyzerTest.Verify<ListenBeforeBindAnalyzer>(SocketCode.Method(body));

    private static Task VerifyFile(string members) => AnalyzerTest.Verify<ListenBeforeBindAnalyzer>(SocketCode.File(members));
}
