using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>Private methods and local functions: what they need and do is known where they are called.</summary>
public sealed class HelperTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules = LifecycleRuleList.Uses;

    [Fact]
    public Task A_helper_that_sets_options_changes_nothing() => Verify(
        """
            void Run(byte[] buffer)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Configure(socket);
                socket.{|PSOCK2004:Send|}(buffer);
            }

            private static void Configure(Socket socket)
            {
                if (socket is null)
                {
                    throw new ArgumentNullException(nameof(socket));
                }

                socket.NoDelay = true;
                socket.SendTimeout = 1000;
            }
        """);

    [Fact]
    public Task What_a_helper_needs_its_caller_has_to_bring() => Verify(
        """
            void Run(EndPoint endpoint)
            {
                using var early = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Listen({|PSOCK2002:early|});
                using var bound = new Socket(SocketType.Stream, ProtocolType.Tcp);
                bound.Bind(endpoint);
                Listen(bound);
                bound.Accept().Dispose();
            }

            private void Listen(Socket socket) => socket.Listen(10);
        """);

    [Fact]
    public Task A_loop_in_a_helper_needs_what_its_first_round_needs() => Verify(
        """
            void Run(IPEndPoint endpoint)
            {
                using var listener = new TcpListener(endpoint);
                Serve({|PSOCK2001:listener|});
                using var started = new TcpListener(endpoint);
                started.Start();
                Serve(started);
            }

            private static void Serve(TcpListener listener)
            {
                while (true)
                {
                    using TcpClient client = listener.AcceptTcpClient();
                }
            }
        """);

    [Fact]
    public Task What_a_helper_does_is_done() => Verify(
        """
            async Task Run(IPEndPoint endpoint)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Bind(socket, endpoint);
                socket.{|PSOCK2006:Bind|}(endpoint);

                using var client = new TcpClient();
                await ConnectAsync(client, endpoint).ConfigureAwait(false);
                client.GetStream().WriteByte(1);
                await client.{|PSOCK2006:ConnectAsync|}(endpoint);

                var closed = new UdpClient(5000);
                Close(closed);
                closed.{|PSOCK2005:Connect|}(endpoint);

                static void Bind(Socket socket, EndPoint address) => socket.Bind(address);
            }

            private static async Task ConnectAsync(TcpClient client, IPEndPoint endpoint) => await client.ConnectAsync(endpoint);

            private static void Close(UdpClient client)
            {
                client.Close();
            }
        """);

    [Fact]
    public Task What_a_helper_may_do_may_be_done() => Verify(
        """
            void Run(EndPoint endpoint, bool condition)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                if (TryBind(socket, endpoint, condition))
                {
                    socket.Listen();
                }
                else
                {
                    socket.Bind(endpoint);
                }

                using var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Start(other, endpoint);
                other.Accept().Dispose();
            }

            private static bool TryBind(Socket socket, EndPoint endpoint, bool condition)
            {
                if (!condition)
                {
                    return false;
                }

                try
                {
                    socket.Bind(endpoint);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            }

            private static void Start(Socket socket, EndPoint endpoint)
            {
                socket.Bind(endpoint);
                socket.Listen();
            }
        """);

    [Fact]
    public Task What_a_helper_gives_away_is_out_of_sight() => Verify(
        """
            private Socket? _kept;

            void Run(EndPoint endpoint, byte[] buffer)
            {
                var kept = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Keep(kept);
                kept.Send(buffer);
                var captured = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Capture(captured, endpoint);
                captured.Send(buffer);
                var passed = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Pass(passed, endpoint);
                passed.Send(buffer);
                var returned = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Return(returned).Connect(endpoint);
                returned.Send(buffer);
            }

            private void Keep(Socket socket) => _kept = socket;
            private static void Capture(Socket socket, EndPoint endpoint) => new Thread(() => socket.Connect(endpoint)).Start();
            private static void Pass(Socket socket, EndPoint endpoint) => Connect(socket, endpoint);
            private static void Connect(Socket socket, EndPoint endpoint) => socket.Connect(endpoint);
            private static Socket Return(Socket socket) => socket;
        """);

    [Fact]
    public Task A_helper_that_others_can_replace_or_that_runs_later_is_not_known() => Verify(
        """
            async Task Run(EndPoint endpoint, byte[] buffer)
            {
                var overridden = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Open(overridden);
                overridden.Send(buffer);
                var pending = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Task connecting = ConnectAsync(pending, endpoint);
                await connecting;
                pending.Send(buffer);
                var listed = new Socket(SocketType.Stream, ProtocolType.Tcp);
                foreach (int step in Steps(listed, endpoint))
                {
                    listed.Send(buffer);
                }

                var replaced = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Replace(ref replaced);
                replaced.Send(buffer);
                var many = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Many(many);
                many.Send(buffer);
                var repeated = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Repeat(repeated, endpoint, 3);
                repeated.Send(buffer);
            }

            protected virtual void Open(Socket socket) { }
            private static async Task ConnectAsync(Socket socket, EndPoint endpoint) => await socket.ConnectAsync(endpoint);
            private static IEnumerable<int> Steps(Socket socket, EndPoint endpoint)
            {
                socket.Connect(endpoint);
                yield return 1;
            }

            private static void Replace(ref Socket socket) => socket = null!;
            private static void Many(params Socket[] sockets) => sockets[0].Connect(new IPEndPoint(IPAddress.Loopback, 80));
            private static void Repeat(Socket socket, EndPoint endpoint, int times)
            {
                if (times > 0)
                {
                    Repeat(socket, endpoint, times - 1);
                }
                else
                {
                    socket.Connect(endpoint);
                }
            }
        """);

    [Fact]
    public Task A_helper_whose_parameter_changes_says_nothing_of_what_it_was_given() => Verify(
        """
            void Run(EndPoint endpoint, byte[] buffer)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Other(socket, endpoint);
                socket.Connect(endpoint);
                socket.Send(buffer);
            }

            private static void Other(Socket socket, EndPoint endpoint)
            {
                socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Connect(endpoint);
                socket.Dispose();
            }
        """);

    [Fact]
    public Task A_helper_that_calls_a_helper_needs_what_that_one_needs() => Verify(
        """
            void Run(EndPoint endpoint, byte[] buffer)
            {
                using var early = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Open({|PSOCK2002:early|});
                using var bound = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Bind(bound, endpoint);
                Open(bound);
                bound.Accept().Dispose();
                using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Prepare(client);
                client.{|PSOCK2004:Send|}(buffer);
            }

            private static void Open(Socket socket) => Listen(socket);
            private static void Listen(Socket socket) => ListenNow(socket);
            private static void ListenNow(Socket socket) => socket.Listen(10);
            private static void Bind(Socket socket, EndPoint endpoint) => BindNow(socket, endpoint);
            private static void BindNow(Socket socket, EndPoint endpoint) => socket.Bind(endpoint);
            private static void Prepare(Socket socket) => Configure(socket);
            private static void Configure(Socket socket) => socket.NoDelay = true;
        """);

    [Fact]
    public Task What_a_helper_of_a_helper_may_do_may_be_done() => Verify(
        """
            void Run(EndPoint endpoint, byte[] buffer, bool condition)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Connect(socket, endpoint, condition);
                socket.Send(buffer);
                using var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Give(other);
                other.Send(buffer);
            }

            private void Connect(Socket socket, EndPoint endpoint, bool condition) => ConnectIf(socket, endpoint, condition);
            private void ConnectIf(Socket socket, EndPoint endpoint, bool condition)
            {
                if (condition)
                {
                    socket.Connect(endpoint);
                }
            }

            private void Give(Socket socket) => Keep(socket);
            private void Keep(Socket socket) => _kept = socket;
            private Socket? _kept;
        """);

    [Fact]
    public Task What_a_helper_only_looks_at_is_its_callers_to_close() => AnalyzerTest.Verify(
        LifecycleRuleList.All,
        SocketCode.File(
            """
            class Test
            {
                void Run(TcpListener listener, bool condition)
                {
                    Show(listener.{|PSOCK2009:AcceptSocket|}());
                    Socket closed = listener.AcceptSocket();
                    ShowAndClose(closed);
                    Socket perhaps = listener.AcceptSocket();
                    CloseIf(perhaps, condition);
                    Socket kept = listener.AcceptSocket();
                    Keep(kept);
                    Socket shown = listener.{|PSOCK2009:AcceptSocket|}();
                    Show(shown);
                    shown.Send(new byte[1]);
                }

                private static void Show(Socket socket) => ShowNow(socket);
                private static void ShowNow(Socket socket) => Console.WriteLine(socket.RemoteEndPoint);
                private static void ShowAndClose(Socket socket)
                {
                    Show(socket);
                    socket.Close();
                }

                private static void CloseIf(Socket socket, bool condition)
                {
                    if (condition)
                    {
                        socket.Dispose();
                    }
                }

                private void Keep(Socket socket) => _kept = socket;
                private Socket? _kept;
            }

            """));

    [Fact]
    public Task Helpers_that_call_each_other_come_to_an_end() => Verify(
        """
            void Run(byte[] buffer)
            {
                using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Ping(socket, 3);
                socket.Send(buffer);
            }

            private static void Ping(Socket socket, int times) => Pong(socket, times - 1);
            private static void Pong(Socket socket, int times)
            {
                if (times > 0)
                {
                    Ping(socket, times - 1);
                }
            }
        """);

    private static Task Verify(string members) => AnalyzerTest.Verify(Rules, SocketCode.File("class Test\n{\n" + members + "\n}\n"));
}
