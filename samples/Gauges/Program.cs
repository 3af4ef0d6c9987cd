using System.Globalization;
using System.Net;
using GaugesSample;
using ProtoSockets;

// Output is the same everywhere.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var station = new Station();
await using var server = new Gauges.Server(station);
EndPoint address = server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
using var stopping = new CancellationTokenSource();
Task running = server.RunAsync(stopping.Token);

// A window of four: the station is never more than four readings ahead of the loop below.
await using (Gauges.Client client = await Gauges.Client.ConnectAsync(address, new ClientOptions { StreamWindow = 4 }))
{
    // Answered by a stream. It has no end, and so no deadline; leaving the loop cancels the call, and the station's handler with it.
    int read = 0;
    await foreach (Gauges.Reading reading in client.FollowAsync(new(7), Timeout.InfiniteTimeSpan))
    {
        Console.WriteLine($"gauge 7 reads {reading.Value:0.0}");
        if (++read == 5)
        {
            break;
        }
    }

    Console.WriteLine($"the station took {await station.Left} readings, of which {read} were read");

    // Sends a stream: it is enumerated as far as the station takes it.
    Gauges.Summary summary = await client.RecordAsync(new(7), SamplesAsync(1000));
    Console.WriteLine($"{summary.Count} samples were recorded, {summary.Mean:0.0} in the mean");

    // Both at a time.
    await foreach (Gauges.Reading reading in client.SmoothAsync(new(2), SamplesAsync(4)))
    {
        Console.WriteLine($"smoothed: {reading.Value:0.0}");
    }

    // A token ends either direction, wherever it is.
    using var patience = new CancellationTokenSource();
    try
    {
        await foreach (Gauges.Reading reading in client.SmoothAsync(new(10), SamplesAsync(int.MaxValue), Timeout.InfiniteTimeSpan, patience.Token))
        {
            await patience.CancelAsync();
        }
    }
    catch (OperationCanceledException)
    {
        Console.WriteLine("cancelled in the middle");
    }

    // What a handler throws comes behind the items before it.
    try
    {
        await foreach (Gauges.Reading reading in client.SmoothAsync(new(0), SamplesAsync(4)))
        {
            Console.WriteLine($"smoothed: {reading.Value:0.0}");
        }
    }
    catch (CallRefusedException refused)
    {
        Console.WriteLine($"refused: {refused.Message}");
    }
}

await stopping.CancelAsync();
await running;

static async IAsyncEnumerable<Gauges.Sample> SamplesAsync(int count)
{
    for (int number = 1; number <= count; number++)
    {
        await Task.Yield();
        yield return new Gauges.Sample(number);
    }
}
