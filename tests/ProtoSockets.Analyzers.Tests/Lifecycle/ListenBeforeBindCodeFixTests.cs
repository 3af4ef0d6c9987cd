using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class ListenBeforeBindCodeFixTests
{
    [Fact]
    public Task A_bind_that_comes_too_late_is_moved_up() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.[|Listen|]();
        listener.Bind(endpoint);
        """,
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen();
        """);

    [Fact]
    public Task Comments_go_with_their_statements() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // The backlog is the system's own.
        listener.[|Listen|]();

        // Everybody may connect.
        listener.Bind(new IPEndPoint(IPAddress.Any, 80)); // http
        Console.WriteLine("ready");
        """,
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        // Everybody may connect.
        listener.Bind(new IPEndPoint(IPAddress.Any, 80)); // http
        // The backlog is the system's own.
        listener.Listen();
        Console.WriteLine("ready");
        """);

    [Fact]
    public Task Without_a_bind_only_the_author_knows_the_address() => VerifyNotOffered(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.[|Listen|]();
        """);

    [Fact]
    public Task A_bind_to_an_address_that_is_made_in_between_stays() => VerifyNotOffered(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.[|Listen|]();
        var address = new IPEndPoint(IPAddress.Any, 80);
        listener.Bind(address);
        """);

    [Fact]
    public Task A_bind_in_another_block_stays() => VerifyNotOffered(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.[|Listen|]();
        if (condition)
        {
            listener.Bind(endpoint);
        }
        """);

    [Fact]
    public Task A_bind_of_another_socket_stays() => VerifyNotOffered(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.[|Listen|]();
        other.Bind(endpoint);
        """);

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<ListenBeforeBindAnalyzer, ListenBeforeBindCodeFix>(SocketCode.Method(body), SocketCode.Method(expected));

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<ListenBeforeBindAnalyzer, ListenBeforeBindCodeFix>(SocketCode.Method(body));
}
