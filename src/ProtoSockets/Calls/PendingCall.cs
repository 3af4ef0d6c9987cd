using System.Threading.Tasks.Sources;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>
/// A call that waits for its reply. Whoever takes it out of the <see cref="CallTable"/> ends it, once: the reply, the deadline, the caller's token or the end
/// of the connection.
/// </summary>
internal abstract class PendingCall
{
    /// <summary>The <see cref="SentAt"/> of a call whose frame is not written.</summary>
    public const long NotSent = long.MaxValue;

    /// <summary>Names the call in the table, also after the object was reused for another call.</summary>
    public CallKey Key { get; set; }

    /// <summary>When the call times out, in milliseconds of the link's clock.</summary>
    public long DeadlineAt { get; set; }

    /// <summary>The time that the call had.</summary>
    public TimeSpan Timeout { get; set; }

    /// <summary>How many replies the call gets.</summary>
    public ReplyCount Replies { get; set; }

    /// <summary>The tag that the request gives to a union in the reply.</summary>
    public long CallTag { get; set; }

    /// <summary>Which side the replies are from.</summary>
    public Side ReplyFrom { get; set; } = Side.Server;

    /// <summary>The message id of the replies, where they are matched by it.</summary>
    public abstract long ReplyId { get; }

    /// <summary>The stream that is sent with the call; null for most.</summary>
    public OutgoingItems? Outgoing { get; set; }

    /// <summary>Where in the stream of all sent bytes the request's frame starts; tells whether it left this machine. <see cref="NotSent"/> until it is written.</summary>
    public long SentAt { get; set; }

    /// <summary>What sends the call again over another connection; null for a call of one connection.</summary>
    public ICallAgain? Again { get; set; }

    /// <summary>Over datagrams: the request, kept to be sent again. Guarded by the call's own lock, since the object is reused.</summary>
    public byte[] Datagram { get; set; } = [];

    /// <summary>The request's size; 0 when it is not to be sent again.</summary>
    public int DatagramLength { get; set; }

    /// <summary>When the request is to be sent again, on the scale of <see cref="DeadlineAt"/>.</summary>
    public long RetransmitAt { get; set; }

    /// <summary>How long to wait after that, in milliseconds.</summary>
    public long RetransmitInterval { get; set; }

    /// <summary>Over datagrams: whether the request was sent more than once, so that one answer says nothing of the others. Guarded by the call's own lock.</summary>
    public bool IsSentAgain { get; set; }

    /// <summary>A reply came. The call is still in the table only if it gets many.</summary>
    /// <param name="frame">The reply's frame; valid during the call.</param>
    /// <param name="isError">Whether it is the protocol's error reply.</param>
    /// <param name="version">The version of the protocol, which the reply can change.</param>
    /// <returns>For <see cref="ReplyCount.Many"/>: whether it was the last. Else true.</returns>
    public abstract bool OnReply(in ReceivedFrame frame, bool isError, ref ushort version);

    /// <summary>The call ended without a reply, as it may.</summary>
    public abstract void OnSilence();

    /// <summary>The call failed.</summary>
    public abstract void OnFailure(Exception failure);
}

