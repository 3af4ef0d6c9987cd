using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace ProtoSockets.Transports;

/// <summary>A receive of many datagrams that waits for the socket, used again and again: it allocates nothing.</summary>
internal sealed class PendingRun : IValueTaskSource<DatagramRun>
{
    private readonly Socket _socket;
    private readonly Action _onReadable;
    private ManualResetValueTaskSourceCore<DatagramRun> _core;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _waiting;
    private Memory<byte> _buffer;
    private SocketAddress? _from;
    private CancellationToken _cancellationToken;

    internal PendingRun(Socket socket)
    {
        _socket = socket;
        _onReadable = OnReadable;
        UdpRuns.ReceiveTogether(socket);
    }

    internal ValueTask<DatagramRun> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryReceive(buffer.Span, from, out DatagramRun run))
        {
            return new ValueTask<DatagramRun>(run);
        }

        (_buffer, _from, _cancellationToken) = (buffer, from, cancellationToken);
        _core.Reset();
        short version = _core.Version;
        Wait();
        return new ValueTask<DatagramRun>(this, version);
    }

    DatagramRun IValueTaskSource<DatagramRun>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<DatagramRun>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<DatagramRun>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>Waits until there is something. The framework has no other way than to look at a datagram without taking it.</summary>
    private void Wait()
    {
        _waiting = PendingSend.AwaiterOf(_socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.Peek, _cancellationToken));
        if (_waiting.IsCompleted)
        {
            OnReadable();
        }
        else
        {
            _waiting.UnsafeOnCompleted(_onReadable);
        }
    }

    private void OnReadable()
    {
        DatagramRun run;
        try
        {
            _ = _waiting.GetResult();
            if (!TryReceive(_buffer.Span, _from!, out run))
            {
                // Its checksum was wrong, and the system has thrown it away.
                Wait();
                return;
            }
        }
        catch (Exception error)
        {
            _core.SetException(error);
            return;
        }

        _core.SetResult(run);
    }

    /// <summary>Takes what has come, without waiting.</summary>
    /// <returns>False when nothing has.</returns>
    internal bool TryReceive(Span<byte> buffer, SocketAddress from, out DatagramRun run) => UdpRuns.TryReceive(_socket.SafeHandle, buffer, from, out run) switch
    {
        SocketError.Success => true,
        SocketError.WouldBlock => false,
        SocketError error => throw new SocketException((int)error),
    };
}
