using System.Net;
using ProtoSockets;
using ProtoSockets.Tests.Shared;

namespace MqttSample.Tests;

/// <summary>A server that clients are tested with: mosquitto, or the sample's own broker.</summary>
internal sealed class MqttServer : IAsyncDisposable
{
    private readonly Func<ValueTask> _stopAsync;

    private MqttServer(IPEndPoint endPoint, Func<ValueTask> stopAsync)
    {
        EndPoint = endPoint;
        _stopAsync = stopAsync;
    }

    public IPEndPoint EndPoint { get; }

    public TransportAddress Address => EndPoint;

    public static async Task<MqttServer> StartAsync(bool isReal)
    {
        if (isReal)
        {
            // Without a configuration mosquitto serves the loopback address alone, and lets everybody in.
            RealServer server = await RealServer.StartAsync(new RealServerProgram
            {
                Name = "mosquitto",
                Package = "mosquitto",
                Arguments = port => ["-p", $"{port}"],
            });
            return new MqttServer(server.EndPoint, server.DisposeAsync);
        }

        var stopping = new CancellationTokenSource();
        Mqtt.Server own = new Broker(TimeProvider.System).CreateServer();
        var endPoint = (IPEndPoint)own.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task running = own.RunAsync(stopping.Token);
        return new MqttServer(endPoint, async () =>
        {
            await stopping.CancelAsync();
            await own.DisposeAsync();
            await running.WaitAsync(Limits.Long);
            stopping.Dispose();
        });
    }

    public ValueTask DisposeAsync() => _stopAsync();
}

/// <summary>How long a test waits for what must happen, before it fails.</summary>
internal static class Limits
{
    public static TimeSpan Long { get; } = TimeSpan.FromSeconds(30);

    public static Task<T> Soon<T>(this Task<T> task) => task.WaitAsync(Long, TestContext.Current.CancellationToken);

    public static Task Soon(this Task task) => task.WaitAsync(Long, TestContext.Current.CancellationToken);
}
