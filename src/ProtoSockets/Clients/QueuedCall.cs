using ProtoSockets.Calls;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>
/// A call of a client with several connections, or with one after the other: it keeps the request, so that it can be sent over the next one. Reused, as the call itself.
/// </summary>
internal sealed class QueuedCall<TProtocol, TRequest, TReply, TError> : QueueEntry<TProtocol>, ICallAgain, IPooled
    where TProtocol : struct, IProtocol
    where TRequest : IProtocolMessage<TRequest>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    private LinkPool<TProtocol> _pool = null!;
    private PendingCall<TReply, TError> _call = null!;
    private ClientLink<TProtocol>? _link;
    private TRequest _request = default!;
    private TimeSpan _timeout;
    private CancellationToken _cancellationToken;
    private CallLostException? _lost;
    private bool _isSentAgain;

    public override bool IsCancelled => _cancellationToken.IsCancellationRequested;

    /// <summary>Makes it serve a call.</summary>
    public static QueuedCall<TProtocol, TRequest, TReply, TError> Rent(
        LinkPool<TProtocol> pool, PendingCall<TReply, TError> call, in TRequest request, TimeSpan timeout, long deadlineAt, CancellationToken cancellationToken)
    {
        QueuedCall<TProtocol, TRequest, TReply, TError> queued = ObjectPool<QueuedCall<TProtocol, TRequest, TReply, TError>>.Rent();
        queued._pool = pool;
        queued._call = call;
        queued._request = request;
        queued._timeout = timeout;
        queued._cancellationToken = cancellationToken;
        queued.DeadlineAt = deadlineAt;
        return queued;
    }

    public override Placement TryStart(ClientLink<TProtocol> link)
    {
        if (!link.HasRoom)
        {
            return Placement.NoRoom;
        }

        _link = link;
        try
        {
            if (link.TryStart(_call, in _request, TimeLeft))
            {
                return Placement.Placed;
            }

            _link = null;
            return Placement.NoRoom;
        }
        catch (CallNotSentException exception) when (link.IsEnding || exception.InnerException is ConnectionClosedException)
        {
            _link = null;
            return Placement.Broken;
        }
        catch (TryElsewhereException)
        {
            // Its server leaves, and the connection sends no further request.
            _link = null;
            return Placement.Broken;
        }
        catch
        {
            _link = null;
            throw;
        }
    }

    public bool TryTake(ref Exception failure)
    {
        lock (this)
        {
            if (failure is CallTimedOutException timedOut && _isSentAgain)
            {
                failure = new CallTimedOutException(_timeout, timedOut.InnerException);
                return false;
            }

            if (!_pool.MaySendAgain(_link, failure, TRequest.IsIdempotent))
            {
                return false;
            }

            if (failure is CallLostException lost)
            {
                _lost = lost;
            }

            // Whatever becomes of it now: it may have been done the first time.
            failure = _lost ?? failure;
            if (IsCancelled)
            {
                failure = new OperationCanceledException(_cancellationToken);
                return false;
            }

            _isSentAgain = true;
            return TimeLeft != TimeSpan.Zero && _pool.TryPlaceAgain(this);
        }
    }

    public void Cancel(CancellationToken cancellationToken)
    {
        bool isTaken;
        lock (this)
        {
            isTaken = _pool.TryRemove(this) || _link?.Calls.TryAbandon(_call.Key, out _) == true;
        }

        if (isTaken)
        {
            EndCancelled();
        }
    }

    public override void EndCancelled() => _call.Fail(new OperationCanceledException(_cancellationToken));

    public override void EndOverdue(Exception? lastProblem) =>
        End($"the client was not connected within {_timeout.TotalSeconds:0.###} s{(lastProblem is null ? string.Empty : $": {lastProblem.Message}")}", lastProblem);

    public override void EndFailed(Exception failure) => _call.Fail(_lost ?? failure);

    public override void EndClosed(Exception reason) => End(reason.Message, reason);

    public void Recycle()
    {
        // Not before whoever has just placed it is done with it.
        lock (this)
        {
            (_pool, _call, _link, _request, _lost) = (null!, null!, null, default!, null);
            _cancellationToken = default;
            _isSentAgain = false;
            HasWaited = false;
        }

        ObjectPool<QueuedCall<TProtocol, TRequest, TReply, TError>>.Return(this);
    }

    private TimeSpan TimeLeft => _timeout == Timeout.InfiniteTimeSpan || !(_isSentAgain || HasWaited) ? _timeout : TimeSpan.FromMilliseconds(Math.Max(0, DeadlineAt - _pool.Time));

    private void End(string reason, Exception? inner) => _call.Fail(_lost is null
        ? new CallNotSentException(reason, inner)
        : new CallLostException($"{_lost.InnerException?.Message ?? _lost.Message} It was to be sent again, and {reason}", inner));
}
