using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <content>The calls whose handlers run, in the default envelope: each has a token of its own, since its deadline and its cancellation cross the wire.</content>
public abstract partial class ServerPeer<TProtocol>
{
    private readonly Dictionary<UInt128, RunningCall>? _running;

    // Only the thread that dispatches touches it.
    private RunningCall? _next;

    /// <summary>What the handler of a call gets that is about to run.</summary>
    internal CancellationToken TokenOf(FrameKind kind) => _running is not null && kind == FrameKind.Request
        ? (_next ??= RunningCall.Next(Options.TimeProvider, Closed)).Token
        : Closed;

    /// <summary>Notes that the handler that was dispatched last goes on after its first wait.</summary>
    /// <returns>What it can be cancelled by; null where it has no token of its own.</returns>
    internal RunningCall? StartCall(FrameKind kind, UInt128 correlationId, byte deadline)
    {
        Interlocked.Increment(ref _callsInFlight);
        if (_running is null || kind != FrameKind.Request || _next is not { } running)
        {
            return null;
        }

        _next = null;
        running.Start(correlationId, CallDeadline.FromByte(deadline));
        lock (_running)
        {
            // A caller that uses an id for two calls at a time can cancel the first of them.
            _ = _running.TryAdd(correlationId, running);
        }

        return running;
    }

    /// <summary>Notes that a handler has ended that <see cref="StartCall"/> was called for.</summary>
    internal void EndCall(RunningCall? running)
    {
        if (running is not null)
        {
            lock (_running!)
            {
                if (_running.TryGetValue(running.CorrelationId, out RunningCall? own) && ReferenceEquals(own, running))
                {
                    _ = _running.Remove(running.CorrelationId);
                }
            }

            running.End();
        }

        Interlocked.Decrement(ref _callsInFlight);
        OnCallEnded();
    }

    /// <summary>A handler was dispatched, and perhaps has ended: the next one finds nothing of what it left.</summary>
    private protected void RecycleToken()
    {
        if (_next is { } next && !next.TryReset())
        {
            ReleaseToken();
        }
    }

    /// <summary>No further handler is dispatched.</summary>
    private protected void ReleaseToken()
    {
        _next?.End();
        _next = null;
    }

    /// <summary>The caller no longer waits for its reply.</summary>
    private protected void CancelCall(UInt128 correlationId)
    {
        RunningCall? running;
        lock (_running!)
        {
            if (!_running.Remove(correlationId, out running))
            {
                // It has ended; its reply is on the way.
                return;
            }

            running.IsGivenUp = true;
        }

        try
        {
            running.Cancel();
        }
        catch (AggregateException exception)
        {
            Log.CancellationFailed(Logger, TProtocol.Description.Name, RemoteEndPoint, exception);
        }
    }
}
