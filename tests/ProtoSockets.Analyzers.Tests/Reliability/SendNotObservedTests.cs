using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class SendNotObservedTests
{
    [Theory]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.Connect(endpoint); _ = own.[|SendAsync|](buffer);")]
    [InlineData("var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.Connect(endpoint); own.[|SendAsync|](buffer); own.Close();")]
    [InlineData("var own = new TcpClient(); own.Connect(endpoint); NetworkStream data = own.GetStream(); _ = data.[|WriteAsync|](buffer); own.Dispose();")]
    [InlineData("using (var own = client.GetStream()) { _ = own.[|WriteAsync|](buffer, 0, 4); }")]
    [InlineData("using Socket peer = listener.AcceptSocket(); _ = peer.[|SendAsync|](buffer); peer.Shutdown(SocketShutdown.Both);")]
    public Task A_send_that_closing_may_cut_off_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.Connect(endpoint); await own.SendAsync(buffer);")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.Connect(endpoint); own.SendAsync(buffer).Wait();")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.Connect(endpoint); own.Send(buffer);")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); Task<int> sending = own.SendAsync(buffer, SocketFlags.None); Use(await sending);")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); _ = own.SendAsync(buffer); int n = await own.ReceiveAsync(buffer); Use(n);")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); _ = own.SendAsync(buffer); int n = own.Receive(buffer); Use(n);")]
    [InlineData("_ = socket.SendAsync(buffer); socket.Close();")]
    [InlineData("var own = new Socket(SocketType.Stream, ProtocolType.Tcp); _ = own.SendAsync(buffer); Use(own);")]
    [InlineData("var own = new Socket(SocketType.Stream, ProtocolType.Tcp); _ = own.SendAsync(buffer); if (condition) { own.Close(); }")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); using var other = new Socket(SocketType.Stream, ProtocolType.Tcp); Use(own); await other.SendAsync(buffer);")]
    public Task A_send_that_is_waited_for_or_not_closed_here_is_not(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<SendNotObservedAnalyzer>(NetworkCode.Streams(body).Replace("        await Task.Yield();\n", "", StringComparison.Ordinal));
}
