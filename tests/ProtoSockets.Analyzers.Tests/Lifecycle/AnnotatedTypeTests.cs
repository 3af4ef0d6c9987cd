using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>Types that describe themselves by attributes: shaped like the generated ones, and like users' own.</summary>
public sealed class AnnotatedTypeTests
{
    /// <summary>A server and a client as they are generated, over base classes that carry the attributes.</summary>
    private const string Generated =
        """
        namespace Runtime
        {
            using ProtoSockets;

            public abstract class ProtocolServer<THandler> : IAsyncDisposable
            {
                protected ProtocolServer(THandler handler) => Handler = handler;

                public THandler Handler { get; }

                [Requires(SocketState.Created)]
                public int Backlog { get; set; }

                [Requires(SocketState.Bound | SocketState.Listening)]
                public EndPoint LocalEndPoint => throw null!;

                [Requires(SocketState.Created | SocketState.Bound)]
                [Produces(SocketState.Bound)]
                public virtual EndPoint Bind(EndPoint endpoint) => endpoint;

                [Requires(SocketState.Bound)]
                [Produces(SocketState.Listening)]
                public virtual Task RunAsync(CancellationToken stopping) => Task.CompletedTask;

                [Requires(SocketState.Listening)]
                public Task BroadcastAsync() => Task.CompletedTask;

                [Requires(SocketState.Created | SocketState.Bound | SocketState.Listening)]
                public void Describe() { }

                public ValueTask DisposeAsync() => default;
            }

            public abstract class ProtocolClient : IAsyncDisposable
            {
                [Requires(SocketState.Connected)]
                public Task SendAsync(string text) => Task.CompletedTask;

                [Requires(SocketState.Connected)]
                public EndPoint RemoteEndPoint => throw null!;

                public ValueTask DisposeAsync() => default;
            }
        }

        partial class Chat
        {
            public sealed partial class Server : Runtime.ProtocolServer<object>
            {
                public Server(object handler) : base(handler) { }
            }

            public sealed partial class Client : Runtime.ProtocolClient
            {
                private Client() { }

                [ProtoSockets.Produces(ProtoSockets.SocketState.Connected)]
                public static Task<Client> ConnectAsync(EndPoint endpoint) => throw null!;

                [ProtoSockets.Produces(ProtoSockets.SocketState.Connected)]
                public static Client Connect(EndPoint endpoint) => throw null!;
            }
        }

        """;

    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules = LifecycleRuleList.Uses;

    [Fact]
    public Task A_server_is_bound_before_it_runs() => Verify(
        """
        await using var server = new Chat.Server(new object());
        server.Bind(endpoint);
        server.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        Console.WriteLine(server.LocalEndPoint);
        await server.RunAsync(stopping);
        """);

    [Fact]
    public Task A_server_that_was_not_bound_cannot_run() => Verify(
        """
        await using var server = new Chat.Server(new object());
        await server.{|PSOCK2002:RunAsync|}(stopping);
        """);

    [Fact]
    public Task A_server_that_was_not_bound_cannot_run_in_a_field_of_the_object_type() => Verify(
        """
        Runtime.ProtocolServer<object> server = new Chat.Server(new object());
        Task running = server.{|PSOCK2002:RunAsync|}(stopping);
        await running;
        """);

    [Fact]
    public Task A_server_that_does_not_run_has_nobody_to_talk_to() => Verify(
        """
        var server = new Chat.Server(new object());
        server.Bind(endpoint);
        await server.{|PSOCK2001:BroadcastAsync|}();
        """);

    [Fact]
    public Task A_server_that_was_not_bound_has_no_address() => Verify(
        """
        var server = new Chat.Server(new object());
        Console.WriteLine(server.{|PSOCK2008:LocalEndPoint|});
        server.Bind(endpoint);
        """);

    [Fact]
    public Task An_option_of_a_server_is_set_before_the_binding() => Verify(
        """
        var server = new Chat.Server(new object()) { Backlog = 10 };
        server.Bind(endpoint);
        server.{|PSOCK2007:Backlog|} = 100;
        """);

    [Fact]
    public Task A_server_that_runs_cannot_be_bound() => Verify(
        """
        var server = new Chat.Server(new object());
        server.Bind(endpoint);
        await server.RunAsync(stopping);
        server.{|PSOCK2006:Bind|}(endpoint);
        """);

    [Fact]
    public Task A_server_that_may_run_may_not_run_yet() => Verify(
        """
        var server = new Chat.Server(new object());
        server.Bind(endpoint);
        Task running = server.RunAsync(stopping);
        await server.BroadcastAsync();
        await running;
        """);

