using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class AvailabilityTakenForEndTests
{
    [Theory]
    [InlineData("while (stream.[|DataAvailable|]) { int n = stream.Read(buffer); Use(n); }")]
    [InlineData("int n; do { n = stream.Read(buffer, 0, buffer.Length); } while (stream.[|DataAvailable|]); Use(n);")]
    [InlineData("while (socket.[|Available|] > 0) { int n = socket.Receive(buffer); Use(n); }")]
    [InlineData("while (client.[|Available|] != 0) { int n = client.GetStream().Read(buffer); Use(n); }")]
    [InlineData("while (client.[|Connected|]) { Thread.Sleep(1000); }")]
    [InlineData("while (socket.[|Connected|]) { await Task.Delay(100); }")]
    public Task A_loop_that_trusts_what_is_there_is_reported(string body) => Verify(body);

    [Theory]
    [InlineData("if (stream.DataAvailable) { int n = stream.Read(buffer); Use(n); }")]
    [InlineData("while (true) { while (stream.DataAvailable) { int n = stream.Read(buffer); Use(n); } await Task.Delay(10); }")]
    [InlineData("while (!stream.DataAvailable) { await Task.Delay(10); }")]
    [InlineData("while (socket.Available == 0) { await Task.Delay(10); }")]
    [InlineData("while (socket.Available < 100) { await Task.Delay(10); }")]
    [InlineData("while (stream.DataAvailable) { await Task.Delay(10); }")]
    [InlineData("while (client.Connected) { int n = stream.Read(buffer); if (n == 0) { break; } }")]
    [InlineData("while (client.Connected) { await stream.WriteAsync(buffer); }")]
    [InlineData("while (client.Connected && condition) { Thread.Sleep(1000); }")]
    [InlineData("if (client.Connected) { client.Close(); }")]
    [InlineData("int n; while ((n = stream.Read(buffer)) > 0) { Use(n); }")]
    [InlineData("for (int i = 0; i < 3 && stream.DataAvailable; i++) { int n = stream.Read(buffer); Use(n); }")]
    [InlineData("foreach (byte one in buffer) { Use(stream.DataAvailable); stream.WriteByte(one); }")]
    [InlineData("while (Console.KeyAvailable) { Use(Console.ReadKey()); }")]
    public Task Other_uses_are_not(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<AvailabilityTakenForEndAnalyzer>(NetworkCode.Streams(body));
}
