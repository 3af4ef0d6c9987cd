using ProtoSockets.Analyzers.Buffers;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Buffers;

public sealed class ReceiveTakenForMessageTests
{
    /// <summary>What test frameworks have.</summary>
    private const string Assertions = "static class Assert { public static void Equal<T>(T expected, T actual) { } }";

    [Theory]
    [InlineData("int n = socket.[|Receive|](buffer); Use(JsonSerializer.Deserialize<string>(buffer.AsSpan(0, n)));")]
    [InlineData("int n = await socket.[|ReceiveAsync|](buffer); Use(JsonSerializer.Deserialize<string>(Encoding.UTF8.GetString(buffer, 0, n)));")]
    [InlineData("int n = stream.[|Read|](buffer, 0, buffer.Length); var json = Encoding.UTF8.GetString(buffer, 0, n); using var document = JsonDocument.Parse(json); Use(document);")]
    [InlineData("int n = await tls.[|ReadAsync|](buffer); if (n == 0) { return; } Use(BinaryPrimitives.ReadInt32BigEndian(buffer));")]
    [InlineData("int n = socket.[|Receive|](buffer); if (n > 0) { Use(BitConverter.ToInt32(buffer, 0)); }")]
    [InlineData("int n = socket.[|Receive|](buffer); Use(BinaryPrimitives.ReadUInt16BigEndian(buffer.AsSpan(0, 2))); Console.WriteLine(n);")]
    [InlineData("int n = stream.[|Read|](buffer); string text = Encoding.ASCII.GetString(buffer, 0, n); if (text == \"QUIT\") { return; }")]
    [InlineData("while (condition) { int n = await stream.[|ReadAsync|](buffer); if (n == 0) { break; } Use(JsonSerializer.Deserialize<string>(buffer.AsSpan(0, n))); }")]
    [InlineData("Stream some = client.GetStream(); int n = some.[|Read|](buffer); Use(BinaryPrimitives.ReadInt32BigEndian(buffer)); Console.WriteLine(n);")]
    [InlineData("int n = stream.[|Read|](buffer); switch (Encoding.ASCII.GetString(buffer, 0, n)) { case \"QUIT\": return; }")]
    [InlineData("int n = socket.[|Receive|](buffer); string text = Encoding.ASCII.GetString(buffer, 0, n).Trim(); Use(text switch { \"QUIT\" => 1, _ => 0 });")]
    [InlineData("int n = socket.[|Receive|](buffer); if (Encoding.ASCII.GetString(buffer, 0, n).TrimEnd().ToUpperInvariant() == \"QUIT\") { return; }")]
    [InlineData("int n = socket.[|Receive|](buffer); if (Encoding.ASCII.GetString(buffer, 0, n).Equals(\"QUIT\", StringComparison.OrdinalIgnoreCase)) { return; }")]
    [InlineData("int n = socket.[|Receive|](buffer); if (string.Equals(\"QUIT\", Encoding.ASCII.GetString(buffer, 0, n), StringComparison.Ordinal)) { return; }")]
    [InlineData("int n = socket.[|Receive|](buffer); Assert.Equal(\"220 hello\", Encoding.ASCII.GetString(buffer, 0, n));")]
    public Task One_receive_that_is_read_as_a_message_is_reported(string body) => Verify(NetworkCode.Streams(body, Assertions));

