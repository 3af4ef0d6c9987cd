using System.Diagnostics;

namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>Calls once, for <see cref="CallLoops"/>. A structure, so that the loop awaits the peer's own task and nothing in between.</summary>
/// <typeparam name="TReply">What the peer gives back.</typeparam>
internal interface ICaller<TReply>
{
    /// <summary>Calls.</summary>
    /// <param name="connection">The index of the connection.</param>
    /// <param name="number">What makes the call different from others.</param>
    ValueTask<TReply> CallAsync(int connection, ulong number);

    /// <summary>Whether it is the reply to that call.</summary>
    bool IsReply(TReply reply, ulong number);
}

/// <summary>Calls as they are written against a client that gives tasks: loops that await one call after the other, at least one each, as many on each connection as are to be in flight.</summary>
internal static class CallLoops
{
    /// <summary>Of calls among many, one of so many is timed: reading the clock costs as much as a part of the call.</summary>
    public const int Sampled = 8;

    public static Task RunAsync<TCaller, TReply>(LoadClock clock, Load load, TCaller caller)
        where TCaller : struct, ICaller<TReply>
    {
        var loops = new Task[load.Connections * load.InFlight];
        for (int index = 0; index < loops.Length; index++)
        {
            loops[index] = LoopAsync<TCaller, TReply>(clock, index % load.Connections, loops.Length == 1 ? 0u : Sampled - 1, caller);
        }

        return Task.WhenAll(loops);
    }

    private static async Task LoopAsync<TCaller, TReply>(LoadClock clock, int connection, ulong mask, TCaller caller)
        where TCaller : struct, ICaller<TReply>
    {
        Latencies latencies = clock.AddLatencies();
        ulong count = 0;
        do
        {
            long start = (count & mask) == 0 ? Stopwatch.GetTimestamp() : 0;
            TReply reply = await caller.CallAsync(connection, count).ConfigureAwait(false);
            if (start != 0)
            {
                _ = latencies.Add(start);
            }

            if (!caller.IsReply(reply, count))
            {
                throw new InvalidDataException("The reply is another one's.");
            }

            count++;
        }
        while (!clock.IsOver);

        clock.AddCalls((long)count);
    }
}
