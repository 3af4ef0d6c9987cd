namespace ProtoSockets.Benchmarks.Net;

/// <summary>The two processes of a contender, connected for one row.</summary>
internal sealed class Pair(WorkerProcess server, WorkerProcess client, Row row)
{
    private const int WarmTurn = 150;
    private const int MaxWarmTurns = 20;

    public async Task OpenAsync() => await client.TellAsync($"open {server.Port} {row.Connections} {row.InFlight} {row.Payload}");

    public async Task CloseAsync() => await client.TellAsync("close");

    /// <summary>Runs until the compilers of both have nothing left to do. They work in the background, after a pause in which nothing new was called.</summary>
    public async Task WarmAsync()
    {
        long before = -1;
        for (int turn = 0, quiet = 0; turn < MaxWarmTurns && quiet < 3; turn++)
        {
            long[] ran = await client.TellAsync(row.Command(WarmTurn));
            await Task.Delay(WarmUp.Pause);
            long compiled = ran[5] + (await server.TellAsync("count"))[1];
            quiet = compiled - before < 5 ? quiet + 1 : 0;
            before = compiled;
        }
    }

    public async Task<Measurement> MeasureAsync(int milliseconds)
    {
        long[] before = await server.TellAsync("count");
        long processor = server.ProcessorTime + client.ProcessorTime;
        long[] ran = await client.TellAsync(row.Command(milliseconds));
        processor = server.ProcessorTime + client.ProcessorTime - processor;
        long[] after = await server.TellAsync("count");
        long allocated = after[0] - before[0];
        double calls = Math.Max(1, ran[0]);
        if (row.IsCounted && after[2] - before[2] != ran[0])
        {
            throw new ComparisonException($"{row.Name}: of {ran[0]} messages {after[2] - before[2]} arrived.");
        }

        return new Measurement(calls / ran[1] * 1e9, ran[2], ran[3], ran[4] / calls, allocated / calls, processor / calls / 1e3);
    }

    /// <summary>System calls of both, for a call or message.</summary>
    public async Task<double?> CountSystemCallsAsync()
    {
        long calls = 0;
        long? count = await SystemCalls.CountAsync(server, client, async () => calls = (await client.TellAsync(row.Command(WarmTurn)))[0]);
        return (double?)count / Math.Max(1, calls);
    }
}
