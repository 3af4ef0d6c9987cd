using System.Runtime.CompilerServices;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Interception;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <content>What a client sends: requests, one-way messages, and answers to requests of the server.</content>
public abstract partial class ProtocolClient<TProtocol>
{
    /// <summary>Sends a request and waits for its reply.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply.</returns>
    protected ValueTask<TReply> CallAsync<TRequest, TReply, TError>(
        in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => _interceptors is null
            ? _link.CallAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken)
            : InterceptCallAsync<OneReplyCall<TProtocol, TRequest, TReply, TError>, TRequest, CallResult<TReply, TError>, TReply>(
                default, request, timeout, cancellationToken);

    /// <summary>Sends a request and waits for its reply or the error reply.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply or the error.</returns>
    protected ValueTask<CallResult<TReply, TError>> TryCallAsync<TRequest, TReply, TError>(
        in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => _interceptors is null
            ? _link.TryCallAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken)
            : InterceptCallAsync<ReplyOrErrorCall<TProtocol, TRequest, TReply, TError>, TRequest, CallResult<TReply, TError>, CallResult<TReply, TError>>(
                default, request, timeout, cancellationToken);

    /// <summary>Sends a request that may get no reply, and waits for the reply or for a later call's.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply, if there was one.</returns>
    protected ValueTask<OptionalReply<TReply>> CallOptionalAsync<TRequest, TReply, TError>(
        in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => _interceptors is null
            ? _link.CallOptionalAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken)
            : InterceptCallAsync<OptionalReplyCall<TProtocol, TRequest, TReply, TError>, TRequest, CallResult<OptionalReply<TReply>, TError>, OptionalReply<TReply>>(
                default, request, timeout, cancellationToken);

    /// <summary>Sends a request that may get no reply, and waits for the reply, the error reply, or a later call's reply.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply, if there was one, or the error.</returns>
    protected ValueTask<CallResult<OptionalReply<TReply>, TError>> TryCallOptionalAsync<TRequest, TReply, TError>(
        in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => _interceptors is null
            ? _link.TryCallOptionalAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken)
            : InterceptCallAsync<OptionalReplyOrErrorCall<TProtocol, TRequest, TReply, TError>, TRequest, CallResult<OptionalReply<TReply>, TError>, CallResult<OptionalReply<TReply>, TError>>(
                default, request, timeout, cancellationToken);

    /// <summary>Sends a request and enumerates its replies. The request is sent when the enumeration starts.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="isLast">Tells the last reply.</param>
    /// <param name="timeout">How long the call may take, to the last reply.</param>
    /// <param name="cancellationToken">Ends the enumeration; the connection stays usable.</param>
    /// <param name="ahead">Sends what goes ahead of the request and is answered with it, by <see cref="SendAhead"/>; null for nothing.</param>
    /// <returns>The replies, the last one included.</returns>
    protected IAsyncEnumerable<TReply> CallManyAsync<TRequest, TReply, TError>(
        TRequest request, Func<TReply, bool> isLast, TimeSpan timeout, CancellationToken cancellationToken, Action? ahead = null)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => _interceptors is null
            ? CallManyDirectAsync<TRequest, TReply, TError>(request, isLast, timeout, ahead, cancellationToken)
            : CallManyInterceptedAsync<TRequest, TReply, TError>(request, isLast, timeout, ahead, cancellationToken);

