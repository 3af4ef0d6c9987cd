using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <content>
/// Requests of the server whose handlers run, in the default envelope: each has a token of its own, since its deadline and its cancellation cross the wire. Handlers run one at a time, and so do their tokens.
/// </content>
public abstract partial class ProtocolClient<TProtocol>
{
    // Only who runs the handlers touches it.
    private RunningCall? _spareToken;

    // Both under the lock of the messages that wait.
    private RunningCall? _request;
    private HashSet<UInt128>? _givenUp;

    // The request that is no longer among those that wait, and has no token yet.
    private UInt128? _startingId;

    /// <summary>What the handler of a message gets that is about to run.</summary>
    internal CancellationToken TokenOf(in FrameRoute route) => HasToken(in route) && _request is { } request ? request.Token : Closed;

    /// <summary>The server no longer waits for the reply to a request: cancels its handler, or passes over it.</summary>
    internal void CancelRequest(UInt128 correlationId)
    {
        RunningCall? running = null;
        lock (_waitingPushes)
        {
            if (_request?.CorrelationId == correlationId)
            {
                running = _request;
                running.IsGivenUp = true;
            }
            else if (_startingId == correlationId || IsWaiting(correlationId))
            {
                (_givenUp ??= []).Add(correlationId);
            }
        }

        try
        {
            running?.Cancel();
        }
        catch (AggregateException exception)
        {
            _link.LogCancellationFailure(RemoteEndPoint, exception);
        }
    }

    private static bool HasToken(in FrameRoute route) =>
        TProtocol.Description is { UsesEnvelope: true, ServerCalls: true } && route.Kind == FrameKind.Request;

    /// <summary>Makes the token of the request whose handler is about to run.</summary>
    private void BeginRequest(in FrameRoute route)
    {
        if (!HasToken(in route))
        {
            return;
        }

        RunningCall request = _spareToken ?? RunningCall.Next(_options.TimeProvider, Closed);
        _spareToken = null;
        request.CorrelationId = route.CorrelationId;
        bool isGivenUp;
        lock (_waitingPushes)
        {
            _startingId = null;
            _request = request;
            isGivenUp = _givenUp?.Remove(route.CorrelationId) == true;
            request.IsGivenUp |= isGivenUp;
        }

        if (isGivenUp)
        {
            // Nobody has its token yet.
            request.Cancel();
        }
    }

    /// <summary>A request does not wait any more, and is about to get its token. Under the lock.</summary>
    private void NoteStart(in FrameRoute route)
    {
        if (HasToken(in route))
        {
            _startingId = route.CorrelationId;
        }
    }

    /// <summary>The handler goes on after its first wait.</summary>
    /// <param name="route">Its request.</param>
    /// <param name="receivedAt">When that came.</param>
    private void KeepRequest(in FrameRoute route, long receivedAt)
    {
        if (!HasToken(in route) || route.Deadline == 0)
        {
            return;
        }

        // It may have waited for the handlers of others.
        TimeSpan left = CallDeadline.FromByte(route.Deadline) - TimeSpan.FromMilliseconds(CoarseClock.Milliseconds(_options.TimeProvider) - receivedAt);
        _request!.Start(route.CorrelationId, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    /// <summary>The handler has ended.</summary>
    /// <returns>Whether nobody waited for it any more.</returns>
    private bool EndRequest(in FrameRoute route, bool hasWaited)
    {
        if (!HasToken(in route))
        {
            return false;
        }

        RunningCall request;
        lock (_waitingPushes)
        {
            request = _request!;
            _request = null;
        }

        bool isCancelled = request.Token.IsCancellationRequested;
        if (hasWaited || request.IsGivenUp || !request.TryReset())
        {
            request.End();
        }
        else
        {
            _spareToken = request;
        }

        return isCancelled;
    }

    /// <summary>Frees the token that the next request would have got, when there will be none. Under the lock.</summary>
    private void ReleaseSpareTokenWhenClosed()
    {
        if (_closed.IsCancellationRequested)
        {
            _spareToken?.End();
            _spareToken = null;
        }
    }

    /// <summary>When a message came, if it matters.</summary>
    private long ReceivedAt(in FrameRoute route) => HasToken(in route) && route.Deadline != 0 ? CoarseClock.Milliseconds(_options.TimeProvider) : 0;

    /// <summary>Whether a request waits for its handler. Under the lock.</summary>
    private bool IsWaiting(UInt128 correlationId)
    {
        foreach ((_, FrameRoute route, _) in _waitingPushes)
        {
            if (route.Kind == FrameKind.Request && route.CorrelationId == correlationId)
            {
                return true;
            }
        }

        return false;
    }
}
