using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class ChunkDecodedWithoutStateTests
{
    [Theory]
    [InlineData("int n; while ((n = socket.Receive(buffer)) > 0) { Console.Write(Encoding.UTF8.[|GetString|](buffer, 0, n)); }")]
    [InlineData("while (true) { int n = await stream.ReadAsync(buffer); if (n == 0) { break; } Use(Encoding.UTF8.[|GetString|](buffer.AsSpan(0, n))); }")]
    [InlineData("var text = new StringBuilder(); int n; do { n = tls.Read(buffer, 0, buffer.Length); text.Append(Encoding.UTF8.[|GetString|](buffer, 0, n)); } while (n != 0);")]
    [InlineData("while (true) { int n = socket.Receive(buffer); if (n == 0) { break; } Use(Encoding.Unicode.[|GetString|](buffer[..n])); }")]
    [InlineData("while (stream.DataAvailable) { int n = stream.Read(buffer); Use(Encoding.UTF32.[|GetString|](buffer, 0, n)); }")]
    public Task Text_made_of_each_chunk_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("int n; while ((n = socket.Receive(buffer)) > 0) { Console.Write(Encoding.ASCII.GetString(buffer, 0, n)); }")]
    [InlineData("int n; while ((n = socket.Receive(buffer)) > 0) { Console.Write(Encoding.Latin1.GetString(buffer, 0, n)); }")]
    [InlineData("var encoding = Encoding.GetEncoding(\"us-ascii\"); int n; while ((n = socket.Receive(buffer)) > 0) { Use(encoding.GetString(buffer, 0, n)); }")]
    [InlineData("int n = socket.Receive(buffer); Use(Encoding.UTF8.GetString(buffer, 0, n));")]
    [InlineData("var all = new MemoryStream(); int n; while ((n = socket.Receive(buffer)) > 0) { all.Write(buffer, 0, n); } Use(Encoding.UTF8.GetString(all.ToArray()));")]
    [InlineData("int total = 0; int n; while ((n = socket.Receive(buffer, total, buffer.Length - total, SocketFlags.None)) > 0) { total += n; Use(Encoding.UTF8.GetString(buffer, 0, total)); }")]
    [InlineData("var decoder = Encoding.UTF8.GetDecoder(); var characters = new char[256]; int n; while ((n = socket.Receive(buffer)) > 0) { Use(new string(characters, 0, decoder.GetChars(buffer, 0, n, characters, 0))); }")]
    [InlineData("while (true) { await stream.ReadExactlyAsync(buffer); Use(Encoding.UTF8.GetString(buffer)); }")]
    [InlineData("var other = new byte[8]; int n; while ((n = socket.Receive(buffer)) > 0) { Use(Encoding.UTF8.GetString(other, 0, n)); }")]
    [InlineData("using var file = File.OpenRead(\"x\"); int n; while ((n = file.Read(buffer)) > 0) { Use(Encoding.UTF8.GetString(buffer, 0, n)); }")]
    [InlineData("int n; while ((n = socket.Receive(buffer)) > 0) { int end = Array.IndexOf(buffer, (byte)10, 0, n); if (end >= 0) { Use(Encoding.UTF8.GetString(buffer, 0, end)); } }")]
    [InlineData("using var udp = new Socket(SocketType.Dgram, ProtocolType.Udp); int n; while ((n = udp.Receive(buffer)) > 0) { Use(Encoding.UTF8.GetString(buffer, 0, n)); }")]
    public Task Text_that_is_whole_or_of_single_bytes_is_not(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<ChunkDecodedWithoutStateAnalyzer>(NetworkCode.Streams(body));
}
