namespace ProtoSockets.Calls;

/// <content>What is looked at from time to time: deadlines, requests that are to be sent again, and the connection itself.</content>
public abstract partial class CallingLink<TProtocol>
{
    /// <summary>Looks at the connection. Called by the sweep, and by one thread at a time.</summary>
    private protected virtual void Watch(long now)
    {
    }

    /// <summary>Begins to look at the connection from time to time, also while no call is in flight.</summary>
    private protected void StartWatching()
    {
        if (WatchPause != Timeout.InfiniteTimeSpan)
        {
            _sweepTimer!.Change(WatchPause, WatchPause);
        }
    }

    /// <summary>Frees the timer.</summary>
    private protected void StopSweeping() => _sweepTimer?.Dispose();

    private void StartSweeping()
    {
        if (Volatile.Read(ref _isSweeping) == 0 && Interlocked.Exchange(ref _isSweeping, 1) == 0)
        {
            _sweepTimer!.Change(SweepInterval, SweepInterval);
        }
    }

    private void StopLookingForDeadlines()
    {
        if (Volatile.Read(ref _isSweeping) == 0)
        {
            return;
        }

        _sweepTimer!.Change(WatchPause, WatchPause);
        Volatile.Write(ref _isSweeping, 0);
        if (Calls.Count > 0)
        {
            StartSweeping();
        }
    }

    private void Sweep()
    {
        // One sweep at a time; the next tick looks again.
        if (!Monitor.TryEnter(_overdue))
        {
            return;
        }

        try
        {
            long now = Now;
            Watch(now);
            if (Calls.Count == 0)
            {
                StopLookingForDeadlines();
                return;
            }

            Calls.CollectDue(now, _overdue);
            foreach (PendingCall call in _overdue)
            {
                CallKey key = call.Key;
                TimeSpan timeout = call.Timeout;
                if (call.DeadlineAt > now)
                {
                    Retransmit(call, now);
                }
                else if (MustCountOff(call))
                {
                    call.OnFailure(new CallTimedOutException(timeout, LastProblem));
                }
                else if (Calls.TryAbandon(key, out PendingCall? overdue))
                {
                    overdue.OnFailure(new CallTimedOutException(timeout, LastProblem));
                }
            }

            _overdue.Clear();
        }
        finally
        {
            Monitor.Exit(_overdue);
        }
    }
}
