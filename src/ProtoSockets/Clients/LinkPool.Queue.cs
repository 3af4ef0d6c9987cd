using ProtoSockets.Calls;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <content>What waits for a connection.</content>
internal sealed partial class LinkPool<TProtocol>
{
    /// <summary>How exact the deadlines of what waits are kept.</summary>
    private static readonly TimeSpan QueueInterval = TimeSpan.FromMilliseconds(20);

    private readonly CallQueue<TProtocol> _queue;
    private readonly ITimer _queueTimer;
    private int _isDraining;
    private int _isTiming;

    /// <summary>Waits for a connection on behalf of what can't be sent again.</summary>
    /// <exception cref="CallQueueFullException">As many wait already as may.</exception>
    /// <exception cref="CallNotSentException">There was none within the time, or the client is closed.</exception>
    public ValueTask<ClientLink<TProtocol>> WhenReadyAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_queue.Count == 0 && Pick() is { } link)
        {
            return ValueTask.FromResult(link);
        }

        return WaitAsync(timeout, cancellationToken);
    }

    private async ValueTask<ClientLink<TProtocol>> WaitAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        var waiter = new ReadyWaiter<TProtocol>(timeout, cancellationToken) { DeadlineAt = DeadlineIn(timeout) };
        _ = Place(waiter, isNew: true);
        using CancellationTokenRegistration cancellation = cancellationToken.UnsafeRegister(
            _ =>
            {
                if (TryRemove(waiter))
                {
                    waiter.EndCancelled();
                }
            },
            null);
        return await waiter.Ready.ConfigureAwait(false);
    }

    /// <summary>Takes something out that does not wait any more.</summary>
    public bool TryRemove(QueueEntry<TProtocol> entry) => _queue.TryRemove(entry);

    /// <summary>Whether a call may be sent again that a connection has failed.</summary>
    /// <param name="link">The connection; it is left when its server refuses calls.</param>
    /// <param name="failure">How it failed.</param>
    /// <param name="isIdempotent">Whether doing it twice does no harm.</param>
    public bool MaySendAgain(ClientLink<TProtocol>? link, Exception failure, bool isIdempotent)
    {
        switch (failure)
        {
            case CallQueueFullException:
                return false;
            case CallNotSentException:
                return true;
            case CallLostException:
                return isIdempotent;
            case CallRefusedException { Code: RefusalCode.ShuttingDown } when !isIdempotent && link is not { Client.IsServerLeaving: true }:
                // A server that leaves says so first, or by trying elsewhere: this is its handler's own word, of work that it may have begun.
                return false;
            case CallRefusedException { Code: RefusalCode.ShuttingDown } or TryElsewhereException { Code: RefusalCode.ShuttingDown }:
                Leave(link);
                return isIdempotent || failure is not TryElsewhereException { Outcome: CallOutcome.Unknown };
            default:
                return false;
        }
    }

    /// <summary>Whether a call may be made on another connection that was begun on one, and of which nothing was read.</summary>
    /// <param name="link">The connection; no further calls go to it if so.</param>
    /// <param name="failure">How the call failed.</param>
    /// <param name="isIdempotent">Whether doing it twice does no harm.</param>
    public bool MayGoElsewhere(ClientLink<TProtocol> link, Exception failure, bool isIdempotent)
    {
        if (failure is CallNotSentException && !link.IsEnding && failure.InnerException is not ConnectionClosedException)
        {
            // It would not be sent there either.
            return false;
        }

        if (!MaySendAgain(link, failure, isIdempotent))
        {
            return false;
        }

        Withdraw(link);
        return true;
    }

    /// <summary>Has a call sent again that its connection has failed. Under its lock.</summary>
    /// <returns>False when the client is closed.</returns>
    public bool TryPlaceAgain(QueueEntry<TProtocol> entry)
    {
        try
        {
            if (Place(entry, isNew: false) == Placement.NoRoom)
            {
                Enqueue(entry, isNew: false);
            }

            return true;
        }
#pragma warning disable CA1031 // What writes a request is code of users too; whatever it throws, the connection that has just failed the call has others to tell.
        catch (Exception)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <summary>Starts something on the least loaded connection, or lets it wait where there is none.</summary>
    /// <returns>Whether there is a connection and no room on it; else it is placed.</returns>
    private Placement Place(QueueEntry<TProtocol> entry, bool isNew)
    {
        lock (entry)
        {
            // Not past those that wait.
            while (_queue.Count == 0 && Pick() is { } link)
            {
                Placement placement = entry.TryStart(link);
                if (placement != Placement.Broken)
                {
                    return placement;
                }

                Withdraw(link);
            }

            Enqueue(entry, isNew);
            return Placement.Placed;
        }
    }

    private void Enqueue(QueueEntry<TProtocol> entry, bool isNew)
    {
        entry.HasWaited = true;
        try
        {
            if (!_queue.TryAdd(entry, isNew))
            {
                throw new CallQueueFullException(_reconnect.MaxQueuedCalls, LastProblem);
            }
        }
        catch (ConnectionClosedException exception)
        {
            throw new CallNotSentException(exception.Message, exception);
        }

        if (Interlocked.Exchange(ref _isTiming, 1) == 0)
        {
            _queueTimer.Change(QueueInterval, QueueInterval);
        }

        if (_ready.Length > 0)
        {
            StartDraining();
        }
    }

    /// <summary>Starts what waits, in its order.</summary>
    private void StartDraining()
    {
        if (_queue.Count > 0 && Interlocked.Exchange(ref _isDraining, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static pool => _ = pool.DrainAsync(), this, preferLocal: false);
        }
    }

    /// <summary>Waits until something has room on one of the connections, or there are others than now.</summary>
    private async Task WaitForRoomOnAnyAsync(CancellationToken cancellationToken)
    {
        // In front of looking at the connections, so that none is missed that comes or goes meanwhile.
        Task changed = _changed.Task;
        ClientLink<TProtocol>[] ready = _ready;
        if (ready.Length == 0)
        {
            return;
        }

        // Those that go on waiting are ended, so that they don't gather on a connection that has no room for long.
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task[] waits = [changed, .. ready.Select(link => link.WaitForCallRoomAsync(enough.Token))];
        await Task.WhenAny(waits).ConfigureAwait(false);
        await enough.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>The same, for at most until a deadline.</summary>
    /// <exception cref="CallNotSentException">There was no room until then.</exception>
    private async Task WaitForRoomOnAnyAsync(TimeSpan timeout, long deadlineAt, CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        TimeSpan left = deadlineAt == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Max(0, deadlineAt - Now));
        try
        {
            await WaitForRoomOnAnyAsync(enough.Token).WaitAsync(left, Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new CallNotSentException($"there was no room for it within {timeout.TotalSeconds:0.###} s", exception);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        finally
        {
            await enough.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task DrainAsync()
    {
        do
        {
            while (Pick() is { } link && _queue.TryPeek(out QueueEntry<TProtocol>? entry))
            {
                switch (MoveTo(link, entry))
                {
                    case Placement.Broken:
                        Withdraw(link);
                        break;
                    case Placement.NoRoom:
                        await WaitForRoomOnAnyAsync(CancellationToken.None).ConfigureAwait(false);
                        break;
                }
            }

            Volatile.Write(ref _isDraining, 0);
            Interlocked.MemoryBarrier();
        }
        while (_queue.Count > 0 && _ready.Length > 0 && Interlocked.Exchange(ref _isDraining, 1) == 0);
    }

    /// <summary>Takes something out of the queue and starts it, or puts it back in its place.</summary>
    private Placement MoveTo(ClientLink<TProtocol> link, QueueEntry<TProtocol> entry)
    {
        Exception failure;
        lock (entry)
        {
            if (!_queue.TryRemove(entry))
            {
                // Somebody else has ended it.
                return Placement.Placed;
            }

            try
            {
                if (entry.IsCancelled)
                {
                    entry.EndCancelled();
                    return Placement.Placed;
                }

                if (entry.DeadlineAt <= Now)
                {
                    entry.EndOverdue(LastProblem);
                    return Placement.Placed;
                }

                Placement placement = entry.TryStart(link);
                if (placement != Placement.Placed)
                {
                    _queue.TryAdd(entry, isNew: false, isFirst: true);
                }

                return placement;
            }
#pragma warning disable CA1031 // What writes a request is code of users too; whatever it throws is its caller's, and those behind it go on.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = exception;
            }
        }

        entry.EndFailed(failure);
        return Placement.Placed;
    }

    /// <summary>Ends what has waited for as long as it may.</summary>
    private void EndOverdue()
    {
        foreach (QueueEntry<TProtocol> entry in _queue.FindOverdue(Now))
        {
            bool isOverdue;
            lock (entry)
            {
                // It may serve another call by now.
                isOverdue = entry.DeadlineAt <= Now && _queue.TryRemove(entry);
            }

            if (isOverdue)
            {
                entry.EndOverdue(LastProblem);
            }
        }

        if (_queue.Count == 0)
        {
            _queueTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Volatile.Write(ref _isTiming, 0);
            Interlocked.MemoryBarrier();
            if (_queue.Count > 0 && Interlocked.Exchange(ref _isTiming, 1) == 0)
            {
                _queueTimer.Change(QueueInterval, QueueInterval);
            }
        }
    }

    /// <summary>Ends all that waits, and takes nothing any more.</summary>
    private void CloseQueue(Exception reason)
    {
        _queue.Close(reason);
        while (_queue.TryPeek(out QueueEntry<TProtocol>? entry))
        {
            bool isTaken;
            lock (entry)
            {
                isTaken = _queue.TryRemove(entry);
            }

            if (isTaken)
            {
                entry.EndClosed(reason);
            }
        }

        _queueTimer.Dispose();
    }
}
