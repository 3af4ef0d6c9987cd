using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A listening TCP socket; what its listeners have in common.</summary>
internal sealed class SocketAcceptor(Socket socket, bool noDelay) : IDisposable
{
    private readonly CancellationTokenSource _closing = new();
    private int _closed;

    internal EndPoint LocalEndPoint { get; } = socket.LocalEndPoint ?? throw new ArgumentException("The socket is not bound.", nameof(socket));

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            // First, and not left to the socket. Disposing one with an accept pending sets SO_LINGER to zero, to close it abortively. Where the listening socket is shared
            // with another process (socket activation), it stays so there: what is accepted from then on is reset when it is closed (measured on .NET 10, Linux 6).
            _closing.Cancel();
            socket.Dispose();
        }
    }

    internal async ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        Socket accepted;
        try
        {
            accepted = await socket.AcceptAsync(ending.Token).ConfigureAwait(false);
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException && Volatile.Read(ref _closed) != 0)
        {
            throw new ObjectDisposedException("The listener was closed.", error);
        }
        catch (OperationCanceledException)
        {
            throw new OperationCanceledException(cancellationToken);
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
