using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A listening TCP socket; what its listeners have in common.</summary>
internal sealed class SocketAcceptor(Socket socket, bool noDelay) : IDisposable
{
    private int _closed;

    internal EndPoint LocalEndPoint { get; } = socket.LocalEndPoint ?? throw new ArgumentException("The socket is not bound.", nameof(socket));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            socket.Dispose();
        }
    }

    internal async ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken)
    {
        Socket accepted;
        try
        {
            accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException error) when (Volatile.Read(ref _closed) != 0)
        {
            // A pending accept ends with OperationAborted; for the caller it is the same as calling too late.
            throw new ObjectDisposedException("The listener was closed.", error);
        }

        try
        {
            accepted.NoDelay = noDelay;
            return accepted;
        }
        catch
        {
            // macOS refuses options on a connection that the peer has reset already.
            accepted.Dispose();
            throw;
        }
    }
}
