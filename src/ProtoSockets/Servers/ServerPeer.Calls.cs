using System.Runtime.InteropServices;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <content>The calls whose handlers run, in the default envelope: each has a token of its own, since its deadline and its cancellation cross the wire.</content>
public abstract partial class ServerPeer<TProtocol>
{
    private readonly Dictionary<UInt128, RunningCall>? _running;

    // Over a stream only the thread that dispatches touches it; over datagrams there are several of these.
    private RunningCall? _next;

    // What was cancelled lately; null over a stream, where requests come in their order, and before the first cancellation.
    private CancelledIds? _cancelled;

    /// <summary>What the peer shares with others of its server.</summary>
    private protected ServerShare Share { get; init; } = ServerShare.None;

    /// <summary>What the handler of a call gets that is about to run.</summary>
    internal CancellationToken TokenOf(FrameKind kind) => _running is null || kind != FrameKind.Request ? Closed
        : IsStream ? (_next ??= RunningCall.Next(Options.TimeProvider, Closed)).Token
        : TakeToken();

    /// <summary>Notes that the handler that was dispatched last goes on after its first wait.</summary>
    /// <returns>What it can be cancelled by; null where it has no token of its own.</returns>
    internal RunningCall? StartCall(FrameKind kind, UInt128 correlationId, byte deadline)
    {
        HoldCall();
        if (_running is null || kind != FrameKind.Request || TakeNext() is not { } running)
        {
            return null;
        }

        running.Start(correlationId, CallDeadline.FromByte(deadline));
        lock (_running)
        {
            running.IsGivenUp = _cancelled?.Has(correlationId) == true;
            if (!running.IsGivenUp)
            {
                ref RunningCall? first = ref CollectionsMarshal.GetValueRefOrAddDefault(_running, correlationId, out _);
                (running.Twin, first) = (first, running);
            }
        }

        if (running.IsGivenUp)
        {
            CancelRunning(running);
        }

        return running;
    }

    /// <summary>Counts a message whose handler has not ended; <see cref="EndCall"/> counts it out again.</summary>
    private protected void HoldCall()
    {
        Interlocked.Increment(ref _callsInFlight);
        Share.Calls?.Start();
    }

    /// <summary>Notes that a handler has ended that <see cref="StartCall"/> was called for.</summary>
    internal void EndCall(RunningCall? running)
    {
        if (running is not null)
        {
            lock (_running!)
            {
                TakeOut(running);
            }

            running.End();
        }

        Share.Calls?.End();
        Interlocked.Decrement(ref _callsInFlight);
        OnCallEnded();
    }

    /// <summary>A handler was dispatched, and perhaps has ended: the next one finds nothing of what it left. Over a stream.</summary>
    private protected void RecycleToken()
    {
        if (_next is { } next && !next.TryReset())
        {
            ReleaseToken();
        }
    }

    /// <summary>The same over datagrams, where what it left is not in its place yet.</summary>
    private protected void RecycleToken(RunningCall left)
    {
        if (!left.TryReset() || Interlocked.CompareExchange(ref _next, left, null) is not null)
        {
            left.End();
        }
        else if (Closed.IsCancellationRequested)
        {
            ReleaseToken();
        }
    }

    /// <summary>No further handler is dispatched.</summary>
    private protected void ReleaseToken() => Interlocked.Exchange(ref _next, null)?.End();

    /// <summary>Whether a handler runs for a request with this id, beyond its first wait.</summary>
    private protected bool IsRunning(UInt128 correlationId)
    {
        if (_running is null)
        {
            return false;
        }

        lock (_running)
        {
            return _running.ContainsKey(correlationId);
        }
    }

    /// <summary>Whether the peer has just cancelled the request with this id, which comes behind its cancellation.</summary>
    internal bool IsCancelled(UInt128 correlationId)
    {
        if (_cancelled is null)
        {
            return false;
        }

        lock (_running!)
        {
            if (_cancelled?.IsOver == true)
            {
                // Until the next cancellation nobody looks again.
                _cancelled = null;
            }

            return _cancelled?.Has(correlationId) == true;
        }
    }

    /// <summary>The caller no longer waits for its reply.</summary>
    internal void CancelCall(UInt128 correlationId)
    {
        RunningCall? first;
        lock (_running!)
        {
            if (!IsStream)
            {
                _cancelled ??= new CancelledIds(Options.TimeProvider);
                _cancelled.Add(correlationId);
            }

            if (!_running.Remove(correlationId, out first))
            {
                // It has ended; its reply is on the way.
                return;
            }

            for (RunningCall? running = first; running is not null; running = running.Twin)
            {
                running.IsGivenUp = true;
            }
        }

        // What is given up serves no other call, and keeps its twin.
        for (RunningCall? running = first; running is not null; running = running.Twin)
        {
            CancelRunning(running);
        }
    }

    private void CancelRunning(RunningCall running)
    {
        try
        {
            running.Cancel();
        }
        catch (AggregateException exception)
        {
            Log.CancellationFailed(Logger, TProtocol.Description.Name, RemoteEndPoint, exception);
        }
    }

    private CancellationToken TakeToken() =>
        (RunningCall.Dispatched ??= Interlocked.Exchange(ref _next, null) ?? RunningCall.Next(Options.TimeProvider, Closed)).Token;

    private RunningCall? TakeNext()
    {
        RunningCall? next;
        if (IsStream)
        {
            (next, _next) = (_next, null);
        }
        else
        {
            (next, RunningCall.Dispatched) = (RunningCall.Dispatched, null);
        }

        return next;
    }

    /// <summary>Takes a call out that has ended. Under the lock; what is given up is out already.</summary>
    private void TakeOut(RunningCall running)
    {
        if (running.IsGivenUp)
        {
            return;
        }

        RunningCall first = _running![running.CorrelationId];
        if (ReferenceEquals(first, running))
        {
            if (running.Twin is null)
            {
                _ = _running.Remove(running.CorrelationId);
            }
            else
            {
                _running[running.CorrelationId] = running.Twin;
            }
        }
        else
        {
            while (!ReferenceEquals(first.Twin, running))
            {
                first = first.Twin!;
            }

            first.Twin = running.Twin;
        }

        running.Twin = null;
    }
}
