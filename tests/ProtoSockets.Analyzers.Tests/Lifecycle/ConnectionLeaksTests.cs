using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>PSOCK2009: only what no path closes, and nobody else can.</summary>
public sealed class ConnectionLeaksTests
{
    [Fact]
    public Task An_accepted_socket_is_closed_by_who_accepted_it() => Verify(
        """
        using var listener = new TcpListener(endpoint);
        listener.Start();
        while (!stopping.IsCancellationRequested)
        {
            Socket socket = await listener.[|AcceptSocketAsync|](stopping);
            await socket.SendAsync(buffer);
        }
        """);

    [Fact]
    public Task A_loop_without_an_end_leaks_at_each_round() => Verify(
        """
        using var listener = new TcpListener(endpoint);
        listener.Start();
        while (true)
        {
            TcpClient client = listener.[|AcceptTcpClient|]();
            NetworkStream stream = client.GetStream();
            int count = stream.Read(buffer, 0, buffer.Length);
            stream.Write(buffer, 0, count);
        }
        """);

    [Fact]
    public Task A_result_that_nobody_takes_cannot_be_closed() => Verify(
        """
        using var listener = new TcpListener(endpoint);
        listener.Start();
        listener.[|AcceptSocket|]();
        _ = await listener.[|AcceptTcpClientAsync|]();
        """);

    [Fact]
    public Task A_connected_client_is_closed() => Verify(
        """
        var client = new [|TcpClient|]();
        await client.ConnectAsync(endpoint);
        await client.GetStream().WriteAsync(buffer, stopping);
        """);

    [Fact]
    public Task A_shutdown_does_not_close() => Verify(
        """
        Socket socket = [|new(SocketType.Stream, ProtocolType.Tcp)|];
        socket.Connect(endpoint);
        socket.Send(buffer);
        socket.Shutdown(SocketShutdown.Both);
        """);

    [Fact]
    public Task A_listener_that_listens_is_stopped() => Verify(
        """
        var listener = new [|TcpListener|](endpoint);
        listener.Start();
        using TcpClient client = await listener.AcceptTcpClientAsync(stopping);
        """);

    [Fact]
    public Task A_datagram_client_is_closed() => Verify(
        """
        var client = new [|UdpClient|](5000);
        while (!stopping.IsCancellationRequested)
        {
            UdpReceiveResult result = await client.ReceiveAsync(stopping);
            Use(result.RemoteEndPoint);
        }
        """);

    [Fact]
    public Task A_stream_that_does_not_own_the_socket_does_not_close_it() => Verify(
        """
        var socket = new [|Socket|](SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        using var stream = new NetworkStream(socket);
        stream.Write(buffer, 0, 1);
        """);

    [Fact]
    public Task A_stream_that_owns_the_socket_has_to_be_closed_itself() => Verify(
        """
        var socket = new [|Socket|](SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        var stream = new NetworkStream(socket, ownsSocket: true);
        stream.Write(buffer, 0, 1);
        """);

    [Fact]
    public Task A_variable_that_is_overwritten_does_not_close_what_it_held() => Verify(
        """
        var socket = new [|Socket|](SocketType.Stream, ProtocolType.Tcp);
        socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Dispose();
        """);

    [Fact]
    public Task In_a_lambda_the_same_holds() => Verify(
        """
        await Task.Run(() =>
        {
            var client = new [|TcpClient|]("localhost", 80);
            client.NoDelay = true;
        });
        """);

    [Fact]
    public Task A_handler_that_returns_early_leaks_as_well() => Verify(
        """
        var client = new [|TcpClient|]();
        await client.ConnectAsync(endpoint);
        if (condition)
        {
            return;
        }

        client.NoDelay = true;
        """);

    [Fact]
    public Task A_using_closes() => Verify(
        """
        using var first = new Socket(SocketType.Stream, ProtocolType.Tcp);
        first.Connect(endpoint);
        using (var second = new TcpClient())
        {
            second.Connect(endpoint);
        }

        var third = new UdpClient(5000);
        using (third)
        {
            third.Connect(endpoint);
        }
        """);

    [Fact]
    public Task A_close_on_one_of_the_paths_is_enough_to_be_silent() => Verify(
        """
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        if (condition)
        {
            socket.Close();
        }

        var client = new TcpClient();
        try
        {
            client.Connect(endpoint);
        }
        finally
        {
            if (client.Connected)
            {
                client.Close();
            }
        }
        """);

    [Fact]
    public Task A_path_that_throws_is_no_leak() => Verify(
        """
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        if (condition)
        {
            throw new InvalidOperationException();
        }

        socket.Close();
        """);

    [Fact]
    public Task What_only_ever_throws_is_no_leak() => Verify(
        """
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        throw new NotSupportedException();
        """);

