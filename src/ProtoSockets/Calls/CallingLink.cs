using System.Diagnostics;
using ProtoSockets.Clients;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>One end of a conversation, as something that calls the other: calls and their deadlines, whatever carries them.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public abstract partial class CallingLink<TProtocol> : FrameLink<TProtocol>
    where TProtocol : struct, IProtocol
{
    /// <summary>How exact deadlines are kept. One sweep looks at all calls of a connection; there is no timer for each.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMilliseconds(20);

    private readonly TimeProvider _time;
    private readonly ITimer? _sweepTimer;
    private readonly CallTable? _calls;
    private readonly List<PendingCall> _overdue = [];
    private int _isSweeping;
    private TaskCompletionSource? _callEnded;

    private protected CallingLink(Side side, bool isFramed, bool isCalling, int maxCalls, TimeProvider time)
        : base(side, isFramed)
    {
        _time = time;
        if (!isCalling)
        {
            return;
        }

        ProtocolDescription description = TProtocol.Description;

        // Datagrams come in any order: without correlation ids there can be only one call whose reply it is.
        _calls = description.MatchesByType
            ? CallTable.ByReply(description.CorrelationBits, maxCalls, description.CorrelationIsText)
            : new CallTable(description.CorrelationBits, IsOrdered && !isFramed ? 1 : maxCalls);
        if (description.UsesEnvelope)
        {
            _calls.Abandoned = SendCancel;
        }

        _calls.RoomMade = SignalCallRoom;
        _sweepTimer = time.CreateTimer(static state => ((CallingLink<TProtocol>)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>What picks the connection for a call, on the link of a client with several; null on that of a connection.</summary>
    private protected LinkPool<TProtocol>? Pool { get; init; }

    /// <summary>Whether replies are known by nothing but the order of the calls.</summary>
    private protected static bool IsOrdered => TProtocol.Description is { CorrelationBits: 0, MatchesByType: false };

    /// <summary>Held while calls are added in the order in which they are sent.</summary>
    private protected object CallGate => _overdue;

    /// <summary>Whether nothing is read from the peer while a caller has many replies to read. Where other calls' replies can overtake, they don't wait for it.</summary>
    internal virtual bool CanWaitForReaders => false;

    /// <summary>The calls that wait for replies.</summary>
    internal CallTable Calls => _calls ?? throw new NotSupportedException($"This end of {TProtocol.Description.Name} makes no calls.");

    /// <summary>What the network last said that did not end the link: that nobody is at the port.</summary>
    private protected Exception? LastProblem { get; set; }

    /// <summary>The time now, on the scale of deadlines: milliseconds that only go forward.</summary>
    private protected long Now => CoarseClock.Milliseconds(_time);

    /// <summary>The end point of the one that is called, for those who watch calls.</summary>
    private protected virtual System.Net.EndPoint? ServerEndPoint => null;

    /// <summary>How long to pause between two looks at the connection while no call is in flight; infinite where there is nothing to look for.</summary>
    private protected virtual TimeSpan WatchPause => Timeout.InfiniteTimeSpan;

    /// <summary>Starts a call, at once if there is room for it.</summary>
    internal ValueTask<PendingCall<TReply, TError>> StartAsync<TRequest, TReply, TError>(
        in TRequest request, ReplyCount replies, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        if (Pool is not null)
        {
            return Pool.StartOnAnyAsync<TRequest, TReply, TError>(in request, replies, timeout, cancellationToken);
        }

        if (MustStream(in request))
        {
            return StartStreamedAsync<TRequest, TReply, TError>(request, replies, timeout, cancellationToken);
        }

        try
        {
            PendingCall<TReply, TError>? started = TryStart<TRequest, TReply, TError>(in request, replies, timeout, cancellationToken);
            return started is not null ? ValueTask.FromResult(started) : StartWhenRoom(request, replies, timeout, cancellationToken);
        }
        catch (Exception exception) when (exception is CallException or WireFormatException or OperationCanceledException or InvalidOperationException)
        {
            // A call fails in its task, also when it fails before it starts.
            return ValueTask.FromException<PendingCall<TReply, TError>>(exception);
        }

        async ValueTask<PendingCall<TReply, TError>> StartWhenRoom(
            TRequest request, ReplyCount replies, TimeSpan timeout, CancellationToken cancellationToken)
        {
            while (true)
            {
                await WaitForCallRoomAsync(timeout, cancellationToken).ConfigureAwait(false);
                if (TryStart<TRequest, TReply, TError>(in request, replies, timeout, cancellationToken) is { } call)
                {
                    return call;
                }
            }
        }
    }

    internal async Task WaitForCallRoomAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            await WaitForCallRoomAsync(cancellationToken).WaitAsync(timeout, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException exception)
        {
            throw new CallNotSentException($"there was no room for it within {timeout.TotalSeconds:0.###} s", exception);
        }
    }

    /// <summary>Starts a call.</summary>
    /// <returns>The call, or null when there is no room for it now.</returns>
    /// <exception cref="CallNotSentException">The connection is closed.</exception>
    /// <exception cref="WireFormatException">The request holds what its wire form can't.</exception>
    internal PendingCall<TReply, TError>? TryStart<TRequest, TReply, TError>(
        in TRequest request, ReplyCount replies, TimeSpan timeout, CancellationToken cancellationToken, OutgoingItems? outgoing = null)
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
        call.Outgoing = outgoing;
        call.ReplyFrom = Side == Side.Client ? Side.Server : Side.Client;
        bool isStarted = false;
        try
        {
            isStarted = TryStart(call, in request, timeout);
        }
        finally
        {
            if (!isStarted)
            {
                // Also after an exception: it is in no table then, and nobody awaits it.
                ObjectPool<PendingCall<TReply, TError>>.Return(call);
            }
        }

        if (!isStarted)
        {
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
    internal bool TryStart<TRequest>(PendingCall call, in TRequest request, TimeSpan timeout)
        where TRequest : IProtocolMessage<TRequest>
    {
        call.Timeout = timeout;
        call.CallTag = TRequest.GetCallTag(in request);
        call.DeadlineAt = timeout == Timeout.InfiniteTimeSpan || MustStream(in request) ? long.MaxValue : Now + (long)timeout.TotalMilliseconds;

        // Until its frame has a place, which is decided under the lock that the end of the connection takes, too.
        call.SentAt = PendingCall.NotSent;
        if (!TryAddAndSend(call, in request))
        {
            return false;
        }

        StartSweeping();
        return true;
    }

    /// <summary>Waits until a call can be started.</summary>
    internal async Task WaitForCallRoomAsync(CancellationToken cancellationToken)
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
    internal void Abandon(PendingCall call)
    {
        if (Calls.IsWaiting(call) && !MustCountOff(call))
        {
            _ = Calls.TryAbandon(call.Key, out _);
        }
    }

    /// <summary>A reply was taken out of a call's backlog: there may be room for further ones.</summary>
    internal virtual void OnStreamRead()
    {
    }

    /// <summary>A reply was kept, and there is no room for further ones.</summary>
    private protected virtual void OnStreamFull(PendingStream stream)
    {
    }

    /// <summary>A reply of many could not be read, so that the next frames can't be told apart.</summary>
    private protected virtual void OnLostStep(Exception reason)
    {
    }

    /// <summary>Throws when no call may be started now.</summary>
    private protected virtual void CheckMayCall()
    {
    }

    /// <summary>A call was sent.</summary>
    private protected virtual void OnCallStarted()
    {
    }

    /// <summary>Lets frames gather.</summary>
    private protected virtual int BeginAhead() => 0;

    /// <summary>Sends what has gathered since <see cref="BeginAhead"/>.</summary>
    private protected virtual void EndAhead(int corked)
    {
    }

    /// <summary>
    /// Where the order says whose reply it is, the replies of a call with many that nobody waits for any more have to be recognised to the last: it stays in the table.
    /// </summary>
    private bool MustCountOff(PendingCall call)
    {
        if (call is not PendingStream stream || !IsOrdered)
        {
            return false;
        }

        stream.DeadlineAt = long.MaxValue;
        stream.Discard();
        OnStreamRead();
        return true;
    }

    /// <summary>Waits until a further frame should be sent.</summary>
    internal abstract Task WaitForRoomAsync(CancellationToken cancellationToken);

    /// <summary>Keeps others out while a call is added and sent, on links that keep its datagram to send it again.</summary>
    private protected virtual void EnterCall(PendingCall call)
    {
    }

    /// <summary>Lets others in again.</summary>
    private protected virtual void LeaveCall()
    {
    }

    /// <summary>Adds a call and sends its request; takes the call out again if that could not be written.</summary>
    private bool TryAddAndSend<TRequest>(PendingCall call, in TRequest request)
        where TRequest : IProtocolMessage<TRequest>
    {
        // Not one virtual method for all of it: a generic one is looked up in a table for each call.
        if (!IsStream)
        {
            EnterCall(call);
            try
            {
                return AddAndSend(call, in request);
            }
            finally
            {
                LeaveCall();
            }
        }

        // Where the order of the calls says whose reply it is, the order in the table must be the order on the wire.
        if (TProtocol.Description.RepliesInOrder || TProtocol.Description.MatchesByType || TProtocol.Description.HandsOver)
        {
            lock (_overdue)
            {
                CheckMayCall();
                return AddAndSend(call, in request);
            }
        }

        return AddAndSend(call, in request);
    }

    /// <summary>Sends a request's datagram again, on links that do.</summary>
    private protected virtual void Retransmit(PendingCall call, long now)
    {
    }

    /// <summary>Adds a call to those that wait, under the id that the request brings or a free one.</summary>
    private protected bool TryAdd<TRequest>(PendingCall call, in TRequest request, out UInt128 correlationId)
        where TRequest : IProtocolMessage<TRequest> =>
        TRequest.TryGetCorrelationId(in request, out UInt128 wanted)
            ? Calls.TryAdd(call, hasId: true, wanted, out correlationId)
            : Calls.TryAdd(call, hasId: false, wanted: 0, out correlationId);

    /// <summary>Ends all calls because the connection has ended.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="sent">How many bytes can have reached the peer.</param>
    /// <param name="isAllAnswered">Whether the peer has said that it has answered all that it accepted.</param>
    private protected void FailCalls(Exception reason, long sent, bool isAllAnswered = false)
    {
        if (_calls is null)
        {
            return;
        }

        foreach (PendingCall call in _calls.Close(reason))
        {
            call.OnFailure(reason is HandshakeException or HandedOverException ? reason
                : call.SentAt >= sent ? new CallNotSentException(reason.Message, reason)
                : isAllAnswered ? new CallRefusedException(RefusalCode.ShuttingDown, "The server left before it accepted the call; try another one.")
                : new CallLostException(reason.Message, reason));
        }

        SignalCallRoom();
    }

    private void SignalCallRoom()
    {
        // The lock that the call was taken out under is a fence: who waits has looked for room before, or is seen here.
        if (Volatile.Read(ref _callEnded) is not null)
        {
            Interlocked.Exchange(ref _callEnded, null)?.TrySetResult();
        }
    }

    private bool AddAndSend<TRequest>(PendingCall call, in TRequest request)
        where TRequest : IProtocolMessage<TRequest>
    {
        if (!TryAdd(call, in request, out UInt128 correlationId))
        {
            return false;
        }

        CallKey key = call.Key;
        try
        {
            if (call.Replies == ReplyCount.Many && call is PendingStream { Ahead: { } ahead } stream)
            {
                SendBatch(stream, ahead, in request, correlationId);
            }
            else if (MustStream(in request))
            {
                SendHead(in request, new FrameRoute(FrameKind.Request, 0, correlationId), call);
            }
            else if (TProtocol.Description.UsesEnvelope && ClientCall.Sending is { } span)
            {
                SendTraced(span, call, in request, correlationId);
            }
            else
            {
                Send(in request, new FrameRoute(FrameKind.Request, 0, correlationId) { Deadline = DeadlineOf(call) }, call);
            }
        }
        catch (Exception exception)
        {
            if (Calls.TryRemove(key, out _))
            {
                // Who found no room while it was there may have its place.
                SignalCallRoom();
                if (exception is ConnectionClosedException)
                {
                    throw new CallNotSentException(exception.Message, exception);
                }

                throw;
            }

            // The end of the connection was faster: the call has its failure already.
        }

        OnCallStarted();
        return true;
    }

    /// <summary>What the envelope says of how long the caller waits.</summary>
    private static byte DeadlineOf(PendingCall call) => TProtocol.Description.UsesEnvelope ? CallDeadline.ToByte(call.Timeout) : (byte)0;

    /// <summary>Sends a request behind the trace that it belongs to, in one piece.</summary>
    private void SendTraced<TRequest>(Activity span, PendingCall call, in TRequest request, UInt128 correlationId)
        where TRequest : IProtocolMessage<TRequest>
    {
        FrameRoute route = new(FrameKind.Request, 0, correlationId) { Deadline = DeadlineOf(call) };
        if (Side != Side.Client || !IsStream)
        {
            Send(in request, in route, call);
            return;
        }

        int corked = BeginAhead();
        try
        {
            Send(new TraceFrame(span.Context), new FrameRoute(FrameKind.Trace, 0, correlationId));
            Send(in request, in route, call);
        }
        finally
        {
            EndAhead(corked);
        }
    }

    /// <summary>Tells the other side that nobody waits for a reply.</summary>
    private void SendCancel(ulong correlationId)
    {
        if (!IsStream && !PeerCapabilities.HasFlag(EnvelopeCapabilities.Cancellations))
        {
            // It would take it for a request that it does not know.
            return;
        }

        // Also where there is no room: the other side may hold a stream open for it, and there was room for the request of each.
        try
        {
            Send(default(CancelFrame), new FrameRoute(FrameKind.Cancel, 0, correlationId));
        }
        catch (Exception exception) when (exception is ConnectionClosedException or HandedOverException)
        {
            // The end of the connection has told it.
        }
    }

    /// <summary>Sends a request behind those that are answered with it, in one piece.</summary>
    private void SendBatch<TRequest>(PendingStream stream, Action ahead, in TRequest request, UInt128 correlationId)
        where TRequest : IProtocolMessage<TRequest>
    {
        int corked = BeginAhead();
        try
        {
            try
            {
                ahead();
            }
#pragma warning disable CA1031 // It is the caller's code, and the caller gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                // What was written ahead is on its way, and its replies come: the request that ends them is sent in any case.
                stream.OnFailure(exception);
                stream.Discard();
            }

            Send(in request, new FrameRoute(FrameKind.Request, 0, correlationId), stream);
        }
        finally
        {
            EndAhead(corked);
        }
    }
}
