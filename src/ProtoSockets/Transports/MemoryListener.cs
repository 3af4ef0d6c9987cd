using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace ProtoSockets.Transports;

/// <summary>A bound name of a memory network, and the peers that wait to be accepted.</summary>
internal sealed class MemoryListener : StreamListener
{
    private readonly MemoryEndPoint _endPoint;
    private readonly BindOptions _options;
    private readonly Channel<MemoryConnection> _waiting;

    internal MemoryListener(MemoryEndPoint endPoint, BindOptions options)
    {
        _endPoint = endPoint;
        _options = options;
        _waiting = Channel.CreateBounded<MemoryConnection>(Math.Max(1, options.Backlog));
    }

    public override EndPoint LocalEndPoint => _endPoint;

    public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _waiting.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException error)
        {
            throw new ObjectDisposedException("The listener was closed.", error);
        }
    }

    /// <summary>Makes a pair of ends, puts one in line to be accepted and returns the other. Waits while the line is full.</summary>
    /// <exception cref="ConnectException">The listener was closed.</exception>
    internal async ValueTask<MemoryConnection> ConnectAsync(MemoryEndPoint local, ConnectOptions options, CancellationToken cancellationToken)
    {
        var toServer = new MemoryPipe(_options.ReceiveBufferBytes ?? MemoryTransport.DefaultBufferBytes);
        var toClient = new MemoryPipe(options.ReceiveBufferBytes ?? MemoryTransport.DefaultBufferBytes);
        var client = new MemoryConnection(local, _endPoint, toClient, toServer);
        var server = new MemoryConnection(_endPoint, local, toServer, toClient);
        try
        {
            await _waiting.Writer.WriteAsync(server, cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch (ChannelClosedException)
        {
            throw new ConnectException(_endPoint, "the listener was closed.", new SocketException((int)SocketError.ConnectionRefused));
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!_waiting.Writer.TryComplete())
        {
            return;
        }

        _endPoint.Network.Release(_endPoint, this);

        // As a system does with those that were never accepted.
        while (_waiting.Reader.TryRead(out MemoryConnection? never))
        {
            never.Reset();
        }
    }
}
