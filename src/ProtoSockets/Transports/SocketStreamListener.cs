using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A listening TCP socket.</summary>
internal sealed class SocketStreamListener : StreamListener
{
    private readonly Socket _socket;
    private readonly bool _noDelay;
    private int _closed;

    internal SocketStreamListener(Socket socket, bool noDelay)
    {
        _socket = socket;
        _noDelay = noDelay;
        LocalEndPoint = socket.LocalEndPoint ?? throw new ArgumentException("The socket is not bound.", nameof(socket));
    }

    public override EndPoint LocalEndPoint { get; }

    public override Socket Socket => _socket;

    public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken)
    {
        Socket accepted;
        try
        {
            accepted = await _socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException error) when (Volatile.Read(ref _closed) != 0)
        {
            // A pending accept ends with OperationAborted; for the caller it is the same as calling too late.
            throw new ObjectDisposedException("The listener was closed.", error);
        }

        try
        {
            if (_noDelay)
            {
                accepted.NoDelay = true;
            }

            return new SocketStreamConnection(accepted);
        }
        catch
        {
            // macOS refuses options on a connection that the peer has reset already.
            accepted.Dispose();
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _socket.Dispose();
        }
    }
}
