using System.Diagnostics;

namespace ProtoSockets.Benchmarks.Calls;

/// <summary>Calls over loopback, one at a time and many in flight, beside what is usually written.</summary>
internal static class CallsBenchmark
{
    private const int Rounds = 9;
    private static readonly int[] InFlight = [1, 64, 512];
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(300);

    public static async Task RunAsync()
    {
        var table = new MarkdownTable("by", "in flight", "calls/s", "µs per call", "times as fast", "allocated bytes per call");
        await using UsualCaller usual = await UsualCaller.StartAsync();
        await using GeneratedCaller generated = await GeneratedCaller.StartAsync();
        foreach (int inFlight in InFlight)
        {
            await AddAsync(table, inFlight, usual, generated);
        }

        Console.Write(table);
    }

    /// <summary>The contenders take turns, so that whatever else the machine does meets both. The first one is what the other is compared with.</summary>
    private static async Task AddAsync(MarkdownTable table, int inFlight, params ICaller[] callers)
    {
        await WarmUp.RunAsync(async () =>
        {
            foreach (ICaller caller in callers)
            {
                await TimeAsync(caller, inFlight * 64, inFlight);
            }
        });
        int[] counts = new int[callers.Length];
        for (int index = 0; index < callers.Length; index++)
        {
            counts[index] = await CalibrateAsync(callers[index], inFlight);
        }

        double[][] times = [.. callers.Select(_ => new double[Rounds])];
        double[][] allocated = [.. callers.Select(_ => new double[Rounds])];
        for (int round = 0; round < Rounds; round++)
        {
            for (int index = 0; index < callers.Length; index++)
            {
                // Client and server are both in this process, and work on many threads: count them all.
                long before = GC.GetTotalAllocatedBytes(precise: true);
                double time = await TimeAsync(callers[index], counts[index], inFlight);
                times[index][round] = time;
                allocated[index][round] = (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)counts[index];
            }
        }

        for (int index = 0; index < callers.Length; index++)
        {
            double time = Median.Of(times[index]);
            double ratio = Median.Of(times[0].Zip(times[index], (first, own) => first / own));
            table.Add(
                callers[index].Name, $"{inFlight}", $"{1e6 / time:N0}", $"{time:0.00}", $"{ratio:0.0}", $"{Median.Of(allocated[index]):0}");
        }
    }

    private static async Task<int> CalibrateAsync(ICaller caller, int inFlight)
    {
        int count = inFlight * 16;
        while (await TimeAsync(caller, count, inFlight) * count < Turn.TotalMicroseconds)
        {
            count *= 2;
        }

        return count;
    }

    /// <summary>Microseconds per call.</summary>
    private static async Task<double> TimeAsync(ICaller caller, int count, int inFlight)
    {
        long start = Stopwatch.GetTimestamp();
        var callers = new Task[inFlight];
        for (int index = 0; index < inFlight; index++)
        {
            callers[index] = caller.CallAsync(count / inFlight);
        }

        await Task.WhenAll(callers);
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / count;
    }
}
