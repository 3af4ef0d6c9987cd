using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class DatagramLoopEndsTests
{
    [Theory]
    [InlineData("while (true) { UdpReceiveResult got = await udp.[|ReceiveAsync|](); await udp.SendAsync(got.Buffer, got.RemoteEndPoint); }")]
    [InlineData("IPEndPoint? from = null; while (true) { byte[] got = udp.[|Receive|](ref from); udp.Send(got, got.Length, from); }")]
    [InlineData("EndPoint from = endpoint; for (;;) { int n = socket.[|ReceiveFrom|](buffer, ref from); socket.SendTo(buffer, 0, n, SocketFlags.None, from); }")]
    [InlineData("using var source = new CancellationTokenSource(); while (!source.IsCancellationRequested) { var got = await udp.[|ReceiveAsync|](source.Token); await udp.SendAsync(got.Buffer, got.RemoteEndPoint); }")]
    [InlineData("try { while (true) { var got = await udp.[|ReceiveAsync|](); udp.Send(got.Buffer, endpoint); } } finally { udp.Dispose(); }")]
    public Task A_server_that_an_unreachable_peer_ends_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("while (true) { try { var got = await udp.ReceiveAsync(); await udp.SendAsync(got.Buffer, got.RemoteEndPoint); } catch (SocketException) { } }")]
    [InlineData("while (true) { var got = await udp.ReceiveAsync(); Use(got); }")]
    [InlineData("using var other = new UdpClient(); while (true) { var got = await udp.ReceiveAsync(); await other.SendAsync(got.Buffer, got.RemoteEndPoint); }")]
    [InlineData("for (int i = 0; i < 3; i++) { var got = await udp.ReceiveAsync(); await udp.SendAsync(got.Buffer, got.RemoteEndPoint); }")]
    [InlineData("var got = await udp.ReceiveAsync(); await udp.SendAsync(got.Buffer, got.RemoteEndPoint);")]
    [InlineData("while (condition) { var got = await udp.ReceiveAsync(); await udp.SendAsync(got.Buffer, got.RemoteEndPoint); }")]
    [InlineData("while (true) { Task<UdpReceiveResult> got = udp.ReceiveAsync(); Use(got); udp.Send(buffer, endpoint); }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); socket.Send(buffer.AsSpan(0, n)); }")]
    [InlineData("await udp.SendAsync(buffer, new IPEndPoint(IPAddress.Broadcast, 9)); while (true) { var got = await udp.ReceiveAsync(); Use(got); }")]
    [InlineData("udp.Client.IOControl(-1744830452, [0], null); while (true) { var got = await udp.ReceiveAsync(); await udp.SendAsync(got.Buffer, got.RemoteEndPoint); }")]
    [InlineData("EndPoint from = endpoint; socket.IOControl(-1744830452, [0], null); for (;;) { int n = socket.ReceiveFrom(buffer, ref from); socket.SendTo(buffer, 0, n, SocketFlags.None, from); }")]
    public Task A_loop_that_goes_on_or_does_not_send_is_not(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<DatagramLoopEndsAnalyzer>(NetworkCode.Datagrams(body));
}
