using ProtoSockets.Clients;
using ProtoSockets.Runtime;

namespace ProtoSockets.Interception;

/// <summary>How a call is made behind the interceptors. One struct for each shape, so that no call costs a delegate.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
/// <typeparam name="TRequest">The request.</typeparam>
/// <typeparam name="TOutcome">What it brings: with the error reply as a value, for interceptors to see.</typeparam>
/// <typeparam name="TResult">What its caller gets.</typeparam>
internal interface IOutgoingCall<TProtocol, TRequest, TOutcome, TResult>
    where TProtocol : struct, IProtocol
{
    ValueTask<TOutcome> StartAsync(ClientLink<TProtocol> link, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken);

    static abstract void Tell(in ClientInterception<TProtocol> interception, in TOutcome outcome);

    static abstract TResult ResultOf(in TOutcome outcome);
}

internal readonly struct OneReplyCall<TProtocol, TRequest, TReply, TError> : IOutgoingCall<TProtocol, TRequest, CallResult<TReply, TError>, TReply>
    where TProtocol : struct, IProtocol
    where TRequest : IProtocolMessage<TRequest>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    public ValueTask<CallResult<TReply, TError>> StartAsync(ClientLink<TProtocol> link, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken) =>
        link.TryCallAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken);

    public static void Tell(in ClientInterception<TProtocol> interception, in CallResult<TReply, TError> outcome) => Outcomes.Tell(in interception, in outcome);

    public static TReply ResultOf(in CallResult<TReply, TError> outcome) => outcome.Reply;
}

internal readonly struct ReplyOrErrorCall<TProtocol, TRequest, TReply, TError> : IOutgoingCall<TProtocol, TRequest, CallResult<TReply, TError>, CallResult<TReply, TError>>
    where TProtocol : struct, IProtocol
    where TRequest : IProtocolMessage<TRequest>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    public ValueTask<CallResult<TReply, TError>> StartAsync(ClientLink<TProtocol> link, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken) =>
        link.TryCallAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken);

    public static void Tell(in ClientInterception<TProtocol> interception, in CallResult<TReply, TError> outcome) => Outcomes.Tell(in interception, in outcome);

    public static CallResult<TReply, TError> ResultOf(in CallResult<TReply, TError> outcome) => outcome;
}

internal readonly struct OptionalReplyCall<TProtocol, TRequest, TReply, TError> :
    IOutgoingCall<TProtocol, TRequest, CallResult<OptionalReply<TReply>, TError>, OptionalReply<TReply>>
    where TProtocol : struct, IProtocol
    where TRequest : IProtocolMessage<TRequest>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    public ValueTask<CallResult<OptionalReply<TReply>, TError>> StartAsync(ClientLink<TProtocol> link, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken) =>
        link.TryCallOptionalAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken);

    public static void Tell(in ClientInterception<TProtocol> interception, in CallResult<OptionalReply<TReply>, TError> outcome) => Outcomes.Tell(in interception, in outcome);

    public static OptionalReply<TReply> ResultOf(in CallResult<OptionalReply<TReply>, TError> outcome) => outcome.Reply;
}

internal readonly struct OptionalReplyOrErrorCall<TProtocol, TRequest, TReply, TError> :
    IOutgoingCall<TProtocol, TRequest, CallResult<OptionalReply<TReply>, TError>, CallResult<OptionalReply<TReply>, TError>>
    where TProtocol : struct, IProtocol
    where TRequest : IProtocolMessage<TRequest>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    public ValueTask<CallResult<OptionalReply<TReply>, TError>> StartAsync(ClientLink<TProtocol> link, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken) =>
        link.TryCallOptionalAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken);

    public static void Tell(in ClientInterception<TProtocol> interception, in CallResult<OptionalReply<TReply>, TError> outcome) => Outcomes.Tell(in interception, in outcome);

    public static CallResult<OptionalReply<TReply>, TError> ResultOf(in CallResult<OptionalReply<TReply>, TError> outcome) => outcome;
}

/// <summary>A call that sends a stream.</summary>
internal readonly struct TakingCall<TProtocol, TRequest, TItem, TReply, TError>(IAsyncEnumerable<TItem> items) : IOutgoingCall<TProtocol, TRequest, CallResult<TReply, TError>, TReply>
    where TProtocol : struct, IProtocol
    where TRequest : IProtocolMessage<TRequest>
    where TItem : IProtocolMessage<TItem>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    public ValueTask<CallResult<TReply, TError>> StartAsync(ClientLink<TProtocol> link, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken) =>
        link.TryCallTakingAsync<TRequest, TItem, TReply, TError>(request, items, timeout, cancellationToken);

    public static void Tell(in ClientInterception<TProtocol> interception, in CallResult<TReply, TError> outcome) => Outcomes.Tell(in interception, in outcome);

    public static TReply ResultOf(in CallResult<TReply, TError> outcome) => outcome.Reply;
}

/// <summary>A call that sends a stream, with the error reply as a value.</summary>
internal readonly struct TakingOrErrorCall<TProtocol, TRequest, TItem, TReply, TError>(IAsyncEnumerable<TItem> items) :
    IOutgoingCall<TProtocol, TRequest, CallResult<TReply, TError>, CallResult<TReply, TError>>
    where TProtocol : struct, IProtocol
    where TRequest : IProtocolMessage<TRequest>
    where TItem : IProtocolMessage<TItem>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    public ValueTask<CallResult<TReply, TError>> StartAsync(ClientLink<TProtocol> link, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken) =>
        link.TryCallTakingAsync<TRequest, TItem, TReply, TError>(request, items, timeout, cancellationToken);

    public static void Tell(in ClientInterception<TProtocol> interception, in CallResult<TReply, TError> outcome) => Outcomes.Tell(in interception, in outcome);

    public static CallResult<TReply, TError> ResultOf(in CallResult<TReply, TError> outcome) => outcome;
}

/// <summary>Shows interceptors what a call has brought.</summary>
internal static class Outcomes
{
    public static void Tell<TProtocol, TReply, TError>(in ClientInterception<TProtocol> interception, in CallResult<TReply, TError> outcome)
        where TProtocol : struct, IProtocol
    {
        if (outcome.TryGetReply(out TReply? reply, out TError? error))
        {
            interception.Reply(in reply);
        }
        else
        {
            interception.Reply(in error);
        }
    }

    public static void Tell<TProtocol, TReply, TError>(in ClientInterception<TProtocol> interception, in CallResult<OptionalReply<TReply>, TError> outcome)
        where TProtocol : struct, IProtocol
    {
        if (!outcome.TryGetReply(out OptionalReply<TReply> reply, out TError? error))
        {
            interception.Reply(in error);
        }
        else if (reply.HasReply)
        {
            interception.Reply(reply.Reply);
        }
    }
}
