using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class TimeoutWithoutEffectTests
{
    [Theory]
    [InlineData("using var own = new TcpClient(); own.[|ReceiveTimeout|] = 5000; await own.ConnectAsync(endpoint); int n = await own.GetStream().ReadAsync(buffer); Use(n);")]
    [InlineData("using var own = new TcpClient(); await own.ConnectAsync(endpoint); NetworkStream data = own.GetStream(); data.[|ReadTimeout|] = 5000; int n = await data.ReadAsync(buffer); Use(n);")]
    [InlineData("using var own = new TcpClient(); own.[|SendTimeout|] = 5000; NetworkStream data = own.GetStream(); await data.WriteAsync(buffer);")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.[|ReceiveTimeout|] = 100; int n = await own.ReceiveAsync(buffer); Use(n);")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.[|SendTimeout|] = 100; own.Connect(endpoint); await own.SendAsync(buffer);")]
    [InlineData("using var own = new TcpClient(); own.Client.[|ReceiveTimeout|] = 5000; int n = await own.GetStream().ReadAsync(buffer); Use(n);")]
    public Task A_timeout_of_asynchronous_calls_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("using var own = new TcpClient(); own.ReceiveTimeout = 5000; int n = own.GetStream().Read(buffer); Use(n);")]
    [InlineData("using var own = new TcpClient(); own.ReceiveTimeout = 5000; NetworkStream data = own.GetStream(); int n = data.Read(buffer); await data.ReadAsync(buffer); Use(n);")]
    [InlineData("using var own = new TcpClient(); own.SendTimeout = 5000; int n = await own.GetStream().ReadAsync(buffer); Use(n);")]
    [InlineData("using var own = new TcpClient(); own.ReceiveTimeout = 5000; await own.GetStream().WriteAsync(buffer);")]
    [InlineData("using var own = new TcpClient(); own.ReceiveTimeout = 0; int n = await own.GetStream().ReadAsync(buffer); Use(n);")]
    [InlineData("using var own = new TcpClient(); own.ReceiveTimeout = 5000; Use(own); int n = await own.GetStream().ReadAsync(buffer); Use(n);")]
    [InlineData("using var own = new TcpClient(); own.ReceiveTimeout = 5000; using var reader = new StreamReader(own.GetStream()); Use(await reader.ReadLineAsync());")]
    [InlineData("using var own = new TcpClient(); own.ReceiveTimeout = 5000; await own.ConnectAsync(endpoint);")]
    [InlineData("using var own = new TcpClient(); own.NoDelay = true; int n = await own.GetStream().ReadAsync(buffer); Use(n);")]
    [InlineData("client.ReceiveTimeout = 5000; int n = await client.GetStream().ReadAsync(buffer); Use(n);")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 10 }; int n = own.Receive(buffer); Use(n);")]
    [InlineData("using var own = new Socket(SocketType.Stream, ProtocolType.Tcp); own.ReceiveTimeout = 10; Action read = () => own.Receive(buffer); int n = await own.ReceiveAsync(buffer); Use(n); read();")]
    public Task A_timeout_that_may_have_an_effect_is_not(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<TimeoutWithoutEffectAnalyzer>(NetworkCode.Streams(body));
}
