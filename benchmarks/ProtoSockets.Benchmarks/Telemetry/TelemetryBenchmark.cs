using System.Globalization;
using ProtoSockets.Transports;

namespace ProtoSockets.Benchmarks.Telemetry;

/// <summary>
/// What a call costs with metrics and traces, beside what it costs when nobody listens. One client and one server in this process, over memory, so that no system call hides the difference; the
/// contenders take turns within each round, and the ratio to "off" is that of the round. "Off, again" is off: how far its ratio is from 1 is how far the others can be trusted.
/// </summary>
internal static class TelemetryBenchmark
{
    private const int Callers = 32;

    private static readonly Regime[] Regimes =
    [
        new("off", false, false),
        new("off, again", false, false),
        new("metrics", true, false),
        new("traces", false, true),
        new("metrics and traces", true, true),
    ];

    /// <summary>Runs, and prints the table.</summary>
    /// <param name="quick">Fewer and shorter rounds.</param>
    public static async Task RunAsync(bool quick)
    {
        (int rounds, int calls) = quick ? (7, 20_000) : (31, 100_000);
        await using Echo.Server server = new(new Echo.Handler(), ServerOptions.Default);
        TransportAddress address = new(Transports.Transports.Memory, server.Bind(new MemoryEndPoint(string.Empty)));
        using CancellationTokenSource stopping = new();
        Task running = server.RunAsync(stopping.Token);
        await using (Echo.Client client = await Echo.Client.ConnectAsync(address))
        {
            foreach (Regime regime in Regimes)
            {
                await WarmUp.RunAsync(() => TurnAsync(client, regime, calls / 4));
            }

            List<Turn>[] turns = [.. Regimes.Select(static _ => new List<Turn>())];
            for (int round = 0; round < rounds; round++)
            {
                int[] order = [.. Enumerable.Range(0, Regimes.Length)];
                Random.Shared.Shuffle(order);
                foreach (int index in order)
                {
                    turns[index].Add(await TurnAsync(client, Regimes[index], calls));
                }
            }

            Console.WriteLine(TableOf(turns));
        }

        await stopping.CancelAsync();
        await running;
    }

    private static MarkdownTable TableOf(List<Turn>[] turns)
    {
        MarkdownTable table = new("who listens", "CPU time of a call, ns", "to off", "allocated for a call, bytes");
        for (int index = 0; index < turns.Length; index++)
        {
            table.Add(
                Regimes[index].Name,
                Text(Median.Of(turns[index].Select(static turn => turn.Nanoseconds)), "0"),
                Text(Median.Of(turns[index].Zip(turns[0], static (turn, off) => turn.Nanoseconds / off.Nanoseconds)), "0.00"),
                Text(Median.Of(turns[index].Select(static turn => turn.Bytes)), "0"));
        }

        return table;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    /// <summary>The CPU time is that of the whole process: both sides, and what others take of the machine does not count.</summary>
    private static async Task<Turn> TurnAsync(Echo.Client client, Regime regime, int calls)
    {
        using Observer observer = new(regime.WantsMetrics, regime.WantsTraces);
        int each = calls / Callers;
        long bytes = GC.GetTotalAllocatedBytes(precise: true);
        TimeSpan before = Environment.CpuUsage.TotalTime;
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => CallAsync(client, each)));
        TimeSpan took = Environment.CpuUsage.TotalTime - before;
        return new Turn(took.TotalNanoseconds / (each * Callers), (double)(GC.GetTotalAllocatedBytes(precise: true) - bytes) / (each * Callers));
    }

    private static async Task CallAsync(Echo.Client client, int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            await client.SayAsync(new Echo.Say((ulong)call)).ConfigureAwait(false);
        }
    }

    private sealed record Regime(string Name, bool WantsMetrics, bool WantsTraces);

    private readonly record struct Turn(double Nanoseconds, double Bytes);
}
