using System.Diagnostics;
using System.Runtime;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>Says when a load is over, and gathers what it counted.</summary>
internal sealed class LoadClock
{
    private readonly List<Latencies> _latencies = [];
    private bool _isOver;
    private long _calls;

    public bool IsOver => Volatile.Read(ref _isOver);

    /// <summary>Makes the counter of one thread of control.</summary>
    public Latencies AddLatencies()
    {
        var latencies = new Latencies();
        lock (_latencies)
        {
            _latencies.Add(latencies);
        }

        return latencies;
    }

    public void AddCalls(long count) => Interlocked.Add(ref _calls, count);

    /// <summary>Runs a load.</summary>
    public static async Task<LoadResult> RunAsync(int milliseconds, Func<LoadClock, Task> load)
    {
        var clock = new LoadClock();
        long allocated = GC.GetTotalAllocatedBytes(precise: true);
        long start = Stopwatch.GetTimestamp();
        await using (new Timer(static clock => Volatile.Write(ref ((LoadClock)clock!)._isOver, true), clock, milliseconds, Timeout.Infinite))
        {
            await load(clock);
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return new LoadResult(
            clock._calls,
            (long)elapsed.TotalNanoseconds,
            Latencies.Quantile(clock._latencies, 0.5),
            Latencies.Quantile(clock._latencies, 0.99),
            GC.GetTotalAllocatedBytes(precise: true) - allocated,
            JitInfo.GetCompiledMethodCount());
    }
}