    [Fact]
    public Task A_disposed_server_is_closed() => Verify(
        """
        var server = new Chat.Server(new object());
        await using (server.ConfigureAwait(false))
        {
            server.Bind(endpoint);
        }

        var other = new Chat.Server(new object());
        await using (other)
        {
            other.Bind(endpoint);
        }

        other.{|PSOCK2005:Describe|}();
        """);

    [Fact]
    public Task A_failed_bind_leaves_a_server_as_it_was() => Verify(
        """
        var server = new Chat.Server(new object());
        try
        {
            server.Bind(endpoint);
        }
        catch (IOException)
        {
            server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        }

        await server.RunAsync(stopping);
        """);

    [Fact]
    public Task A_client_from_a_factory_is_connected() => Verify(
        """
        await using var first = await Chat.Client.ConnectAsync(endpoint);
        await first.SendAsync("a");
        await using var second = Chat.Client.Connect(endpoint);
        Console.WriteLine(second.RemoteEndPoint);
        await using var third = await Chat.Client.ConnectAsync(endpoint).ConfigureAwait(false);
        await third.SendAsync("a");
        """);

    [Fact]
    public Task A_disposed_client_cannot_send() => Verify(
        """
        Chat.Client client = await Chat.Client.ConnectAsync(endpoint);
        await client.SendAsync("a");
        await client.DisposeAsync();
        await client.{|PSOCK2005:SendAsync|}("b");
        """);

    [Fact]
    public Task A_client_from_a_pending_task_is_not_known() => Verify(
        """
        Task<Chat.Client> connecting = Chat.Client.ConnectAsync(endpoint);
        Chat.Client client = await connecting;
        await client.DisposeAsync();
        await client.SendAsync("b");
        """);

    [Fact]
    public Task The_runtime_says_what_its_servers_need() => VerifyFile(
        """
        sealed class Server<TProtocol> : ProtoSockets.Servers.ProtocolServer<TProtocol>
            where TProtocol : struct, ProtoSockets.Runtime.IProtocol
        {
            [ProtoSockets.Produces(ProtoSockets.SocketState.Created)]
            public Server() : base(ProtoSockets.ServerOptions.Default) { }

            protected override ProtoSockets.Servers.ServerSession<TProtocol> CreateSession(ProtoSockets.Servers.ServerPeer<TProtocol> peer) => throw null!;

            static async Task Run(ProtoSockets.TransportAddress address, CancellationToken stopping)
            {
                await using var unbound = new Server<TProtocol>();
                await unbound.{|PSOCK2002:RunAsync|}(stopping);

                await using var twice = new Server<TProtocol>();
                twice.Bind(address);
                await twice.RunAsync(stopping);
                await twice.{|PSOCK2006:RunAsync|}(stopping);

                var closed = new Server<TProtocol>();
                closed.Bind(address);
                await closed.DisposeAsync();
                closed.{|PSOCK2005:Bind|}(address);

                await using var good = new Server<TProtocol>();
                EndPoint first = good.Bind(address);
                EndPoint second = good.Bind(address);
                Console.WriteLine(good.State + " " + good.EndPoints.Count + " " + good.ConnectionCount);
                await good.RunAsync(stopping);
            }
        }
        """);

    [Fact]
    public Task An_override_has_the_attributes_of_what_it_overrides() => VerifyFile(
        """
        class Quiet : Runtime.ProtocolServer<object>
        {
            public Quiet() : base(new object()) { }
            public override EndPoint Bind(EndPoint endpoint) => base.Bind(endpoint);
            public override Task RunAsync(CancellationToken stopping) => Task.CompletedTask;

            static async Task Run(EndPoint endpoint)
            {
                var bad = new Quiet();
                await bad.{|PSOCK2002:RunAsync|}(default);
                var good = new Quiet();
                good.Bind(endpoint);
                await good.RunAsync(default);
            }
        }
        """);

    [Fact]
    public Task An_implementation_has_the_attributes_of_the_interface() => VerifyFile(
        """
        interface IDoor
        {
            [ProtoSockets.Requires(ProtoSockets.SocketState.Created), ProtoSockets.Produces(ProtoSockets.SocketState.Bound)]
            void Open();

            [ProtoSockets.Requires(ProtoSockets.SocketState.Bound)]
            void Enter();
        }

        class Door : IDoor
        {
            public void Open() { }
            public void Enter() { }

            static void Run()
            {
                var door = new Door();
                door.{|PSOCK2006:Enter|}();
                var other = new Door();
                other.Open();
                other.Enter();
                IDoor third = new Door();
                third.Open();
                third.{|PSOCK2006:Open|}();
            }
        }
        """);

