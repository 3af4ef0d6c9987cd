using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class EndOfStreamIgnoredTests
{
    [Theory]
    [InlineData("while (true) { int n = socket.[|Receive|](buffer); Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, n)); }")]
    [InlineData("for (;;) { int n = await stream.[|ReadAsync|](buffer); await stream.WriteAsync(buffer.AsMemory(0, n)); }")]
    [InlineData("while (client.Connected) { int n = stream.[|Read|](buffer, 0, buffer.Length); Use(buffer[..n]); }")]
    [InlineData("int n; while (true) { n = tls.[|Read|](buffer); Use($\"{n} bytes\"); }")]
    [InlineData("using var source = new CancellationTokenSource(); while (!source.IsCancellationRequested) { int n = await socket.[|ReceiveAsync|](buffer, source.Token); Use(buffer.AsSpan(0, n).ToArray()); }")]
    [InlineData("while (true) { int n = socket.[|Receive|](buffer); string text = Encoding.ASCII.GetString(buffer, 0, n); if (text == \"quit\") { break; } }")]
    [InlineData("while (true) { int n = socket.[|Receive|](buffer); string text = Encoding.ASCII.GetString(buffer, 0, n); if (text.Contains(\"<EOF>\")) { break; } }")]
    [InlineData("while (true) { try { int n = socket.[|Receive|](buffer); Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, n)); } catch (SocketException) { break; } }")]
    [InlineData("int total = 0; while (total < buffer.Length) { total += socket.[|Receive|](buffer, total, buffer.Length - total, SocketFlags.None); }")]
    [InlineData("int total = 0; while (total < 100) { total += await stream.[|ReadAsync|](buffer.AsMemory(total)); }")]
    [InlineData("int total = 0, size = 9; while (total != size) { int n = stream.[|Read|](buffer, total, size - total); total += n; }")]
    [InlineData("var writer = System.IO.Pipelines.PipeWriter.Create(stream); while (true) { Memory<byte> memory = writer.GetMemory(); int n = await socket.[|ReceiveAsync|](memory); writer.Advance(n); await writer.FlushAsync(); }")]
    [InlineData("string all = \"\"; while (true) { int n = socket.[|Receive|](buffer); all += Encoding.ASCII.GetString(buffer, 0, n); if (all.IndexOf(\"<EOF>\") > -1) { break; } }")]
    [InlineData("string all = \"\"; while (!all.EndsWith(\"\\r\\n\")) { int n = socket.[|Receive|](buffer); all += Encoding.ASCII.GetString(buffer, 0, n); }")]
    [InlineData("string all = \"\"; while (all.IndexOf(\"<EOF>\") == -1) { int n = stream.[|Read|](buffer); all += Encoding.ASCII.GetString(buffer, 0, n); }")]
    [InlineData("while (_running) { int n = socket.[|Receive|](buffer); Use(buffer[..n]); }")]
    public Task A_loop_that_never_ends_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("int n = socket.[|EndReceive|](result); Use(Encoding.ASCII.GetString(_bytes, 0, n)); socket.BeginReceive(_bytes, 0, 9, SocketFlags.None, Called, socket);")]
    [InlineData("try { int n = socket.[|EndReceive|](result); Use(_bytes[..n]); socket.BeginReceive(_bytes, 0, 9, SocketFlags.None, Called, socket); } catch (SocketException) { socket.Close(); }")]
    public Task A_callback_that_begins_anew_whatever_came_is_a_loop(string body) => VerifyCallback(body);

    [Theory]
    [InlineData("int n = socket.EndReceive(result); if (n > 0) { socket.BeginReceive(_bytes, 0, 9, SocketFlags.None, Called, socket); }")]
    [InlineData("int n = socket.EndReceive(result); if (n == 0) { socket.Close(); return; } socket.BeginReceive(_bytes, 0, 9, SocketFlags.None, Called, socket);")]
    [InlineData("int n = socket.EndReceive(result); Use(_bytes[..n]);")]
    [InlineData("int n = socket.EndReceive(result); Use(_bytes[..n]); if (_bytes[0] != 0) { socket.BeginReceive(_bytes, 0, 9, SocketFlags.None, Called, socket); }")]
    [InlineData("int n = socket.EndReceive(result); if (_bytes[0] == 0) { return; } Use(_bytes[..n]); socket.BeginReceive(_bytes, 0, 9, SocketFlags.None, Called, socket);")]
    [InlineData("int n = socket.EndReceive(result); Count(n); socket.BeginReceive(_bytes, 0, 9, SocketFlags.None, Called, socket);")]
    public Task A_callback_that_may_end_is_not(string body) => VerifyCallback(body);

    [Theory]
    [InlineData("while (true) { int n = socket.Receive(buffer); if (n == 0) { break; } Use(buffer[..n]); }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); if (n <= 0) { return; } }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); if (n is 0) { break; } }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); switch (n) { case 0: return; default: break; } }")]
    [InlineData("int n; while ((n = socket.Receive(buffer)) > 0) { Use(buffer[..n]); }")]
    [InlineData("int n; do { n = socket.Receive(buffer); } while (n > 0);")]
    [InlineData("while (true) { int n = socket.Receive(buffer); bool done = n == 0; if (done) { break; } }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); if (!Handle(buffer, n)) { break; } }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); Handle(buffer, n); }")]
    [InlineData("bool running = true; while (running) { int n = socket.Receive(buffer); Use(buffer[..n]); running = buffer[0] != 0; }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); string text = Encoding.ASCII.GetString(buffer, 0, n); if (text.Length == 0) { break; } }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); string text = Encoding.ASCII.GetString(buffer, 0, n); if (string.IsNullOrEmpty(text)) { break; } }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); string text = Encoding.ASCII.GetString(buffer, 0, n); if (text == \"\") { break; } }")]
    [InlineData("int total = 0; while (true) { int n = socket.Receive(buffer); total += n; if (total > 10) { break; } }")]
    [InlineData("for (int i = 0; i < 3; i++) { int n = socket.Receive(buffer); Use(buffer[..n]); }")]
    [InlineData("foreach (int i in new[] { 1, 2 }) { int n = socket.Receive(buffer); Use(buffer[..n]); }")]
    [InlineData("while (true) { int n = await socket.ReceiveAsync(Memory<byte>.Empty); Use($\"{n}\"); }")]
    [InlineData("while (true) { int n = socket.Receive(buffer); Use(buffer[..n]); break; }")]
    [InlineData("while (_running) { int n = socket.Receive(buffer); Use(buffer[..n]); _running = buffer[0] != 0; }")]
    [InlineData("string all = \"\"; while (!all.EndsWith(\"\\n\")) { int n = socket.Receive(buffer); if (n == 0) { break; } all += Encoding.ASCII.GetString(buffer, 0, n); }")]
    [InlineData("string all = \"\"; while (all.IndexOf(\"\") == -1) { int n = socket.Receive(buffer); all += Encoding.ASCII.GetString(buffer, 0, n); }")]
    [InlineData("string all = \"\"; while (true) { int n = socket.Receive(buffer); all += Encoding.ASCII.GetString(buffer, 0, n); if (all.IndexOf(all) > -1) { break; } }")]
    [InlineData("int n = socket.Receive(buffer); Use(buffer[..n]);")]
    [InlineData("while (true) { await stream.ReadExactlyAsync(buffer); Use(buffer); }")]
    [InlineData("using var file = File.OpenRead(\"x\"); while (condition) { int n = file.Read(buffer); Use(buffer[..n]); }")]
    [InlineData("using var udp = new Socket(SocketType.Dgram, ProtocolType.Udp); while (true) { int n = udp.Receive(buffer); Use(buffer[..n]); }")]
    [InlineData("while (true) { using Socket peer = listener.AcceptSocket(); int n = peer.Receive(buffer); Use(buffer[..n]); }")]
    [InlineData("while (true) { using TcpClient peer = await listener.AcceptTcpClientAsync(); NetworkStream data = peer.GetStream(); int n = data.Read(buffer); Use(buffer[..n]); }")]
    [InlineData("while (true) { using TcpClient peer = await listener.AcceptTcpClientAsync(); int n = await peer.GetStream().ReadAsync(buffer); Use(buffer[..n]); }")]
    [InlineData("int total = 0; while (total < 100) { int n = socket.Receive(buffer, total, 100 - total, SocketFlags.None); if (n == 0) { throw new EndOfStreamException(); } total += n; }")]
    [InlineData("int total = 0; while (total < 100) { total += socket.Receive(buffer); total++; }")]
    [InlineData("int total = 0, size = 9; while (total < size) { total += socket.Receive(buffer); size--; }")]
    [InlineData("int total = 0; while (total < 100) { total += socket.Receive(buffer); if (buffer[0] == 0) { break; } }")]
    [InlineData("int total = 0; while (condition && total < 100) { total += socket.Receive(buffer); }")]
    public Task A_loop_that_may_end_is_not(string body) => Verify(body);

    private static Task Verify(string body) =>
        AnalyzerTest.Verify<EndOfStreamIgnoredAnalyzer>(NetworkCode.Streams(body.Replace("Use(", "System.GC.KeepAlive(", StringComparison.Ordinal), "static bool Handle(byte[] bytes, int count) => count > 0;\nbool _running = true;"));

    private static Task VerifyCallback(string body) => AnalyzerTest.Verify<EndOfStreamIgnoredAnalyzer>(NetworkCode.File(
        "class Test\n{\n    private readonly byte[] _bytes = new byte[9];\n    static void Count(int count) { }\n    private void Called(IAsyncResult result)\n    {\n        var socket = (Socket)result.AsyncState!;\n        "
        + body.Replace("Use(", "System.GC.KeepAlive(", StringComparison.Ordinal) + "\n    }\n}"));
}
