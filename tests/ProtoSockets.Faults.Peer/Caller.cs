namespace ProtoSockets.Faults.Peer;

/// <summary>Calls a server, many calls at a time, and says how they ended.</summary>
internal static class Caller
{
    private const int Callers = 20;
    private const int LoadBytes = 1000;

    /// <summary>Calls, and prints a line: how many calls were answered, and the rest by what they ended with.</summary>
    /// <param name="address">The server.</param>
    /// <param name="calls">How many.</param>
    /// <returns>The exit code: 0 where all were answered.</returns>
    public static async Task<int> RunAsync(TransportAddress address, int calls)
    {
        SortedDictionary<string, int> ends = new(StringComparer.Ordinal);
        int next = 0;
        await using Errands.Client client = await Errands.Client.ConnectAsync(address, new ClientOptions { ConnectTimeout = TimeSpan.FromSeconds(60), CallTimeout = TimeSpan.FromSeconds(60) });
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(CallAsync)));
        Console.WriteLine(string.Join(", ", ends.Select(static end => $"{end.Value} {end.Key}")));
        return ends.Count == 1 && ends.ContainsKey("answered") ? 0 : 1;

        async Task CallAsync()
        {
            byte[] load = new byte[LoadBytes];
            for (int number = Interlocked.Increment(ref next); number <= calls; number = Interlocked.Increment(ref next))
            {
                string end = await EndOfAsync(client, number, load);
                lock (ends)
                {
                    ends[end] = ends.GetValueOrDefault(end) + 1;
                }
            }
        }
    }

    private static async Task<string> EndOfAsync(Errands.Client client, int number, byte[] load)
    {
        load.AsSpan().Fill((byte)number);
        try
        {
            Errands.Done done = await client.FetchAsync(new Errands.Fetch(number, load));
            return done.Number == number && done.Load.Span.SequenceEqual(load) ? "answered" : "answered with what is another's";
        }
        catch (CallException exception)
        {
            return exception.GetType().Name;
        }
    }
}
