using System.Net;
using System.Net.Sockets;

namespace DnsSample.Tests;

/// <summary>A socket that plays a server: the test says what it answers.</summary>
internal sealed class FakeServer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public FakeServer() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

    public EndPoint EndPoint => _socket.LocalEndPoint!;

    public async Task<(byte[] Query, EndPoint Client)> ReceiveAsync()
    {
        byte[] buffer = new byte[65535];
        SocketReceiveFromResult received = await _socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), Bounded.Token);
        return (buffer[..received.ReceivedBytes], received.RemoteEndPoint);
    }

    public async Task SendAsync(byte[] datagram, EndPoint client) => await _socket.SendToAsync(datagram, client, Bounded.Token);

    public void Dispose() => _socket.Dispose();
}

/// <summary>Carries datagrams between one client and a server, and loses the first ones of the client.</summary>
internal sealed class DatagramRelay : IDisposable
{
    private readonly Socket _near = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _far = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stopping = new();
    private readonly int _toDrop;
    private volatile EndPoint? _client;

    public DatagramRelay(EndPoint server, int dropped)
    {
        _toDrop = dropped;
        _near.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _far.Connect(server);
        _ = CarryToServerAsync();
        _ = CarryToClientAsync();
    }

    public EndPoint EndPoint => _near.LocalEndPoint!;

    public int FromClient { get; private set; }

    public int Dropped { get; private set; }

    public void Dispose()
    {
        _stopping.Cancel();
        _near.Dispose();
        _far.Dispose();
        _stopping.Dispose();
    }

    private async Task CarryToServerAsync()
    {
        byte[] buffer = new byte[65535];
        while (!_stopping.IsCancellationRequested)
        {
            SocketReceiveFromResult received = await _near.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stopping.Token);
            _client = received.RemoteEndPoint;
            FromClient++;
            if (Dropped < _toDrop)
            {
                Dropped++;
            }
            else
            {
                await _far.SendAsync(buffer.AsMemory(0, received.ReceivedBytes), _stopping.Token);
            }
        }
    }

    private async Task CarryToClientAsync()
    {
        byte[] buffer = new byte[65535];
        while (!_stopping.IsCancellationRequested)
        {
            int count = await _far.ReceiveAsync(buffer, _stopping.Token);
            await _near.SendToAsync(buffer.AsMemory(0, count), _client!, _stopping.Token);
        }
    }
}
