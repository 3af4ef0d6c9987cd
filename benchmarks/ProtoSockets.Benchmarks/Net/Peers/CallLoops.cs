using System.Diagnostics;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>Calls as they are written against a client that gives tasks: loops that await one call after the other, as many on each connection as are to be in flight.</summary>
internal static class CallLoops
{
    /// <summary>Of calls among many, one of so many is timed: reading the clock costs as much as a part of the call.</summary>
    public const int Sampled = 8;

    /// <summary>Runs the loops.</summary>
    /// <param name="clock">Tells when to end.</param>
    /// <param name="load">How many.</param>
    /// <param name="call">Calls once, on the connection of this index, and checks the reply.</param>
    public static Task RunAsync(LoadClock clock, Load load, Func<int, ValueTask> call)
    {
        var loops = new Task[load.Connections * load.InFlight];
        int mask = loops.Length == 1 ? 0 : Sampled - 1;
        for (int index = 0; index < loops.Length; index++)
        {
            loops[index] = LoopAsync(clock, index % load.Connections, mask, call);
        }

        return Task.WhenAll(loops);
    }

    private static async Task LoopAsync(LoadClock clock, int connection, int mask, Func<int, ValueTask> call)
    {
        Latencies latencies = clock.AddLatencies();
        long count = 0;
        for (; !clock.IsOver; count++)
        {
            if ((count & mask) != 0)
            {
                await call(connection).ConfigureAwait(false);
                continue;
            }

            long start = Stopwatch.GetTimestamp();
            await call(connection).ConfigureAwait(false);
            latencies.Add(start);
        }

        clock.AddCalls(count);
    }
}
