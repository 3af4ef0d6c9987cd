using System.Diagnostics;
using System.Numerics;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>Times of calls, counted in steps of about 1.5%: no memory grows, and none is allocated while it counts. One for each thread of control.</summary>
internal sealed class Latencies
{
    private const int StepBits = 6;
    private readonly long[] _counts = new long[(64 - StepBits) << StepBits];

    /// <summary>Counts a call.</summary>
    /// <param name="startedAt">Its <see cref="Stopwatch"/> time.</param>
    /// <returns>The time now: when the next call starts.</returns>
    public long Add(long startedAt)
    {
        long now = Stopwatch.GetTimestamp();
        _counts[Index(Math.Max(0, now - startedAt))]++;
        return now;
    }

    /// <summary>The time that this part of all calls did not exceed, in nanoseconds; 0 where none was timed.</summary>
    public static long Quantile(IReadOnlyCollection<Latencies> all, double part)
    {
        long[] sums = new long[(64 - StepBits) << StepBits];
        foreach (Latencies one in all)
        {
            for (int index = 0; index < sums.Length; index++)
            {
                sums[index] += one._counts[index];
            }
        }

        long left = (long)(sums.Sum() * part);
        int found = 0;
        if (Array.TrueForAll(sums, static count => count == 0))
        {
            return 0;
        }

        while (found < sums.Length - 1 && left >= sums[found])
        {
            left -= sums[found++];
        }

        return (long)(Value(found) * (1e9 / Stopwatch.Frequency));
    }

    /// <summary>The place of a value: its highest bit, and the bits behind it.</summary>
    private static int Index(long value)
    {
        int magnitude = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)value | 1) - StepBits);
        return (magnitude << StepBits) + (int)(value >> magnitude);
    }

    private static long Value(int index)
    {
        int magnitude = Math.Max(0, (index >> StepBits) - 1);
        return (long)(index - (magnitude << StepBits)) << magnitude;
    }
}
