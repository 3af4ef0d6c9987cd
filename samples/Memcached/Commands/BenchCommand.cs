using System.CommandLine;
using System.Diagnostics;

namespace MemcachedSample;

/// <summary>A short load: what one connection carries, one call at a time and many at a time.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        Option<int> seconds = Numbers.Option("--seconds", "How long each run takes.", otherwise: 2, least: 1, most: 3600);
        Option<int> valueBytes = Numbers.Option("--value-bytes", "The size of the value that is read.", otherwise: 100, least: 0, most: 1_000_000);
        Option<int> inFlight = Numbers.Option("--in-flight", "How many calls wait at a time in the second run.", otherwise: 64, least: 1, most: 4096);
        return ClientCommand.Create("bench", "Read one item over and over, and print how many calls a second that makes.", [seconds, valueBytes, inFlight],
            (client, parsed, cancellationToken) => RunAsync(
                client, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(valueBytes), parsed.GetValue(inFlight), cancellationToken));
    }

    private static async Task RunAsync(Memcached.Client client, TimeSpan duration, int valueBytes, int inFlight, CancellationToken cancellationToken)
    {
        byte[] key = "protosockets:bench"u8.ToArray();
        await client.SetAsync(new(Flags: 0, Expiration: 600, key, new byte[valueBytes]), cancellationToken);
        try
        {
            // Compiled code and warm pools, so that the runs compare.
            await LoadAsync(client, key, TimeSpan.FromMilliseconds(500), inFlight, cancellationToken);
            await ReportAsync("one at a time", client, key, duration, inFlight: 1, cancellationToken);
            await ReportAsync($"{inFlight} in flight", client, key, duration, inFlight, cancellationToken);
        }
        finally
        {
            await client.DeleteAsync(new(key), CancellationToken.None);
        }
    }

    private static async Task ReportAsync(
        string what, Memcached.Client client, byte[] key, TimeSpan duration, int inFlight, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        long calls = await LoadAsync(client, key, duration, inFlight, cancellationToken);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{what,-16} {calls / elapsed,12:N0} calls/s {1e6 * elapsed * inFlight / calls,10:N1} \u00B5s from request to reply");
    }

    private static async Task<long> LoadAsync(Memcached.Client client, byte[] key, TimeSpan duration, int inFlight, CancellationToken cancellationToken)
    {
        long end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        long[] calls = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => CallUntilAsync(client, key, end, cancellationToken)));
        return calls.Sum();
    }

    private static async Task<long> CallUntilAsync(Memcached.Client client, byte[] key, long end, CancellationToken cancellationToken)
    {
        long calls = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            _ = await client.GetAsync(new(key), cancellationToken);
            calls++;
        }

        return calls;
    }
}
