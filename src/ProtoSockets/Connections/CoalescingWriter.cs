using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>
/// The one writer of a stream. Frames are serialised straight into its buffer, under a lock; whoever finds no flush under way sends all that has gathered, so
/// that frames of concurrent callers leave in one system call. One-way messages in close succession are left for the thread pool to send, so that they gather meanwhile. While a thread works through a batch of received frames the writer is corked for it: what the
/// batch causes to be sent leaves when the batch is done.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A semaphore holds nothing to be freed as long as nobody asks for its wait handle.")]
internal sealed partial class CoalescingWriter : IThreadPoolWorkItem
{
    /// <summary>Two one-way messages that follow each other within this time, by a clock with steps of up to 4 ms, are the begin of a run.</summary>
    private const int RunMilliseconds = 1;

    /// <summary>With so much gathered, waiting for more saves no system calls worth speaking of, and leaves the processor's cache.</summary>
    private const int DeferLimit = 32 * 1024;

    /// <summary>In the place of the thread that has corked the writer: there is none.</summary>
    private const int NotCorked = 0;

    private BriefLock _gate;
    private readonly Action<Exception> _onFailed;
    private readonly Action _onSent;
    private readonly int _maxPendingBytes;
    private StreamConnection _connection;

    private SendPiece? _first;
    private SendPiece? _last;
    private SendPiece? _sending;
    private int _gathered;
    private int _sendingOffset;
    private int _corkedBy;
    private List<int>? _alsoCorkedBy;
    private bool _isFlushing;
    private bool _isDeferred;
    private long _lastOneWayAt;
    private long _appended;
    private long _sent;
    private long _handedOver;
    private Exception? _failure;
    private Exception? _refusal;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _idle;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _sendAwaiter;

    /// <summary>Makes the writer of a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="maxPendingBytes">From how many unsent bytes on <see cref="HasRoom"/> is false.</param>
    /// <param name="onFailed">Called once, when sending failed; from any thread, without the lock.</param>
    public CoalescingWriter(StreamConnection connection, int maxPendingBytes, Action<Exception> onFailed)
    {
        _connection = connection;
        _maxPendingBytes = maxPendingBytes;
        _onFailed = onFailed;
        _onSent = OnSent;
    }

    /// <summary>How many bytes the transport has taken so far.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>
    /// How many bytes were handed to the transport, whether it has taken them or not: the peer can have received these, and even answered by closing, before
    /// <see cref="Sent"/> counts them.
    /// </summary>
    public long HandedOver => Volatile.Read(ref _handedOver);

    /// <summary>Where in the stream of all bytes the frame starts that is being written. Between <see cref="Begin"/> and <see cref="End"/>.</summary>
    public long FrameStart => _appended;

    /// <summary>How many bytes wait to be sent.</summary>
    public long Pending => Volatile.Read(ref _appended) - Volatile.Read(ref _sent) - Volatile.Read(ref _unsentStream);

    /// <summary>
    /// Whether a further frame should be added now, or its sender wait. When sending has failed there is room: what was pending stays so for ever, and who waited would do it in vain. <see cref="Begin"/> tells why.
    /// </summary>
    public bool HasRoom => Pending < _maxPendingBytes || Volatile.Read(ref _failure) is not null;

    /// <summary>Enters the lock and gives room for a frame. Must be followed by <see cref="End"/> or <see cref="Cancel"/> on the same thread.</summary>
    /// <param name="size">The most bytes that the frame can take.</param>
    /// <exception cref="ConnectionClosedException">Sending failed earlier.</exception>
    /// <exception cref="HandedOverException">The connection belongs to another protocol by now.</exception>
    public Span<byte> Begin(int size)
    {
        _gate.Enter(Environment.CurrentManagedThreadId);
        if (_refusal is not null)
        {
            _gate.Exit();
            throw _refusal;
        }

        if (_failure is not null)
        {
            Exception failure = _failure;
            _gate.Exit();
            throw new ConnectionClosedException($"The connection can't send any more: {failure.Message}", failure);
        }

        SendPiece? last = _last;
        if (last is null || last.IsClosed || last.Bytes.Length - last.Length < size)
        {
            last = AddPiece(size);
        }

        return last.Bytes.AsSpan(last.Length, size);
    }

    /// <summary>Gives up the frame.</summary>
    public void Cancel() => _gate.Exit();

