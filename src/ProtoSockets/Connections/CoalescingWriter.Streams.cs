namespace ProtoSockets.Connections;

/// <content>
/// Frames that end with a member that streams. The part in front of it is gathered like any frame; then the member goes to the connection in pieces, and frames that are added meanwhile
/// gather behind it. One such frame is under way at a time.
/// </content>
internal sealed partial class CoalescingWriter
{
    private SemaphoreSlim? _streamTurn;
    private bool _isStreaming;
    private bool _isHeadPending;
    private long _unsentStream;
    private TaskCompletionSource? _headSent;
    private Task _headIsSent = Task.CompletedTask;

    /// <summary>Whether a frame is being sent that streams.</summary>
    public bool IsStreaming => Volatile.Read(ref _isStreaming);

    /// <summary>Waits until no other frame streams. Pair it with <see cref="LeaveStream"/>.</summary>
    public Task EnterStreamAsync(CancellationToken cancellationToken) => LazyInitializer.EnsureInitialized(ref _streamTurn, static () => new SemaphoreSlim(1, 1)).WaitAsync(cancellationToken);

    /// <summary>Lets the next frame stream.</summary>
    public void LeaveStream() => _streamTurn!.Release();

    /// <summary>As <see cref="End"/>, for a frame that goes on behind the buffer: must be followed by pieces, and by <see cref="EndStream"/>.</summary>
    /// <param name="length">How many bytes it took in the buffer.</param>
    /// <param name="behind">How many bytes follow.</param>
    /// <param name="isLast">Whether it ends with the connection, so that no further frame may follow.</param>
    public void EndHead(int length, long behind, bool isLast)
    {
        if (isLast)
        {
            // Before the gate opens: a frame that gathers behind it would be taken for the rest of it.
            _refusal ??= new ConnectionClosedException("The message that is being sent ends with the connection.");
        }

        _last!.Length += length;
        _last.IsClosed = true;
        _gathered += length;
        _unsentStream = behind;
        _appended += length + behind;
        _isStreaming = true;
        _isHeadPending = true;
        _headSent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _headIsSent = _headSent.Task;
        bool flush = TryBeginFlush(mayWait: false);
        _gate.Exit();
        if (flush)
        {
            SendGathered();
        }
    }

    /// <summary>Waits until all in front of what streams is sent.</summary>
    public Task WhenHeadSentAsync() => _headIsSent;

    /// <summary>Sends a piece of what streams, and waits until the transport has it.</summary>
    /// <exception cref="ConnectionClosedException">The connection has ended.</exception>
    public async ValueTask SendPieceAsync(ReadOnlyMemory<byte> piece)
    {
        if (_failure is { } failure)
        {
            throw new ConnectionClosedException($"The connection can't send any more: {failure.Message}", failure);
        }

        Volatile.Write(ref _handedOver, _handedOver + piece.Length);
        try
        {
            await _connection.SendAsync(piece, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            OnFailed(exception);
            throw new ConnectionClosedException($"The connection can't send any more: {exception.Message}", exception);
        }

        Volatile.Write(ref _unsentStream, _unsentStream - piece.Length);
        Volatile.Write(ref _sent, _sent + piece.Length);
    }

    /// <summary>Notes that a further piece follows, of what was not announced: its length is not known.</summary>
    public void Extend(int count)
    {
        using (_gate.EnterScope())
        {
            _appended += count;
            _unsentStream += count;
        }
    }

    /// <summary>Ends the connection so that the peer sees it lost.</summary>
    public void Reset() => _connection.Reset();

    /// <summary>The last piece was sent: sends what has gathered behind it.</summary>
    public void EndStream()
    {
        using (_gate.EnterScope())
        {
            _isStreaming = false;
        }

        SendGathered();
    }
}