    [Fact]
    public Task What_is_passed_is_somebody_elses() => Verify(
        """
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Use(socket);
        var client = new TcpClient("localhost", 80);
        using var reader = new StreamReader(client.GetStream());
        using var listener = new TcpListener(endpoint);
        listener.Start();
        Use(await listener.AcceptSocketAsync());
        _ = HandleAsync(await listener.AcceptTcpClientAsync());

        static async Task HandleAsync(TcpClient handled)
        {
            using (handled)
            {
                await Task.Yield();
            }
        }
        """);

    [Fact]
    public Task What_is_stored_is_somebody_elses() => VerifyFile(
        """
        class Pool
        {
            private readonly List<Socket> _sockets = new();
            private TcpListener? _listener;

            private TcpClient Client { get; set; } = new();

            public void Fill(IPEndPoint endpoint)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                _sockets.Add(socket);
                var listener = new TcpListener(endpoint);
                listener.Start();
                _listener = listener;
                var client = new TcpClient();
                Client = client;
                var pair = new[] { new Socket(SocketType.Stream, ProtocolType.Tcp) };
                var map = new Dictionary<int, Socket> { [1] = new Socket(SocketType.Stream, ProtocolType.Tcp) };
                var named = (Socket: new Socket(SocketType.Stream, ProtocolType.Tcp), Port: 1);
            }
        }
        """);

    [Fact]
    public Task What_is_returned_is_somebody_elses() => VerifyFile(
        """
        class Factory
        {
            Socket Make(IPEndPoint endpoint)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(endpoint);
                return socket;
            }

            async Task<NetworkStream> OpenAsync(IPEndPoint endpoint)
            {
                var client = new TcpClient();
                await client.ConnectAsync(endpoint);
                return client.GetStream();
            }

            Stream Wrap(IPEndPoint endpoint)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(endpoint);
                return new NetworkStream(socket, ownsSocket: true);
            }

            IEnumerable<Socket> Many()
            {
                yield return new Socket(SocketType.Stream, ProtocolType.Tcp);
            }

            void Out(out Socket socket) => socket = new Socket(SocketType.Stream, ProtocolType.Tcp);

            Func<Socket> Lazy() => () => new Socket(SocketType.Stream, ProtocolType.Tcp);
        }
        """);

    [Fact]
    public Task What_a_lambda_captures_is_closed_there() => Verify(
        """
        using var listener = new TcpListener(endpoint);
        listener.Start();
        while (true)
        {
            TcpClient client = await listener.AcceptTcpClientAsync();
            _ = Task.Run(async () =>
            {
                await client.GetStream().WriteAsync(buffer);
                client.Close();
            });
        }
        """);

    [Fact]
    public Task A_token_that_closes_is_enough() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        using CancellationTokenRegistration registration = stopping.Register(listener.Stop);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using CancellationTokenRegistration other = stopping.Register(static state => ((Socket)state!).Dispose(), socket);
        """);

    [Fact]
    public Task A_stream_of_a_client_closes_it() => Verify(
        """
        var first = new TcpClient("localhost", 80);
        using NetworkStream stream = first.GetStream();
        using var listener = new TcpListener(endpoint);
        listener.Start();
        await using NetworkStream accepted = (await listener.AcceptTcpClientAsync()).GetStream();
        var third = new TcpClient("localhost", 80);
        third.GetStream().Close();
        """);

    [Fact]
    public Task A_stream_that_owns_the_socket_closes_it() => Verify(
        """
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(endpoint);
        using var stream = new NetworkStream(socket, ownsSocket: true);
        var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
        other.Connect(endpoint);
        using var perhaps = new NetworkStream(other, FileAccess.Read, condition);
        using var listener = new TcpListener(endpoint);
        listener.Start();
        using var accepted = new NetworkStream(listener.AcceptSocket(), true);
        """);

    [Fact]
    public Task A_stream_that_is_passed_on_is_somebody_elses() => Verify(
        """
        var client = new TcpClient("localhost", 80);
        NetworkStream stream = client.GetStream();
        Use(stream);
        var second = new TcpClient("localhost", 80);
        Func<Task> later = () => Task.CompletedTask;
        NetworkStream captured = second.GetStream();
        later += async () => await captured.DisposeAsync();
        await later();
        var third = new TcpClient("localhost", 80);
        third.GetStream().Socket.Close();
        """);

    [Fact]
    public Task What_an_earlier_round_of_a_loop_left_may_be_closed_in_a_later_one() => Verify(
        """
        using var listener = new TcpListener(endpoint);
        listener.Start();
        Socket? current = null;
        while (!stopping.IsCancellationRequested)
        {
            Socket next = await listener.AcceptSocketAsync(stopping);
            current?.Close();
            current = next;
        }

