using System.Runtime;

namespace ProtoSockets.Benchmarks;

/// <summary>
/// Code is compiled anew once it turns out to be hot, in the background, after a pause in which nothing new was called. Timings before that are of other code.
/// </summary>
internal static class WarmUp
{
    private const int MaxRounds = 30;

    /// <summary>Longer than the 100 ms without new code for which the background compiler waits (the runtime setting TieredCompilation.CallCountingDelayMs).</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Does something again and again until the compiler has nothing left to do.</summary>
    /// <param name="round">What to do.</param>
    /// <returns>A task that ends when it is time to measure.</returns>
    public static async Task RunAsync(Func<Task> round)
    {
        int quiet = 0;
        for (int count = 0; count < MaxRounds && quiet < 3; count++)
        {
            long before = JitInfo.GetCompiledMethodCount();
            await round();
            await Task.Delay(Pause);
            quiet = JitInfo.GetCompiledMethodCount() - before < 5 ? quiet + 1 : 0;
        }
    }
}
