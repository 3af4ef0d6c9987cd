using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class SharedPortTests
{
    private const string Reuse = "(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);";

    [Theory]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.[|SetSocketOption|]" + Reuse + " own.Bind(endpoint); own.Listen();")]
    [InlineData("using var own = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp); own.[|SetSocketOption|](SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, 1); own.Listen(10);")]
    [InlineData("listener.Server.[|SetSocketOption|]" + Reuse)]
    [InlineData("var own = new TcpListener(endpoint); own.Server.[|SetSocketOption|]" + Reuse + " own.Start();")]
    public Task A_listener_that_shares_its_port_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, false); own.Bind(endpoint); own.Listen();")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, condition); own.Bind(endpoint); own.Listen();")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true); own.Bind(endpoint); own.Listen();")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.SetSocketOption" + Reuse + " own.Bind(endpoint); own.Connect(endpoint);")]
    [InlineData("using var own = new Socket(SocketType.Dgram, ProtocolType.Udp); own.SetSocketOption" + Reuse + " own.Bind(endpoint);")]
    [InlineData("using var own = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified); own.SetSocketOption" + Reuse + " own.Listen();")]
    [InlineData("socket.SetSocketOption" + Reuse)]
    [InlineData("client.Client.SetSocketOption" + Reuse)]
    [InlineData("var own = new TcpListener(endpoint) { ExclusiveAddressUse = true }; own.Start();")]
    public Task Other_options_and_sockets_are_not(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<SharedPortAnalyzer>(NetworkCode.Streams(body));
}