        Socket? last = null;
        NetworkStream? stream = null;
        while (!stopping.IsCancellationRequested)
        {
            last?.Dispose();
            last = listener.AcceptSocket();
            TcpClient client = listener.AcceptTcpClient();
            stream?.Dispose();
            stream = client.GetStream();
        }
        """);

    [Fact]
    public Task A_retry_that_closes_is_fine() => Verify(
        """
        Socket? socket = null;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(endpoint);
                break;
            }
            catch (SocketException)
            {
                socket.Dispose();
                socket = null;
            }
        }

        socket?.Dispose();
        """);

    [Fact]
    public Task A_variable_in_a_finally_is_closed_where_it_exists() => Verify(
        """
        TcpClient? client = null;
        try
        {
            client = new TcpClient();
            await client.ConnectAsync(endpoint);
        }
        finally
        {
            client?.Close();
        }
        """);

    [Fact]
    public Task The_end_of_the_process_closes_everything() => VerifyFile(
        """
        static class Program
        {
            static async Task Main(string[] arguments)
            {
                var listener = new TcpListener(IPAddress.Any, 80);
                listener.Start();
                var client = new TcpClient("localhost", 80);
                client.NoDelay = true;
                await Task.Yield();
            }
        }
        """);

    [Fact]
    public Task A_loop_in_the_program_leaks_while_it_runs() => VerifyFile(
        """
        static class Program
        {
            static void Main()
            {
                var listener = new TcpListener(IPAddress.Any, 80);
                listener.Start();
                while (true)
                {
                    Socket socket = listener.[|AcceptSocket|]();
                    socket.Send(new byte[1]);
                }
            }
        }
        """);

    [Fact]
    public Task A_pending_operation_can_end_in_a_close() => Verify(
        """
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        var arguments = new SocketAsyncEventArgs { RemoteEndPoint = endpoint };
        arguments.Completed += static (sender, _) => ((Socket)sender!).Dispose();
        _ = socket.ConnectAsync(arguments);
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.BeginAcceptTcpClient(static result => { }, null);
        """);

    [Fact]
    public Task A_handle_can_be_closed_by_others() => Verify(
        """
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        SafeSocketHandle handle = socket.SafeHandle;
        handle.Dispose();
        var client = new TcpClient("localhost", 80);
        client.Client.Dispose();
        var other = new TcpClient("localhost", 80);
        Socket inner = other.Client;
        inner.Dispose();
        """);

    [Fact]
    public Task A_test_that_expects_an_exception_is_left_alone() => VerifyFile(
        """
        class Tests
        {
            void Throws<T>(Action action) { }

            void Test() => Throws<SocketException>(() =>
            {
                var client = new TcpClient("localhost", 1);
                client.NoDelay = true;
            });
        }
        """);

    [Fact]
    public Task A_generated_client_is_disposed() => AnalyzerTest.Verify<ConnectionLeaksAnalyzer>(SocketCode.Method(
        """
        Chat.Client leaked = await Chat.Client.[|ConnectAsync|](endpoint);
        await leaked.SendAsync("a");
        await using Chat.Client used = await Chat.Client.ConnectAsync(endpoint);
        await used.SendAsync("a");
        var aborted = await Chat.Client.ConnectAsync(endpoint).ConfigureAwait(false);
        aborted.Abort();
        var configured = await Chat.Client.ConnectAsync(endpoint);
        await using (configured.ConfigureAwait(false))
        {
            await configured.SendAsync("a");
        }

        var kept = await Chat.Client.ConnectAsync(endpoint);
        Use(kept);
        """) + OwnTypes.Chat);

    [Fact]
    public Task A_server_that_runs_closes_itself() => AnalyzerTest.Verify<ConnectionLeaksAnalyzer>(SocketCode.Method(
        """
        var server = new Chat.Server(new object());
        server.Bind(endpoint);
        await server.RunAsync(stopping);
        """) + OwnTypes.Chat);

    [Fact]
    public Task A_look_alike_may_be_left_open() => VerifyFile(
        """
        namespace Mine
        {
            sealed class Socket : IDisposable
            {
                public Socket Accept() => this;
                public void Connect() { }
                public void Dispose() { }
            }

            sealed class TcpClient : IDisposable
            {
                public void Connect(EndPoint endpoint) { }
                public void Dispose() { }
            }

            static class Use
            {
                static void Run(EndPoint endpoint)
                {
                    var socket = new Socket();
                    socket.Connect();
                    socket.Accept();
                    var client = new TcpClient();
                    client.Connect(endpoint);
                }
            }
        }
        """);

    [Fact]
    public Task Code_that_is_not_finished_says_nothing() => AnalyzerTest.Verify<ConnectionLeaksAnalyzer>(
        SocketCode.Method(
            """
            var socket = new Socket(SocketType.Stream, );
            var client = new TcpClient(
            socket.
            Missing(socket, client);
            """),
        compiles: false);

    private static Task Verify(string body) => AnalyzerTest.Verify<ConnectionLeaksAnalyzer>(SocketCode.Method(body));

    private static Task VerifyFile(string members) => AnalyzerTest.Verify<ConnectionLeaksAnalyzer>(SocketCode.File(members));
}
