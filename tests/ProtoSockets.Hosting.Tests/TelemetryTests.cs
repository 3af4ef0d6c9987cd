using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using ProtoSockets.Diagnostics;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace ProtoSockets.Hosting.Tests;

/// <summary>What calls and connections measure and trace, exported by OpenTelemetry's SDK and read back.</summary>
public sealed class TelemetryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tcp")]
    [InlineData("udp")]
    public async Task Calls_are_measured_and_traced_on_both_sides(string transport)
    {
        List<Metric> metrics = [];
        List<Activity> activities = [];
        using MeterProvider meters = Sdk.CreateMeterProviderBuilder().AddMeter(ProtoSocketsDiagnostics.MeterName).AddInMemoryExporter(metrics).Build();
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource(ProtoSocketsDiagnostics.ActivitySourceName).AddInMemoryExporter(activities).Build();
        using IHost host = Hosts.Harbour(configure: options => options.Addresses.Add(TransportAddress.Parse($"{transport}://127.0.0.1:0")));
        await host.StartAsync(Cancelled);
        var at = (IPEndPoint)host.Server().EndPoints[0];
        await using (Harbour.Client client = await Harbour.Client.ConnectAsync(TransportAddress.Parse($"{transport}://{at}"), cancellationToken: Cancelled))
        {
            await client.DockAsync(new(1), Cancelled);
            await client.DockAsync(new(2), Cancelled);
            await client.LoadAsync(new(new byte[3]), Cancelled);
        }

        await host.StopAsync(Cancelled);
        meters.ForceFlush();
        traces.ForceFlush();

        foreach (string name in new[] { "rpc.client.call.duration", "rpc.server.call.duration" })
        {
            Metric metric = Assert.Single(metrics, candidate => candidate.Name == name);
            Assert.Equal("s", metric.Unit);
            Assert.Equal([("Harbour/Dock", 2), ("Harbour/Load", 1)], Points(metric).Select(point => (Tag(point, "rpc.method"), (int)point.GetHistogramCount())).Order());
            Assert.All(Points(metric), point => Assert.Equal(
                ("protosockets", "127.0.0.1", $"{at.Port}", transport, ""),
                (Tag(point, "rpc.system.name"), Tag(point, "server.address"), Tag(point, "server.port"), Tag(point, "network.transport"), Tag(point, "error.type"))));
        }

        Assert.Equal(
            ["Client Harbour/Dock", "Client Harbour/Dock", "Client Harbour/Load", "Server Harbour/Dock", "Server Harbour/Dock", "Server Harbour/Load"],
            activities.Select(activity => $"{activity.Kind} {activity.DisplayName}").Order());
        Assert.All(activities, activity => Assert.Equal(ActivityStatusCode.Unset, activity.Status));
    }

    [Fact]
    public async Task A_call_is_part_of_what_its_caller_does_and_leaves_that_the_current_activity()
    {
        List<Activity> activities = [];
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource(ProtoSocketsDiagnostics.ActivitySourceName).AddInMemoryExporter(activities).Build();
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled);
        using var own = new Activity("loading");
        own.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        own.Start();

        await client.DockAsync(new(1), Cancelled);

        Assert.Same(own, Activity.Current);
        traces.ForceFlush();
        Activity call = Assert.Single(activities, activity => activity.Kind == ActivityKind.Client);
        Assert.Equal(own.SpanId, call.ParentSpanId);
    }

    [Fact]
    public async Task What_a_handler_does_is_part_of_the_call_that_caused_it()
    {
        List<Activity> activities = [];
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource(ProtoSocketsDiagnostics.ActivitySourceName).AddInMemoryExporter(activities).Build();
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled);
        using var own = new Activity("loading");
        own.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        own.TraceStateString = "vendor=value";
        own.Start();
        await Task.WhenAll(Enumerable.Range(0, 50).Select(number => client.DockAsync(new((uint)number), Cancelled).AsTask()));
        await host.StopAsync(Cancelled);
        traces.ForceFlush();

        Dictionary<ActivitySpanId, Activity> calls = activities.Where(activity => activity.Kind == ActivityKind.Client).ToDictionary(activity => activity.SpanId);
        Activity[] handlers = [.. activities.Where(activity => activity.Kind == ActivityKind.Server)];
        Assert.Equal((50, 50), (calls.Count, handlers.Length));
        Assert.Equal(50, handlers.Select(handler => handler.ParentSpanId).Distinct().Count());
        Assert.All(handlers, handler =>
        {
            Assert.Contains(handler.ParentSpanId, calls.Keys);
            Assert.Equal((own.TraceId, "vendor=value", true), (handler.TraceId, handler.TraceStateString, handler.HasRemoteParent));
        });
    }

    [Fact]
    public async Task The_trace_travels_in_front_of_the_request_as_the_page_says()
    {
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource(ProtoSocketsDiagnostics.ActivitySourceName).Build();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Harbour.Client> connecting = Harbour.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket peer = await listener.AcceptAsync(Cancelled);
        await peer.SendAsync(await ReceiveAsync(peer, 32), Cancelled);
        await using Harbour.Client client = await connecting;
        using var own = new Activity("loading");
        own.SetParentId("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        own.TraceStateString = "a=b";
        own.Start();
        _ = client.DockAsync(new(1), Cancelled).AsTask();

        byte[] trace = await ReceiveAsync(peer, 12 + 25 + 3);
        byte[] request = await ReceiveAsync(peer, 12);
        Assert.Equal("00000028" + "08" + "00" + "0000" + Convert.ToHexString(request, 8, 4), Convert.ToHexString(trace, 0, 12));
        Assert.Equal("0AF7651916CD43DD8448EB211C80319C", Convert.ToHexString(trace, 12, 16));
        Assert.NotEqual("0000000000000000", Convert.ToHexString(trace, 28, 8));
        Assert.Equal("01" + "613D62", Convert.ToHexString(trace, 36, 4));
        Assert.Equal(2, request[4]);
    }

    [Fact]
    public async Task What_fails_says_why()
    {
        List<Metric> metrics = [];
        List<Activity> activities = [];
        using MeterProvider meters = Sdk.CreateMeterProviderBuilder().AddMeter(ProtoSocketsDiagnostics.MeterName).AddInMemoryExporter(metrics).Build();
        using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource(ProtoSocketsDiagnostics.ActivitySourceName).AddInMemoryExporter(activities).Build();
        using IHost host = Hosts.Harbour();
        await host.StartAsync(Cancelled);
        await using Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled);
        await Assert.ThrowsAsync<CallTimedOutException>(() => client.WaitAsync(new(1), TimeSpan.FromMilliseconds(50), Cancelled).AsTask());
        host.Logbook().Released.SetException(new CallRefusedException("Not today."));
        await Assert.ThrowsAsync<CallRefusedException>(() => client.WaitAsync(new(2), Cancelled).AsTask());

        await host.StopAsync(Cancelled);
        meters.ForceFlush();
        traces.ForceFlush();

        Assert.Equal(["Rejected", "timeout"], Points(metrics.Single(metric => metric.Name == "rpc.client.call.duration")).Select(point => Tag(point, "error.type")).Order());
        Assert.Equal(["Rejected"], Points(metrics.Single(metric => metric.Name == "rpc.server.call.duration")).Select(point => Tag(point, "error.type")));
        Assert.All(activities, activity => Assert.Equal(ActivityStatusCode.Error, activity.Status));
        Assert.Equal(4, activities.Count);
    }

    [Fact]
    public async Task Connections_are_counted_while_they_are_open_and_those_refused()
    {
        List<Metric> metrics = [];
        using MeterProvider meters = Sdk.CreateMeterProviderBuilder().AddMeter(ProtoSocketsDiagnostics.MeterName).AddInMemoryExporter(metrics).Build();
        using IHost host = Hosts.Harbour(configure: options =>
        {
            options.Addresses.Add(Hosts.AnyPort);
            options.Server = options.Server with { MaxConnections = 1 };
        });
        await host.StartAsync(Cancelled);
        await using (Harbour.Client client = await Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled))
        {
            await client.DockAsync(new(1), Cancelled);
            await Assert.ThrowsAnyAsync<Exception>(() => Harbour.Client.ConnectAsync(host.Address(), cancellationToken: Cancelled));
            meters.ForceFlush();
            Assert.Equal([1L], Points(metrics.Single(metric => metric.Name == "protosockets.server.active_connections")).Select(point => point.GetSumLong()));
            Assert.Equal([1L], Points(metrics.Single(metric => metric.Name == "protosockets.server.rejected_connections")).Select(point => point.GetSumLong()));
        }

        await host.StopAsync(Cancelled);
        metrics.Clear();
        meters.ForceFlush();

        Assert.Equal([0L], Points(metrics.Single(metric => metric.Name == "protosockets.server.active_connections")).Select(point => point.GetSumLong()));
    }

    private static List<MetricPoint> Points(Metric metric)
    {
        List<MetricPoint> points = [];
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            points.Add(point);
        }

        return points;
    }

    private static string Tag(MetricPoint point, string name)
    {
        foreach (KeyValuePair<string, object?> tag in point.Tags)
        {
            if (tag.Key == name)
            {
                return $"{tag.Value}";
            }
        }

        return "";
    }

    private static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        await using NetworkStream stream = new(socket, ownsSocket: false);
        await stream.ReadExactlyAsync(bytes, Cancelled).AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        return bytes;
    }
}
