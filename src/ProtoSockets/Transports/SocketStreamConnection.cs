using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A connected stream socket: TCP, Unix, or one that was adopted.</summary>
internal sealed class SocketStreamConnection : StreamConnection
{
    private readonly Socket _socket;
    private readonly PendingSend _send;
    private int _closed;

    internal SocketStreamConnection(Socket socket)
    {
        _socket = socket;
        _send = new PendingSend(socket);

        // For TrySend: the system refuses instead of blocking. Asynchronous operations work as before (measured on Linux: 0 B per receive and send).
        socket.Blocking = false;
        LocalEndPoint = SocketSetup.LocalEndPointOf(socket);
        RemoteEndPoint = SocketSetup.RemoteEndPointOf(socket);
    }

    public override EndPoint? LocalEndPoint { get; }

    public override EndPoint? RemoteEndPoint { get; }

    public override Socket Socket => _socket;

    // The socket's own reusable task source: a wrapping async method would cost an allocation per receive.
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        int sent = _socket.Send(bytes, SocketFlags.None, out SocketError error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => 0,
            _ => throw Failure(error),
        };
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _send.SendAsync(bytes, cancellationToken);

    public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException error) when (error.SocketErrorCode is SocketError.NotConnected or SocketError.ConnectionReset)
        {
            // The peer is gone, so it needs no telling; receiving reports how it went.
        }

        return default;
    }

    protected override void Dispose(bool disposing)
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        try
        {
            if (_send.IsIncomplete)
            {
                // An orderly end would let the peer take the part for the whole. (Unix sockets have no reset to send; there the frame's length has to tell.)
                _socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            else if (_socket.Available == 0)
            {
                // With bytes unread the system resets the peer, as it should: what the peer sent was not acted on. An end in front of that would hide it.
                // Else an end is due, and without saying so .NET resets the connection when a receive is pending, and the peer loses what it has not read yet
                // (SafeSocketHandle: "in case we cancel operations, switch to an abortive close, unless the user requested a normal close using Shutdown").
                _socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer was faster, or the owner of an adopted socket closed it.
        }

        _socket.Dispose();
    }

    private Exception Failure(SocketError error) => Volatile.Read(ref _closed) != 0
        ? new ObjectDisposedException(nameof(StreamConnection))
        : new SocketException((int)error);
}
