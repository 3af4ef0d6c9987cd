using System.Runtime.CompilerServices;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Interception;
using ProtoSockets.Servers;
using ProtoSockets.Streams;

namespace ProtoSockets.Runtime;

/// <summary>A message that a client sent, for the generated session to read, hand to the handler, and answer.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public readonly partial struct IncomingCall<TProtocol>
    where TProtocol : struct, IProtocol
{
    private readonly ServerSession<TProtocol> _session;
    private readonly ServerPeer<TProtocol> _peer;
    private readonly ReceiveBuffer _buffer;
    private readonly IncomingStream? _stream;
    private readonly int _offset;
    private readonly int _length;
    private readonly FrameKind _kind;
    private readonly byte _deadline;
    private readonly bool _isResumed;
    private readonly long _messageId;
    private readonly ulong _idHigh;
    private readonly ulong _idLow;
    private readonly long _callTag;

    /// <summary>Makes a call of a frame. The parts by reference, in a structure by value: for that the compiler lets it write the members of the variable that the call is assigned to.</summary>
    internal IncomingCall(ServerSession<TProtocol> session, ServerPeer<TProtocol> peer, RoutedFrame routed, bool isResumed = false)
    {
        // Member by member: what was just written in small parts and is then copied as a whole is loaded in large ones, which waits until the small ones have left the processor's store buffer. Such copies took
        // 30% of a one-way message.
        ref readonly ReceivedFrame frame = ref routed.Frame;
        ref readonly FrameRoute route = ref routed.Route;
        _session = session;
        _peer = peer;
        _buffer = frame.Buffer;
        _stream = frame.Stream;
        _offset = frame.Offset;
        _length = frame.Length;
        _kind = route.Kind;
        _deadline = route.Deadline;
        _isResumed = isResumed;
        _messageId = route.MessageId;
        _idHigh = (ulong)(route.CorrelationId >> 64);
        _idLow = (ulong)route.CorrelationId;
        _callTag = route.CallTag;
    }

    /// <summary>The message id.</summary>
    public long MessageId => _messageId;

    /// <summary>
    /// Cancelled when the answer has nowhere to go: the conversation has ended; in the default envelope also when the caller's deadline has passed, or the caller has cancelled the call. To be asked for
    /// before the handler runs.
    /// </summary>
    public CancellationToken Cancellation => _isResumed ? ResumedCall.Current.Cancellation : _peer.TokenOf(_kind);

    /// <summary>Whether the client waits for an answer.</summary>
    public bool ExpectsReply => _kind is FrameKind.Request or FrameKind.Unknown;

    private ReceivedFrame Frame => new(_buffer, _offset, _length) { Stream = _stream };

    private IncomingCall<TProtocol> With(FrameRoute route)
    {
        ReceivedFrame frame = Frame;
        return new(_session, _peer, new RoutedFrame(in frame, in route), _isResumed);
    }

    private FrameRoute Route(FrameKind kind) => new(kind, _messageId, CorrelationId) { CallTag = _callTag, Deadline = kind == FrameKind.Request ? _deadline : (byte)0 };

    /// <summary>Holds on to the message.</summary>
    internal void AddReference() => Frame.AddReference();

    /// <summary>Lets go of the message.</summary>
    internal void Release() => Frame.Release();

    internal ServerPeer<TProtocol> Peer => _peer;

    /// <summary>Notes that the handler goes on after its first wait.</summary>
    internal RunningCall? Start() => _isResumed ? ResumedCall.Current.Take() : _peer.StartCall(_kind, CorrelationId, _deadline);

    /// <summary>Whether somebody sees the message in front of its handler: then it is read as a record, also where the handler takes its view.</summary>
    public bool IsIntercepted => _peer.Interceptors is not null;

    /// <summary>The call as interceptors see it.</summary>
    internal ServerCallContext Context => new(_session, TProtocol.Description.Name, _messageId, ExpectsReply) { StartedAt = ServerInterception.StartedAt };

    /// <summary>Has the call handled whose interceptors have waited.</summary>
    internal void DispatchResumed()
    {
        ReceivedFrame frame = Frame;
        FrameRoute route = Route(_kind);
        _session.Dispatch(new IncomingCall<TProtocol>(_session, _peer, new RoutedFrame(in frame, in route), isResumed: true));
    }

    /// <summary>Tells the interceptors, if there are any, that the call has ended.</summary>
    internal void Completed(Exception? failure)
    {
        if (_peer.Interceptors is { } interceptors)
        {
            ServerInterception.Complete(in this, interceptors, failure);
        }
    }

    /// <summary>How its caller names it.</summary>
    internal UInt128 CorrelationId => new(_idHigh, _idLow);

    /// <summary>Reads the message. When it is malformed, the call is failed with a <see cref="WireFormatException"/>.</summary>
    /// <typeparam name="TMessage">The kind that the id stands for.</typeparam>
    /// <param name="message">The message; what it borrows is valid until the handler's task ends.</param>
    /// <returns>Whether it could be read.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryRead<TMessage>(out TMessage message)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (!Telemetry.IsServerObserved && _peer.Interceptors is null && Frame.TryReadDirect(Side.Client, out message))
        {
            return true;
        }

        message = ReadWatched<TMessage>(out bool mayHandle);
        return mayHandle;
    }

    /// <summary>Reads a message that is watched, or that is not read directly. Apart from the rest, whose variables are cleared for each message.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TMessage ReadWatched<TMessage>(out bool mayHandle)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (Telemetry.IsServerObserved)
        {
            ServerCall.Name<TProtocol, TMessage>();
        }

        mayHandle = Frame.TryReadDirect(Side.Client, out TMessage message);
        if (!mayHandle)
        {
            message = ReadWhole<TMessage>(out mayHandle);
        }

        // Whether all interceptors let the message pass, and none of them takes its time.
        mayHandle = mayHandle && (_peer.Interceptors is not { } interceptors || _isResumed || ServerInterception.Run(in this, message, interceptors));
        return message;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private TMessage ReadWhole<TMessage>(out bool isRead)
        where TMessage : IProtocolMessage<TMessage>
    {
        ushort spoken = _peer.Version;
        ushort version = spoken;
        TMessage message = Frame.ReadWhole<TMessage>(Side.Client, ref version, out WireError? error);
        isRead = error is null;
        if (!isRead)
        {
            Fail(new WireFormatException(error!));
        }
        else if (version != spoken)
        {
            _peer.Version = version;
        }

        return message;
    }

    /// <summary>The same call, whose reply has a union with this tag.</summary>
    /// <param name="tag">The tag that the request gives.</param>
    /// <returns>The call.</returns>
    public IncomingCall<TProtocol> WithTag(long tag) => With(Route(_kind) with { CallTag = tag });

    /// <summary>Looks at the message without reading it. When its fixed part is not there, the call is failed with a <see cref="WireFormatException"/>.</summary>
    /// <typeparam name="TView">The view of the kind that the id stands for.</typeparam>
    /// <param name="view">The view.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryView<TView>(out TView view)
        where TView : struct, IMessageView<TView>, allows ref struct
    {
        WireReader reader = Frame.Read(Side.Client, _peer.Version);
        if (TView.TryCreateFrame(ref reader, out view))
        {
            return true;
        }

        Fail(new WireFormatException(reader.Error!));
        return false;
    }

    /// <summary>The same call with the correlation id that its body has, for the answer.</summary>
    /// <param name="correlationId">The id.</param>
    /// <returns>The call.</returns>
    public IncomingCall<TProtocol> Under(UInt128 correlationId) => With(Route(_kind) with { CorrelationId = correlationId });

    /// <summary>Ends a one-way message when its handler has.</summary>
    /// <param name="handled">The handler's task.</param>
    public void Complete(ValueTask handled)
    {
        if (handled.IsCompletedSuccessfully)
        {
            handled.GetAwaiter().GetResult();
            Completed(failure: null);
        }
        else
        {
            PendingHandler<TProtocol, Completion, CompletionAnswer>.Start(in this, Completion.Of(handled));
        }
    }

    /// <summary>Sends the handler's reply.</summary>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <param name="handled">The handler's task.</param>
    public void ReplyWith<TReply>(ValueTask<TReply> handled)
        where TReply : IProtocolMessage<TReply> => Answer<TReply, OneReply<TReply>>(handled);

    /// <summary>Sends the handler's reply or error reply.</summary>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="handled">The handler's task.</param>
    public void ReplyWith<TReply, TError>(ValueTask<CallResult<TReply, TError>> handled)
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => Answer<CallResult<TReply, TError>, ReplyOrError<TReply, TError>>(handled);

    /// <summary>Sends the handler's reply, if it gives one.</summary>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <param name="handled">The handler's task.</param>
    public void ReplyWith<TReply>(ValueTask<OptionalReply<TReply>> handled)
        where TReply : IProtocolMessage<TReply> => Answer<OptionalReply<TReply>, ReplyOrSilence<TReply>>(handled);

    /// <summary>Sends the handler's reply, if it gives one, or error reply.</summary>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="handled">The handler's task.</param>
    public void ReplyWith<TReply, TError>(ValueTask<CallResult<OptionalReply<TReply>, TError>> handled)
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => Answer<CallResult<OptionalReply<TReply>, TError>, ReplySilenceOrError<TReply, TError>>(handled);

    /// <summary>Sends the handler's replies as they come.</summary>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <param name="replies">The replies, the last one included.</param>
    public void ReplyWithMany<TReply>(IAsyncEnumerable<TReply> replies)
        where TReply : IProtocolMessage<TReply>
    {
        ArgumentNullException.ThrowIfNull(replies);
        Complete(SendAllAsync(this, replies));

        static async ValueTask SendAllAsync(IncomingCall<TProtocol> call, IAsyncEnumerable<TReply> replies)
        {
            // Once: behind the first wait it is the next handler's.
            CancellationToken cancellation = call.Cancellation;
            ServerCallContext context = call.IsIntercepted ? call.Context : default;
            await foreach (TReply reply in replies.WithCancellation(cancellation).ConfigureAwait(false))
            {
                if (TReply.IsStreamed)
                {
                    await call.ReplyStreamedAsync(reply, context).ConfigureAwait(false);
                    continue;
                }

                while (!call._peer.HasRoom && !cancellation.IsCancellationRequested)
                {
                    await call._peer.WaitForRoomAsync(cancellation).ConfigureAwait(false);
                }

                call.Reply(in reply, in context);
            }
        }
    }

    /// <summary>Sends the error reply.</summary>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="error">The error.</param>
    public void Refuse<TError>(in TError error)
        where TError : IProtocolMessage<TError>
    {
        _peer.Send(in error, Route(FrameKind.Error));
        _peer.OnAnswered();
    }

    /// <summary>Answers a request that the protocol does not declare: refuses it in the default envelope, ends the connection without one.</summary>
    public void RefuseUnknown()
    {
        if (TProtocol.Description.UsesEnvelope)
        {
            Log.UnknownMessage(_peer.Logger, TProtocol.Description.Name, MessageId, _peer.RemoteEndPoint);
            Refuse(new RefusalFrame(RefusalCode.UnknownMessage, $"Message {MessageId} is not known here."));
        }
        else
        {
            _peer.Abort(new ConnectionClosedException($"The peer sent message {MessageId}, which {TProtocol.Description.Name} does not declare."));
        }
    }

    /// <summary>Answers a failed request where the protocol has no error reply for it: refuses it in the default envelope, ends the connection without one.</summary>
    /// <param name="exception">What happened.</param>
    public void RefuseFailed(Exception exception)
    {
        if (!TProtocol.Description.UsesEnvelope || _kind != FrameKind.Request)
        {
            if (exception is WireFormatException || !TProtocol.Description.UsesEnvelope)
            {
                _peer.Abort(exception);
            }
        }
        else if (exception is TryElsewhereException elsewhere)
        {
            RefuseElsewhere(elsewhere);
        }
        else
        {
            Refuse(RefusalFrame.Of(exception, "The handler failed."));
        }
    }

    private void RefuseElsewhere(TryElsewhereException elsewhere)
    {
        if (_peer.PeerCapabilities.HasFlag(EnvelopeCapabilities.Elsewhere))
        {
            Refuse(new AdviceFrame(FrameKind.TryElsewhere, elsewhere.Code, elsewhere.RetryAfter, elsewhere.Elsewhere));
        }
        else
        {
            Refuse(new RefusalFrame(elsewhere.Code, elsewhere.Message));
        }
    }

    /// <summary>Reports what a handler threw, and answers the call. Never throws.</summary>
    internal void Fail(Exception exception)
    {
        ServerCall.Fail(exception);
        Completed(exception);
        if (_peer.Closed.IsCancellationRequested)
        {
            // The answer has nowhere to go, and a handler that gave up for that reason did right.
            return;
        }

        if (exception is not (CallRefusedException or TryElsewhereException or WireFormatException { Error: not null }))
        {
            Log.HandlerFailed(_peer.Logger, TProtocol.Description.Name, MessageId, _peer.RemoteEndPoint, exception);
        }

        try
        {
            _session.DispatchFailure(in this, exception);
        }
#pragma warning disable CA1031 // It asks the user's OnFailure, which may throw anything: nobody behind this could answer the call.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            if (!ConnectionFailures.IsExpected(failure))
            {
                Log.HandlerFailed(_peer.Logger, TProtocol.Description.Name, MessageId, _peer.RemoteEndPoint, failure);
            }

            _peer.Abort(failure);
        }
    }

    private void Answer<TResult, TAnswer>(ValueTask<TResult> handled)
        where TAnswer : struct, IAnswer<TResult>
    {
        if (TAnswer.IsStreamed)
        {
            Complete(TAnswer.SendStreamedAsync(this, handled, IsIntercepted ? Context : default));
            return;
        }

        if (!handled.IsCompletedSuccessfully)
        {
            PendingHandler<TProtocol, TResult, TAnswer>.Start(in this, handled);
            return;
        }

        TAnswer.Send(in this, handled.GetAwaiter().GetResult());
        Completed(failure: null);
    }
}
