using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ProtoSockets.Diagnostics;

namespace ProtoSockets.Hosting.Tests;

/// <summary>What calls with many replies and calls that stream measure and trace.</summary>
public sealed class StreamTelemetryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_streams_is_an_activity_from_begin_to_end_with_its_handler_below_it(bool reconnects)
    {
        List<Metric> metrics = [];
        List<Activity> activities = [];
        using MeterProvider meters = Sdk.CreateMeterProviderBuilder().AddMeter(ProtoSocketsDiagnostics.MeterName).AddInMemoryExporter(metrics).Build();
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource(ProtoSocketsDiagnostics.ActivitySourceName).AddInMemoryExporter(activities).Build();
        Gauger gauger = new();
        await using (Tide.Server server = new(gauger))
        {
            using var stopping = new CancellationTokenSource();
            var at = (IPEndPoint)server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            Task running = server.RunAsync(stopping.Token);
            await using (Tide.Client client = await Tide.Client.ConnectAsync(at, new ClientOptions { Reconnect = reconnects ? new ReconnectOptions() : null }, cancellationToken: Cancelled))
            {
                using var own = new Activity("gauging");
                own.ActivityTraceFlags = ActivityTraceFlags.Recorded;
                own.Start();
                Assert.Equal(3, await CountAsync(client.RiseAsync(new(3), Cancelled)));
                Assert.Same(own, Activity.Current);
                Assert.Equal(6, (await client.SumAsync(new(1), SpotsAsync(3, gauger), Cancelled)).Height);
                Assert.Same(own, Activity.Current);
                Assert.Equal(3, await CountAsync(client.BothAsync(new(1), SpotsAsync(3, gauger), Cancelled)));
                Assert.Equal(4, await CountAsync(client.PagesAsync(new(4), Cancelled)));
                Assert.Same(own, Activity.Current);
                own.Stop();

                traces.ForceFlush();
                Activity[] calls = [.. activities.Where(static activity => activity.Kind == ActivityKind.Client)];
                Assert.Equal(["Tide/Rise", "Tide/Sum", "Tide/Both", "Tide/Pages"], calls.Select(static call => call.DisplayName));
                Assert.All(calls, call => Assert.Equal((own.SpanId, ActivityStatusCode.Unset), (call.ParentSpanId, call.Status)));

                // A stream that is sent is read below the activity of its call.
                Assert.Equal([calls[1].SpanId, calls[2].SpanId], gauger.SourcesBelow);
            }

            await stopping.CancelAsync();
            await running;
        }

        traces.ForceFlush();
        meters.ForceFlush();
        Dictionary<ActivitySpanId, Activity> callsById = activities.Where(static activity => activity.Kind == ActivityKind.Client).ToDictionary(static activity => activity.SpanId);
        Activity[] handlers = [.. activities.Where(static activity => activity.Kind == ActivityKind.Server)];
        Assert.Equal(4, handlers.Length);
        Assert.All(handlers, handler =>
        {
            Activity call = callsById[handler.ParentSpanId];
            Assert.Equal((call.DisplayName, call.TraceId), (handler.DisplayName, handler.TraceId));
        });
        Metric metric = Assert.Single(metrics, static candidate => candidate.Name == "rpc.client.call.duration");
        Assert.Equal(["Tide/Both 1", "Tide/Pages 1", "Tide/Rise 1", "Tide/Sum 1"], Points(metric));
    }

    [Fact]
    public async Task How_an_enumeration_ends_is_told_once()
    {
        List<Activity> activities = [];
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource(ProtoSocketsDiagnostics.ActivitySourceName).AddInMemoryExporter(activities).Build();
        await using Tide.Server server = new(new Gauger());
        using var stopping = new CancellationTokenSource();
        var at = (IPEndPoint)server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task running = server.RunAsync(stopping.Token);
        await using (Tide.Client client = await Tide.Client.ConnectAsync(at, cancellationToken: Cancelled))
        {
            IAsyncEnumerable<Tide.Mark> refused = client.RiseAsync(new(-1), Cancelled);
            await Assert.ThrowsAsync<CallRefusedException>(() => CountAsync(refused));
            await Assert.ThrowsAsync<CallRefusedException>(() => CountAsync(refused));
            using var caller = new CancellationTokenSource();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await foreach (Tide.Mark mark in client.RiseAsync(new(int.MaxValue), caller.Token))
                {
                    await caller.CancelAsync();
                }
            });
            await foreach (Tide.Mark mark in client.RiseAsync(new(int.MaxValue), Cancelled))
            {
                break;
            }
        }

        await stopping.CancelAsync();
        await running;
        traces.ForceFlush();
        Assert.Equal(
            ["Rejected", "Rejected", "cancelled", null],
            activities.Where(static activity => activity.Kind == ActivityKind.Client).Select(static call => (string?)call.GetTagItem("error.type")));
    }

    private static async Task<int> CountAsync<T>(IAsyncEnumerable<T> items)
    {
        int count = 0;
        await foreach (T item in items)
        {
            count++;
        }

        return count;
    }

    private static async IAsyncEnumerable<Tide.Spot> SpotsAsync(int count, Gauger gauger)
    {
        gauger.SourcesBelow.Add(Activity.Current!.SpanId);
        for (int height = 1; height <= count; height++)
        {
            await Task.Yield();
            yield return new Tide.Spot(height);
        }
    }

    private static List<string> Points(Metric metric)
    {
        List<string> points = [];
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            string? method = null;
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                method = tag.Key == "rpc.method" ? (string?)tag.Value : method;
            }

            points.Add($"{method} {point.GetHistogramCount()}");
        }

        points.Sort(StringComparer.Ordinal);
        return points;
    }

    private sealed class Gauger : Tide.IServerHandler
    {
        public List<ActivitySpanId> SourcesBelow { get; } = [];

        public async IAsyncEnumerable<Tide.Mark> RiseAsync(Tide.Rise request, Tide.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            if (request.Count < 0)
            {
                throw new CallRefusedException("it falls");
            }

            for (int height = 1; height <= request.Count; height++)
            {
                await Task.Yield();
                yield return new Tide.Mark(height);
            }
        }

        public async ValueTask<Tide.Level> SumAsync(Tide.Sum request, IAsyncEnumerable<Tide.Spot> items, Tide.Session session, CancellationToken cancellationToken)
        {
            int sum = 0;
            await foreach (Tide.Spot item in items.WithCancellation(cancellationToken))
            {
                sum += item.Height;
            }

            return new Tide.Level(sum);
        }

        public async IAsyncEnumerable<Tide.Level> BothAsync(
            Tide.Both request, IAsyncEnumerable<Tide.Spot> items, Tide.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (Tide.Spot item in items.WithCancellation(cancellationToken))
            {
                yield return new Tide.Level(item.Height);
            }
        }

        public async IAsyncEnumerable<Tide.Page> PagesAsync(Tide.Pages request, Tide.Session session, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int number = 1; number <= request.Count; number++)
            {
                await Task.Yield();
                yield return new Tide.Page(number == request.Count);
            }
        }
    }
}

/// <summary>Calls with many replies, and calls that stream.</summary>
[Protocol]
public sealed partial class Tide
{
    [Request<Mark>(1, Replies = ReplyCount.Many)] public readonly partial record struct Rise(int Count);

    [Request<Level>(2, Takes = typeof(Spot))] public readonly partial record struct Sum(byte Unit);

    [Request<Level>(3, Replies = ReplyCount.Many, Takes = typeof(Spot))] public readonly partial record struct Both(byte Unit);

    [Request<Page>(4, Replies = ReplyCount.Many)] public readonly partial record struct Pages(int Count);

    [Reply(5)] public readonly partial record struct Mark(int Height);

    [Item(8)] public readonly partial record struct Spot(int Height);

    [Reply(6)] public readonly partial record struct Level(int Height);

    [Reply(7, Last = nameof(IsLast))] public readonly partial record struct Page(bool IsLast);
}
