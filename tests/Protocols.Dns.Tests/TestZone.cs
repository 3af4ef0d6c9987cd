using System.Net;
using ProtoSockets;

namespace DnsSample.Tests;

/// <summary>The zone that the sample comes with, and a server of it.</summary>
internal static class TestZone
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "example.test.zone");

    public static Zone Load() => Zone.Load(Path);
}

/// <summary>The sample's server at a port of its own, over UDP and TCP.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dns.Server _server;
    private readonly Task _running;

    private RunningServer(Dns.Server server, IPEndPoint endPoint)
    {
        _server = server;
        EndPoint = endPoint;
        _running = server.RunAsync(_stopping.Token);
    }

    public IPEndPoint EndPoint { get; }

    public int Port => EndPoint.Port;

    public int ConnectionCount => _server.ConnectionCount;

    public static async Task<RunningServer> StartAsync(Zone? zone = null, bool allowsTransfer = true)
    {
        (Dns.Server server, IPEndPoint endPoint) = await ZoneServer.BindAsync(
            new ZoneHandler(zone ?? TestZone.Load(), allowsTransfer),
            new IPEndPoint(IPAddress.Loopback, 0),
            new ServerOptions { DrainTimeout = TimeSpan.FromMilliseconds(200) });
        return new RunningServer(server, endPoint);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(20));
        await _server.DisposeAsync();
        _stopping.Dispose();
    }
}
