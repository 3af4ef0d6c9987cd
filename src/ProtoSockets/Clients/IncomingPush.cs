using ProtoSockets.Clients;
using ProtoSockets.Connections;

namespace ProtoSockets.Runtime;

/// <summary>A message that the server sent without being asked, for the generated client to read and hand on.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public readonly struct IncomingPush<TProtocol>
    where TProtocol : struct, IProtocol
{
    private readonly ProtocolClient<TProtocol> _client;
    private readonly ReceivedFrame _frame;
    private readonly FrameRoute _route;

    internal IncomingPush(ProtocolClient<TProtocol> client, in ReceivedFrame frame, in FrameRoute route)
    {
        _client = client;
        _frame = frame;
        _route = route;
    }

    /// <summary>The message id.</summary>
    public long MessageId => _route.MessageId;

    /// <summary>
    /// Cancelled when the answer has nowhere to go: the connection has ended; in the default envelope also when the server's deadline for the request has passed, or the server has cancelled the call.
    /// </summary>
    public CancellationToken Cancellation => _client.TokenOf(in _route);

    /// <summary>Whether somebody sees the message in front of its handler: then it is read as a record, also where the handler takes its view.</summary>
    public bool IsIntercepted => _client.IsIntercepted;

    private bool ExpectsReply => _route.Kind is FrameKind.Request;

    internal ReceiveBuffer Buffer => _frame.Buffer;

    /// <summary>Reads the message. When it is malformed, the connection ends with a <see cref="WireFormatException"/>.</summary>
    /// <typeparam name="TMessage">The kind that the id stands for.</typeparam>
    /// <param name="message">The message; what it borrows is valid until the handler's task ends.</param>
    /// <returns>Whether it could be read.</returns>
    public bool TryRead<TMessage>(out TMessage message)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (_frame.TryReadDirect(Side.Server, out message))
        {
            _client.ShowPush(in message, ExpectsReply);
            return true;
        }

        ushort spoken = _client.Version;
        ushort version = spoken;
        message = _frame.ReadWhole<TMessage>(Side.Server, ref version, out WireError? error);
        if (error is not null)
        {
            _client.Abort(new WireFormatException(error));
            return false;
        }

        if (version != spoken)
        {
            _client.Version = version;
        }

        _client.ShowPush(in message, ExpectsReply);
        return true;
    }

    /// <summary>Looks at the message without reading it. When its fixed part is not there, the connection ends with a <see cref="WireFormatException"/>.</summary>
    /// <typeparam name="TView">The view of the kind that the id stands for.</typeparam>
    /// <param name="view">The view.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryView<TView>(out TView view)
        where TView : struct, IMessageView<TView>, allows ref struct
    {
        WireReader reader = _frame.Read(Side.Server, _client.Version);
        if (TView.TryCreateFrame(ref reader, out view))
        {
            return true;
        }

        _client.Abort(new WireFormatException(reader.Error!));
        return false;
    }

    /// <summary>The same message with the correlation id that its body has, for the answer.</summary>
    /// <param name="correlationId">The id.</param>
    /// <returns>The message.</returns>
    public IncomingPush<TProtocol> Under(UInt128 correlationId) => new(_client, in _frame, _route with { CorrelationId = correlationId });

    /// <summary>Ends the connection because of a request that nobody can answer: the client was connected without a handler.</summary>
    public void RefuseUnhandled() => _client.Abort(
        new ConnectionClosedException($"The server sent a request (message {MessageId}), and this client has no handler to answer it: connect it with one."));

    /// <summary>Sends the handler's reply.</summary>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <param name="handled">The handler's task.</param>
    /// <returns>A task that ends when the reply is on its way.</returns>
    public ValueTask ReplyWith<TReply>(ValueTask<TReply> handled)
        where TReply : IProtocolMessage<TReply>
    {
        if (!handled.IsCompletedSuccessfully)
        {
            return Wait(_client, _route, handled);
        }

        return _client.AnswerAsync(handled.Result, _route with { Kind = FrameKind.Reply });

        static async ValueTask Wait(ProtocolClient<TProtocol> client, FrameRoute route, ValueTask<TReply> handled) =>
            await client.AnswerAsync(await handled.ConfigureAwait(false), route with { Kind = FrameKind.Reply }).ConfigureAwait(false);
    }

    /// <summary>Sends the handler's reply or error reply.</summary>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="handled">The handler's task.</param>
    /// <returns>A task that ends when the reply is on its way.</returns>
    public async ValueTask ReplyWith<TReply, TError>(ValueTask<CallResult<TReply, TError>> handled)
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ProtocolClient<TProtocol> client = _client;
        FrameRoute route = _route;
        if ((await handled.ConfigureAwait(false)).TryGetReply(out TReply? reply, out TError? error))
        {
            await client.AnswerAsync(reply, route with { Kind = FrameKind.Reply }).ConfigureAwait(false);
        }
        else
        {
            client.Answer(error, route with { Kind = FrameKind.Error });
        }
    }
}
