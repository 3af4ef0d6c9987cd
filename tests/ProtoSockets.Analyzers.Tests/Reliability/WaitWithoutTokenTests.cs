using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class WaitWithoutTokenTests
{
    [Theory]
    [InlineData("using Socket peer = await socket.[|AcceptAsync|]();")]
    [InlineData("int n = await socket.[|ReceiveAsync|](buffer); Use(n);")]
    [InlineData("int n = await stream.[|ReadAsync|](buffer); Use(n);")]
    [InlineData("await stream.[|ReadExactlyAsync|](buffer).ConfigureAwait(false);")]
    [InlineData("await client.[|ConnectAsync|](\"localhost\", 80);")]
    [InlineData("await socket.[|ConnectAsync|](endpoint);")]
    [InlineData("using TcpClient peer = await listener.[|AcceptTcpClientAsync|]();")]
    [InlineData("int n = await tls.[|ReadAsync|](buffer, 0, 4); Use(n);")]
    public Task A_wait_that_nothing_ends_is_reported(string body) => Verify(NetworkCode.Streams(body));

    [Fact]
    public Task A_datagram_may_never_come() => Verify(NetworkCode.Datagrams("UdpReceiveResult got = await udp.[|ReceiveAsync|](); Use(got);"));

    [Theory]
    [InlineData("using var source = new CancellationTokenSource(1000); int n = await socket.ReceiveAsync(buffer, source.Token); Use(n);")]
    [InlineData("int n = await stream.ReadAsync(buffer, CancellationToken.None); Use(n);")]
    [InlineData("int n = await stream.ReadAsync(buffer, default); Use(n);")]
    [InlineData("await client.ConnectAsync(\"localhost\", 80).WaitAsync(TimeSpan.FromSeconds(5));")]
    [InlineData("int n = await socket.ReceiveAsync(buffer, SocketFlags.None).WaitAsync(TimeSpan.FromSeconds(5)); Use(n);")]
    [InlineData("Task<Socket> pending = socket.AcceptAsync(); await Task.WhenAny(pending, Task.Delay(1000));")]
    [InlineData("await Task.WhenAny(socket.AcceptAsync(), Task.Delay(1000));")]
    [InlineData("await socket.SendAsync(buffer);")]
    [InlineData("await stream.WriteAsync(buffer);")]
    [InlineData("await stream.FlushAsync();")]
    [InlineData("int n = socket.Receive(buffer); Use(n);")]
    [InlineData("socket.AcceptAsync(args);")]
    [InlineData("using var file = File.OpenRead(\"x\"); int n = await file.ReadAsync(buffer); Use(n);")]
    public Task A_wait_that_ends_is_not(string body) => Verify(NetworkCode.Streams(body));

    [Fact]
    public Task A_test_that_expects_an_exception_waits_for_nothing() => Verify(NetworkCode.Streams(
        "await ThrowsAsync(async () => await client.ConnectAsync(\"localhost\", 80)); await Later(async () => await client.[|ConnectAsync|](\"localhost\", 80));",
        "static Task ThrowsAsync(Func<Task> code) => code();\nstatic Task Later(Func<Task> code) => code();"));

    /// <summary>CA2016 of the SDK says so.</summary>
    [Theory]
    [InlineData("class Server { async Task Run(Socket socket, CancellationToken stopping) { using Socket peer = await socket.AcceptAsync(); } }")]
    [InlineData("class Server { Func<CancellationToken, Task> Run(Socket socket) => async stopping => { using Socket peer = await socket.AcceptAsync(); }; }")]
    public Task A_token_at_hand_is_the_business_of_another_rule(string source) => Verify(NetworkCode.File(source));

    [Fact]
    public Task A_token_in_a_field_is_at_hand_but_not_passed() => Verify(NetworkCode.File(
        """
        class Server(CancellationTokenSource source)
        {
            private readonly CancellationToken _stopping = source.Token;

            async Task Run(Socket socket)
            {
                using Socket peer = await socket.[|AcceptAsync|]();
                using Socket other = await socket.AcceptAsync(_stopping);
            }
        }
        """));

    private static Task Verify(string source) => AnalyzerTest.Verify<WaitWithoutTokenAnalyzer>(source);
}
