using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using ProtoSockets.Diagnostics;
using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Tests;

/// <summary>What clients that connect again measure of their connections, exported by OpenTelemetry's SDK and read back.</summary>
public sealed class ReconnectTelemetryTests
{
    private const string Count = "protosockets.client.connection.count";
    private const string CreateTime = "protosockets.client.connection.create_time";
    private const string Lost = "protosockets.client.connection.lost";

    // Waits that are long beside an attempt, so that all connections are seen to wait at a time.
    private static readonly ReconnectOptions Again = new() { InitialDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromMilliseconds(100), Jitter = 0 };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Attempts_losses_and_the_state_of_each_connection_are_measured()
    {
        List<Metric> metrics = [];
        using MeterProvider meters = Sdk.CreateMeterProviderBuilder().AddMeter(ProtoSocketsDiagnostics.MeterName).AddInMemoryExporter(metrics).Build();
        using IHost first = Hosts.Harbour();
        await first.StartAsync(Cancelled);
        TransportAddress at = first.Address();
        string port = at.EndPoint.ToString()!.Split(':')[1];
        Harbour.Client client = await Harbour.Client.ConnectAsync(at, new ClientOptions { Connections = 3, Reconnect = Again }, cancellationToken: Cancelled);
        Dictionary<string, List<Point>> read = await UntilAsync(meters, metrics, port, now => States(now, port) is [("backing_off", 0), ("connected", 3), ("connecting", 0)]);
        Assert.All(Of(read, Count, port), point => Assert.Equal(
            ("protosockets", "Harbour", "127.0.0.1", "tcp"),
            (point.Tag("rpc.system.name"), point.Tag("protosockets.protocol"), point.Tag("server.address"), point.Tag("network.transport"))));
        Point made = Assert.Single(Of(read, CreateTime, port));
        Assert.Equal((3, null), (made.Value, made.Tag("error.type")));
        Assert.Empty(Of(read, Lost, port));

        await first.StopAsync(Cancelled);
        read = await UntilAsync(
            meters,
            metrics,
            port,
            now => States(now, port) is [("backing_off", 3), ("connected", 0), ("connecting", 0)]
                && Of(now, CreateTime, port).Any(static point => point.Tag("error.type") == "ProtoSockets.Transports.ConnectException"));
        Assert.Equal(3, Of(read, Lost, port).Sum(static point => point.Value));

        // They have left because the server said goodbye, or because it was faster to close.
        Assert.All(Of(read, Lost, port), static point => Assert.True(point.Tag("error.type") is null or "ProtoSockets.ConnectionClosedException", point.Tag("error.type")));
        Assert.Contains(Of(read, CreateTime, port), static point => point is { Value: 3 } && point.Tag("error.type") is null);

        using IHost second = Hosts.Harbour(configure: options => options.Addresses.Add(at));
        await second.StartAsync(Cancelled);
        read = await UntilAsync(meters, metrics, port, now => States(now, port) is [("backing_off", 0), ("connected", 3), ("connecting", 0)]);
        Assert.Contains(Of(read, CreateTime, port), static point => point is { Value: 6 } && point.Tag("error.type") is null);

        // Another client of the same server is counted with it, and neither when both are closed.
        await using (await Harbour.Client.ConnectAsync(at, new ClientOptions { Reconnect = Again }, cancellationToken: Cancelled))
        {
            Assert.Equal(("connected", 4), States(Read(meters, metrics), port)[1]);
        }

        await client.DisposeAsync();
        Assert.Empty(States(Read(meters, metrics), port));
    }

    [Fact]
    public async Task The_attempt_of_a_client_that_does_not_connect_again_is_measured_as_well()
    {
        List<Metric> metrics = [];
        using MeterProvider meters = Sdk.CreateMeterProviderBuilder().AddMeter(ProtoSocketsDiagnostics.MeterName).AddInMemoryExporter(metrics).Build();
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        await using (await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled))
        {
            Dictionary<string, List<Point>> read = Read(meters, metrics);
            string port = host.Address().EndPoint.ToString()!.Split(':')[1];
            Assert.Equal(1, Assert.Single(Of(read, CreateTime, port)).Value);
            Assert.Empty(States(read, port));
        }
    }

    /// <summary>Reads until the states are as they are to be.</summary>
    private static async Task<Dictionary<string, List<Point>>> UntilAsync(
        MeterProvider meters, List<Metric> metrics, string port, Func<Dictionary<string, List<Point>>, bool> holds)
    {
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            Dictionary<string, List<Point>> read = Read(meters, metrics);
            if (holds(read))
            {
                return read;
            }

            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(30), string.Join(", ", States(read, port)));
            await Task.Delay(1, Cancelled);
        }
    }

    /// <summary>The connections of a server's clients in each state.</summary>
    private static List<(string State, int Number)> States(Dictionary<string, List<Point>> read, string port) =>
        [.. Of(read, Count, port).Select(static point => (point.Tag("protosockets.client.connection.state")!, (int)point.Value)).Order()];

    private static IEnumerable<Point> Of(Dictionary<string, List<Point>> read, string name, string port) =>
        read.GetValueOrDefault(name, []).Where(point => point.Tag("server.port") == port);

    private static Dictionary<string, List<Point>> Read(MeterProvider meters, List<Metric> metrics)
    {
        metrics.Clear();
        meters.ForceFlush();
        Dictionary<string, List<Point>> read = [];
        foreach (Metric metric in metrics)
        {
            List<Point> points = [];
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
            {
                Dictionary<string, string?> tags = [];
                foreach (KeyValuePair<string, object?> tag in point.Tags)
                {
                    tags[tag.Key] = tag.Value?.ToString();
                }

                points.Add(new Point(metric.MetricType == MetricType.Histogram ? point.GetHistogramCount() : point.GetSumLong(), tags));
            }

            read[metric.Name] = points;
        }

        return read;
    }

    private sealed record Point(long Value, Dictionary<string, string?> Tags)
    {
        public string? Tag(string name) => Tags.GetValueOrDefault(name);
    }
}
