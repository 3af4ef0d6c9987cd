using ProtoSockets.Analyzers.Lifecycle;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.CodeFixes.Lifecycle;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

public sealed class BindTimeOptionSetTooLateCodeFixTests
{
    [Fact]
    public Task An_option_goes_before_the_bind() => Verify(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;

        // The port.
        socket.Bind(endpoint);
        socket.[|ExclusiveAddressUse|] = true; // ours alone
        socket.Listen();
        """,
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.NoDelay = true;

        socket.ExclusiveAddressUse = true; // ours alone
        // The port.
        socket.Bind(endpoint);
        socket.Listen();
        """);

    [Fact]
    public Task An_option_goes_before_everything_that_binds() => Verify(
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(endpoint);
        listener.Listen();
        listener.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        """,
        """
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(endpoint);
        listener.Listen();
        """);

    [Fact]
    public Task An_option_of_a_listener_goes_before_its_start() => Verify(
        """
        var listener = new TcpListener(endpoint);
        listener.Start();
        listener.[|ExclusiveAddressUse|] = condition;
        """,
        """
        var listener = new TcpListener(endpoint);
        listener.ExclusiveAddressUse = condition;
        listener.Start();
        """);

    [Fact]
    public Task An_option_of_a_client_goes_before_the_bind_of_its_socket() => Verify(
        """
        using var client = new UdpClient();
        client.Client.Bind(endpoint);
        client.[|ExclusiveAddressUse|] = false;
        """,
        """
        using var client = new UdpClient();
        client.ExclusiveAddressUse = false;
        client.Client.Bind(endpoint);
        """);

    [Fact]
    public Task What_the_constructor_has_bound_cannot_be_helped() => VerifyNotOffered(
        """
        using var client = new UdpClient(5353);
        client.[|ExclusiveAddressUse|] = false;
        client.Connect(endpoint);
        """);

    [Fact]
    public Task An_object_initializer_cannot_be_moved() => VerifyNotOffered(
        """
        using var client = new UdpClient(5353) { [|ExclusiveAddressUse|] = false };
        """);

    [Fact]
    public Task An_option_that_is_computed_in_between_stays() => VerifyNotOffered(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(endpoint);
        bool exclusive = buffer.Length > 0;
        socket.[|ExclusiveAddressUse|] = exclusive;
        """);

    [Fact]
    public Task A_binding_in_another_block_stays() => VerifyNotOffered(
        """
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
        }
        catch (SocketException)
        {
            return;
        }

        socket.[|ExclusiveAddressUse|] = true;
        """);

    private static Task Verify(string body, string expected) =>
        CodeFixTest.Verify<BindTimeOptionSetTooLateAnalyzer, BindTimeOptionSetTooLateCodeFix>(SocketCode.Method(body), SocketCode.Method(expected));

    private static Task VerifyNotOffered(string body) => CodeFixTest.VerifyNotOffered<BindTimeOptionSetTooLateAnalyzer, BindTimeOptionSetTooLateCodeFix>(SocketCode.Method(body));
}
