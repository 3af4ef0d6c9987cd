using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace ProtoSockets.Transports;

/// <summary>
/// A send that waits for the socket, used again and again. It makes a task without a result of the socket's task, and allocates nothing: an async method would, and
/// one with PoolingAsyncValueTaskMethodBuilder did too wherever the thread that began a send was not the one that ended it (112 B a send on Unix sockets here).
/// </summary>
internal sealed class PendingSend : IValueTaskSource
{
    private readonly Socket _socket;
    private readonly Action _onSent;
    private ManualResetValueTaskSourceCore<bool> _core;
    private ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter _sending;
    private ReadOnlyMemory<byte> _unsent;
    private CancellationToken _cancellationToken;
    private volatile bool _isIncomplete;

    internal PendingSend(Socket socket)
    {
        _socket = socket;
        _onSent = OnSent;
    }

    /// <summary>Whether a send was begun and did not hand over all its bytes (yet).</summary>
    internal bool IsIncomplete => _isIncomplete;

    /// <summary>Sends to the socket's peer.</summary>
    internal ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _isIncomplete = true;
        return Await(_socket.SendAsync(bytes, SocketFlags.None, cancellationToken), bytes, cancellationToken);
    }

    /// <summary>Sends a datagram.</summary>
    internal ValueTask SendToAsync(ReadOnlyMemory<byte> datagram, System.Net.SocketAddress to, CancellationToken cancellationToken)
    {
        _isIncomplete = true;
        return Await(_socket.SendToAsync(datagram, SocketFlags.None, to, cancellationToken), datagram, cancellationToken);
    }

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    internal static ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter AwaiterOf(ValueTask<int> sending) => sending.ConfigureAwait(false).GetAwaiter();

    private ValueTask Await(ValueTask<int> sending, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ConfiguredValueTaskAwaitable<int>.ConfiguredValueTaskAwaiter awaiter = AwaiterOf(sending);
        _unsent = bytes;
        if (awaiter.IsCompleted)
        {
            // Also the way of exceptions that come at once: the caller gets them here or in its task.
            _unsent = bytes[awaiter.GetResult()..];
            if (_unsent.IsEmpty)
            {
                _isIncomplete = false;
                return default;
            }

            awaiter = AwaiterOf(_socket.SendAsync(_unsent, SocketFlags.None, cancellationToken));
        }

        _core.Reset();
        _cancellationToken = cancellationToken;
        _sending = awaiter;
        short version = _core.Version;
        _sending.UnsafeOnCompleted(_onSent);
        return new ValueTask(this, version);
    }

    private void OnSent()
    {
        try
        {
            _unsent = _unsent[_sending.GetResult()..];
            if (!_unsent.IsEmpty)
            {
                // The system's asynchronous send takes all on Linux; the contract of Socket.SendAsync does not promise it.
                _sending = AwaiterOf(_socket.SendAsync(_unsent, SocketFlags.None, _cancellationToken));
                _sending.UnsafeOnCompleted(_onSent);
                return;
            }
        }
        catch (Exception error)
        {
            _unsent = default;
            _core.SetException(error);
            return;
        }

        _isIncomplete = false;
        _core.SetResult(true);
    }
}
