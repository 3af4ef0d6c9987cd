using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Servers;

namespace ProtoSockets.Runtime;

/// <content>Calls that are answered by a stream, or send one.</content>
public readonly partial struct IncomingCall<TProtocol>
{
    /// <summary>Whether a further call that streams may begin. If not, it is refused.</summary>
    /// <returns>Whether to call its handler.</returns>
    public bool TryStream()
    {
        if (_peer.HasRoomForStream)
        {
            return true;
        }

        Fail(new CallRefusedException(RefusalCode.Overloaded, $"{_peer.Options.MaxStreams} calls of this connection stream already; try again when one has ended."));
        return false;
    }

    /// <summary>Gives the stream that the client sends, if a further call that streams may begin. If not, it is refused.</summary>
    /// <typeparam name="TItem">The item.</typeparam>
    /// <param name="items">The stream.</param>
    /// <returns>Whether to call the handler.</returns>
    public bool TryTake<TItem>(out IncomingItems<TItem> items)
        where TItem : IProtocolMessage<TItem>
    {
        ServerPeer<TProtocol> peer = _peer;
        UInt128 correlationId = CorrelationId;
        items = new IncomingItems<TItem>(peer.Window, (count, bytes) => peer.GrantItems(correlationId, count, bytes));
        return TryStream();
    }

    /// <summary>Sends the handler's reply to a call that sends a stream.</summary>
    /// <typeparam name="TItem">The items of the stream.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <param name="items">The stream.</param>
    /// <param name="handled">The handler's task.</param>
    public void ReplyWith<TItem, TReply>(IncomingItems<TItem> items, ValueTask<TReply> handled)
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply> =>
        Answer<TReply, OneReply<TReply>>(TakeAsync(items, handled));

    /// <summary>Sends the handler's reply or error reply to a call that sends a stream.</summary>
    /// <typeparam name="TItem">The items of the stream.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="items">The stream.</param>
    /// <param name="handled">The handler's task.</param>
    public void ReplyWith<TItem, TReply, TError>(IncomingItems<TItem> items, ValueTask<CallResult<TReply, TError>> handled)
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> =>
        Answer<CallResult<TReply, TError>, ReplyOrError<TReply, TError>>(TakeAsync(items, handled));

    /// <summary>Sends the items of the handler's answer as far as the client grants them, and the end.</summary>
    /// <typeparam name="TReply">The item.</typeparam>
    /// <param name="replies">The answer.</param>
    public void ReplyWithStream<TReply>(IAsyncEnumerable<TReply> replies)
        where TReply : IProtocolMessage<TReply>
    {
        ArgumentNullException.ThrowIfNull(replies);
        Complete(StreamAsync(new ServedStream(CorrelationId) { Credit = new ItemCredit() }, replies));
    }

    /// <summary>Sends the items of the handler's answer to a call that sends a stream, as far as the client grants them, and the end.</summary>
    /// <typeparam name="TItem">The items of the stream.</typeparam>
    /// <typeparam name="TReply">The items of the answer.</typeparam>
    /// <param name="items">The stream.</param>
    /// <param name="replies">The answer.</param>
    public void ReplyWithStream<TItem, TReply>(IncomingItems<TItem> items, IAsyncEnumerable<TReply> replies)
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
    {
        ArgumentNullException.ThrowIfNull(replies);
        Complete(StreamAsync(new ServedStream(CorrelationId) { Credit = new ItemCredit(), Items = items }, replies));
    }

    /// <summary>Lets the client send while a handler runs.</summary>
    private ValueTask<TResult> TakeAsync<TResult>(IItemSink items, ValueTask<TResult> handled)
    {
        if (!handled.IsCompleted)
        {
            return TakeAsync(new ServedStream(CorrelationId) { Items = items }, handled);
        }

        items.End(new InvalidOperationException(ServerPeer<TProtocol>.HandlerHasEnded));
        return handled;
    }

    private async ValueTask<TResult> TakeAsync<TResult>(ServedStream stream, ValueTask<TResult> handled)
    {
        // Once: behind the first wait it is the next handler's.
        CancellationToken cancellation = Cancellation;
        if (_peer.BeginStream(stream) is not null)
        {
            // The peer is aborted, and the items have ended. The handler runs, though, and reads the message until it has ended.
            return await handled.ConfigureAwait(false);
        }

        try
        {
            using CancellationTokenRegistration registration = CancelWith(stream, cancellation);
            stream.Items!.Open();
            return await handled.ConfigureAwait(false);
        }
        finally
        {
            _peer.EndStream(stream);
        }
    }

    private async ValueTask StreamAsync<TReply>(ServedStream stream, IAsyncEnumerable<TReply> replies)
        where TReply : IProtocolMessage<TReply>
    {
        CancellationToken cancellation = Cancellation;
        ServerCallContext context = IsIntercepted ? Context : default;
        ItemCredit credit = stream.Credit!;
        if (_peer.BeginStream(stream) is { } wrong)
        {
            throw wrong;
        }

        try
        {
            using CancellationTokenRegistration registration = CancelWith(stream, cancellation);
            stream.Items?.Open();
            IAsyncEnumerator<TReply> items = replies.GetAsyncEnumerator(cancellation);
            await using (items.ConfigureAwait(false))
            {
                while (await credit.WaitAsync().ConfigureAwait(false) && await items.MoveNextAsync().ConfigureAwait(false))
                {
                    while (!_peer.HasRoom && !cancellation.IsCancellationRequested)
                    {
                        await _peer.WaitForRoomAsync(cancellation).ConfigureAwait(false);
                    }

                    TReply item = items.Current;
                    Show(in item, in context);
                    _peer.Send(new CountedItem<TReply>(item, credit), Route(FrameKind.Reply));
                }
            }

            cancellation.ThrowIfCancellationRequested();
            _peer.Send(default(StreamEndFrame), Route(FrameKind.End));
            _peer.OnAnswered();
        }
        finally
        {
            _peer.EndStream(stream);
        }
    }

    private static CancellationTokenRegistration CancelWith(ServedStream stream, CancellationToken cancellation) =>
        cancellation.UnsafeRegister(static (state, token) => ((ServedStream)state!).Cancel(token), stream);
}
