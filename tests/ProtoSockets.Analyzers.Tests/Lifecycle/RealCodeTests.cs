using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>Code as people write it: correct, so that no rule may speak up; and code that is not finished, on which no rule may fall over.</summary>
public sealed class RealCodeTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules = LifecycleRuleList.All;

    [Fact]
    public Task An_echo_server() => Silent(
        """
        var listener = new TcpListener(IPAddress.Any, 7);
        try
        {
            listener.Start();
            byte[] bytes = new byte[256];
            while (true)
            {
                using TcpClient client = listener.AcceptTcpClient();
                NetworkStream stream = client.GetStream();
                int i;
                while ((i = stream.Read(bytes, 0, bytes.Length)) != 0)
                {
                    stream.Write(bytes, 0, i);
                }
            }
        }
        catch (SocketException e)
        {
            Console.WriteLine("SocketException: {0}", e);
        }
        finally
        {
            listener.Stop();
        }
        """);

    [Fact]
    public Task A_server_with_a_task_for_each_connection() => Silent(
        """
        using var listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(endpoint);
        listener.Listen(128);
        var tasks = new List<Task>();
        while (!stopping.IsCancellationRequested)
        {
            Socket connection = await listener.AcceptAsync(stopping);
            tasks.Add(Task.Run(async () =>
            {
                using (connection)
                {
                    int count;
                    while ((count = await connection.ReceiveAsync(buffer.AsMemory(), stopping)) > 0)
                    {
                        await connection.SendAsync(buffer.AsMemory(0, count), stopping);
                    }

                    connection.Shutdown(SocketShutdown.Both);
                }
            }));
        }
        """);

    [Fact]
    public Task A_client_that_closes_in_order() => Silent(
        """
        Socket sender = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            sender.Connect(endpoint);
            Console.WriteLine("Socket connected to {0}", sender.RemoteEndPoint!.ToString());
            int bytesSent = sender.Send(buffer);
            int bytesReceived = sender.Receive(buffer);
            sender.Shutdown(SocketShutdown.Both);
            sender.Close();
        }
        catch (ArgumentNullException ane)
        {
            Console.WriteLine(ane);
        }
        catch (SocketException se) when (se.SocketErrorCode != SocketError.Success)
        {
            Console.WriteLine(se);
        }
        catch (Exception e)
        {
            Console.WriteLine(e);
        }
        """);

    [Fact]
    public Task A_free_port_is_looked_for() => Silent(
        """
        int port;
        var listener = new TcpListener(IPAddress.Loopback, 0);
        try
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        finally
        {
            listener.Stop();
        }

        Console.WriteLine(port);
        """);

    [Fact]
    public Task A_pair_of_connected_sockets_is_made() => Silent(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Task connecting = client.ConnectAsync(listener.LocalEndPoint!);
        Socket server = await listener.AcceptAsync();
        await connecting;
        client.NoDelay = server.NoDelay = true;
        await client.SendAsync(buffer);
        await server.ReceiveAsync(buffer);
        client.Dispose();
        server.Dispose();
        """);

    [Fact]
    public Task A_discovery_by_broadcast() => Silent(
        """
        using var client = new UdpClient();
        client.EnableBroadcast = true;
        await client.SendAsync(buffer, new IPEndPoint(IPAddress.Broadcast, 9999), stopping);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            while (true)
            {
                UdpReceiveResult answer = await client.ReceiveAsync(timeout.Token);
                Console.WriteLine(answer.RemoteEndPoint);
            }
        }
        catch (OperationCanceledException)
        {
        }
        """);

    [Fact]
    public Task A_multicast_receiver() => Silent(
        """
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Any, 5000));
        socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(IPAddress.Parse("224.5.6.7")));
        try
        {
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            while (socket.ReceiveFrom(buffer, ref from) > 0)
            {
                socket.SendTo(buffer, from);
            }
        }
        finally
        {
            socket.Close();
        }
        """);

    [Fact]
    public Task A_ping_with_a_raw_socket() => Silent(
        """
        using Socket host = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp);
        EndPoint ep = endpoint;
        host.SendTo(buffer, ep);
        int recv = host.ReceiveFrom(buffer, ref ep);
        """);

    [Fact]
    public Task A_connect_with_a_timeout() => Silent(
        """
        using var client = new TcpClient();
        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await client.ConnectAsync("localhost", 80, timeout.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested)
        {
            throw new TimeoutException();
        }

        client.NoDelay = true;
        await using NetworkStream stream = client.GetStream();
        await stream.WriteAsync(buffer, stopping);
        client.Close();
        """);

    [Fact]
    public Task A_port_check() => Silent(
        """
        bool open;
        using (var probe = new TcpClient())
        {
            try
            {
                var result = probe.BeginConnect("localhost", 80, null, null);
                open = result.AsyncWaitHandle.WaitOne(100) && probe.Connected;
                if (open)
                {
                    probe.EndConnect(result);
                }
            }
            catch (SocketException)
            {
                open = false;
            }
            finally
            {
                probe.Close();
            }
        }

        Console.WriteLine(open);
        """);

    [Fact]
    public Task A_unix_socket() => Silent(
        """
        string path = Path.GetTempFileName();
        File.Delete(path);
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(path), stopping);
        using Socket accepted = await listener.AcceptAsync(stopping);
        await using var stream = new NetworkStream(accepted, ownsSocket: true);
        await stream.WriteAsync(buffer, stopping);
        """);

    [Fact]
    public Task A_socket_that_is_returned_ready() => SilentFile(
        """
        class Factory
        {
            private Socket? _listener;

            static Socket Listen(IPEndPoint endpoint)
            {
                var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                try
                {
                    if (socket.AddressFamily == AddressFamily.InterNetworkV6)
                    {
                        socket.DualMode = true;
                    }

                    socket.Bind(endpoint);
                    socket.Listen();
                    return socket;
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            }

            async ValueTask<Stream> ConnectAsync(DnsEndPoint endpoint, CancellationToken stopping)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(endpoint, stopping).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            }

            void Start(IPEndPoint endpoint)
            {
                _listener = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                _listener.Bind(endpoint);
                _listener.Listen();
                var listener = _listener;
                listener.BeginAccept(Accepted, listener);
            }

            static void Accepted(IAsyncResult result)
            {
                var listener = (Socket)result.AsyncState!;
                Socket connection = listener.EndAccept(result);
                connection.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Received, connection);
                listener.BeginAccept(Accepted, listener);
            }

            static void Received(IAsyncResult result) => ((Socket)result.AsyncState!).EndReceive(result);

            static IEnumerable<Socket> Many()
            {
                for (int i = 0; i < 3; i++)
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    yield return socket;
                    socket.Send([1]);
                }
            }
        }
        """);

    [Fact]
    public Task A_program_of_top_level_statements() => AnalyzerTest.Verify(
        Rules,
        """
        using System.Net;
        using System.Net.Sockets;

        var listener = new TcpListener(IPAddress.Loopback, 0);
        Serve();
        listener.AcceptTcpClient();
        var other = new TcpListener(IPAddress.Loopback, 0);
        other.{|PSOCK2001:AcceptTcpClient|}();

        void Serve() => listener.Start();
        """,
        output: OutputKind.ConsoleApplication);

    [Fact]
    public Task Field_initializers_and_constructors_are_code_too() => AnalyzerTest.Verify(
        Rules,
        SocketCode.File(
            """
            class Test
            {
                private readonly int _sent = new Socket(SocketType.Stream, ProtocolType.Tcp).{|PSOCK2004:Send|}([1]);

                public Test() : this(new Socket(SocketType.Stream, ProtocolType.Tcp).{|PSOCK2001:Accept|}())
                {
                    var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                    socket.{|PSOCK2002:Listen|}();
                }

                public Test(Socket socket) => _ = socket;

                int Property => new Socket(SocketType.Stream, ProtocolType.Tcp).{|PSOCK2004:Receive|}(new byte[1]) + _sent;
            }
            """));

    [Fact]
    public Task A_test_that_expects_the_exception_gets_it() => SilentFile(
        """
        static class Assert
        {
            public static T Throws<T>(Action code) where T : Exception => throw new NotSupportedException();
            public static Task<T> ThrowsAsync<T>(Func<Task> code) where T : Exception => throw new NotSupportedException();
        }

        class Tests
        {
            async Task Misuse()
            {
                Assert.Throws<InvalidOperationException>(() => new Socket(SocketType.Stream, ProtocolType.Tcp).Accept());
                await Assert.ThrowsAsync<InvalidOperationException>(async () =>
                {
                    using var listener = new TcpListener(IPAddress.Loopback, 0);
                    await listener.AcceptTcpClientAsync();
                });
            }
        }
        """);

    [Fact]
    public Task Generated_code_is_not_judged() => SilentFile(
        """
        [System.CodeDom.Compiler.GeneratedCode("x", "1")]
        class Test
        {
            void Run() => new TcpListener(IPAddress.Any, 0).AcceptSocket();
        }
        """);

    [Theory]
    [InlineData("var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ); socket.Send(buffer);")]
    [InlineData("var socket = new Socket(); socket.Bind(); socket.Bind(1, 2, 3); socket.Nonsense();")]
    [InlineData("Socket socket = new(SocketType.Stream, ProtocolType.Tcp); socket.")]
    [InlineData("using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); socket.Send(")]
    [InlineData("var socket = new Socket(SocketType.Stream, ProtocolType.Tcp); await foreach (var x in socket) { socket.Listen(1); } goto nowhere;")]
    [InlineData("var socket = undefined(new Socket(SocketType.Stream, ProtocolType.Tcp)); socket.Accept();")]
    [InlineData("socket.Send(buffer); var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);")]
    [InlineData("var socket = socket ?? new Socket(SocketType.Stream, ProtocolType.Tcp); socket.Accept();")]
    [InlineData("try { var l = new TcpListener(endpoint) } catch { l.Start() } finally { l.Stop( } ")]
    [InlineData("var l = new TcpListener(endpoint); switch (l) { case TcpListener { Server: { IsBound: true } s } t when s.: t.Start(); break; default: }")]
    public async Task Unfinished_code_does_not_matter(string body)
    {
        CSharpCompilation compilation = TestCompilation.Create(SocketCode.Method(body));
        ImmutableArray<Diagnostic> reported = await AnalyzerTest.Run(Rules, compilation);
        Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
    }

    [Fact]
    public async Task Code_that_ends_anywhere_does_not_matter()
    {
        string source = SocketCode.Method(
            """
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try { socket.Connect(endpoint); } catch (SocketException e) when (e.ErrorCode > 1) { socket?.Close(); throw; } finally { socket.Dispose(); }
            Func<int, Task<int>> f = async x => { using var l = new TcpListener(endpoint); l.Start(); var c = await l.AcceptTcpClientAsync(); return x; };
            switch (await f(1)) { case > 1 and < 5: (socket, _) = (null!, 1); break; case var y when y is 3 or 7: socket.Send(buffer); break; }
            foreach (var s in new[] { socket }) { lock (s) { s.Send(buffer[..1]); } }
            """);
        for (int length = 200; length < source.Length; length += 7)
        {
            ImmutableArray<Diagnostic> reported = await AnalyzerTest.Run(Rules, TestCompilation.Create(source[..length]));
            Assert.DoesNotContain(reported, static diagnostic => diagnostic.Id == "AD0001");
        }
    }

    [Fact]
    public async Task A_compilation_without_sockets_has_nothing_to_say()
    {
        CSharpCompilation compilation = CSharpCompilation.Create("Empty", [CSharpSyntaxTree.ParseText("class C { void M() { } }", cancellationToken: TestContext.Current.CancellationToken)]);
        Assert.Empty(await AnalyzerTest.Run(Rules, compilation));
    }

    [Fact]
    public Task A_method_with_too_many_sockets_is_not_followed() => Silent(
        string.Join('\n', Enumerable.Range(0, 65).Select(static index => $"var s{index} = new Socket(SocketType.Stream, ProtocolType.Tcp);")) + "\ns0.Accept();");

    [Fact]
    public Task Deeply_nested_blocks_are_followed_to_the_end() => AnalyzerTest.Verify(
        Rules,
        SocketCode.Method(
            string.Concat(Enumerable.Range(0, 24).Select(static index => $"using (var s{index} = new Socket(SocketType.Stream, ProtocolType.Tcp))\n{{\ntry\n{{\n"))
            + "s0.{|PSOCK2001:Accept|}();\n"
            + string.Concat(Enumerable.Range(0, 24).Select(static _ => "}\ncatch (SocketException)\n{\n}\nfinally\n{\nConsole.WriteLine();\n}\n}\n"))));

    private static Task Silent(string body) => AnalyzerTest.Verify(Rules, SocketCode.Method(body));

    private static Task SilentFile(string members) => AnalyzerTest.Verify(Rules, SocketCode.File(members));
}
