using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>A connected stream socket: TCP, Unix, or one that was adopted.</summary>
internal sealed class SocketStreamConnection : StreamConnection
{
    private readonly Socket _socket;
    private readonly SafeSocketHandle _handle;
    private PendingSend? _send;
    private int _closed;

    internal SocketStreamConnection(Socket socket)
    {
        _socket = socket;
        _handle = socket.SafeHandle;

        // For TrySend the system has to refuse instead of blocking. Where it can be told so with each call, a thread may wait in a receive; else it refuses everything, and the thread has to ask first.
        // Asynchronous operations work either way.
        socket.Blocking = OperatingSystem.IsLinux();
        LocalEndPoint = SocketSetup.LocalEndPointOf(socket);
        RemoteEndPoint = SocketSetup.RemoteEndPointOf(socket);
    }

    public override EndPoint? LocalEndPoint { get; }

    public override EndPoint? RemoteEndPoint { get; }

    public override Socket Socket => _socket;

    // The socket's own reusable task source: a wrapping async method would cost an allocation per receive.
    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _socket.ReceiveAsync(buffer, SocketFlags.None, cancellationToken);

    internal override bool ClosingEndsReceives => true;

    internal override bool CanWait => true;

    internal override int Receive(Span<byte> buffer)
    {
        while (true)
        {
            if (!OperatingSystem.IsLinux())
            {
                _socket.Poll(Timeout.InfiniteTimeSpan, SelectMode.SelectRead);
            }

            int received = _socket.Receive(buffer, SocketFlags.None, out SocketError error);
            if (error != SocketError.WouldBlock)
            {
                return error == SocketError.Success ? received : throw Failure(error);
            }
        }
    }

    internal override int TryReceive(Span<byte> buffer)
    {
        int received = OperatingSystem.IsLinux() ? LinuxSocket.Receive(_handle, buffer, out SocketError error) : _socket.Receive(buffer, SocketFlags.None, out error);
        return error switch
        {
            SocketError.Success => received,
            SocketError.WouldBlock => -1,
            _ => throw Failure(error),
        };
    }

    public override int TrySend(ReadOnlySpan<byte> bytes)
    {
        int sent = OperatingSystem.IsLinux() ? LinuxSocket.Send(_handle, bytes, out SocketError error) : _socket.Send(bytes, SocketFlags.None, out error);
        return error switch
        {
            SocketError.Success => sent,
            SocketError.WouldBlock => 0,
            _ => throw Failure(error),
        };
    }

    public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => (_send ??= new PendingSend(_socket)).SendAsync(bytes, cancellationToken);

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

    public override void Reset() => Close(sendIncomplete: true);

    protected override void Dispose(bool disposing) => Close(_send is { IsIncomplete: true });

    private void Close(bool sendIncomplete)
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            SocketSetup.Close(_socket, sendIncomplete);
        }
    }

    private Exception Failure(SocketError error) => Volatile.Read(ref _closed) != 0
        ? new ObjectDisposedException(nameof(StreamConnection))
        : new SocketException((int)error);
}