    [Theory]
    [InlineData("int n = socket.Receive(buffer); if (n < 4) { return; } Use(BinaryPrimitives.ReadInt32BigEndian(buffer));")]
    [InlineData("int n = socket.Receive(buffer); if (n != buffer.Length) { throw new IOException(); } Use(BitConverter.ToInt32(buffer, 0));")]
    [InlineData("int total = 0; while (total < 4) { int n = socket.Receive(buffer, total, 4 - total, SocketFlags.None); if (n == 0) { return; } total += n; } Use(BinaryPrimitives.ReadInt32BigEndian(buffer));")]
    [InlineData("int total = 0; while (total < 4) { int n = socket.Receive(buffer.AsSpan(total)); if (n == 0) { return; } total += n; } Use(BinaryPrimitives.ReadInt32BigEndian(buffer));")]
    [InlineData("await stream.ReadExactlyAsync(buffer); Use(BinaryPrimitives.ReadInt32BigEndian(buffer));")]
    [InlineData("int n = await stream.ReadAtLeastAsync(buffer, 4); Use(BinaryPrimitives.ReadInt32BigEndian(buffer)); Console.WriteLine(n);")]
    [InlineData("int n = socket.Receive(buffer); Use(Encoding.ASCII.GetString(buffer, 0, n));")]
    [InlineData("int n = socket.Receive(buffer); var text = new StringBuilder(); text.Append(Encoding.ASCII.GetString(buffer, 0, n));")]
    [InlineData("int n = socket.Receive(buffer); if (Encoding.ASCII.GetString(buffer, 0, n).EndsWith(\"\\r\\n\")) { return; }")]
    [InlineData("int n = socket.Receive(buffer); Use(BinaryPrimitives.ReadInt32BigEndian(new byte[4])); Console.WriteLine(n);")]
    [InlineData("var other = new byte[4]; int n = socket.Receive(buffer); Use(BinaryPrimitives.ReadInt32BigEndian(other)); Console.WriteLine(n);")]
    [InlineData("Use(BinaryPrimitives.ReadInt32BigEndian(buffer)); int n = socket.Receive(buffer); Console.WriteLine(n);")]
    [InlineData("int n = socket.Receive(buffer); n = Fill(socket, buffer, n); Use(BinaryPrimitives.ReadInt32BigEndian(buffer));")]
    [InlineData("int n = socket.Receive(buffer); if (Parse(buffer, n)) { Use(BinaryPrimitives.ReadInt32BigEndian(buffer)); }")]
    [InlineData("int n = socket.Receive(buffer); int m = socket.Receive(buffer); Use(BinaryPrimitives.ReadInt32BigEndian(buffer)); Use(n + m);")]
    [InlineData("using var file = File.OpenRead(\"x\"); int n = file.Read(buffer); Use(BinaryPrimitives.ReadInt32BigEndian(buffer)); Console.WriteLine(n);")]
    [InlineData("using var udp = new Socket(SocketType.Dgram, ProtocolType.Udp); int n = udp.Receive(buffer); Use(JsonSerializer.Deserialize<string>(buffer.AsSpan(0, n)));")]
    [InlineData("int n = socket.Receive(buffer); if (n < 4) { return; } switch (Encoding.ASCII.GetString(buffer, 0, 4)) { case \"QUIT\": return; }")]
    [InlineData("int n = socket.Receive(buffer); string other = Console.ReadLine()!; switch (other) { case \"QUIT\": return; } Use(n);")]
    [InlineData("int n = socket.Receive(buffer); string name = Console.ReadLine()!; if (Encoding.ASCII.GetString(buffer, 0, n).Equals(name)) { return; }")]
    [InlineData("int n = socket.Receive(buffer); Assert.Equal(\"hello\", Console.ReadLine()); Use(Encoding.ASCII.GetString(buffer, 0, n));")]
    [InlineData("int n = socket.Receive(buffer); Assert.Equal(5, n); Assert.Equal(\"hello\", Encoding.ASCII.GetString(buffer, 0, n));")]
    [InlineData("await stream.ReadExactlyAsync(buffer); Assert.Equal(\"hello\", Encoding.ASCII.GetString(buffer));")]
    public Task Code_that_looks_at_how_much_came_is_not(string body) => Verify(NetworkCode.Streams(
        body, "static int Fill(Socket socket, byte[] buffer, int count) => count;\nstatic bool Parse(byte[] buffer, int count) => count > 4;\n" + Assertions));

    [Fact]
    public Task A_datagram_is_a_message() => Verify(NetworkCode.Datagrams("int n = socket.Receive(buffer); Use(JsonSerializer.Deserialize<string>(buffer.AsSpan(0, n)));"));

    private static Task Verify(string source) => AnalyzerTest.Verify<ReceiveTakenForMessageAnalyzer>(source);
}
