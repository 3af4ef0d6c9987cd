using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class AcceptBeforeListeningCodeFixTests
{
    [Fact]
    public Task A_listener_is_started_before_it_accepts() => Verify(
        """
        var listener = new TcpListener(endpoint);

        // Wait for the first client.
        using var client = listener.[|AcceptTcpClient|]();
        """,
        """
        var listener = new TcpListener(endpoint);

        listener.Start();
        // Wait for the first client.
        using var client = listener.AcceptTcpClient();
        """);

    [Fact]
    public Task A_listener_is_started_before_the_loop_and_not_in_it() => Verify(
        """
        var listener = new TcpListener(endpoint);
        while (!stopping.IsCancellationRequested)
        {
            using var client = await listener.[|AcceptTcpClientAsync|](stopping);
        }
        """,
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        while (!stopping.IsCancellationRequested)
        {
            using var client = await listener.AcceptTcpClientAsync(stopping);
        }
        """);

    [Fact]
    public Task A_listener_of_a_loop_is_started_in_it() => Verify(
        """
        foreach (int port in new[] { 1, 2 })
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.[|AcceptTcpClient|]();
        }
        """,
        """
        foreach (int port in new[] { 1, 2 })
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            listener.AcceptTcpClient();
        }
        """);

    [Fact]
    public Task A_start_that_comes_too_late_is_moved_up() => Verify(
        """
        var listener = new TcpListener(endpoint);
        Task<TcpClient> accepting = listener.[|AcceptTcpClientAsync|]();
        listener.Start(100); // Twice the default.
        using var client = await accepting;
        """,
        """
        var listener = new TcpListener(endpoint);
        listener.Start(100); // Twice the default.
        Task<TcpClient> accepting = listener.AcceptTcpClientAsync();
        using var client = await accepting;
        """);

    [Fact]
    public Task A_bound_socket_listens_before_it_accepts() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        using var client = await listener.[|AcceptAsync|]();
        """,
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen();
        using var client = await listener.AcceptAsync();
        """);

    [Fact]
    public Task Bind_and_Listen_are_moved_up_together() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.[|AcceptAsync|]();
        Console.WriteLine();
        listener.Bind(endpoint);
        listener.Listen(10);
        """,
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen(10);
        listener.AcceptAsync();
        Console.WriteLine();
        """);

    [Fact]
    public Task The_statement_in_front_of_which_is_inserted_may_be_a_condition() => Verify(
        """
        var listener = new TcpListener(endpoint);
        if (condition)
            listener.[|AcceptTcpClient|]();
        """,
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        if (condition)
            listener.AcceptTcpClient();
        """);

    [Fact]
    public Task All_listeners_of_a_document_are_started() => VerifyAll(
        """
        var first = new TcpListener(endpoint);
        first.[|AcceptTcpClient|]();
        Console.WriteLine();
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        second.Bind(endpoint);
        second.[|Accept|]();
        """,
        """
        var first = new TcpListener(endpoint);
        first.Start();
        first.AcceptTcpClient();
        Console.WriteLine();
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        second.Bind(endpoint);
        second.Listen();
        second.Accept();
        """);

    [Fact]
    public Task A_socket_without_an_address_needs_one_that_only_the_author_knows() => VerifyNotOffered(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.[|Accept|]();
        """);

    [Fact]
    public Task A_start_that_needs_what_comes_in_between_stays() => VerifyNotOffered(
        """
        var listener = new TcpListener(endpoint);
        listener.[|AcceptTcpClient|]();
        int backlog = buffer.Length;
        listener.Start(backlog);
        """);

    [Fact]
    public Task A_start_behind_a_return_stays() => VerifyNotOffered(
        """
        var listener = new TcpListener(endpoint);
        listener.[|AcceptTcpClient|]();
        if (condition)
        {
            return;
        }

        listener.Start();
        """);

    [Fact]
    public Task A_chain_has_no_name_to_start() => VerifyNotOffered(
        """
        using var client = new TcpListener(endpoint).[|AcceptTcpClient|]();
        """);

    [Fact]
    public Task A_socket_that_is_bound_on_some_paths_only_is_too_hard() => VerifyNotOffered(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        if (condition)
        {
            listener.Bind(endpoint);
        }

        listener.[|Accept|]();
        """);

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<AcceptBeforeListeningAnalyzer, AcceptBeforeListeningCodeFix>(SocketCode.Method(body), SocketCode.Method(expected));

    private static Task VerifyAll(string body, string expected) =>
        CodeFixTest.VerifyAll<AcceptBeforeListeningAnalyzer, AcceptBeforeListeningCodeFix>(SocketCode.Method(body), SocketCode.Method(expected));

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<AcceptBeforeListeningAnalyzer, AcceptBeforeListeningCodeFix>(SocketCode.Method(body));
}
