using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class SendOrReceiveBeforeConnectTests
{
    [Fact]
    public Task A_stream_socket_without_a_peer_cannot_send() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task A_stream_socket_without_a_peer_cannot_receive() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        int count = await socket.[|ReceiveAsync|](buffer, SocketFlags.None);
        """);

    [Fact]
    public Task A_stream_socket_cannot_send_to_an_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.[|SendTo|](buffer, endpoint);
        """);

    [Fact]
    public Task A_bound_socket_has_no_peer() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task A_listener_cannot_send() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen();
        using var client = listener.Accept();
        listener.[|Send|](buffer);
        """);

    [Fact]
    public Task A_datagram_socket_without_a_peer_needs_an_address_to_send_to() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task A_client_that_was_not_connected_has_no_stream() => Verify(
        """
        using var client = new TcpClient();
        using NetworkStream stream = client.[|GetStream|]();
        """);

    [Fact]
    public Task A_client_with_a_local_address_is_not_connected() => Verify(
        """
        using var client = new TcpClient(new IPEndPoint(IPAddress.Any, 0));
        client.[|GetStream|]();
        """);

    [Fact]
    public Task A_udp_client_without_a_peer_needs_an_address_to_send_to() => Verify(
        """
        using var client = new UdpClient(5000);
        await client.[|SendAsync|](buffer, buffer.Length);
        """);

    [Fact]
    public Task A_udp_client_with_a_null_address_needs_a_peer() => Verify(
        """
        using var client = new UdpClient();
        client.[|Send|](buffer, buffer.Length, null);
        """);

    [Fact]
    public Task The_inner_socket_of_a_client_is_not_connected_either() => Verify(
        """
        using var client = new TcpClient();
        client.Client.[|Send|](buffer);
        """);

    [Fact]
    public Task A_stream_over_a_socket_needs_a_peer() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var stream = new NetworkStream([|socket|], ownsSocket: true);
        """);

    [Fact]
    public Task The_other_side_of_a_guard_has_no_peer() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (!socket.Connected)
        {
            socket.[|Send|](buffer);
        }
        """);

    [Fact]
    public Task A_connect_after_the_send_is_too_late() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.[|Send|](buffer);
        socket.Connect(endpoint);
        socket.Send(buffer);
        """);

    [Fact]
    public Task A_using_block_around_it_does_not_hide_it() => Verify(
        """
        using (var timeout = new CancellationTokenSource(1000))
        using (var client = new TcpClient())
        {
            client.NoDelay = true;
            using (var stream = client.[|GetStream|]())
            {
                stream.WriteByte(1);
            }
        }
        """);

    [Fact]
    public Task A_switch_with_no_connecting_case_counts() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        switch (buffer.Length)
        {
            case 0:
                socket.NoDelay = true;
                break;
            case 1:
                socket.SendTimeout = 1000;
                break;
        }

        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task Properties_of_an_expression_body_count() => VerifyFile(
        """
        class Test
        {
            static int Run(byte[] buffer) => new Socket(SocketType.Stream, ProtocolType.Tcp).[|Receive|](buffer);
        }
        """);

    [Fact]
    public Task A_connected_socket_sends_and_receives() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, stopping);
        await socket.SendAsync(buffer);
        await socket.ReceiveAsync(buffer);
        """);

    [Fact]
    public Task A_connect_with_ConfigureAwait_connects() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, stopping).ConfigureAwait(false);
        await socket.SendAsync(buffer).ConfigureAwait(false);
        """);

    [Fact]
    public Task A_connect_that_was_waited_for_connects() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ConnectAsync(endpoint).Wait();
        socket.Send(buffer);
        """);

    [Fact]
    public Task A_connect_whose_result_was_taken_connects() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.ConnectAsync(endpoint).GetAwaiter().GetResult();
        socket.Send(buffer);
        """);

    [Fact]
    public Task A_connect_that_is_awaited_later_may_be_done() => Verify(
        """
        using var client = new TcpClient();
        Task connecting = client.ConnectAsync(endpoint);
        if (await Task.WhenAny(connecting, Task.Delay(1000, stopping)) != connecting)
        {
            throw new TimeoutException();
        }

        await connecting;
        using var stream = client.GetStream();
        """);

    [Fact]
    public Task A_connect_with_event_arguments_may_be_done() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var arguments = new SocketAsyncEventArgs { RemoteEndPoint = endpoint };
        if (!socket.ConnectAsync(arguments))
        {
            socket.Send(buffer);
        }
        """);

    [Fact]
    public Task A_begun_connect_may_be_done() => Verify(
        """
        using var client = new TcpClient();
        IAsyncResult result = client.BeginConnect("localhost", 80, null, null);
        if (!result.AsyncWaitHandle.WaitOne(1000))
        {
            return;
        }

        client.EndConnect(result);
        using var stream = client.GetStream();
        """);

    [Fact]
    public Task A_non_blocking_connect_may_be_done() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Blocking = false;
        try
        {
            socket.Connect(endpoint);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
        {
        }

        socket.Poll(1000, SelectMode.SelectWrite);
        socket.Send(buffer);
        """);

    [Fact]
    public Task An_accepted_socket_is_connected() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        using Socket socket = await listener.AcceptSocketAsync(stopping);
        await socket.SendAsync(buffer);
        """);

    [Fact]
    public Task An_accepted_client_is_connected() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        using TcpClient client = await listener.AcceptTcpClientAsync(stopping);
        await client.GetStream().WriteAsync(buffer, stopping);
        """);

    [Fact]
    public Task A_socket_that_accept_fills_is_not_known() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen();
        var connection = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await listener.AcceptAsync(connection);
        await connection.SendAsync(buffer);
        """);

    [Fact]
    public Task A_client_with_a_host_is_connected() => Verify(
        """
        using var client = new TcpClient("localhost", 80);
        using var stream = client.GetStream();
        """);

    [Fact]
    public Task A_client_whose_socket_was_connected_is_connected() => Verify(
        """
        using var client = new TcpClient();
        await client.Client.ConnectAsync(endpoint, stopping);
        using var stream = client.GetStream();
        """);

    [Fact]
    public Task A_client_with_the_socket_of_another_is_not_known() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var client = new TcpClient { Client = socket };
        using var stream = client.GetStream();
        """);

    [Fact]
    public Task A_datagram_socket_sends_to_an_address() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SendTo(buffer, endpoint);
        """);

    [Fact]
    public Task A_udp_client_sends_to_an_address() => Verify(
        """
        using var client = new UdpClient();
        await client.SendAsync(buffer, endpoint, stopping);
        """);

    [Fact]
    public Task A_udp_client_that_may_have_an_address_is_not_judged() => Verify(
        """
        using var client = new UdpClient();
        client.Send(buffer, buffer.Length, condition ? endpoint : null);
        """);

    [Fact]
    public Task A_guard_for_the_connection_is_respected() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            socket.Connect(endpoint);
        }

        if (socket.Connected)
        {
            socket.Send(buffer);
        }
        """);

    [Fact]
    public Task A_guard_that_returns_is_respected() => Verify(
        """
        using var client = new TcpClient();
        if (!client.Connected)
        {
            return;
        }

        using var stream = client.GetStream();
        """);

    [Fact]
    public Task A_guard_in_a_condition_is_respected() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        int sent = socket is { Connected: true } && condition || socket.Connected ? socket.Available : 0;
        bool ok = socket.Connected && socket.Send(buffer) > 0;
        """);

    [Fact]
    public Task A_loop_that_reconnects_is_respected() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        while (!socket.Connected)
        {
            try
            {
                await socket.ConnectAsync(endpoint, stopping);
            }
            catch (SocketException)
            {
                await Task.Delay(100, stopping);
            }
        }

        socket.Send(buffer);
        """);

    [Fact]
    public Task A_socket_connected_in_one_of_several_tries_sends() => Verify(
        """
        Socket? connected = null;
        foreach (IPAddress address in await Dns.GetHostAddressesAsync("localhost", stopping))
        {
            var candidate = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await candidate.ConnectAsync(address, 80, stopping);
                connected = candidate;
                break;
            }
            catch (SocketException)
            {
                candidate.Dispose();
            }
        }

        connected?.Send(buffer);
        """);

    [Fact]
    public Task A_socket_that_is_assigned_only_if_null_connects() => Verify(
        """
        Socket? socket = null;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            if (socket is null)
            {
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(endpoint);
            }

            socket.Send(buffer);
        }
        """);

    [Fact]
    public Task Coalescing_assignment_is_followed() => Verify(
        """
        Socket? socket = condition ? null : Existing();
        socket ??= new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Send(buffer);

        static Socket? Existing() => null;
        """);

    private static Task Verify(string body) => AnalyzerTest.Verify<SendOrReceiveBeforeConnectAnalyzer>(SocketCode.Method(body));

    private static Task VerifyFile(string members) => AnalyzerTest.Verify<SendOrReceiveBeforeConnectAnalyzer>(SocketCode.File(members));
}
