using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>The client's end of a conversation: calls and their deadlines, whatever carries them.</summary>
internal abstract class ClientLink<TProtocol> : FrameLink<TProtocol>, IDisposable
    where TProtocol : struct, IProtocol
{
    /// <summary>How exact deadlines are kept. One sweep looks at all calls of a connection; there is no timer for each.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly ITimer _sweepTimer;
    private readonly List<PendingCall> _overdue = [];
    private int _isSweeping;
    private TaskCompletionSource? _callEnded;

    private protected ClientLink(ClientOptions options, bool isFramed)
        : base(Side.Client, isFramed)
    {
        Options = options;
        MaxFrameBytes = options.MaxFrameBytes ?? TProtocol.Description.MaxFrameBytes;

        // Datagrams come in any order: without correlation ids there can be only one call whose reply it is.
        int maxCalls = TProtocol.Description.CorrelationBits == 0 && !isFramed ? 1 : options.MaxCallsInFlight;
        Calls = new CallTable(TProtocol.Description.CorrelationBits, maxCalls);
        Logger = options.LoggerFactory?.CreateLogger($"ProtoSockets.{TProtocol.Description.Name}.Client") ?? NullLogger.Instance;
        _time = options.TimeProvider;
        _sweepTimer = _time.CreateTimer(static state => ((ClientLink<TProtocol>)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Who gets the messages that the server pushes.</summary>
    public required ProtocolClient<TProtocol> Client { get; init; }

    protected ClientOptions Options { get; }

    protected CallTable Calls { get; }

    protected ILogger Logger { get; }

    private protected override int MaxFrameBytes { get; }

    /// <summary>What the network last said that did not end the link: that nobody is at the port.</summary>
    protected Exception? LastProblem { get; set; }

    /// <summary>The time now, on the scale of deadlines: milliseconds that only go forward.</summary>
    protected long Now => (long)_time.GetElapsedTime(0).TotalMilliseconds;

    /// <summary>Starts a call.</summary>
    /// <returns>The call, or null when there is no room for it now.</returns>
    /// <exception cref="CallNotSentException">The connection is closed.</exception>
    /// <exception cref="WireFormatException">The request holds what its wire form can't.</exception>
    public PendingCall<TReply, TError>? TryStart<TRequest, TReply, TError>(
        in TRequest request, ReplyCount replies, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!HasRoom)
        {
            return null;
        }

        PendingCall<TReply, TError> call = ObjectPool<PendingCall<TReply, TError>>.Rent();
        call.Replies = replies;
        if (!TryStart(call, in request, timeout))
        {
            ObjectPool<PendingCall<TReply, TError>>.Return(call);
            return null;
        }

        if (cancellationToken.CanBeCanceled)
        {
            call.CancelWith(Calls, cancellationToken);
        }

        return call;
    }

    /// <summary>Adds a call to those that wait, and sends its request.</summary>
    /// <returns>False when too many calls wait.</returns>
    public bool TryStart<TRequest>(PendingCall call, in TRequest request, TimeSpan timeout)
        where TRequest : IProtocolMessage<TRequest>
    {
        call.Timeout = timeout;
        call.CallTag = TRequest.GetCallTag(in request);
        call.DeadlineAt = timeout == Timeout.InfiniteTimeSpan ? long.MaxValue : Now + (long)timeout.TotalMilliseconds;

        // Until the frame is known to have a place behind what was sent, it may have been.
        call.SentAt = 0;
        if (!TryAddAndSend(call, in request))
        {
            return false;
        }

        StartSweeping();
        return true;
    }

    /// <summary>Waits until a call can be started.</summary>
    public async Task WaitForCallRoomAsync(CancellationToken cancellationToken)
    {
        await WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
        if (Calls.HasRoom)
        {
            return;
        }

        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource shared = Interlocked.CompareExchange(ref _callEnded, ended, null) ?? ended;
        if (!Calls.HasRoom)
        {
            await shared.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends a call that nobody waits for any more.</summary>
    public void Abandon(PendingCall call)
    {
        if (Calls.IsWaiting(call) && Calls.TryAbandon(call.Key, out _))
        {
            OnCallEnded();
        }
    }

    public void LogHandlerFailure(long messageId, System.Net.EndPoint? remote, Exception exception) =>
        Log.HandlerFailed(Logger, TProtocol.Description.Name, messageId, remote, exception);

    /// <summary>Waits until a further frame should be sent.</summary>
    public abstract Task WaitForRoomAsync(CancellationToken cancellationToken);

    /// <summary>Takes a call out again whose request could not be written.</summary>
    protected abstract bool TryAddAndSend<TRequest>(PendingCall call, in TRequest request)
        where TRequest : IProtocolMessage<TRequest>;

    /// <summary>Sends a request's datagram again, on links that do.</summary>
    protected virtual void Retransmit(PendingCall call, long now)
    {
    }

    /// <summary>Ends a call with its reply.</summary>
    /// <returns>False when nobody ever asked for it.</returns>
    protected bool TryDeliver(in FrameRoute route, in ReceivedFrame frame)
    {
        ReplyMatch match = Calls.Match(route.CorrelationId, out PendingCall? call, out long sequence);
        if (match == ReplyMatch.Waiting)
        {
            while (Calls.TryTakeSilent(sequence, out PendingCall? silent))
            {
                silent.OnSilence();
            }

            Deliver(call!, in route, in frame);
            OnCallEnded();
        }

        return match != ReplyMatch.NeverAsked;
    }

    /// <summary>Ends all calls because the connection has ended.</summary>
    protected void FailCalls(Exception reason, long sent)
    {
        foreach (PendingCall call in Calls.Close(reason))
        {
            call.OnFailure(reason is HandshakeException ? reason
                : call.SentAt >= sent ? new CallNotSentException(reason.Message, reason)
                : new CallLostException(reason.Message, reason));
        }

        OnCallEnded();
    }

    /// <summary>Frees the timer.</summary>
    public virtual void Dispose() => _sweepTimer.Dispose();

    private void Deliver(PendingCall call, in FrameRoute route, in ReceivedFrame frame)
    {
        CallKey key = call.Key;
        if (route.Kind == FrameKind.Error && route.MessageId == 0 && TProtocol.Description.UsesEnvelope)
        {
            _ = Calls.TryRemove(key, out _);
            call.OnFailure(EnvelopeControl.ReadRefusal(in frame));
        }
        else if (call.OnReply(in frame, route.Kind == FrameKind.Error))
        {
            // A call with one reply is out of the table already, and its object may serve another call by now.
            _ = Calls.TryRemove(key, out _);
        }
    }

    private void OnCallEnded() => Interlocked.Exchange(ref _callEnded, null)?.TrySetResult();

    private void StartSweeping()
    {
        if (Volatile.Read(ref _isSweeping) == 0 && Interlocked.Exchange(ref _isSweeping, 1) == 0)
        {
            _sweepTimer.Change(SweepInterval, SweepInterval);
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
            if (Calls.Count == 0)
            {
                _sweepTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                Volatile.Write(ref _isSweeping, 0);
                if (Calls.Count > 0)
                {
                    StartSweeping();
                }

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
                else if (Calls.TryAbandon(key, out PendingCall? overdue))
                {
                    overdue.OnFailure(new CallTimedOutException(timeout, LastProblem));
                    OnCallEnded();
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