/// <summary>A call that gets one reply, or none. It is its own task, and is reused once that was awaited.</summary>
internal sealed class PendingCall<TReply, TError> : PendingCall, IPooled,
    IValueTaskSource<TReply>,
    IValueTaskSource<CallResult<TReply, TError>>,
    IValueTaskSource<OptionalReply<TReply>>,
    IValueTaskSource<CallResult<OptionalReply<TReply>, TError>>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    private ManualResetValueTaskSourceCore<Answer> _core;
    private CancellationTokenRegistration _cancellation;
    private CallTable? _table;
    private TReply _reply = default!;
    private TError _error = default!;

    public override long ReplyId => TReply.MessageId;

    private enum Answer
    {
        Reply,
        Error,
        Silence,
    }

    /// <summary>The call as the task that its caller awaits, once, in the one of four shapes that the caller asked for.</summary>
    public static implicit operator ValueTask<TReply>(PendingCall<TReply, TError> call) => new(call, call._core.Version);

    public static implicit operator ValueTask<CallResult<TReply, TError>>(PendingCall<TReply, TError> call) => new(call, call._core.Version);

    public static implicit operator ValueTask<OptionalReply<TReply>>(PendingCall<TReply, TError> call) => new(call, call._core.Version);

    public static implicit operator ValueTask<CallResult<OptionalReply<TReply>, TError>>(PendingCall<TReply, TError> call) => new(call, call._core.Version);

    /// <summary>Ends the call when the caller's token is cancelled.</summary>
    public void CancelWith(CallTable table, CancellationToken cancellationToken)
    {
        _table = table;
        _cancellation = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                // The object can't have been reused yet: End waits for this callback.
                var call = (PendingCall<TReply, TError>)state!;
                if (call._table!.TryAbandon(call.Key, out _))
                {
                    call.OnFailure(new OperationCanceledException(token));
                }
            },
            this);
    }

    /// <summary>Ends the call when the caller's token is cancelled, whichever connection it is on by then.</summary>
    public void CancelWith(ICallAgain again, CancellationToken cancellationToken) =>
        _cancellation = cancellationToken.UnsafeRegister(static (state, token) => ((ICallAgain)state!).Cancel(token), again);

    public override bool OnReply(in ReceivedFrame frame, bool isError, ref ushort version)
    {
        if (!isError && frame.TryReadDirect(ReplyFrom, out TReply reply))
        {
            _reply = reply.ToOwnedMessage();
            _core.SetResult(Answer.Reply);
        }
        else
        {
            ReadWhole(in frame, isError, ref version);
        }

        return true;
    }

    private void ReadWhole(in ReceivedFrame frame, bool isError, ref ushort version)
    {
        WireError? problem;
        if (isError)
        {
            TError error = frame.ReadWhole<TError>(ReplyFrom, ref version, out problem, CallTag);
            _error = problem is null ? error.ToOwnedMessage() : error;
        }
        else
        {
            TReply reply = frame.ReadWhole<TReply>(ReplyFrom, ref version, out problem, CallTag);
            _reply = problem is null ? reply.ToOwnedMessage() : reply;
        }

        if (problem is null)
        {
            _core.SetResult(isError ? Answer.Error : Answer.Reply);
        }
        else
        {
            OnFailure(new WireFormatException(problem));
        }
    }

    public override void OnSilence() => _core.SetResult(Answer.Silence);

    public override void OnFailure(Exception failure)
    {
        if (Again?.TryTake(ref failure) != true)
        {
            Fail(failure);
        }
    }

    /// <summary>Ends the call for good.</summary>
    public void Fail(Exception failure)
    {
        // Failures come in crowds (a lost connection fails every call), and from threads that are not the caller's to keep.
        _core.RunContinuationsAsynchronously = true;
        _core.SetException(failure);
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    TReply IValueTaskSource<TReply>.GetResult(short token)
    {
        // Not by way of the shape for all of them, which would copy the reply four times.
        _cancellation.Dispose();
        try
        {
            Answer answer = _core.GetResult(token);
            return answer == Answer.Reply ? _reply : Shape(answer).Reply.Reply;
        }
        finally
        {
            Recycle();
        }
    }

    OptionalReply<TReply> IValueTaskSource<OptionalReply<TReply>>.GetResult(short token) => End(token).Reply;

    CallResult<TReply, TError> IValueTaskSource<CallResult<TReply, TError>>.GetResult(short token)
    {
        CallResult<OptionalReply<TReply>, TError> result = End(token);
        return result.IsError ? result.Error : result.Reply.Reply;
    }

    CallResult<OptionalReply<TReply>, TError> IValueTaskSource<CallResult<OptionalReply<TReply>, TError>>.GetResult(short token) => End(token);

    /// <summary>Hands out the result and gives the object back for the next call.</summary>
    private CallResult<OptionalReply<TReply>, TError> End(short token)
    {
        // Waits for a cancellation that is just being delivered, so that it can't reach the next call.
        _cancellation.Dispose();
        try
        {
            return Shape(_core.GetResult(token));
        }
        finally
        {
            Recycle();
        }
    }

    private CallResult<OptionalReply<TReply>, TError> Shape(Answer answer) => answer switch
    {
        Answer.Reply => (OptionalReply<TReply>)_reply,
        Answer.Error => _error,
        _ => default(OptionalReply<TReply>),
    };

    private void Recycle()
    {
        _core.Reset();
        _core.RunContinuationsAsynchronously = false;
        _cancellation = default;
        _table = null;
        _reply = default!;
        _error = default!;
        Outgoing = null;
        if (Again is not null)
        {
            Again.Recycle();
            Again = null;
        }

        ObjectPool<PendingCall<TReply, TError>>.Return(this);
    }
}
