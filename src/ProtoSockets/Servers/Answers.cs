using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <summary>How what a handler gave becomes what is sent. One struct for each shape, so that no call costs a delegate.</summary>
internal interface IAnswer<TResult>
{
    static abstract void Send<TProtocol>(in IncomingCall<TProtocol> call, TResult result)
        where TProtocol : struct, IProtocol;

    /// <summary>Whether the reply's last member streams, so that sending it takes its time.</summary>
    static virtual bool IsStreamed => false;

    /// <summary>For <see cref="IsStreamed"/>: waits for the handler, and sends what it gave.</summary>
    static virtual ValueTask SendStreamedAsync<TProtocol>(IncomingCall<TProtocol> call, ValueTask<TResult> handled, ServerCallContext context)
        where TProtocol : struct, IProtocol => throw new NotSupportedException();
}

internal readonly struct OneReply<TReply> : IAnswer<TReply>
    where TReply : IProtocolMessage<TReply>
{
    public static void Send<TProtocol>(in IncomingCall<TProtocol> call, TReply result)
        where TProtocol : struct, IProtocol => call.Reply(in result);

    public static bool IsStreamed => TReply.IsStreamed;

    public static async ValueTask SendStreamedAsync<TProtocol>(IncomingCall<TProtocol> call, ValueTask<TReply> handled, ServerCallContext context)
        where TProtocol : struct, IProtocol => await call.ReplyStreamedAsync(await handled.ConfigureAwait(false), context).ConfigureAwait(false);
}

internal readonly struct ReplyOrSilence<TReply> : IAnswer<OptionalReply<TReply>>
    where TReply : IProtocolMessage<TReply>
{
    public static void Send<TProtocol>(in IncomingCall<TProtocol> call, OptionalReply<TReply> result)
        where TProtocol : struct, IProtocol
    {
        if (result.HasReply)
        {
            call.Reply(result.Reply);
        }
    }

    public static bool IsStreamed => TReply.IsStreamed;

    public static async ValueTask SendStreamedAsync<TProtocol>(IncomingCall<TProtocol> call, ValueTask<OptionalReply<TReply>> handled, ServerCallContext context)
        where TProtocol : struct, IProtocol
    {
        OptionalReply<TReply> result = await handled.ConfigureAwait(false);
        if (result.HasReply)
        {
            await call.ReplyStreamedAsync(result.Reply, context).ConfigureAwait(false);
        }
    }
}

internal readonly struct ReplyOrError<TReply, TError> : IAnswer<CallResult<TReply, TError>>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    public static void Send<TProtocol>(in IncomingCall<TProtocol> call, CallResult<TReply, TError> result)
        where TProtocol : struct, IProtocol
    {
        if (result.TryGetReply(out TReply? reply, out TError? error))
        {
            call.Reply(in reply);
        }
        else
        {
            call.ReplyError(in error);
        }
    }

    public static bool IsStreamed => TReply.IsStreamed;

    public static async ValueTask SendStreamedAsync<TProtocol>(IncomingCall<TProtocol> call, ValueTask<CallResult<TReply, TError>> handled, ServerCallContext context)
        where TProtocol : struct, IProtocol
    {
        CallResult<TReply, TError> result = await handled.ConfigureAwait(false);
        if (result.TryGetReply(out TReply? reply, out TError? error))
        {
            await call.ReplyStreamedAsync(reply, context).ConfigureAwait(false);
        }
        else
        {
            call.ReplyError(in error, in context);
        }
    }
}

internal readonly struct ReplySilenceOrError<TReply, TError> : IAnswer<CallResult<OptionalReply<TReply>, TError>>
    where TReply : IProtocolMessage<TReply>
    where TError : IProtocolMessage<TError>
{
    public static void Send<TProtocol>(in IncomingCall<TProtocol> call, CallResult<OptionalReply<TReply>, TError> result)
        where TProtocol : struct, IProtocol
    {
        if (!result.TryGetReply(out OptionalReply<TReply> reply, out TError? error))
        {
            call.ReplyError(in error);
        }
        else if (reply.HasReply)
        {
            call.Reply(reply.Reply);
        }
    }

    public static bool IsStreamed => TReply.IsStreamed;

    public static async ValueTask SendStreamedAsync<TProtocol>(IncomingCall<TProtocol> call, ValueTask<CallResult<OptionalReply<TReply>, TError>> handled, ServerCallContext context)
        where TProtocol : struct, IProtocol
    {
        CallResult<OptionalReply<TReply>, TError> result = await handled.ConfigureAwait(false);
        if (!result.TryGetReply(out OptionalReply<TReply> reply, out TError? error))
        {
            call.ReplyError(in error, in context);
        }
        else if (reply.HasReply)
        {
            await call.ReplyStreamedAsync(reply.Reply, context).ConfigureAwait(false);
        }
    }
}

/// <summary>What the handler of a one-way message gives: nothing.</summary>
internal readonly struct Completion
{
    /// <summary>Makes a task without a result one with this.</summary>
    public static async ValueTask<Completion> Of(ValueTask handled)
    {
        await handled.ConfigureAwait(false);
        return default;
    }
}

internal readonly struct CompletionAnswer : IAnswer<Completion>
{
    public static void Send<TProtocol>(in IncomingCall<TProtocol> call, Completion result)
        where TProtocol : struct, IProtocol
    {
        // A one-way message has no answer.
    }
}
