using System.CommandLine;
using System.Diagnostics;

namespace RedisSample;

/// <summary>A short load: what one connection carries, one call at a time and many at a time.</summary>
internal static class BenchCommand
{
    private const string Key = "protosockets:bench";

    public static Command Create()
    {
        Option<int> seconds = Numbers.Option("--seconds", "How long each run takes.", otherwise: 2, least: 1, most: 3600);
        Option<int> valueBytes = Numbers.Option("--value-bytes", "The size of the value that is read.", otherwise: 100, least: 0, most: 1_000_000);
        Option<int> inFlight = Numbers.Option("--in-flight", "How many calls wait at a time in the second run.", otherwise: 64, least: 1, most: 4096);
        return ClientCommand.Create("bench", "Read one key over and over, and print how many calls a second that makes.", [seconds, valueBytes, inFlight],
            (client, parsed, cancellationToken) => RunAsync(
                client, TimeSpan.FromSeconds(parsed.GetValue(seconds)), parsed.GetValue(valueBytes), parsed.GetValue(inFlight), cancellationToken));
    }

    private static async Task RunAsync(RedisConnection client, TimeSpan duration, int valueBytes, int inFlight, CancellationToken cancellationToken)
    {
        Redis.Command get = RespText.Command("GET", Key);
        await client.CallAsync(cancellationToken, "SET", Key, new string('x', valueBytes), "EX", "600");
        try
        {
            // Compiled code and warm pools, so that the runs compare.
            await LoadAsync(client, get, TimeSpan.FromMilliseconds(500), inFlight, cancellationToken);
            await ReportAsync("one at a time", client, get, duration, inFlight: 1, cancellationToken);
            await ReportAsync($"{inFlight} in flight", client, get, duration, inFlight, cancellationToken);
        }
        finally
        {
            await client.CallAsync(CancellationToken.None, "DEL", Key);
        }
    }

    private static async Task ReportAsync(
        string what, RedisConnection client, Redis.Command get, TimeSpan duration, int inFlight, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        long calls = await LoadAsync(client, get, duration, inFlight, cancellationToken);
        double elapsed = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Console.WriteLine($"{what,-16} {calls / elapsed,12:N0} calls/s {1e6 * elapsed * inFlight / calls,10:N1} \u00B5s from request to reply");
    }

    private static async Task<long> LoadAsync(RedisConnection client, Redis.Command get, TimeSpan duration, int inFlight, CancellationToken cancellationToken)
    {
        long end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        long[] calls = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => CallUntilAsync(client, get, end, cancellationToken)));
        return calls.Sum();
    }

    private static async Task<long> CallUntilAsync(RedisConnection client, Redis.Command get, long end, CancellationToken cancellationToken)
    {
        long calls = 0;
        while (Stopwatch.GetTimestamp() < end)
        {
            _ = await client.SendAsync(get, cancellationToken);
            calls++;
        }

        return calls;
    }
}
