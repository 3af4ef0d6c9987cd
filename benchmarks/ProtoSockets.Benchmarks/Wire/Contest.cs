namespace ProtoSockets.Benchmarks.Wire;

/// <summary>Times contenders in turns, so that whatever else the machine does meets them all. The first one is what the others are compared with.</summary>
internal static class Contest
{
    private const int Rounds = 31;
    private const int QuickRounds = 9;
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(15);
    private static long s_sink;

    /// <summary>What was measured of one contender.</summary>
    /// <param name="Name">The contender.</param>
    /// <param name="Nanoseconds">The median time of one operation.</param>
    /// <param name="Ratio">The median of its time over the first contender's in the same round.</param>
    /// <param name="Allocated">Bytes allocated in one operation.</param>
    public sealed record Result(string Name, double Nanoseconds, double Ratio, double Allocated);

    public static async Task<IReadOnlyList<Result>> RunAsync(IReadOnlyList<Contender> contenders, bool isQuick)
    {
        int rounds = isQuick ? QuickRounds : Rounds;
        await WarmUp.RunAsync(() =>
        {
            _ = contenders.Sum(contender => Time(contender, 20_000));
            return Task.CompletedTask;
        });
        int[] counts = [.. contenders.Select(Calibrate)];
        double[][] times = [.. contenders.Select(_ => new double[rounds])];
        double[] allocated = new double[contenders.Count];
        for (int round = 0; round < rounds; round++)
        {
            for (int index = 0; index < contenders.Count; index++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                double time = Time(contenders[index], counts[index]);
                times[index][round] = time;
                allocated[index] = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)counts[index];
            }
        }

        return
        [
            .. contenders.Select((contender, index) => new Result(
                contender.Name,
                Median.Of(times[index]),
                Median.Of(times[index].Zip(times[0], (own, first) => own / first)),
                allocated[index])),
        ];
    }

    private static double Time(Contender contender, int count)
    {
        double start = ThreadClock.Now;
        s_sink += contender.Run(count);
        return (ThreadClock.Now - start) / count;
    }

    private static int Calibrate(Contender contender)
    {
        int count = 1000;
        while (Time(contender, count) * count < Turn.TotalNanoseconds)
        {
            count *= 2;
        }

        return count;
    }
}
