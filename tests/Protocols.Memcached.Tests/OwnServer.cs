using System.Net;
using ProtoSockets;

namespace MemcachedSample.Tests;

/// <summary>The sample's server, from the start of a test to its end.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _disconnected = new(0);
    private readonly Memcached.Server _server;
    private readonly Task _running;

    public OwnServer(TimeProvider? time = null, long maxBytes = 64 << 20)
    {
        Store = new MemoryStore(maxBytes, time ?? TimeProvider.System);
        _server = new Memcached.Server(new WatchedHandler(Store, time ?? TimeProvider.System, _disconnected));
        EndPoint = (IPEndPoint)_server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _running = _server.RunAsync(_stopping.Token);
    }

    public MemoryStore Store { get; }

    public IPEndPoint EndPoint { get; }

    public TransportAddress Address => EndPoint;

    /// <summary>Waits until the handler was told that this many connections have ended, from the start or since the last time.</summary>
    public async Task DisconnectedAsync(int connections)
    {
        for (int ended = 0; ended < connections; ended++)
        {
            Assert.True(await _disconnected.WaitAsync(TimeSpan.FromSeconds(30)), $"{ended} of {connections} connections have ended.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
        _stopping.Dispose();
        _disconnected.Dispose();
    }

    /// <summary>The sample's handler, and who waits for connections to end.</summary>
    private sealed class WatchedHandler(MemoryStore store, TimeProvider time, SemaphoreSlim disconnected) : MemcachedHandler(store, time), Memcached.IServerHandler
    {
        async ValueTask Memcached.IServerHandler.DisconnectedAsync(Memcached.Session session, Exception? reason)
        {
            await DisconnectedAsync(session, reason);
            disconnected.Release();
        }
    }
}
