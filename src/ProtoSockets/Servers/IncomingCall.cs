using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Servers;
using ProtoSockets.Streams;

namespace ProtoSockets.Runtime;

/// <summary>A message that a client sent, for the generated session to read, hand to the handler, and answer.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public readonly struct IncomingCall<TProtocol>
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
    private readonly long _messageId;
    private readonly ulong _idHigh;
    private readonly ulong _idLow;
    private readonly long _callTag;

    /// <summary>Makes a call of a frame. The parts by reference, in a structure by value: for that the compiler lets it write the members of the variable that the call is assigned to.</summary>
    internal IncomingCall(ServerSession<TProtocol> session, ServerPeer<TProtocol> peer, RoutedFrame routed)
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
        _messageId = route.MessageId;
        _idHigh = (ulong)(route.CorrelationId >> 64);
        _idLow = (ulong)route.CorrelationId;
        _callTag = route.CallTag;
    }

    /// <summary>The message id.</summary>
    public long MessageId => _messageId;

    /// <summary>
    /// Cancelled when the answer has nowhere to go: the conversation has ended; in the default envelope over a stream also when the caller's deadline has passed, or the caller has cancelled the call. To be asked for
    /// before the handler runs.
    /// </summary>
    public CancellationToken Cancellation => _peer.TokenOf(_kind);

    /// <summary>Whether the client waits for an answer.</summary>
    public bool ExpectsReply => _kind is FrameKind.Request or FrameKind.Unknown;

    private ReceivedFrame Frame => new(_buffer, _offset, _length) { Stream = _stream };

    private IncomingCall<TProtocol> With(FrameRoute route)
    {
        ReceivedFrame frame = Frame;
        return new(_session, _peer, new RoutedFrame(in frame, in route));
    }

    private FrameRoute Route(FrameKind kind) => new(kind, _messageId, new UInt128(_idHigh, _idLow)) { CallTag = _callTag, Deadline = kind == FrameKind.Request ? _deadline : (byte)0 };

    /// <summary>Holds on to the message.</summary>
    internal void AddReference() => Frame.AddReference();

    /// <summary>Lets go of the message.</summary>
    internal void Release() => Frame.Release();

    internal ServerPeer<TProtocol> Peer => _peer;

    /// <summary>Notes that the handler goes on after its first wait.</summary>
    internal RunningCall? Start() => _peer.StartCall(_kind, new UInt128(_idHigh, _idLow), _deadline);

    /// <summary>Reads the message. When it is malformed, the call is failed with a <see cref="WireFormatException"/>.</summary>
    /// <typeparam name="TMessage">The kind that the id stands for.</typeparam>
    /// <param name="message">The message; what it borrows is valid until the handler's task ends.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead<TMessage>(out TMessage message)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (Telemetry.IsServerObserved)
        {
            ServerCall.Name<TProtocol, TMessage>();
        }

        ushort version = _peer.Version;
        WireReader reader = Frame.Read(Side.Client, version);
        if (TMessage.TryReadFrame(ref reader, out message))
        {
            if (reader.Version != version)
            {
                _peer.Version = reader.Version;
            }

            return true;
        }

        Fail(new WireFormatException(reader.Error!));
        return false;
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
            await foreach (TReply reply in replies.WithCancellation(cancellation).ConfigureAwait(false))
            {
                if (TReply.IsStreamed)
                {
                    await call.ReplyStreamedAsync(reply).ConfigureAwait(false);
                    continue;
                }

                while (!call._peer.HasRoom && !cancellation.IsCancellationRequested)
                {
                    await call._peer.WaitForRoomAsync(cancellation).ConfigureAwait(false);
                }

                call.Reply(in reply);
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
        else if (exception is CallRefusedException refused)
        {
            Refuse(new RefusalFrame(refused.Code, refused.Message));
        }
        else if (exception is WireFormatException)
        {
            Refuse(new RefusalFrame(RefusalCode.Malformed, exception.Message));
        }
        else
        {
            Refuse(new RefusalFrame(RefusalCode.HandlerFailed, "The handler failed."));
        }
    }

    internal void Reply<TReply>(in TReply reply)
        where TReply : IProtocolMessage<TReply>
    {
        _peer.Send(in reply, Route(FrameKind.Reply));
        _peer.OnAnswered();
    }

    /// <summary>Sends a reply whose last member streams, to its last byte.</summary>
    internal async ValueTask ReplyStreamedAsync<TReply>(TReply reply)
        where TReply : IProtocolMessage<TReply>
    {
        if (FrameLink<TProtocol>.MustStream(in reply))
        {
            await _peer.SendStreamedAsync(reply, Route(FrameKind.Reply), _peer.Closed).ConfigureAwait(false);
            _peer.OnAnswered();
        }
        else
        {
            Reply(in reply);
        }
    }

    /// <summary>Reports what a handler threw, and answers the call. Never throws.</summary>
    internal void Fail(Exception exception)
    {
        ServerCall.Fail(exception);
        if (_peer.Closed.IsCancellationRequested)
        {
            // The answer has nowhere to go, and a handler that gave up for that reason did right.
            return;
        }

        if (exception is not (CallRefusedException or WireFormatException { Error: not null }))
        {
            Log.HandlerFailed(_peer.Logger, TProtocol.Description.Name, MessageId, _peer.RemoteEndPoint, exception);
        }

        try
        {
            _session.DispatchFailure(in this, exception);
        }
        catch (Exception failure) when (ConnectionFailures.IsExpected(failure))
        {
            _peer.Abort(failure);
        }
    }

    private void Answer<TResult, TAnswer>(ValueTask<TResult> handled)
        where TAnswer : struct, IAnswer<TResult>
    {
        if (TAnswer.IsStreamed)
        {
            Complete(TAnswer.SendStreamedAsync(this, handled));
            return;
        }

        if (!handled.IsCompletedSuccessfully)
        {
            PendingHandler<TProtocol, TResult, TAnswer>.Start(in this, handled);
            return;
        }

        TAnswer.Send(in this, handled.GetAwaiter().GetResult());
    }
}
