using System.Net;
using ProtoSockets;

namespace RedisSample.Tests;

/// <summary>The sample's server, from the start of a test to its end.</summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Redis.Server _server;
    private readonly Task _running;

    public OwnServer()
    {
        _server = new Redis.Server(new RedisHandler(TimeProvider.System));
        EndPoint = (IPEndPoint)_server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _running = _server.RunAsync(_stopping.Token);
    }

    public IPEndPoint EndPoint { get; }

    public TransportAddress Address => EndPoint;

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _server.DisposeAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(30));
        _stopping.Dispose();
    }
}
