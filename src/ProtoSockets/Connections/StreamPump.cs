using ProtoSockets.Runtime;
using ProtoSockets.Streams;
using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>
/// Receives from a stream, cuts what arrives into frames, and hands them to the consumer, all frames of a receive in one go and in order. The receive loop works through them itself where its thread may
/// run users' code, else a worker on the thread pool does. While the worker is busy or the consumer takes no more, the loop stops reading after a few receives, and the transport holds the peer back.
/// </summary>
internal sealed partial class StreamPump<TProtocol> : IThreadPoolWorkItem
    where TProtocol : struct, IProtocol
{
    /// <summary>How many receives may wait for the worker.</summary>
    private const int MaxQueuedBatches = 4;

    /// <summary>What <see cref="LinkState.BegunAt"/> says when no frame has begun.</summary>
    public const long NoFrame = -1;

    /// <summary>A buffer with less of its room left than this part is not worth a receive.</summary>
    private const int MinReceivePart = 8;

    private readonly CoalescingWriter _writer;
    private readonly IFrameConsumer _consumer;
    private readonly int _maxFrameBytes;
    private readonly StreamLimits _streams;
    private readonly IoThreadWatch? _watch;
    private readonly Lock _gate = new();

    // Without room until they are needed: where frames are handed over as they are found, they never are.
    private readonly Queue<FrameBatch> _queue = new();
    private readonly Stack<FrameBatch> _spare = new();
    private SingleWaiterSignal? _queueHasRoom;
    private FrameBatch? _current;
    private volatile bool _isWorking;

    // Whether the loop runs handlers itself. Until they have let go of it, and what they could not take on is noted as parked.
    private volatile bool _isHandingOver;
    private bool _isParked;
    private bool _loopWaits;
    private bool _hasEnded;
    private Exception? _failure;
    private volatile ThreadingMode _mode;

    // Only the receive loop touches these, and who changes the connection while the loop is at rest.
    private StreamConnection _connection;
    private ReceiveBuffer _buffer;
    private int _start;
    private int _end;
    private ReceiveSizing _sizing = new();
    private FrameScan _scan;
    private long _received;
    private long _begunAt = NoFrame;

    /// <summary>Makes the pump of a connection; <see cref="RunAsync"/> starts it.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="writer">Its writer, which is corked while frames are handled.</param>
    /// <param name="consumer">Gets the frames.</param>
    /// <param name="from">Who sends them.</param>
    /// <param name="maxFrameBytes">The largest frame allowed.</param>
    /// <param name="streams">How long a member that streams may stand still.</param>
    /// <param name="mode">Which thread hands the frames over.</param>
    /// <param name="ahead">What had arrived before.</param>
    public StreamPump(
        StreamConnection connection, CoalescingWriter writer, IFrameConsumer consumer, Side from, int maxFrameBytes, StreamLimits streams, ThreadingMode mode, ReceivedAhead ahead)
    {
        _mode = mode;
        _watch = mode == ThreadingMode.Inline ? new IoThreadWatch(OnBlocking) : null;
        _streams = streams;
        _buffer = ahead.Buffer ?? ReceiveBuffer.Rent(ReceiveBuffer.SmallSize);
        _start = ahead.Start;
        _end = ahead.End;
        _connection = connection;
        _writer = writer;
        _consumer = consumer;
        _maxFrameBytes = maxFrameBytes;
        _scan = new FrameScan(from);
    }

    /// <summary>The conversation has ended before it began: gives back what was kept for it. Not behind <see cref="RunAsync"/>.</summary>
    public void Forget() => _buffer.Release();

    /// <summary>What the connection is at, for whoever looks from time to time.</summary>
    /// <param name="answersPings">Whether the peer answers pings.</param>
    public LinkState StateOfLink(bool answersPings) => new()
    {
        Received = Volatile.Read(ref _received),
        BegunAt = Volatile.Read(ref _begunAt),

        // What the peer sends may be waiting unread, also while the loop is busy with what came.
        IsHeldBack = _isHandingOver || Volatile.Read(ref _isParked) || Volatile.Read(ref _loopWaits),
        IsStreaming = IsStreaming || _writer.IsStreaming,
        AnswersPings = answersPings,
    };

    /// <summary>Goes on after the consumer could not take a frame. May be called at any time and from any thread.</summary>
    public void Resume()
    {
        if (TProtocol.Description.HandsOver)
        {
            Wake();
            return;
        }

        lock (_gate)
        {
            if (!_isParked)
            {
                return;
            }

            _isParked = false;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The worker: hands over frames until there are none, or the consumer takes no more.</summary>
    void IThreadPoolWorkItem.Execute() => HandOver(first: null);

    private void HandOver(FrameBatch? first)
    {
        int corked = _writer.Cork();
        try
        {
            _consumer.OnReceived();
            for (FrameBatch? batch = first ?? NextBatch(); batch is not null; batch = NextBatch())
            {
                while (!batch.IsFinished)
                {
                    if (!_consumer.CanTakeFrame() && Park())
                    {
                        return;
                    }

                    _consumer.OnFrame(batch.Take());
                }

                // Before the answers leave: who has the answer may rely on the handler having let go.
                batch.Clear();
                _writer.Flush();
            }
        }
        finally
        {
            _writer.Uncork(corked);
        }
    }

    /// <summary>Stops the worker until <see cref="Resume"/>.</summary>
    /// <returns>False when the consumer can take frames after all: it may have said so just before this could be noted.</returns>
    private bool Park()
    {
        lock (_gate)
        {
            _isParked = true;
        }

        if (!_consumer.CanTakeFrame())
        {
            return true;
        }

        lock (_gate)
        {
            // Whoever finds the note first acts on it: Resume has queued the worker again, or this thread goes on.
            bool resumedElsewhere = !_isParked;
            _isParked = false;
            return resumedElsewhere;
        }
    }

    /// <summary>Hands over what has been received, or has it handed over.</summary>
    /// <returns>Why the connection can't go on, or null.</returns>
    private Exception? TakeFrames()
    {
        Exception? failure;
        int needed;
        if (!MayHandOverHere || _isWorking)
        {
            Enqueue(CutFrames(out needed, out failure));
        }
        else
        {
            HandOverHere(out needed, out failure);
        }

        NoteBegun(_start < _end && _stream is null);
        if (failure is null && _stream is null)
        {
            MakeRoom(needed);
        }

        return failure;
    }

    private void HandOverHere(out int needed, out Exception? failure)
    {
        IoThreadWatch? watch = Thread.CurrentThread.IsThreadPoolThread ? null : _watch;
        watch?.Enter();
        _isHandingOver = true;
        if (!TryHandOverAll(out needed, out failure) && StartWork(CutFrames(out needed, out failure)) is { } batch)
        {
            HandOver(batch);
        }

        _isHandingOver = false;
        watch?.Leave();
    }

    /// <summary>
    /// Hands over one frame after the other as they are found: nothing is queued. The worker is not at work, and nobody but the receive loop, which is here, starts it.
    /// </summary>
    /// <returns>False when the consumer takes no more, so that the worker has to go on later.</returns>
    private bool TryHandOverAll(out int needed, out Exception? failure)
    {
        needed = 0;
        failure = null;
        int corked = _writer.Cork();
        try
        {
            _consumer.OnReceived();
            while (_start < _end)
            {
                if (!_consumer.CanTakeFrame())
                {
                    return false;
                }

                FrameStatus status = Find(out FrameBounds bounds, out string? reason);
                if (status != FrameStatus.Found)
                {
                    failure = FailureOf(status, reason);
                    needed = bounds.FrameLength;
                    break;
                }

                int start = _start + bounds.PayloadOffset;
                _start += bounds.FrameLength;
                _scan.Reset();
                _consumer.OnFrame(new ReceivedFrame(_buffer, start, bounds.PayloadLength));
            }

            return true;
        }
        finally
        {
            _writer.Uncork(corked);
        }
    }

    /// <summary>Cuts what has been received into frames.</summary>
    private FrameBatch CutFrames(out int needed, out Exception? failure)
    {
        failure = null;
        FrameBatch batch = RentBatch();
        batch.Start(_buffer);
        needed = 0;
        while (_start < _end)
        {
            FrameStatus status = Find(out FrameBounds bounds, out string? reason);
            if (TProtocol.HasStreams && status == FrameStatus.Found && _stream is not null)
            {
                batch.Add(_start + bounds.PayloadOffset, bounds.PayloadLength, _stream);
                _start += bounds.FrameLength;
                _scan.Reset();
                break;
            }

            if (status == FrameStatus.Found)
            {
                batch.Add(_start + bounds.PayloadOffset, bounds.PayloadLength);
                _start += bounds.FrameLength;
                _scan.Reset();
                continue;
            }

            failure = FailureOf(status, reason);
            needed = bounds.FrameLength;
            break;
        }

        return batch;
    }

    private FrameStatus Find(out FrameBounds bounds, out string? reason)
    {
        _scan.Version = _consumer.Version;
        if (TProtocol.HasStreams && FindStreamed(out bounds, out reason) is { } status)
        {
            return status;
        }

        return TProtocol.Find(_buffer.Span[_start.._end], ref _scan, _maxFrameBytes, out bounds, out reason);
    }

    /// <summary>Why no frame can be found any more, or null.</summary>
    private WireFormatException? FailureOf(FrameStatus status, string? reason)
    {
        if (status != FrameStatus.Malformed && _end - _start <= _maxFrameBytes)
        {
            return null;
        }

        string why = reason ?? $"{_end - _start} bytes came without the end of a frame; the limit is {_maxFrameBytes}";
        return new WireFormatException(new WireError(WireErrorKind.Malformed, 0, 0, why));
    }

    private void Received(int count)
    {
        _sizing.Received(count, _buffer.Length - _end);
        _end += count;
        _received += count;
    }

    /// <summary>Notes whether what was received last ends with a part of a frame.</summary>
    private void NoteBegun(bool hasBegun) => Volatile.Write(ref _begunAt, hasBegun ? _received - (_end - _start) : NoFrame);

    /// <summary>Sees to it that the next receive has room, and that a frame that has begun will be in one piece.</summary>
    /// <param name="frameLength">The least length of the frame that has begun, as far as is known.</param>
    private void MakeRoom(int frameLength)
    {
        int rest = _end - _start;
        int wanted = rest == 0 ? _sizing.Size : Math.Max(_sizing.Size, ReceiveBuffer.DefaultSize);
        if (rest == 0 && _buffer.IsUnshared && _buffer.Length == wanted)
        {
            _start = 0;
            _end = 0;
            return;
        }

        bool isRoomy = _buffer.Length - _end >= _buffer.Length / MinReceivePart && _start + frameLength <= _buffer.Length;
        if (isRoomy && (rest > 0 || _buffer.Length == wanted))
        {
            return;
        }

        // A large frame gets memory as it arrives, not as it is announced: at most twice what has come.
        int size = Math.Max(wanted, Math.Min(Math.Max(frameLength, rest + (wanted / MinReceivePart)), rest * 2));
        ReceiveBuffer next = ReceiveBuffer.Rent(size);
        _buffer.Span[_start.._end].CopyTo(next.Span);
        _buffer.Release();
        _buffer = next;
        _start = 0;
        _end = rest;
    }

    private FrameBatch RentBatch()
    {
        lock (_gate)
        {
            return _spare.TryPop(out FrameBatch? batch) ? batch : new FrameBatch();
        }
    }

    private void Enqueue(FrameBatch batch)
    {
        if (IsSpare(batch))
        {
            return;
        }

        lock (_gate)
        {
            _queue.Enqueue(batch);
            if (_isWorking)
            {
                return;
            }

            _isWorking = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Makes a batch what the worker is at.</summary>
    /// <returns>The batch, or null when there is nothing in it.</returns>
    private FrameBatch? StartWork(FrameBatch batch)
    {
        if (IsSpare(batch))
        {
            return null;
        }

        lock (_gate)
        {
            _isWorking = true;
            _current = batch;
        }

        return batch;
    }

    /// <summary>Puts a batch aside if there is nothing in it.</summary>
    private bool IsSpare(FrameBatch batch)
    {
        if (!batch.IsEmpty)
        {
            return false;
        }

        batch.Clear();
        lock (_gate)
        {
            _spare.Push(batch);
        }

        return true;
    }

    private ValueTask WaitForQueueRoom()
    {
        // Without the lock: only the loop, which asks, adds to the queue.
        if (_queue.Count < MaxQueuedBatches)
        {
            return default;
        }

        lock (_gate)
        {
            if (_queue.Count < MaxQueuedBatches)
            {
                return default;
            }

            _loopWaits = true;
            return (_queueHasRoom ??= new SingleWaiterSignal()).WaitAsync();
        }
    }

    private void End(Exception? failure)
    {
        _watch?.Dispose();
        lock (_gate)
        {
            _hasEnded = true;
            _failure = failure;
            if (_isWorking)
            {
                return;
            }

            _isWorking = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The batch to work on; null ends the worker.</summary>
    private FrameBatch? NextBatch()
    {
        bool wakeLoop;
        lock (_gate)
        {
            if (_current is { IsFinished: false })
            {
                return _current;
            }

            if (_current is not null)
            {
                _current.Clear();
                _spare.Push(_current);
                _current = null;
            }

            if (_queue.TryDequeue(out _current))
            {
                wakeLoop = _loopWaits;
                _loopWaits = false;
            }
            else if (!_hasEnded)
            {
                _isWorking = false;
                return null;
            }
            else
            {
                // The worker stays marked as working: nothing comes after the end.
                wakeLoop = false;
            }
        }

        if (wakeLoop)
        {
            _queueHasRoom!.Set();
        }

        if (_current is null)
        {
            _consumer.OnEnd(_failure);
        }

        return _current;
    }
}
