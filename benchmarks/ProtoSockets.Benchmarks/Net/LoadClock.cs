using System.Diagnostics;
using System.Runtime;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>Says when a load is over, and gathers what it counted.</summary>
internal sealed class LoadClock
{
    // Of the turn before: counters made within a turn would count as allocated by the calls.
    private static readonly Stack<Latencies> Spare = new();

    private readonly List<Latencies> _latencies = [];
    private bool _isOver;
    private long _calls;

    public bool IsOver => Volatile.Read(ref _isOver);

    /// <summary>Makes the counter of one thread of control.</summary>
    public Latencies AddLatencies()
    {
        lock (_latencies)
        {
            Latencies latencies = Spare.TryPop(out Latencies? spare) ? spare : new Latencies();
            _latencies.Add(latencies);
            return latencies;
        }
    }

    public void AddCalls(long count) => Interlocked.Add(ref _calls, count);

    /// <summary>Lets go of the counters, where memory is measured and not time.</summary>
    public static void Forget() => Spare.Clear();

    /// <summary>Runs a load.</summary>
    public static async Task<LoadResult> RunAsync(int milliseconds, Func<LoadClock, Task> load)
    {
        var clock = new LoadClock();
        long allocated;
        long start = Stopwatch.GetTimestamp();
        await using (new Timer(static clock => Volatile.Write(ref ((LoadClock)clock!)._isOver, true), clock, milliseconds, Timeout.Infinite))
        {
            Task running = load(clock);

            // The loops, which have begun, are not what the calls allocate.
            allocated = GC.GetTotalAllocatedBytes(precise: true);
            await running;
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var result = new LoadResult(
            clock._calls,
            (long)elapsed.TotalNanoseconds,
            Latencies.Quantile(clock._latencies, 0.5),
            Latencies.Quantile(clock._latencies, 0.99),
            allocated,
            JitInfo.GetCompiledMethodCount());
        foreach (Latencies latencies in clock._latencies)
        {
            latencies.Clear();
            Spare.Push(latencies);
        }

        return result;
    }
}
