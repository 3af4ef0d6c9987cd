using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>PSOCK2010: made, perhaps bound, and never started by anybody.</summary>
public sealed class NeverStartedTests
{
    [Fact]
    public Task A_listener_that_is_never_started_hears_nobody() => Verify(
        """
        var listener = new [|TcpListener|](endpoint);
        listener.ExclusiveAddressUse = true;
        await Task.Delay(-1, stopping);
        listener.Stop();
        """);

    [Fact]
    public Task A_listener_in_a_using_is_no_better() => Verify(
        """
        using var listener = TcpListener.[|Create|](80);
        Console.ReadLine();
        """);

    [Fact]
    public Task A_server_that_was_bound_does_not_run_yet() => Verify(
        """
        await using var server = new [|Chat.Server|](new object());
        EndPoint at = server.Bind(endpoint);
        await using Chat.Client client = await Chat.Client.ConnectAsync(at);
        await client.SendAsync("nobody hears it");
        """);

    [Fact]
    public Task A_server_that_was_only_made_does_nothing() => Verify(
        """
        Chat.Server server = [|new(new object()) { Backlog = 10 }|];
        """);

    [Fact]
    public Task In_the_program_the_same_holds() => AnalyzerTest.Verify<NeverStartedAnalyzer>(SocketCode.File(
        """
        static class Program
        {
            static void Main()
            {
                var server = new [|Chat.Server|](new object());
                server.Bind(new IPEndPoint(IPAddress.Loopback, 80));
                Console.ReadLine();
            }
        }
        """ + OwnTypes.Chat));

    [Fact]
    public Task A_type_of_ones_own_is_started_by_what_connects_it() => AnalyzerTest.Verify<NeverStartedAnalyzer>(SocketCode.File(
        """
        sealed class Port(string name) : IDisposable
        {
            public string Name => name;

            [ProtoSockets.Requires(ProtoSockets.SocketState.Created)]
            public int BaudRate { get; set; }

            [ProtoSockets.Requires(ProtoSockets.SocketState.Created), ProtoSockets.Produces(ProtoSockets.SocketState.Connected)]
            public void Open() { }

            public void Dispose() { }

            static void Run()
            {
                using var bad = new [|Port|]("COM1") { BaudRate = 9600 };
                using var good = new Port("COM2");
                good.Open();
                using var asked = new Port("COM3");
                Console.WriteLine(asked.Name);
            }
        }
        """));

    [Fact]
    public Task What_is_started_on_some_path_is_started() => Verify(
        """
        using var listener = new TcpListener(endpoint);
        if (condition)
        {
            listener.Start();
        }

        await using var server = new Chat.Server(new object());
        server.Bind(endpoint);
        if (condition)
        {
            await server.RunAsync(stopping);
        }
        """);

    [Fact]
    public Task What_is_started_and_stopped_was_started() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.Stop();
        await using var server = new Chat.Server(new object());
        server.Bind(endpoint);
        Task running = server.RunAsync(stopping);
        await running;
        """);

    [Fact]
    public Task What_others_get_they_may_start() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Use(listener);
        var server = new Chat.Server(new object());
        server.Bind(endpoint);
        Action start = () => server.RunAsync(stopping);
        start();
        var servers = new List<Chat.Server> { new Chat.Server(new object()) };
        var registered = new TcpListener(endpoint);
        stopping.Register(registered.Start);
        """);

    [Fact]
    public Task What_is_returned_or_stored_others_may_start() => AnalyzerTest.Verify<NeverStartedAnalyzer>(SocketCode.File(
        """
        class Host
        {
            private readonly Chat.Server _server;
            private TcpListener Listener { get; } = new TcpListener(IPAddress.Any, 80);

            public Host(EndPoint endpoint)
            {
                var server = new Chat.Server(new object());
                server.Bind(endpoint);
                _server = server;
            }

            static Chat.Server Make(EndPoint endpoint)
            {
                var server = new Chat.Server(new object());
                server.Bind(endpoint);
                return server;
            }

            static TcpListener Listen() => new TcpListener(IPAddress.Any, 80);
        }
        """ + OwnTypes.Chat));

    [Fact]
    public Task The_socket_of_a_listener_can_listen_without_it() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Server.Bind(endpoint);
        listener.Server.Listen();
        var other = new TcpListener(endpoint);
        Use(other.Server);
        """);

    [Fact]
    public Task A_listener_that_is_asked_for_its_address_serves_somebody() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Console.WriteLine(listener.LocalEndpoint);
        var server = new Chat.Server(new object());
        Console.WriteLine(server.State);
        """);

    [Fact]
    public Task What_ends_in_an_exception_is_not_judged() => Verify(
        """
        var server = new Chat.Server(new object());
        server.Bind(endpoint);
        throw new NotSupportedException();
        """);

    [Fact]
    public Task A_wait_without_an_end_is_not_judged() => Verify(
        """
        var server = new Chat.Server(new object());
        server.Bind(endpoint);
        while (true)
        {
            await Task.Delay(1000);
        }
        """);

    [Fact]
    public Task What_already_fails_is_reported_once() => Verify(
        """
        using var listener = new TcpListener(endpoint);
        using TcpClient client = await listener.AcceptTcpClientAsync();
        """);

    [Fact]
    public Task A_socket_has_no_one_start() => Verify(
        """
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        using var client = new TcpClient();
        using var datagrams = new UdpClient();
        """);

    [Fact]
    public Task A_type_with_helpers_of_its_own_may_start_by_them() => AnalyzerTest.Verify<NeverStartedAnalyzer>(SocketCode.File(
        """
        class Door
        {
            [ProtoSockets.Requires(ProtoSockets.SocketState.Created), ProtoSockets.Produces(ProtoSockets.SocketState.Listening)]
            public void Start() { }

            public void StartLater() => Start();

            static void Run()
            {
                var door = new Door();
                door.StartLater();
            }
        }
        """));

    [Fact]
    public Task A_look_alike_needs_no_start() => AnalyzerTest.Verify<NeverStartedAnalyzer>(SocketCode.File(
        """
        namespace Mine
        {
            class TcpListener(int port)
            {
                public int Port => port;
                public void Start() { }
                static void Run() => Keep(new TcpListener(80));
                static void Run(int other)
                {
                    var listener = new TcpListener(other);
                }

                static void Keep(object kept) { }
            }
        }
        """));

    [Fact]
    public Task Code_that_is_not_finished_says_nothing() => AnalyzerTest.Verify<NeverStartedAnalyzer>(
        SocketCode.Method(
            """
            var listener = new TcpListener(;
            var server = new Chat.Server(new object())
            server.Bind(
            """) + OwnTypes.Chat,
        compiles: false);

    /// <summary>PSOCK2001 says what is missing, at the accept.</summary>
    [Fact]
    public Task One_mistake_is_said_once() => AnalyzerTest.Verify(
        LifecycleRuleList.All,
        SocketCode.Method(
            """
            using var listener = new TcpListener(endpoint);
            listener.ExclusiveAddressUse = true;
            using TcpClient client = listener.{|PSOCK2001:AcceptTcpClient|}();
            var other = new {|PSOCK2010:TcpListener|}(endpoint);
            other.ExclusiveAddressUse = true;
            """));

    private static Task Verify(string body) => AnalyzerTest.Verify<NeverStartedAnalyzer>(SocketCode.Method(body) + OwnTypes.Chat);
}
