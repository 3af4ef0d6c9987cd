using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>Objects in private fields: what no member of the type ever does is known not to be done.</summary>
public sealed class FieldTests
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Rules = LifecycleRuleList.All;

    [Fact]
    public Task A_listener_that_nothing_in_its_type_starts_accepts_nobody() => Verify(
        """
        class Server
        {
            private readonly TcpListener _listener = new(IPAddress.Any, 80);

            public async Task<TcpClient> AcceptAsync() => await _listener.{|PSOCK2001:AcceptTcpClientAsync|}();

            public void Stop() => _listener.Stop();
        }
        """);

    [Fact]
    public Task A_socket_that_is_bound_in_the_constructor_still_has_to_listen() => Verify(
        """
        class Server
        {
            private readonly Socket _socket;

            public Server(EndPoint endpoint)
            {
                _socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                _socket.Bind(endpoint);
            }

            public Socket Accept() => this._socket.{|PSOCK2001:Accept|}();
        }
        """);

    [Fact]
    public Task A_client_that_is_never_connected_sends_to_nobody() => Verify(
        """
        class Client : IDisposable
        {
            private readonly TcpClient _client = new TcpClient();
            private UdpClient? _datagrams;

            public NetworkStream Open() => _client.{|PSOCK2004:GetStream|}();

            public async Task Listen()
            {
                _datagrams = new UdpClient();
                await _datagrams.{|PSOCK2003:ReceiveAsync|}();
            }

            public void Dispose()
            {
                _client.Dispose();
                _datagrams?.Dispose();
            }
        }
        """);

    [Fact]
    public Task A_server_that_nothing_in_its_type_starts_answers_nobody() => Verify(
        """
        class Host(EndPoint endpoint)
        {
            private readonly Chat.Server _server = {|PSOCK2010:new(new object())|};
            private TcpListener? _listener;

            public void Prepare()
            {
                _server.Bind(endpoint);
                _listener = new {|PSOCK2010:TcpListener|}(IPAddress.Any, 80);
                _listener.ExclusiveAddressUse = true;
            }
        }
        """);

    [Fact]
    public Task What_one_member_starts_another_one_may_use() => Verify(
        """
        class Server
        {
            private readonly TcpListener _listener;
            private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);
            private TcpClient? _client;
            private readonly Chat.Server _server = new(new object());

            public Server(IPEndPoint endpoint)
            {
                _listener = new TcpListener(endpoint);
                _socket.Bind(endpoint);
                _server.Bind(endpoint);
            }

            public void Start() { _listener.Start(); _socket.Listen(); }
            public TcpClient Accept() => _listener.AcceptTcpClient();
            public Socket AcceptSocket() => _socket.Accept();
            public Task RunAsync(CancellationToken stopping) => _server.RunAsync(stopping);

            public async Task ConnectAsync(IPEndPoint endpoint)
            {
                _client ??= new TcpClient();
                await _client.ConnectAsync(endpoint);
            }

            public NetworkStream? Stream => _client?.GetStream();
        }
        """);

    [Fact]
    public Task What_others_get_hold_of_is_not_known() => Verify(
        """
        class Server
        {
            private readonly TcpListener _passed = new(IPAddress.Any, 80);
            private readonly TcpListener _returned = new(IPAddress.Any, 80);
            private readonly TcpListener _captured = new(IPAddress.Any, 80);
            private readonly TcpListener _inner = new(IPAddress.Any, 80);
            private TcpListener _referenced = new(IPAddress.Any, 80);
            internal readonly TcpListener _visible = new(IPAddress.Any, 80);
            private readonly List<TcpListener> _many = new();
            private readonly TcpListener _given;

            public Server(TcpListener given)
            {
                _given = given;
                Starter.Start(_passed);
                Starter.Replace(ref _referenced);
                Action start = _captured.Start;
                start();
                Starter.Start(_inner.Server);
                TcpListener alias = _many.Count > 0 ? _many[0] : _given;
                alias.Start();
            }

            public TcpListener Listener => _returned;

            public void Accept()
            {
                _passed.AcceptSocket().Dispose();
                _returned.AcceptSocket().Dispose();
                _captured.AcceptSocket().Dispose();
                _inner.AcceptSocket().Dispose();
                _referenced.AcceptSocket().Dispose();
                _visible.AcceptSocket().Dispose();
                _given.AcceptSocket().Dispose();
            }
        }

        static class Starter
        {
            public static void Start(object listener) { }
            public static void Replace(ref TcpListener listener) => listener.Start();
        }
        """);

    [Fact]
    public Task A_nested_type_and_a_lambda_belong_to_the_type() => Verify(
        """
        class Server
        {
            private readonly TcpListener _listener = new(IPAddress.Any, 80);
            private readonly TcpListener _other = new(IPAddress.Any, 80);

            public Socket Accept() => _listener.AcceptSocket();
            public Socket AcceptOther() => _other.AcceptSocket();
            public Action Later() => () => _other.Start();

            private sealed class Starter(Server server)
            {
                public void Start() => server._listener.Start();
            }
        }
        """);

    [Fact]
    public Task A_guard_makes_sure() => Verify(
        """
        class Client
        {
            private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp);

            public void Send(byte[] bytes)
            {
                if (_socket.Connected)
                {
                    _socket.Send(bytes);
                }
            }
        }
        """);

    [Fact]
    public Task A_type_in_several_parts_is_known_where_all_are_in_one_file() => Verify(
        """
        partial class Server
        {
            private readonly TcpListener _listener = new(IPAddress.Any, 80);
            private readonly TcpListener _started = new(IPAddress.Any, 80);
        }

        partial class Server
        {
            public Socket Accept() => _listener.{|PSOCK2001:AcceptSocket|}();
            public Socket AcceptStarted() => _started.AcceptSocket();
        }

        partial class Server
        {
            public void Start() => _started.Start();
        }
        """);

    [Fact]
    public Task A_field_of_a_struct_or_of_a_look_alike_is_not_followed() => Verify(
        """
        struct Holder
        {
            private readonly TcpListener _listener;
            public Holder(int port) => _listener = new TcpListener(IPAddress.Any, port);
            public Socket Accept() => _listener.AcceptSocket();
        }

        namespace Mine
        {
            class TcpListener { public object AcceptSocket() => this; }

            class Server
            {
                private readonly TcpListener _listener = new();
                public object Accept() => _listener.AcceptSocket();
            }
        }
        """);

    [Fact]
    public Task Code_that_is_not_finished_says_nothing() => AnalyzerTest.Verify(
        Rules,
        SocketCode.File(
            """
            class Server
            {
                private readonly TcpListener _listener = new(;
                private Socket _socket = ;
                public Socket Accept() => _listener.AcceptSocket(_socket.
            }
            """),
        compiles: false);

    [Fact]
    public Task A_type_in_several_files_is_one_type() => AnalyzerTest.Verify(
        new AcceptBeforeListeningAnalyzer(),
        InTwoFiles(
            """
            partial class Server
            {
                private readonly TcpListener _listener = new(IPAddress.Any, 80);
                private readonly TcpListener _started = new(IPAddress.Any, 81);

                public Socket Accept() => _listener.[|AcceptSocket|]();

                public Socket AcceptOther() => _started.AcceptSocket();
            }
            """,
            """
            partial class Server
            {
                public void Start() => _started.Start();

                public void Stop() => _listener.Stop();
            }
            """,
            out MarkedSource source),
        source);

    [Fact]
    public Task What_another_file_gives_away_is_not_known() => AnalyzerTest.Verify(
        new AcceptBeforeListeningAnalyzer(),
        InTwoFiles(
            """
            partial class Server
            {
                private readonly TcpListener _listener = new(IPAddress.Any, 80);

                public Socket Accept() => _listener.AcceptSocket();
            }
            """,
            """
            partial class Server
            {
                public TcpListener Listener => _listener;
            }
            """,
            out MarkedSource source),
        source);

    private static CSharpCompilation InTwoFiles(string marked, string other, out MarkedSource source)
    {
        source = MarkedSource.Parse(SocketCode.File(marked));
        return TestCompilation.Create(source.Text).AddSyntaxTrees(CSharpSyntaxTree.ParseText(SocketCode.File(other), TestCompilation.ParseOptions, "Other.cs"));
    }

    private static Task Verify(string members) => AnalyzerTest.Verify(Rules, SocketCode.File(members + OwnTypes.Chat));
}