    [Fact]
    public Task A_method_without_attributes_may_do_anything() => VerifyFile(
        """
        class Helpful : Runtime.ProtocolServer<object>
        {
            public Helpful() : base(new object()) { }
            public void BindToAnyPort() => Bind(new IPEndPoint(IPAddress.Any, 0));

            static async Task Run()
            {
                var server = new Helpful();
                server.BindToAnyPort();
                await server.RunAsync(default);
            }
        }
        """);

    [Fact]
    public Task A_constructor_that_binds_is_not_known() => VerifyFile(
        """
        class Bound : Runtime.ProtocolServer<object>
        {
            public Bound(EndPoint endpoint) : base(new object()) => Bind(endpoint);
            static Task Run(EndPoint endpoint) => new Bound(endpoint).RunAsync(default);
        }

        class BoundByHelper : Runtime.ProtocolServer<object>
        {
            public BoundByHelper(EndPoint endpoint) : base(new object()) => Helper.Bind(this, endpoint);
            static Task Run(EndPoint endpoint) => new BoundByHelper(endpoint).RunAsync(default);
        }

        static class Helper
        {
            public static void Bind(Runtime.ProtocolServer<object> server, EndPoint endpoint) => server.Bind(endpoint);
        }
        """);

    [Fact]
    public Task A_constructor_says_what_it_produces() => VerifyFile(
        """
        class Session
        {
            [ProtoSockets.Produces(ProtoSockets.SocketState.Connected)]
            public Session(Socket socket) { }

            public Session() { }

            [ProtoSockets.Requires(ProtoSockets.SocketState.Connected)]
            public void Send() { }

            [ProtoSockets.Requires(ProtoSockets.SocketState.Created), ProtoSockets.Produces(ProtoSockets.SocketState.Connected)]
            public bool TryConnect() => true;

            static void Run(Socket socket)
            {
                new Session(socket).Send();
                new Session().{|PSOCK2004:Send|}();
                var session = new Session(socket);
                session.{|PSOCK2006:TryConnect|}();
            }
        }
        """);

    [Fact]
    public Task What_is_handed_over_is_not_used_any_more() => VerifyFile(
        """
        class Pump
        {
            public Pump([ProtoSockets.Consumes] Socket socket) { }
            public static void Run([ProtoSockets.Consumes] Socket socket) { }
            public static void Look(Socket socket) { }

            static void Test(EndPoint endpoint, byte[] buffer)
            {
                var first = new Socket(SocketType.Stream, ProtocolType.Tcp);
                first.Connect(endpoint);
                Run(first);
                first.{|PSOCK2005:Send|}(buffer);

                using var second = new Socket(SocketType.Stream, ProtocolType.Tcp);
                second.Connect(endpoint);
                var pump = new Pump(second);

                var third = new Socket(SocketType.Stream, ProtocolType.Tcp);
                third.Connect(endpoint);
                Look(third);
                third.Send(buffer);
            }
        }
        """);

    [Fact]
    public Task Handing_over_twice_is_a_use() => VerifyFile(
        """
        class Pump
        {
            public static void Run([ProtoSockets.Consumes] Socket socket) { }

            static void Test(EndPoint endpoint)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                Run(socket);
                Run({|PSOCK2005:socket|});
            }
        }
        """);

    [Fact]
    public Task A_look_alike_attribute_says_nothing() => VerifyFile(
        """
        enum State { Created = 1, Bound = 2 }

        [AttributeUsage(AttributeTargets.Method)]
        sealed class RequiresAttribute(State state) : Attribute { public State State { get; } = state; }

        class Door
        {
            [Requires(State.Bound)]
            public void Enter() { }

            static void Run() => new Door().Enter();
        }
        """);

    [Fact]
    public Task An_attribute_with_a_wrong_argument_says_nothing() => AnalyzerTest.Verify(
        Rules,
        SocketCode.File(
            """
            class Door
            {
                [ProtoSockets.Requires("Bound")]
                public void Enter() { }

                [ProtoSockets.Requires]
                public void Leave() { }

                [ProtoSockets.Requires((ProtoSockets.SocketState)4096)]
                public void Knock() { }

                static void Run()
                {
                    new Door().Enter();
                    new Door().Leave();
                    new Door().Knock();
                }
            }
            """),
        compiles: false);

    [Fact]
    public Task A_struct_is_copied_and_not_followed() => VerifyFile(
        """
        struct Door
        {
            [ProtoSockets.Requires(ProtoSockets.SocketState.Bound)]
            public void Enter() { }

            static void Run() => new Door().Enter();
        }
        """);

    private static Task Verify(string body) => AnalyzerTest.Verify(Rules, SocketCode.Method(body) + Generated);

    private static Task VerifyFile(string members) => AnalyzerTest.Verify(Rules, SocketCode.File(members) + Generated);
}
