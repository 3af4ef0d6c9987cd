using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class NeverStartedCodeFixTests
{
    [Fact]
    public Task A_listener_is_started_once_it_is_configured() => Verify(
        """
        var listener = new [|TcpListener|](endpoint);
        listener.ExclusiveAddressUse = true;

        await Task.Delay(-1, stopping);
        listener.Stop();
        """,
        """
        var listener = new TcpListener(endpoint);
        listener.ExclusiveAddressUse = true;
        listener.Start();

        await Task.Delay(-1, stopping);
        listener.Stop();
        """);

    [Fact]
    public Task A_server_at_the_end_is_awaited() => Verify(
        """
        await using var server = new [|Chat.Server|](new object());
        server.Bind(endpoint);
        """,
        """
        await using var server = new Chat.Server(new object());
        server.Bind(endpoint);
        await server.RunAsync(stopping);
        """,
        isLast: true);

    [Fact]
    public Task A_server_runs_beside_what_follows() => Verify(
        """
        await using var server = new [|Chat.Server|](new object());
        EndPoint at = server.Bind(endpoint);
        await using Chat.Client client = await Chat.Client.ConnectAsync(at);
        await client.SendAsync("a");
        """,
        """
        await using var server = new Chat.Server(new object());
        EndPoint at = server.Bind(endpoint);
        Task running = server.RunAsync(stopping);
        await using Chat.Client client = await Chat.Client.ConnectAsync(at);
        await client.SendAsync("a");
        """);

    [Fact]
    public Task All_are_started_at_once() => CodeFixTest.VerifyAll<NeverStartedAnalyzer, NeverStartedCodeFix>(
        SocketCode.Method(
            """
            var first = new [|TcpListener|](endpoint);
            var second = TcpListener.[|Create|](80);
            """),
        SocketCode.Method(
            """
            var first = new TcpListener(endpoint);
            first.Start();
            var second = TcpListener.Create(80);
            second.Start();
            """));

    [Fact]
    public Task A_server_without_an_address_stays() => VerifyNotOffered(
        """
        await using var server = new [|Chat.Server|](new object()) { Backlog = 10 };
        """);

    [Fact]
    public Task A_server_that_is_bound_in_a_branch_stays() => VerifyNotOffered(
        """
        await using var server = new [|Chat.Server|](new object());
        if (condition)
        {
            server.Bind(endpoint);
        }
        else
        {
            server.Bind(new IPEndPoint(IPAddress.Any, 0));
        }
        """);

    [Fact]
    public Task A_name_that_is_taken_stays() => VerifyNotOffered(
        """
        await using var server = new [|Chat.Server|](new object());
        server.Bind(endpoint);
        Task running = Task.CompletedTask;
        await running;
        """);

    [Fact]
    public Task A_listener_that_nobody_holds_stays() => VerifyNotOffered(
        """
        new [|TcpListener|](endpoint).ExclusiveAddressUse = true;
        """);

    private static Task Verify(string body, string expected, bool isLast = false) =>
        CodeFixTest.Verify<NeverStartedAnalyzer, NeverStartedCodeFix>(Source(body, isLast), Source(expected, isLast));

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<NeverStartedAnalyzer, NeverStartedCodeFix>(Source(body, isLast: false));

    private static string Source(string body, bool isLast)
    {
        string source = SocketCode.Method(body) + OwnTypes.Chat;
        return isLast ? source.Replace("        await Task.Yield();\n", string.Empty, StringComparison.Ordinal) : source;
    }
}
