using ProtoSockets.Analyzers.Reliability;
using ProtoSockets.Analyzers.Tests.Harness;
using ProtoSockets.Analyzers.Tests.Network;

namespace ProtoSockets.Analyzers.Tests.Reliability;

public sealed class OverlappingWritesTests
{
    [Theory]
    [InlineData("Task first = stream.WriteAsync(buffer, 0, 4); Task second = stream.[|WriteAsync|](buffer, 4, 4); await Task.WhenAll(first, second);")]
    [InlineData("_ = tls.WriteAsync(buffer); await tls.[|WriteAsync|](buffer);")]
    [InlineData("var first = tls.WriteAsync(buffer).AsTask(); tls.[|Write|](buffer); await first;")]
    [InlineData("_ = socket.SendAsync(buffer); _ = socket.[|SendAsync|](buffer);")]
    [InlineData("await Task.WhenAll(new[] { 1, 2 }.Select(async number => await stream.[|WriteAsync|](new byte[number])));")]
    [InlineData("await Task.WhenAll(new[] { 1, 2 }.Select(number => stream.[|WriteAsync|](new byte[number], 0, number)));")]
    [InlineData("Parallel.For(0, 4, number => stream.[|Write|](new byte[number]));")]
    [InlineData("Parallel.ForEach(new[] { 1, 2 }, number => { socket.[|Send|](new byte[number]); });")]
    public Task Writes_at_the_same_time_are_reported(string body) => Verify(body);

    [Theory]
    [InlineData("await stream.WriteAsync(buffer); await stream.WriteAsync(buffer);")]
    [InlineData("Task first = stream.WriteAsync(buffer, 0, 4); await first; await stream.WriteAsync(buffer);")]
    [InlineData("_ = stream.WriteAsync(buffer); int n = await stream.ReadAsync(buffer); await stream.WriteAsync(buffer, 0, n);")]
    [InlineData("Task first = stream.WriteAsync(buffer, 0, 4); Task second = tls.WriteAsync(buffer, 4, 4); await Task.WhenAll(first, second);")]
    [InlineData("stream.Write(buffer); stream.Write(buffer);")]
    [InlineData("Task reading = stream.ReadAsync(buffer, 0, 4); await stream.WriteAsync(buffer); await reading;")]
    [InlineData("Task first = stream.WriteAsync(buffer, 0, 4); first.Wait(); stream.Write(buffer);")]
    [InlineData("Parallel.For(0, 4, number => { lock (stream) { stream.Write(new byte[number]); } });")]
    [InlineData("var gate = new SemaphoreSlim(1); await Task.WhenAll(new[] { 1 }.Select(async n => { await gate.WaitAsync(); await stream.WriteAsync(new byte[n]); gate.Release(); }));")]
    [InlineData("await Task.WhenAll(new[] { client }.Select(async peer => { NetworkStream own = peer.GetStream(); await own.WriteAsync(buffer); }));")]
    [InlineData("foreach (int number in new[] { 1, 2 }) { await stream.WriteAsync(new byte[number]); }")]
    [InlineData("var tasks = new[] { 1, 2 }.Select(number => stream.WriteAsync(new byte[number], 0, number)); foreach (Task task in tasks) { await task; }")]
    [InlineData("using var file = File.OpenWrite(\"x\"); Task first = file.WriteAsync(buffer, 0, 4); Task second = file.WriteAsync(buffer, 4, 4); await Task.WhenAll(first, second);")]
    [InlineData("if (condition) { _ = stream.WriteAsync(buffer); } else { _ = stream.WriteAsync(buffer); }")]
    public Task Writes_one_after_the_other_are_not(string body) => Verify(body);

    private static Task Verify(string body) => AnalyzerTest.Verify<OverlappingWritesAnalyzer>(NetworkCode.Streams(body));
}
