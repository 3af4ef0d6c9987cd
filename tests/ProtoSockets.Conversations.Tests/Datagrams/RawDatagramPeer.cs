using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Runtime;

namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>A peer that speaks the default envelope datagram by datagram, and only when the test says so: over UDP, or over a Unix socket.</summary>
internal sealed class RawDatagramPeer : IDisposable
{
    /// <summary>What this library's own peers say that they understand: trying elsewhere, and cancellations.</summary>
    public const byte Everything = 0x0A;

    private readonly Socket _socket;
    private EndPoint? _other;

    private RawDatagramPeer(AddressFamily family, EndPoint own)
    {
        _socket = new Socket(family, SocketType.Dgram, family == AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Udp);
        _socket.Bind(own);
    }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public EndPoint EndPoint => _socket.LocalEndPoint!;

    /// <summary>How many bytes have come and were not read.</summary>
    public int Available => _socket.Available;

    /// <summary>A client: what it sends goes to a server.</summary>
    public static RawDatagramPeer To(EndPoint server) => new(server.AddressFamily, Anywhere(server.AddressFamily)) { _other = server };

    /// <summary>A server: what it sends goes to who has sent last.</summary>
    public static RawDatagramPeer Serve(TransportAddress like) => new(like.EndPoint.AddressFamily, Anywhere(like.EndPoint.AddressFamily));

    /// <summary>Shakes hands with a client of this library, as a server.</summary>
    public static async Task<(RawDatagramPeer Server, TClient Client)> AcceptAsync<TProtocol, TClient>(TransportAddress like, byte capabilities, Func<TransportAddress, Task<TClient>> connect)
        where TProtocol : struct, IProtocol
    {
        RawDatagramPeer server = Serve(like);
        Task<TClient> connecting = connect(new TransportAddress(like.Transport, server.EndPoint));
        byte[] hello = await server.ReceiveAsync();
        Assert.Equal([5, Everything], new[] { hello[4], hello[17] });
        await server.SendAsync(RawPeer.Hello<TProtocol>(capabilities));
        return (server, await connecting.Soon());
    }

    public async Task SendAsync(params byte[] datagram) => await _socket.SendToAsync(datagram, _other!, Cancelled);

    public async Task<byte[]> ReceiveAsync()
    {
        byte[] buffer = new byte[8192];
        EndPoint from = _socket.AddressFamily == AddressFamily.Unix ? new UnixDomainSocketEndPoint("any") : new IPEndPoint(IPAddress.Any, 0);
        SocketReceiveFromResult result = await _socket.ReceiveFromAsync(buffer, from, Cancelled).AsTask().Soon();
        _other = result.RemoteEndPoint;
        return buffer[..result.ReceivedBytes];
    }

    /// <summary>The next datagram that is not the hello of a client that was answered late.</summary>
    public async Task<byte[]> ReceiveNoHelloAsync()
    {
        byte[] datagram;
        do
        {
            datagram = await ReceiveAsync();
        }
        while (datagram[4] == 5);
        return datagram;
    }

    public void Dispose() => _socket.Dispose();

    private static EndPoint Anywhere(AddressFamily family) =>
        family == AddressFamily.Unix ? new UnixDomainSocketEndPoint($"\0protosockets-test-{Guid.NewGuid():N}") : new IPEndPoint(IPAddress.Loopback, 0);
}
