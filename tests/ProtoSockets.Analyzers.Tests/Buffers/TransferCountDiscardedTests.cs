using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class TransferCountDiscardedTests
{
    [Theory]
    [InlineData("socket.[|Receive|](buffer); Use(buffer);")]
    [InlineData("_ = socket.[|Receive|](buffer); Use(buffer);")]
    [InlineData("socket.[|Receive|](buffer, SocketFlags.None); Use(buffer);")]
    [InlineData("socket.[|Receive|](buffer, 0, 4, SocketFlags.None); Use(buffer);")]
    [InlineData("socket.[|Receive|](buffer.AsSpan(0, 4)); Use(buffer[0]);")]
    [InlineData("await socket.[|ReceiveAsync|](buffer); Use(buffer);")]
    [InlineData("await socket.[|ReceiveAsync|](buffer.AsMemory(), SocketFlags.None).ConfigureAwait(false); Use(buffer);")]
    [InlineData("socket.[|ReceiveAsync|](buffer).Wait(); Use(buffer);")]
    [InlineData("client.Client.[|Receive|](buffer); Use(buffer);")]
    [InlineData("var header = new byte[4]; socket.[|Receive|](header); Use(BitConverter.ToInt32(header));")]
    [InlineData("using Socket peer = listener.AcceptSocket(); peer.[|Receive|](buffer); Use(buffer);")]
    [InlineData("socket.Blocking = false; socket.[|Send|](buffer);")]
    public Task A_count_that_nobody_looks_at_is_reported(string body) => Verify(NetworkCode.Streams(body));

    [Theory]
    [InlineData("int count = socket.Receive(buffer); Use(count);")]
    [InlineData("if (socket.Receive(buffer) == 0) { return; }")]
    [InlineData("Use(socket.Receive(buffer));")]
    [InlineData("while (socket.Receive(buffer) > 0) { }")]
    [InlineData("Task<int> pending = socket.ReceiveAsync(buffer, SocketFlags.None); Use(await pending);")]
    [InlineData("socket.Receive(buffer, SocketFlags.Peek); Use(buffer);")]
    [InlineData("socket.Receive(buffer, SocketFlags.OutOfBand); Use(buffer);")]
    [InlineData("var flags = condition ? SocketFlags.Peek : SocketFlags.None; socket.Receive(buffer, flags); Use(buffer);")]
    [InlineData("await socket.ReceiveAsync(Memory<byte>.Empty);")]
    [InlineData("await socket.ReceiveAsync(Array.Empty<byte>());")]
    [InlineData("socket.Receive(new byte[1]);")]
    [InlineData("var rest = new byte[512]; socket.Shutdown(SocketShutdown.Send); socket.Receive(rest);")]
    [InlineData("socket.Send(buffer);")]
    [InlineData("await socket.SendAsync(buffer);")]
    [InlineData("socket.Send(buffer); socket.Blocking = false;")]
    [InlineData("socket.Blocking = true; socket.Send(buffer);")]
    [InlineData("socket.Blocking = false; int sent = socket.Send(buffer); Use(sent);")]
    [InlineData("stream.Read(buffer, 0, buffer.Length); Use(buffer);")]
    [InlineData("using var datagrams = new Socket(SocketType.Dgram, ProtocolType.Udp); datagrams.Receive(buffer); Use(buffer);")]
    [InlineData("using var icmp = new Socket(AddressFamily.InterNetwork, SocketType.Raw, ProtocolType.Icmp); icmp.Receive(buffer); Use(buffer);")]
    [InlineData("socket.Blocking = false; socket.Send(buffer, 0, SocketFlags.None);")]
    public Task A_count_that_is_used_or_means_nothing_is_not(string body) => Verify(NetworkCode.Streams(body));

    [Fact]
    public Task A_socket_of_a_type_that_deals_with_datagrams_is_left_alone() => Verify(NetworkCode.Datagrams("socket.Receive(buffer); Use(buffer);"));

    private static Task Verify(string source) => AnalyzerTest.Verify<TransferCountDiscardedAnalyzer>(source);
}
