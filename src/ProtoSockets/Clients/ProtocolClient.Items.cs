using ProtoSockets.Interception;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <content>Calls that are answered by a stream, or send one.</content>
public abstract partial class ProtocolClient<TProtocol>
{
    /// <summary>Sends a request when the enumeration starts, and enumerates the stream that answers it.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The items of the answer.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take, to the end of the answer.</param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the handler; the connection stays usable.</param>
    /// <returns>The items as they come.</returns>
    protected IAsyncEnumerable<TReply> StreamAsync<TRequest, TReply, TError>(TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => _interceptors is null
            ? _link.StreamAsync<TRequest, TRequest, TReply, TError>(request, source: null, timeout, cancellationToken)
            : StreamInterceptedAsync<TRequest, TRequest, TReply, TError>(request, items: null, timeout, cancellationToken);

    /// <summary>Sends a request when the enumeration starts, and a stream behind it, and enumerates the stream that answers it.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TItem">The items of the stream that is sent.</typeparam>
    /// <typeparam name="TReply">The items of the answer.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="items">The stream to send; it is enumerated as far as the server takes it.</param>
    /// <param name="timeout">How long the call may take, to the end of the answer.</param>
    /// <param name="cancellationToken">Ends the enumeration, and cancels the handler; the connection stays usable.</param>
    /// <returns>The items as they come.</returns>
    protected IAsyncEnumerable<TReply> StreamAsync<TRequest, TItem, TReply, TError>(
        TRequest request, IAsyncEnumerable<TItem> items, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ArgumentNullException.ThrowIfNull(items);
        return _interceptors is null
            ? _link.StreamAsync<TRequest, TItem, TReply, TError>(request, items, timeout, cancellationToken)
            : StreamInterceptedAsync<TRequest, TItem, TReply, TError>(request, items, timeout, cancellationToken);
    }

    /// <summary>Sends a request and a stream behind it, and waits for the reply.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TItem">The items of the stream that is sent.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="items">The stream to send; it is enumerated as far as the server takes it.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait, and cancels the handler; the connection stays usable.</param>
    /// <returns>The reply.</returns>
    protected ValueTask<TReply> CallTakingAsync<TRequest, TItem, TReply, TError>(
        TRequest request, IAsyncEnumerable<TItem> items, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => _interceptors is null
            ? ReplyOfAsync(_link.TryCallTakingAsync<TRequest, TItem, TReply, TError>(request, items, timeout, cancellationToken))
            : InterceptCallAsync<TakingCall<TProtocol, TRequest, TItem, TReply, TError>, TRequest, CallResult<TReply, TError>, TReply>(
                new(items), request, timeout, cancellationToken);

    /// <summary>As <see cref="CallTakingAsync"/>, with the error reply as a value.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TItem">The items of the stream that is sent.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="items">The stream to send; it is enumerated as far as the server takes it.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait, and cancels the handler; the connection stays usable.</param>
    /// <returns>The reply or the error.</returns>
    protected ValueTask<CallResult<TReply, TError>> TryCallTakingAsync<TRequest, TItem, TReply, TError>(
        TRequest request, IAsyncEnumerable<TItem> items, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => _interceptors is null
            ? _link.TryCallTakingAsync<TRequest, TItem, TReply, TError>(request, items, timeout, cancellationToken)
            : InterceptCallAsync<TakingOrErrorCall<TProtocol, TRequest, TItem, TReply, TError>, TRequest, CallResult<TReply, TError>, CallResult<TReply, TError>>(
                new(items), request, timeout, cancellationToken);

    private static async ValueTask<TReply> ReplyOfAsync<TReply, TError>(ValueTask<CallResult<TReply, TError>> call) => (await call.ConfigureAwait(false)).Reply;

    private IAsyncEnumerable<TReply> StreamInterceptedAsync<TRequest, TItem, TReply, TError>(
        TRequest request, IAsyncEnumerable<TItem>? items, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TItem : IProtocolMessage<TItem>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> =>
        InterceptManyAsync(request, (asked, token) => _link.StreamAsync<TRequest, TItem, TReply, TError>(asked, items, timeout, token), cancellationToken);
}