    private IAsyncEnumerable<TReply> CallManyInterceptedAsync<TRequest, TReply, TError>(
        TRequest request, Func<TReply, bool> isLast, TimeSpan timeout, Action? ahead, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> =>
        InterceptManyAsync(request, (asked, token) => CallManyDirectAsync<TRequest, TReply, TError>(asked, isLast, timeout, ahead, token), cancellationToken);

    private IAsyncEnumerable<TReply> CallManyDirectAsync<TRequest, TReply, TError>(
        TRequest request, Func<TReply, bool> isLast, TimeSpan timeout, Action? ahead, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        IAsyncEnumerable<TReply> replies = EnumerateAsync<TRequest, TReply, TError>(request, isLast, timeout, ahead, cancellationToken);
        return Telemetry.IsClientObserved ? ClientCall.WatchManyAsync<TProtocol, TRequest, TReply>(replies, RemoteEndPoint, Carrier is not DatagramClientLink<TProtocol>, cancellationToken) : replies;
    }

    private async IAsyncEnumerable<TReply> EnumerateAsync<TRequest, TReply, TError>(
        TRequest request, Func<TReply, bool> isLast, TimeSpan timeout, Action? ahead, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        (ClientLink<TProtocol> link, PendingStream<TReply, TError> call) = _link is LinkPool<TProtocol> pool
            ? await StartManyAsync<TRequest, TReply, TError>(pool, request, isLast, timeout, ahead, cancellationToken).ConfigureAwait(false)
            : (_link, await StartManyAsync<TRequest, TReply, TError>(_link, request, isLast, timeout, ahead, cancellationToken).ConfigureAwait(false));
        try
        {
            await foreach (TReply reply in call.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                link.OnStreamRead();
                yield return reply;
                if (TReply.IsStreamed)
                {
                    TReply.GetStreamed(in reply).Dispose();
                }
            }
        }
        finally
        {
            link.Abandon(call);
        }
    }

    /// <summary>Sends a message of a batch, ahead of the request that it is answered with.</summary>
    /// <typeparam name="TMessage">The message.</typeparam>
    /// <param name="message">The message.</param>
    protected void SendAhead<TMessage>(in TMessage message)
        where TMessage : IProtocolMessage<TMessage> => (t_batchLink ?? _link).Send(in message, new FrameRoute(FrameKind.Message, 0, 0));

    /// <summary>
    /// Lets what this thread sends gather until the batch is disposed of. Calls may be started in it, and are to be awaited behind it. Not needed for speed alone: one-way messages in close succession, and
    /// whatever the replies of one receive cause to be sent, leave together anyway. Datagrams stay datagrams;
    /// in a batch those of one size, of up to 1232 bytes, go to the system together where it can take them so.
    /// </summary>
    /// <returns>The batch.</returns>
    [Requires(SocketState.Connected)]
    public SendBatch BeginBatch() => Carrier switch
    {
        StreamClientLink<TProtocol> stream => stream.BeginBatch(),
        DatagramClientLink<TProtocol> datagrams => datagrams.BeginBatch(),
        _ => default,
    };

    /// <summary>Sends a message that gets no answer.</summary>
    /// <typeparam name="TMessage">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for room to send it.</param>
    /// <returns>
    /// A task that ends when the message is on its way: handed to the system, or, behind others in close succession, to the thread pool, which hands them over together. That it arrives is not known.
    /// </returns>
    protected ValueTask SendAsync<TMessage>(in TMessage message, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage> =>
        _interceptors is null ? SendDirectAsync(in message, cancellationToken) : InterceptSendAsync(message, cancellationToken);

    private ValueTask SendDirectAsync<TMessage>(in TMessage message, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (cancellationToken.IsCancellationRequested)
        {
            FrameLink<TProtocol>.GiveUp(in message);
            cancellationToken.ThrowIfCancellationRequested();
        }

        if (_link is LinkPool<TProtocol> pool)
        {
            return pool.SendAsync(in message, cancellationToken);
        }

        if (FrameLink<TProtocol>.MustStream(in message))
        {
            return _link.SendStreamedAsync(message, new FrameRoute(FrameKind.Message, 0, 0), cancellationToken);
        }

        if (!_link.HasRoom)
        {
            return Wait(message, cancellationToken);
        }

        _link.Send(in message, new FrameRoute(FrameKind.Message, 0, 0));
        return default;

        async ValueTask Wait(TMessage message, CancellationToken cancellationToken)
        {
            while (!_link.HasRoom)
            {
                await _link.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
            }

            _link.Send(in message, new FrameRoute(FrameKind.Message, 0, 0));
        }
    }

    /// <summary>Answers a request of the server with a reply whose last member may stream.</summary>
    internal ValueTask AnswerAsync<TMessage>(in TMessage message, in FrameRoute route)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (FrameLink<TProtocol>.MustStream(in message))
        {
            return _link.SendStreamedAsync(message, route, _closed.Token);
        }

        Answer(in message, in route);
        return default;
    }

    /// <summary>Answers a request of the server.</summary>
    internal void Answer<TMessage>(in TMessage message, in FrameRoute route)
        where TMessage : IProtocolMessage<TMessage> => _link.Send(in message, in route);
}
