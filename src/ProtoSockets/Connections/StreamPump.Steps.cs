using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Connections;

/// <summary>
/// The receive loop of protocols that hand their connection over. It looks at one frame, waits until that was handled, and only then at the next, and it receives
/// only what a frame is wanted for: so there are points at which nothing is under way, and at which what has arrived belongs to whoever comes next.
/// </summary>
internal sealed partial class StreamPump<TProtocol>
{
    private readonly SingleWaiterSignal? _turn = TProtocol.Description.HandsOver ? new SingleWaiterSignal() : null;
    private Step _step = Step.Handling;
    private bool _isHeld;
    private bool _isStopped;
    private TaskCompletionSource? _atRest;

    private enum Step
    {
        /// <summary>A frame is being handled, or the loop has not begun.</summary>
        Handling,

        /// <summary>A frame is looked for, and received.</summary>
        Receiving,

        /// <summary>The loop waits until a frame is wanted.</summary>
        AtRest,
    }

    /// <summary>How many bytes have arrived that nobody has looked at. Read it while the loop is at rest.</summary>
    public int AheadCount => _end - _start;

    /// <summary>Keeps the loop from looking at a further frame.</summary>
    /// <returns>A task that ends when the loop is at rest.</returns>
    /// <exception cref="InvalidOperationException">A frame is being waited for.</exception>
    /// <exception cref="ConnectionClosedException">The connection has ended.</exception>
    public Task HoldAsync()
    {
        lock (_gate)
        {
            if (_hasEnded)
            {
                throw new ConnectionClosedException(_failure?.Message ?? "The peer closed the connection.", _failure);
            }

            if (_step == Step.Receiving)
            {
                throw new InvalidOperationException(
                    "A message of the peer is being waited for, and may be in the middle of its arrival. End what waits for it (a call, ReceiveAsync) first.");
            }

            _isHeld = true;
            if (_step == Step.AtRest)
            {
                return Task.CompletedTask;
            }

            _atRest = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _atRest.Task;
        }
    }

    /// <summary>Lets the loop go on after <see cref="HoldAsync"/>, over a connection that takes the place of the one before.</summary>
    public void GoOn(StreamConnection connection)
    {
        lock (_gate)
        {
            _connection = connection;
            _isHeld = false;
        }

        Wake();
    }

    /// <summary>Receives from another connection from now on. Called from where the loop waits for a frame to be handled.</summary>
    public void Replace(StreamConnection connection) => _connection = connection;

    /// <summary>Ends the loop that is held, or that was told not to go on, without telling the consumer.</summary>
    /// <returns>What has arrived and was not looked at.</returns>
    public ReceivedAhead Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
        }

        Wake();
        return new ReceivedAhead(_buffer, _start, _end);
    }

    private async Task RunStepsAsync(CancellationToken cancellationToken)
    {
        Exception? failure = null;
        try
        {
            while (await WaitForTurnAsync().ConfigureAwait(false))
            {
                bool hasFrame = TryTakeFrame(out ReceivedFrame frame, out failure);
                NoteBegun(!hasFrame && _start < _end);
                if (hasFrame)
                {
                    // The loop waits for whoever handles it in any case, so it may as well do it itself.
                    SetStep(Step.Handling);
                    _consumer.OnReceived();
                    if (TProtocol.HasStreams && _stream is not null)
                    {
                        failure = await HandleAndFeedAsync(frame, cancellationToken).ConfigureAwait(false);
                        if (failure is not null)
                        {
                            break;
                        }
                    }
                    else
                    {
                        _consumer.OnFrame(in frame);
                    }

                    _writer.Flush();
                    if (!await _consumer.WhenHandledAsync().ConfigureAwait(false))
                    {
                        return;
                    }

                    continue;
                }

                if (failure is not null)
                {
                    break;
                }

                int count = await _connection.ReceiveAsync(_buffer.Memory[_end..], cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    failure = _start == _end ? null : new ConnectionClosedException(
                        $"The peer closed the connection in the middle of a frame: {_end - _start} bytes of it had come.");
                    break;
                }

                Received(count);
            }

            if (Volatile.Read(ref _isStopped))
            {
                return;
            }
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            failure = exception;
        }

        _buffer.Release();
        TaskCompletionSource? atRest;
        lock (_gate)
        {
            _hasEnded = true;
            _failure = failure;
            (atRest, _atRest) = (_atRest, null);
        }

        atRest?.TrySetException(new ConnectionClosedException(failure?.Message ?? "The peer closed the connection.", failure));
        _consumer.OnEnd(failure);
    }

    /// <summary>Waits until a frame is wanted.</summary>
    /// <returns>False when the loop is to end.</returns>
    private async ValueTask<bool> WaitForTurnAsync()
    {
        while (true)
        {
            if (_consumer.CanTakeFrame())
            {
                lock (_gate)
                {
                    if (_isStopped)
                    {
                        return false;
                    }

                    if (!_isHeld)
                    {
                        _step = Step.Receiving;
                        return true;
                    }
                }
            }

            ValueTask woken;
            TaskCompletionSource? atRest;
            bool isHeld;
            lock (_gate)
            {
                if (_isStopped)
                {
                    return false;
                }

                _step = Step.AtRest;
                _isParked = true;
                woken = _turn!.WaitAsync();
                isHeld = _isHeld;
                (atRest, _atRest) = (_atRest, null);
            }

            atRest?.TrySetResult();
            if (!isHeld && _consumer.CanTakeFrame())
            {
                // It may have been asked for just before the loop lay down.
                Wake();
            }

            await woken.ConfigureAwait(false);
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (!_isParked)
            {
                return;
            }

            _isParked = false;
        }

        _turn!.Set();
    }

    /// <summary>Has a frame handled while its last member is received.</summary>
    private async Task<Exception?> HandleAndFeedAsync(ReceivedFrame frame, CancellationToken cancellationToken)
    {
        frame.Stream!.IsDelivered = true;
        frame.Buffer.AddReference();
        Task handling = Task.Run(
            () =>
            {
                try
                {
                    _consumer.OnFrame(in frame);
                }
                finally
                {
                    frame.Release();
                }
            },
            CancellationToken.None);
        Exception? failure = await FeedAsync(cancellationToken).ConfigureAwait(false);
        await handling.ConfigureAwait(false);
        return failure;
    }

    private void SetStep(Step step)
    {
        lock (_gate)
        {
            _step = step;
        }
    }

    /// <summary>Takes the frame at the front of what has arrived.</summary>
    private bool TryTakeFrame(out ReceivedFrame frame, out Exception? failure)
    {
        frame = default;
        failure = null;
        int needed = 0;
        if (_start < _end)
        {
            FrameStatus status = Find(out FrameBounds bounds, out string? reason);
            if (status == FrameStatus.Found)
            {
                frame = new ReceivedFrame(_buffer, _start + bounds.PayloadOffset, bounds.PayloadLength) { Stream = _stream };
                _start += bounds.FrameLength;
                _scan.Reset();
                return true;
            }

            failure = FailureOf(status, reason);
            needed = bounds.FrameLength;
        }

        if (failure is null)
        {
            MakeRoom(needed);
        }

        return false;
    }
}
