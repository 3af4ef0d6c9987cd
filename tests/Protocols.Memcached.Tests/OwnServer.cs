using System.Net;
using ProtoSockets;

namespace MemcachedSample.Tests;

/// <summary>The sample's server, from the start of a test to its end.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Memcached.Server _server;
    private readonly Task _running;

    public OwnServer(TimeProvider? time = null, long maxBytes = 64 << 20)
    {
        Store = new MemoryStore(maxBytes, time ?? TimeProvider.System);
        _server = new Memcached.Server(new MemcachedHandler(Store, time ?? TimeProvider.System));
        EndPoint = (IPEndPoint)_server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _running = _server.RunAsync(_stopping.Token);
    }

    public MemoryStore Store { get; }

    public IPEndPoint EndPoint { get; }

    public TransportAddress Address => EndPoint;

    public int ConnectionCount => _server.ConnectionCount;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
        _stopping.Dispose();
    }
}