    /// <summary>Adds the frame and leaves the lock; the frame is on its way when this returns, unless this thread has corked the writer.</summary>
    /// <param name="length">How many bytes it took.</param>
    /// <param name="isOneWay">Whether nobody waits for an answer: one of many may wait until the thread pool sends them together.</param>
    public void End(int length, bool isOneWay)
    {
        _last!.Length += length;
        _gathered += length;
        _appended += length;
        bool flush = false;
        bool isDeferred = false;
        if (!IsCorkedFor(_gate.Owner))
        {
            bool mayWait = isOneWay && _gathered < DeferLimit;
            isDeferred = mayWait && !_isFlushing && IsInRun();
            flush = !isDeferred && TryBeginFlush(mayWait);
            _isFlushing |= isDeferred;
            _isDeferred |= isDeferred;
        }

        _gate.Exit();
        if (flush)
        {
            SendGathered();
        }
        else if (isDeferred)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    /// <summary>Sends what was left for the thread pool to send, unless somebody else was faster.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        using (_gate.EnterScope())
        {
            if (!_isDeferred)
            {
                return;
            }

            _isDeferred = false;
        }

        SendGathered();
    }

    /// <summary>Lets the frames of this thread gather while it works through a batch.</summary>
    /// <returns>What <see cref="Uncork"/> is to be called with.</returns>
    public int Cork()
    {
        int thread = Environment.CurrentManagedThreadId;
        using (_gate.EnterScope())
        {
            if (IsCorkedFor(thread))
            {
                return NotCorked;
            }

            if (_corkedBy == NotCorked)
            {
                _corkedBy = thread;
            }
            else
            {
                (_alsoCorkedBy ??= []).Add(thread);
            }
        }

        return thread;
    }

    /// <summary>Sends what the batch gathered.</summary>
    /// <param name="thread">What <see cref="Cork"/> gave.</param>
    public void Uncork(int thread)
    {
        using (_gate.EnterScope())
        {
            if (thread != NotCorked && _corkedBy == thread)
            {
                _corkedBy = NotCorked;
            }
            else
            {
                _alsoCorkedBy?.Remove(thread);
            }

            if (_gathered == 0 || !TryBeginFlush(mayWait: false))
            {
                return;
            }
        }

        SendGathered();
    }

    /// <summary>Sends what has gathered, corked or not.</summary>
    public void Flush()
    {
        using (_gate.EnterScope())
        {
            if (_gathered == 0 || !TryBeginFlush(mayWait: false))
            {
                return;
            }
        }

        SendGathered();
    }

