using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class AcceptBeforeListeningTests
{
    [Fact]
    public Task A_listener_that_was_not_started_cannot_accept() => Verify(
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        using var client = await listener.[|AcceptTcpClientAsync|](stopping);
        """);

    [Fact]
    public Task A_listener_that_was_stopped_cannot_accept() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.Stop();
        using var client = listener.[|AcceptSocket|]();
        """);

    [Fact]
    public Task A_listener_that_was_not_started_has_nothing_pending() => Verify(
        """
        var listener = TcpListener.Create(5000);
        while (!listener.[|Pending|]())
        {
            await Task.Delay(10);
        }
        """);

    [Fact]
    public Task A_socket_without_an_address_cannot_accept() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using Socket client = await listener.[|AcceptAsync|](stopping);
        """);

    [Fact]
    public Task A_socket_that_is_only_bound_cannot_accept() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        using var client = listener.[|Accept|]();
        """);

    [Fact]
    public Task Every_path_that_forgets_to_listen_counts() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            listener.Bind(endpoint);
        }
        else
        {
            listener.Bind(new IPEndPoint(IPAddress.Any, 80));
        }

        using var client = listener.[|Accept|]();
        """);

    [Fact]
    public Task A_loop_that_never_starts_the_listener_is_reported_once() => Verify(
        """
        var listener = new TcpListener(endpoint);
        while (!stopping.IsCancellationRequested)
        {
            using var client = await listener.[|AcceptTcpClientAsync|]().ConfigureAwait(false);
        }
        """);

    [Fact]
    public Task The_call_is_wrong_whether_it_is_awaited_or_not() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Task<TcpClient> pending = listener.[|AcceptTcpClientAsync|]();
        listener.Start();
        using var client = await pending;
        """);

    [Fact]
    public Task A_null_conditional_call_is_a_call() => Verify(
        """
        TcpListener? listener = new TcpListener(endpoint);
        listener?.[|AcceptSocket|]();
        """);

    [Fact]
    public Task A_lambda_has_objects_of_its_own() => Verify(
        """
        await Task.Run(async () =>
        {
            var listener = new TcpListener(endpoint);
            using var client = await listener.[|AcceptTcpClientAsync|](stopping);
        });
        """);

    [Fact]
    public Task A_local_function_has_objects_of_its_own() => Verify(
        """
        Serve();

        void Serve()
        {
            var listener = new TcpListener(endpoint);
            listener.[|AcceptTcpClient|]();
        }
        """);

    [Fact]
    public Task Before_a_lambda_captures_the_listener_it_is_known() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.[|AcceptTcpClient|]();
        Action stop = () => listener.Stop();
        stop();
        """);

    [Fact]
    public Task A_cast_and_a_copy_are_the_same_object() => Verify(
        """
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var second = (Socket)first;
        second.Bind(endpoint);
        first.[|Accept|]();
        """);

    [Fact]
    public Task A_started_listener_accepts() => Verify(
        """
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = await listener.AcceptTcpClientAsync(stopping);
        """);

    [Fact]
    public Task A_listening_socket_accepts() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen();
        while (true)
        {
            using Socket client = await listener.AcceptAsync(stopping);
        }
        """);

    [Fact]
    public Task One_path_that_listens_is_enough_to_be_silent() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        if (condition)
        {
            listener.Listen();
        }

        listener.Accept();
        """);

    [Fact]
    public Task A_parameter_is_not_known() => VerifyFile(
        """
        class Test
        {
            static void Run(IPEndPoint endpoint) => Serve(new TcpListener(endpoint));

            public static void Serve(TcpListener listener) => listener.AcceptTcpClient();
        }
        """);

    [Fact]
    public Task A_listener_passed_to_a_method_is_not_known_any_more() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Use(listener);
        listener.AcceptTcpClient();
        """);

    [Fact]
    public Task A_listener_in_a_collection_is_not_known_any_more() => Verify(
        """
        var listener = new TcpListener(endpoint);
        var all = new List<TcpListener> { listener };
        all[0].Start();
        listener.AcceptTcpClient();
        """);

    [Fact]
    public Task A_listener_in_an_array_is_not_known_any_more() => Verify(
        """
        var listener = new TcpListener(endpoint);
        TcpListener[] all = [listener];
        all[0].Start();
        listener.AcceptTcpClient();
        """);

    [Fact]
    public Task A_listener_in_a_tuple_is_not_known_any_more() => Verify(
        """
        var listener = new TcpListener(endpoint);
        var pair = (listener, 1);
        pair.listener.Start();
        listener.AcceptTcpClient();
        """);

    [Fact]
    public Task A_captured_listener_is_not_known_any_more() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Action start = () => listener.Start();
        start();
        listener.AcceptTcpClient();
        """);

    [Fact]
    public Task A_local_function_may_start_the_listener() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Start();
        listener.AcceptTcpClient();

        void Start() => listener.Start();
        """);

    [Fact]
    public Task A_method_group_lets_the_listener_escape() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Action start = listener.Start;
        start();
        listener.AcceptTcpClient();
        """);

    [Fact]
    public Task A_reference_lets_the_listener_escape() => Verify(
        """
        var listener = new TcpListener(endpoint);
        ref TcpListener alias = ref listener;
        alias.Start();
        listener.AcceptTcpClient();
        """);

    [Fact]
    public Task A_listener_that_is_replaced_by_reference_is_not_known() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Replace(ref listener);
        listener.AcceptTcpClient();

        static void Replace(ref TcpListener value) => value.Start();
        """);

    [Fact]
    public Task A_pattern_variable_is_an_alias() => Verify(
        """
        object listener = new TcpListener(endpoint);
        if (listener is TcpListener typed)
        {
            typed.Start();
        }

        ((TcpListener)listener).AcceptTcpClient();
        """);

    [Fact]
    public Task A_derived_class_may_start_in_its_constructor() => VerifyFile(
        """
        class Started : TcpListener
        {
            public Started(IPEndPoint endpoint) : base(endpoint) => Start();

            static void Run(IPEndPoint endpoint)
            {
                var listener = new Started(endpoint);
                listener.AcceptTcpClient();
            }
        }
        """);

    [Fact]
    public Task A_field_that_others_reach_is_not_known() => VerifyFile(
        """
        class Test
        {
            internal readonly TcpListener _listener = new(IPAddress.Loopback, 0);

            Task<TcpClient> Accept() => _listener.AcceptTcpClientAsync();
        }
        """);

    [Fact]
    public Task A_listener_that_was_restarted_accepts() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.Stop();
        listener.Start();
        listener.AcceptTcpClient();
        """);

    [Fact]
    public Task A_guard_makes_the_branch_fine() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            listener.Bind(endpoint);
            listener.Listen();
        }

        if (listener.IsBound)
        {
            listener.Accept();
        }
        """);

    [Fact]
    public Task A_type_of_the_same_name_elsewhere_is_none_of_ours() => VerifyFile(
        """
        namespace Decoys
        {
            class TcpListener
            {
                public void Start() { }
                public object AcceptTcpClient() => this;
            }

            class Socket
            {
                public void Bind(EndPoint endpoint) { }
                public Socket Accept() => this;
            }

            class Test
            {
                static void Run(EndPoint endpoint)
                {
                    new TcpListener().AcceptTcpClient();
                    var socket = new Socket();
                    socket.Accept();
                    socket.Bind(endpoint);
                    socket.Bind(endpoint);
                }
            }
        }
        """);

    private static Task Verify(string body) => AnalyzerTest.Verify<AcceptBeforeListeningAnalyzer>(SocketCode.Method(body));

    [Fact]
    public Task A_callback_gets_the_socket_when_the_accept_has_begun() => Verify(
        """
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.[|BeginAccept|](_ => { }, socket);
        var other = new Socket(SocketType.Stream, ProtocolType.Tcp);
        other.Bind(endpoint);
        other.Listen();
        other.BeginAccept(_ => { }, other);
        other.BeginAccept(_ => { }, other);
        """);

    private static Task VerifyFile(string members) => AnalyzerTest.Verify<AcceptBeforeListeningAnalyzer>(SocketCode.File(members));
}
