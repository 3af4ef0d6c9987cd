using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <content>Calls as the tasks that callers await, for clients and for sessions that call their client.</content>
public abstract partial class CallingLink<TProtocol>
{
    /// <summary>Sends a request and waits for its reply.</summary>
    internal ValueTask<TReply> CallAsync<TRequest, TReply, TError>(in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ClientCall? watched = Telemetry.IsClientObserved ? ClientCall.Start<TProtocol, TRequest>(ServerEndPoint, IsStream) : null;
        ValueTask<PendingCall<TReply, TError>> starting = StartAsync<TRequest, TReply, TError>(in request, ReplyCount.One, timeout, cancellationToken);
        ValueTask<TReply> called = starting.IsCompletedSuccessfully ? starting.Result : Wait(starting);
        return watched is null ? called : watched.WatchAsync(called);

        static async ValueTask<TReply> Wait(ValueTask<PendingCall<TReply, TError>> starting)
        {
            ValueTask<TReply> call = await starting.ConfigureAwait(false);
            return await call.ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request and waits for its reply or the error reply.</summary>
    internal ValueTask<CallResult<TReply, TError>> TryCallAsync<TRequest, TReply, TError>(in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ClientCall? watched = Telemetry.IsClientObserved ? ClientCall.Start<TProtocol, TRequest>(ServerEndPoint, IsStream) : null;
        ValueTask<PendingCall<TReply, TError>> starting = StartAsync<TRequest, TReply, TError>(in request, ReplyCount.One, timeout, cancellationToken);
        ValueTask<CallResult<TReply, TError>> called = starting.IsCompletedSuccessfully ? starting.Result : Wait(starting);
        return watched is null ? called : watched.WatchAsync(called, static result => result.IsError);

        static async ValueTask<CallResult<TReply, TError>> Wait(ValueTask<PendingCall<TReply, TError>> starting)
        {
            ValueTask<CallResult<TReply, TError>> call = await starting.ConfigureAwait(false);
            return await call.ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request that may get no reply, and waits for the reply or for a later call's.</summary>
    internal ValueTask<OptionalReply<TReply>> CallOptionalAsync<TRequest, TReply, TError>(in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ClientCall? watched = Telemetry.IsClientObserved ? ClientCall.Start<TProtocol, TRequest>(ServerEndPoint, IsStream) : null;
        ValueTask<PendingCall<TReply, TError>> starting = StartAsync<TRequest, TReply, TError>(in request, ReplyCount.OneOrNone, timeout, cancellationToken);
        ValueTask<OptionalReply<TReply>> called = starting.IsCompletedSuccessfully ? starting.Result : Wait(starting);
        return watched is null ? called : watched.WatchAsync(called);

        static async ValueTask<OptionalReply<TReply>> Wait(ValueTask<PendingCall<TReply, TError>> starting)
        {
            ValueTask<OptionalReply<TReply>> call = await starting.ConfigureAwait(false);
            return await call.ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request that may get no reply, and waits for the reply, the error reply, or a later call's reply.</summary>
    internal ValueTask<CallResult<OptionalReply<TReply>, TError>> TryCallOptionalAsync<TRequest, TReply, TError>(in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ClientCall? watched = Telemetry.IsClientObserved ? ClientCall.Start<TProtocol, TRequest>(ServerEndPoint, IsStream) : null;
        ValueTask<PendingCall<TReply, TError>> starting = StartAsync<TRequest, TReply, TError>(in request, ReplyCount.OneOrNone, timeout, cancellationToken);
        ValueTask<CallResult<OptionalReply<TReply>, TError>> called = starting.IsCompletedSuccessfully ? starting.Result : Wait(starting);
        return watched is null ? called : watched.WatchAsync(called, static result => result.IsError);

        static async ValueTask<CallResult<OptionalReply<TReply>, TError>> Wait(ValueTask<PendingCall<TReply, TError>> starting)
        {
            ValueTask<CallResult<OptionalReply<TReply>, TError>> call = await starting.ConfigureAwait(false);
            return await call.ConfigureAwait(false);
        }
    }
}
