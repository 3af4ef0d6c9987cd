namespace ProtoSockets.Benchmarks.Net.Peers;

/// <summary>Messages that one client has the server push to all: the next when the one before has reached everybody.</summary>
/// <param name="subscribers">How many there are.</param>
internal sealed class Publications(int subscribers)
{
    private TaskCompletionSource _everybody = new();
    private long _number;
    private int _left;

    /// <summary>A subscriber has got one. Who waits goes on here, with the last of them.</summary>
    /// <exception cref="InvalidDataException">It is not the one that was published.</exception>
    public void Arrived(ulong number)
    {
        if (number != (ulong)Volatile.Read(ref _number))
        {
            throw new InvalidDataException("It is another message.");
        }

        if (Interlocked.Decrement(ref _left) == 0)
        {
            _everybody.SetResult();
        }
    }

    /// <summary>Publishes until the clock says so. What is timed is the way from the publisher to the last subscriber.</summary>
    /// <param name="clock">Says when to end, and counts what arrived.</param>
    /// <param name="publish">Sends a message to the server.</param>
    public async Task RunAsync(LoadClock clock, Func<ulong, ValueTask> publish)
    {
        Latencies latencies = clock.AddLatencies();
        while (!clock.IsOver)
        {
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            _everybody = new TaskCompletionSource();
            _left = subscribers;
            Volatile.Write(ref _number, _number + 1);
            await publish((ulong)_number).ConfigureAwait(false);
            await _everybody.Task.ConfigureAwait(false);
            _ = latencies.Add(start);
            clock.AddCalls(subscribers);
        }
    }
}