    /// <summary>Waits until there is room for a further frame.</summary>
    /// <exception cref="ConnectionClosedException">Sending failed.</exception>
    public Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        // Also where this thread has corked the writer: nothing else would make room.
        Flush();
        TaskCompletionSource room;
        using (_gate.EnterScope())
        {
            if (HasRoom)
            {
                return Task.CompletedTask;
            }

            room = _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return room.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Waits until all that was added is handed to the transport, or sending failed.</summary>
    public Task WaitUntilSentAsync(CancellationToken cancellationToken)
    {
        Flush();
        TaskCompletionSource idle;
        using (_gate.EnterScope())
        {
            if (_failure is not null || (!_isFlushing && _gathered == 0))
            {
                return Task.CompletedTask;
            }

            idle = _idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return idle.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Takes no further frames. Those that it has are sent.</summary>
    /// <param name="refusal">What senders of later frames get.</param>
    public void Refuse(Exception refusal)
    {
        using (_gate.EnterScope())
        {
            _refusal = refusal;
        }
    }

    /// <summary>Sends all that was added so far and then nothing more: later frames gather until <see cref="GoOn"/>.</summary>
    /// <exception cref="ConnectionClosedException">Sending failed.</exception>
    public async Task PauseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitUntilSentAsync(cancellationToken).ConfigureAwait(false);
            using (_gate.EnterScope())
            {
                if (_failure is not null)
                {
                    throw new ConnectionClosedException($"The connection can't send any more: {_failure.Message}", _failure);
                }

                if (!_isFlushing && _gathered == 0)
                {
                    // As if somebody were sending: nobody else begins to.
                    _isFlushing = true;
                    return;
                }
            }
        }
    }

    /// <summary>Sends on after <see cref="PauseAsync"/>, over a connection that takes the place of the one before.</summary>
    public void GoOn(StreamConnection connection)
    {
        _connection = connection;
        SendGathered();
    }

    /// <summary>Makes every later frame fail, and ends all waits.</summary>
    public void Fail(Exception failure)
    {
        TaskCompletionSource? room;
        TaskCompletionSource? idle;
        TaskCompletionSource? headSent;
        SendPiece? unsent;
        using (_gate.EnterScope())
        {
            if (_failure is not null)
            {
                return;
            }

            _failure = failure;
            (unsent, _first, _last) = (_first, null, null);
            _gathered = 0;
            (headSent, _headSent) = (_headSent, null);
            (room, _room) = (_room, null);
            (idle, _idle) = (_idle, null);
        }

        while (unsent is not null)
        {
            SendPiece piece = unsent;
            unsent = piece.Next;
            piece.Return();
        }

        room?.TrySetResult();
        idle?.TrySetResult();
        headSent?.TrySetResult();
    }

    /// <summary>Whether the frames of a thread are to gather. Under the lock.</summary>
    private bool IsCorkedFor(int thread) => _corkedBy == thread || _alsoCorkedBy?.Contains(thread) == true;

    /// <summary>Whether this thread is to send: nobody does, or the thread pool has not begun to.</summary>
    private bool TryBeginFlush(bool mayWait)
    {
        if (_isFlushing && (!_isDeferred || mayWait))
        {
            return false;
        }

        _isFlushing = true;
        _isDeferred = false;
        return true;
    }

    /// <summary>Whether a one-way message follows others closely. The first of a run, and each that stands alone, is sent at once.</summary>
    private bool IsInRun()
    {
        long now = Environment.TickCount64;
        bool isInRun = now - _lastOneWayAt <= RunMilliseconds;
        _lastOneWayAt = now;
        return isInRun;
    }

    /// <summary>Sends until nothing is left. Runs on one thread at a time: the one that set <see cref="_isFlushing"/>.</summary>
    private void SendGathered()
    {
        try
        {
            while (TakeGathered())
            {
                SendPiece piece = _sending!;
                while (_sendingOffset < piece.Length)
                {
                    int count = _connection.TrySend(piece.Bytes.AsSpan(_sendingOffset, piece.Length - _sendingOffset));
                    if (count > 0)
                    {
                        _sendingOffset += count;
                        Volatile.Write(ref _sent, _sent + count);
                        continue;
                    }

                    ReadOnlyMemory<byte> rest = piece.Bytes.AsMemory(_sendingOffset, piece.Length - _sendingOffset);
#pragma warning disable CA2012 // The awaiter is kept so that no task is allocated; it is used once, by CompleteSend.
                    _sendAwaiter = _connection.SendAsync(rest, CancellationToken.None).ConfigureAwait(false).GetAwaiter();
#pragma warning restore CA2012
                    if (!_sendAwaiter.IsCompleted)
                    {
                        _sendAwaiter.UnsafeOnCompleted(_onSent);
                        return;
                    }

                    CompleteSend();
                }
            }
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            GiveUpSending(exception);
        }
    }

    private void OnSent()
    {
        try
        {
            CompleteSend();
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            GiveUpSending(exception);
            return;
        }

        SendGathered();
    }

    private void CompleteSend()
    {
        _sendAwaiter.GetResult();
        Volatile.Write(ref _sent, _sent + _sending!.Length - _sendingOffset);
        _sendingOffset = _sending.Length;
    }

    /// <summary>Adds room for a frame. Under the lock.</summary>
    private SendPiece AddPiece(int size)
    {
        SendPiece piece = SendPiece.For(size);
        if (_last is null)
        {
            _first = piece;
        }
        else
        {
            _last.Next = piece;
        }

        _last = piece;
        return piece;
    }

    /// <summary>Takes the first piece of what has gathered as the next thing to send; ends the flush if there is none.</summary>
    private bool TakeGathered()
    {
        TaskCompletionSource? room = null;
        TaskCompletionSource? idle = null;
        TaskCompletionSource? headSent = null;
        bool taken;
        _sending?.Return();
        _sending = null;
        using (_gate.EnterScope())
        {
            taken = _gathered > 0 && _failure is null && (!_isStreaming || _isHeadPending);
            if (taken)
            {
                SendPiece piece = _first!;
                _first = piece.Next;
                if (_first is null)
                {
                    _last = null;
                }

                _isHeadPending &= !piece.IsClosed;
                _sending = piece;
                _sendingOffset = 0;
                _gathered -= piece.Length;
                Volatile.Write(ref _handedOver, _handedOver + piece.Length);
            }
            else if (_isStreaming && _failure is null)
            {
                // Whoever sends what streams has the connection now, and sends on when it is done.
                (headSent, _headSent) = (_headSent, null);
            }
            else
            {
                _isFlushing = false;
                (idle, _idle) = (_idle, null);
            }

            if (_room is not null && HasRoom)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.TrySetResult();
        idle?.TrySetResult();
        headSent?.TrySetResult();
        return taken;
    }

    /// <summary>The transport has failed, so that it uses the piece no more.</summary>
    private void GiveUpSending(Exception exception)
    {
        _sending?.Return();
        _sending = null;
        OnFailed(exception);
    }

    private void OnFailed(Exception exception)
    {
        Fail(exception);
        _onFailed(exception);
    }
}
