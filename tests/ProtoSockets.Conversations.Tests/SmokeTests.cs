using System.Net;

namespace ProtoSockets.Conversations.Tests;

public sealed class SmokeTests(ITestOutputHelper output) : Echo.IServerHandler
{
    public ValueTask<Echo.Answer> AskAsync(Echo.Ask request, Echo.Session session, CancellationToken cancellationToken) =>
        request.Number == 13 ? Slow(cancellationToken) : new(new Echo.Answer(request.Number + 1));

    private static async ValueTask<Echo.Answer> Slow(CancellationToken ct) { await Task.Delay(100, ct); return new Echo.Answer(14); }

    public ValueTask NoteAsync(Echo.Note message, Echo.Session session, CancellationToken cancellationToken) => session.NoteAsync(message, cancellationToken);

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("udp://127.0.0.1:0")]
    public async Task Talk(string at)
    {
        using var stop = new CancellationTokenSource();
        await using var server = new Echo.Server(this);
        TransportAddress bound = TransportAddress.Parse(at);
        EndPoint end = server.Bind(bound);
        Task run = server.RunAsync(stop.Token);
        await using Echo.Client client = await Echo.Client.ConnectAsync(new TransportAddress(bound.Transport, end));
        Task<Echo.Answer> slow = client.AskAsync(new Echo.Ask(13)).AsTask();
        Assert.Equal(8u, (await client.AskAsync(new Echo.Ask(7))).Number);
        Assert.False(slow.IsCompleted);
        Assert.Equal(14u, (await slow).Number);
        await client.NoteAsync(new Echo.Note(5));
        await foreach (Echo.Note note in client.ReceiveAsync<Echo.Note>()) { Assert.Equal(5u, note.Number); break; }
        for (uint i = 0; i < 20000; i++) await client.AskAsync(new Echo.Ask(100));
        long before = GC.GetTotalAllocatedBytes(true);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        for (uint i = 0; i < 200_000; i++) await client.AskAsync(new Echo.Ask(i + 100));
        output.WriteLine($"{at}: {200_000 / watch.Elapsed.TotalSeconds:0} calls/s, {(GC.GetTotalAllocatedBytes(true) - before) / 200_000.0} B/call");
        var many = new Task[512];
        watch.Restart();
        for (int r = 0; r < 200; r++) { for (uint i = 0; i < 512; i++) many[i] = client.AskAsync(new Echo.Ask(i + 100)).AsTask(); await Task.WhenAll(many); }
        output.WriteLine($"{at}: 512 in flight {200 * 512 / watch.Elapsed.TotalSeconds:0} calls/s");
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
