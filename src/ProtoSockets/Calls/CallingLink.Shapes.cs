using System.Runtime.CompilerServices;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <content>Calls as the tasks that callers await, for clients and for sessions that call their client.</content>
public abstract partial class CallingLink<TProtocol>
{
    /// <summary>Starts a call that nobody watches, and for which there is room. What it returns is the call itself, which callers turn into their task just where they return it: the task is large, since the reply is in it, and each copy counts.</summary>
    /// <returns>The call; null where it takes more, or failed to start.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private PendingCall<TReply, TError>? TryStartNow<TRequest, TReply, TError>(in TRequest request, ReplyCount replies, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        if (Pool is not null || Telemetry.IsClientObserved || cancellationToken.IsCancellationRequested || MustStream(in request))
        {
            return null;
        }

        try
        {
            return TryStart<TRequest, TReply, TError>(in request, replies, timeout, cancellationToken);
        }
        catch (Exception exception) when (exception is CallException or WireFormatException or InvalidOperationException)
        {
            // Tried again, it fails in a task.
            return null;
        }
    }

    /// <summary>Sends a request and waits for its reply.</summary>
    internal ValueTask<TReply> CallAsync<TRequest, TReply, TError>(in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        if (TryStartNow<TRequest, TReply, TError>(in request, ReplyCount.One, timeout, cancellationToken) is { } now)
        {
            return now;
        }

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
        if (TryStartNow<TRequest, TReply, TError>(in request, ReplyCount.One, timeout, cancellationToken) is { } now)
        {
            return now;
        }

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
        if (TryStartNow<TRequest, TReply, TError>(in request, ReplyCount.OneOrNone, timeout, cancellationToken) is { } now)
        {
            return now;
        }

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
        if (TryStartNow<TRequest, TReply, TError>(in request, ReplyCount.OneOrNone, timeout, cancellationToken) is { } now)
        {
            return now;
        }

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
