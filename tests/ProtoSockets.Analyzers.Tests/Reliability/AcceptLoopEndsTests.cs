using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class AcceptLoopEndsTests
{
    [Theory]
    [InlineData("while (true) { using Socket peer = socket.Accept(); int n = peer.[|Receive|](buffer); Use(n); }")]
    [InlineData("while (true) { using TcpClient peer = await listener.AcceptTcpClientAsync(); await peer.GetStream().[|WriteAsync|](buffer); }")]
    [InlineData("for (;;) { TcpClient peer = listener.AcceptTcpClient(); NetworkStream data = peer.GetStream(); data.[|Write|](buffer); peer.Close(); }")]
    [InlineData("while (condition) { using TcpClient peer = listener.AcceptTcpClient(); using var reader = new StreamReader(peer.GetStream()); Use(reader.[|ReadLine|]()); }")]
    [InlineData("while (true) { TcpClient peer = await listener.AcceptTcpClientAsync(); await [|Serve|](peer); }")]
    [InlineData("try { while (true) { using Socket peer = socket.Accept(); int n = peer.[|Receive|](buffer); Use(n); } } catch (SocketException) { }")]
    [InlineData("while (true) { using TcpClient peer = listener.AcceptTcpClient(); using var secure = new SslStream(peer.GetStream()); secure.[|AuthenticateAsServer|](new SslServerAuthenticationOptions()); }")]
    public Task A_conversation_that_may_end_the_loop_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("while (true) { using Socket peer = socket.Accept(); try { int n = peer.Receive(buffer); Use(n); } catch (SocketException) { } }")]
    [InlineData("while (true) { try { using Socket peer = socket.Accept(); int n = peer.Receive(buffer); Use(n); } catch (SocketException) { } }")]
    [InlineData("while (true) { TcpClient peer = await listener.AcceptTcpClientAsync(); _ = Serve(peer); }")]
    [InlineData("while (true) { TcpClient peer = await listener.AcceptTcpClientAsync(); _ = Task.Run(() => Serve(peer)); }")]
    [InlineData("while (true) { TcpClient peer = await listener.AcceptTcpClientAsync(); await ServeSafely(peer); }")]
    [InlineData("while (true) { Socket peer = await socket.AcceptAsync(); ThreadPool.QueueUserWorkItem(_ => peer.Send(buffer)); }")]
    [InlineData("while (true) { Socket peer = await socket.AcceptAsync(); new Thread(() => peer.Receive(buffer)).Start(); }")]
    [InlineData("using Socket peer = socket.Accept(); int n = peer.Receive(buffer); Use(n);")]
    [InlineData("using Socket peer = socket.Accept(); while (condition) { int n = peer.Receive(buffer); Use(n); }")]
    [InlineData("var peers = new List<Socket>(); while (peers.Count < 3) { peers.Add(socket.Accept()); }")]
    [InlineData("while (true) { Socket peer = socket.Accept(); peer.NoDelay = true; Use(peer); }")]
    [InlineData("while (true) { Socket peer = socket.Accept(); _ = peer.SendAsync(buffer); }")]
    [InlineData("while (true) { using Socket peer = socket.Accept(); socket.Send(buffer); }")]
    public Task A_loop_that_goes_on_is_not(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<AcceptLoopEndsAnalyzer>(NetworkCode.Streams(
        body,
        """
        static async Task Serve(TcpClient client) => await client.GetStream().WriteAsync(new byte[1]);
        static async Task ServeSafely(TcpClient client)
        {
            try
            {
                await client.GetStream().WriteAsync(new byte[1]);
            }
            catch (IOException)
            {
            }
        }
        """));
}
