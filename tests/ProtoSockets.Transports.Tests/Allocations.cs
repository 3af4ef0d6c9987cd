namespace ProtoSockets.Transports.Tests;

/// <summary>Measures what operations allocate, in the whole process: continuations run on other threads.</summary>
internal static class Allocations
{
    private const int Rounds = 6;

    /// <summary>How many operations a round is to do.</summary>
    internal const int Operations = 10_000;

    /// <summary>The bytes per operation of the best round: the first one warms up, and others may meet the test runner's own work.</summary>
    internal static async Task<double> PerOperationAsync(Func<int, Task> round)
    {
        double best = double.MaxValue;
        for (int i = 0; i < Rounds; i++)
        {
            long before = GC.GetTotalAllocatedBytes(precise: true);
            await round(Operations).WithinLimit();
            long after = GC.GetTotalAllocatedBytes(precise: true);
            best = Math.Min(best, (after - before) / (double)Operations);
        }

        return best;
    }
}
