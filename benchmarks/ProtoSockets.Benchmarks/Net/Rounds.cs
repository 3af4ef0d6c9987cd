namespace ProtoSockets.Benchmarks.Net;

/// <summary>Runs rows, in one regime. Processes are started when a row needs them first, and serve all later rows: so they are warm.</summary>
internal sealed class Rounds(bool isQuick, bool isPinned) : IDisposable
{
    private readonly Dictionary<(string Role, string Peer, Threads Threads, Medium Medium), WorkerProcess> _workers = [];
    private readonly Random _order = new();

    private int Count => isQuick ? 3 : 7;

    private int Turn => isQuick ? 100 : 300;

    /// <exception cref="ComparisonException">It could not run. Later rows may: they get new processes.</exception>
    public async Task<RowResult> RunAsync(Row row)
    {
        // Spinning on the one core that the other end needs shows nothing.
        row = row with { Contenders = [.. row.Contenders.Where(contender => !isPinned || contender.Threads != Threads.Spin)] };
        try
        {
            return await RunAllAsync(row);
        }
        catch (ComparisonException)
        {
            // One of them has ended, or is in the middle of something.
            Dispose();
            _workers.Clear();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (WorkerProcess worker in _workers.Values)
        {
            worker.Dispose();
        }
    }

    private async Task<RowResult> RunAllAsync(Row row)
    {
        var result = new RowResult(row);
        var pairs = new Dictionary<Contender, Pair>();
        foreach (Contender contender in row.Contenders)
        {
            var pair = new Pair(await WorkerAsync("server", contender.Server, contender.Threads, row.Medium), await WorkerAsync("client", contender.Client, ClientThreads(contender), row.Medium), row);
            pairs.Add(contender, pair);
            await pair.OpenAsync();
            await pair.WarmAsync();
            await pair.CloseAsync();
        }

        for (int round = 0; round < Count; round++)
        {
            Contender[] order = [.. row.Contenders];
            _order.Shuffle(order);
            foreach (Contender contender in order)
            {
                await pairs[contender].OpenAsync();
                result.Add(contender, await pairs[contender].MeasureAsync(Turn));
                await pairs[contender].CloseAsync();
            }
        }

        foreach ((Contender contender, Pair pair) in pairs)
        {
            await pair.OpenAsync();
            if (await pair.CountSystemCallsAsync() is { } calls)
            {
                result.SystemCalls.Add(contender, calls);
            }

            await pair.CloseAsync();
        }

        return result;
    }

    /// <summary>A client in C beside a server in .NET has the mode for many connections.</summary>
    private static Threads ClientThreads(Contender contender) => contender.Client == contender.Server ? contender.Threads : Threads.Pool;

    private async Task<WorkerProcess> WorkerAsync(string role, string peer, Threads threads, Medium medium)
    {
        if (!_workers.TryGetValue((role, peer, threads, medium), out WorkerProcess? worker))
        {
            worker = await WorkerProcess.StartAsync(role, peer, threads, medium, isPinned ? 0 : null);
            _workers.Add((role, peer, threads, medium), worker);
        }

        return worker;
    }
}
