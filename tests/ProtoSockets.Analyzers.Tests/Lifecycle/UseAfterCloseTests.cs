using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class UseAfterCloseTests
{
    [Fact]
    public Task A_closed_socket_cannot_send() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Close();
        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task A_disposed_client_has_no_stream() => Verify(
        """
        var client = new TcpClient("localhost", 80);
        client.Dispose();
        client.[|GetStream|]();
        """);

    [Fact]
    public Task A_client_is_closed_after_its_using_block() => Verify(
        """
        var client = new UdpClient(5000);
        using (client)
        {
            await client.ReceiveAsync();
        }

        await client.[|SendAsync|](buffer, endpoint);
        """);

    [Fact]
    public Task An_option_of_a_closed_socket_cannot_be_set() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Close(1);
        socket.[|NoDelay|] = true;
        """);

    [Fact]
    public Task The_address_of_a_closed_socket_cannot_be_read() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        socket.Dispose();
        Console.WriteLine(socket.[|LocalEndPoint|]);
        """);

    [Fact]
    public Task The_socket_of_a_closed_client_is_gone() => Verify(
        """
        var client = new TcpClient();
        client.Close();
        client.Client.[|Shutdown|](SocketShutdown.Both);
        """);

    [Fact]
    public Task An_accepted_socket_is_followed() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        Socket connection = await listener.AcceptSocketAsync();
        connection.Close();
        await connection.[|SendAsync|](buffer);
        """);

    [Fact]
    public Task Closing_in_both_branches_closes() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            socket.Close();
        }
        else
        {
            socket.Dispose();
        }

        socket.[|Connect|](endpoint);
        """);

    [Fact]
    public Task Closing_in_finally_closes() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(endpoint);
        }
        finally
        {
            socket.Close();
        }

        socket.[|Send|](buffer);
        """);

    [Fact]
    public Task A_conditional_close_of_what_cannot_be_null_closes() => Verify(
        """
        Socket? socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket?.Close();
        socket?.[|Send|](buffer);
        """);

    [Fact]
    public Task A_raw_socket_is_followed_to_its_close() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        socket.SendTo(buffer, endpoint);
        socket.Close();
        socket.[|SendTo|](buffer, endpoint);
        """);

    [Fact]
    public Task A_stream_over_a_closed_socket_fails() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Close();
        using var stream = new NetworkStream([|socket|]);
        """);

    [Fact]
    public Task After_the_first_use_the_rest_of_the_path_is_dead() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Close();
        socket.[|Bind|](endpoint);
        socket.Listen();
        socket.Accept();
        """);

    [Fact]
    public Task Closing_twice_is_fine() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Close();
        socket.Dispose();
        socket.Close();
        """);

    [Fact]
    public Task Asking_a_closed_socket_whether_it_is_connected_is_fine() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Close();
        Console.WriteLine(socket.Connected || socket.IsBound || socket.AddressFamily == AddressFamily.Unix);
        """);

    [Fact]
    public Task Asking_a_closed_client_is_fine() => Verify(
        """
        var client = new TcpClient();
        client.Close();
        Console.WriteLine(client.Connected);
        Console.WriteLine(client.Available);
        Console.WriteLine(client.Client is null);
        """);

    [Fact]
    public Task A_path_that_returns_after_the_close_does_not_count() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        if (condition)
        {
            socket.Close();
            return;
        }

        socket.Send(buffer);
        """);

    [Fact]
    public Task A_path_that_throws_after_the_close_does_not_count() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Connect(endpoint);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        socket.Send(buffer);
        """);

    [Fact]
    public Task A_conditional_close_does_not_count() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        if (condition)
        {
            socket.Close();
        }

        socket.Send(buffer);
        """);

    [Fact]
    public Task A_new_socket_in_the_same_variable_is_open() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Close();
        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        socket.Send(buffer);
        """);

    [Fact]
    public Task A_new_socket_in_each_round_is_open() => Verify(
        """
        for (int attempt = 0; attempt < 3; attempt++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Connect(endpoint);
            socket.Send(buffer);
            socket.Close();
        }
        """);

    [Fact]
    public Task A_socket_that_is_replaced_after_a_failure_is_open() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        while (true)
        {
            try
            {
                socket.Connect(endpoint);
                break;
            }
            catch (SocketException)
            {
                socket.Dispose();
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            }
        }

        socket.Send(buffer);
        """);

    [Fact]
    public Task A_stopped_listener_can_be_started_again() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.Dispose();
        listener.Start();
        """);

    [Fact]
    public Task A_close_in_a_lambda_happens_at_an_unknown_time() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        using var registration = stopping.Register(() => socket.Close());
        socket.Send(buffer);
        """);

    [Fact]
    public Task A_close_in_a_method_group_happens_at_an_unknown_time() => Verify(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        using var registration = stopping.Register(socket.Close);
        socket.Send(buffer);
        """);

    [Fact]
    public Task The_way_out_by_an_exception_does_not_blur_the_ordinary_one() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            using var inner = new CancellationTokenSource();
            socket.Connect(endpoint);
        }
        catch (SocketException)
        {
            socket.Close();
            return;
        }

        socket.Send(buffer);
        """);

    [Fact]
    public Task A_socket_that_may_be_null_may_not_be_closed() => Verify(
        """
        Socket? socket = null;
        try
        {
            if (condition)
            {
                socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            }
        }
        finally
        {
            socket?.Close();
        }

        socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        """);

    [Fact]
    public Task A_returned_socket_is_not_judged_in_finally() => VerifyFile(
        """
        class Test
        {
            static Socket Run(EndPoint endpoint)
            {
                Socket? socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    socket.Connect(endpoint);
                    Socket result = socket;
                    socket = null;
                    return result;
                }
                finally
                {
                    socket?.Dispose();
                }
            }
        }
        """);

    [Fact]
    public Task An_exception_in_a_lambda_does_not_go_where_the_lambda_stands() => Verify(
        """
        try
        {
            Func<Task> talk = async () =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    await socket.ConnectAsync(endpoint);
                }
                finally
                {
                    socket.Close();
                }

                socket.[|Send|](buffer);
            };
            await talk();
        }
        catch (SocketException)
        {
            Console.WriteLine();
        }
        finally
        {
            Console.WriteLine();
        }
        """);

    private static Task Verify(string body) => AnalyzerTest.Verify<UseAfterCloseAnalyzer>(SocketCode.Method(body));

    private static Task VerifyFile(string members) => AnalyzerTest.Verify<UseAfterCloseAnalyzer>(SocketCode.File(members));
}
