using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;
using ProtoSockets.Servers;

namespace ProtoSockets.Interception;

/// <summary>
/// Asks the interceptors of a server. While all of them answer at once, the handler follows on the same thread and nothing is allocated. Where one waits, the frame is kept, and is dispatched once more when all have answered: it is
/// read again, and the handler gets it as <see cref="ResumedCall"/> says.
/// </summary>
internal static class ServerInterception
{
    /// <summary>When the call that this thread is at was read; 0 for none.</summary>
    [ThreadStatic]
    private static long t_startedAt;

    /// <summary>When the call that this thread is at was read, to be taken along to where it goes on.</summary>
    public static long StartedAt
    {
        get => t_startedAt;
        set => t_startedAt = value;
    }

    /// <summary>Asks all interceptors.</summary>
    /// <returns>Whether the handler follows now. If not, the call has failed, or is dispatched later.</returns>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An interceptor may throw anything; its call fails, and nothing else does.")]
    public static bool Run<TProtocol, TMessage>(in IncomingCall<TProtocol> call, TMessage message, IServerInterceptor[] interceptors)
        where TProtocol : struct, IProtocol
    {
        t_startedAt = Stopwatch.GetTimestamp();
        CancellationToken cancellation = call.Cancellation;
        ServerCallContext context = call.Context;
        for (int index = 0; index < interceptors.Length; index++)
        {
            try
            {
                ValueTask answer = interceptors[index].OnCallAsync(context, message, cancellation);
                if (!answer.IsCompletedSuccessfully)
                {
                    Wait(in call, message, interceptors, index, answer, cancellation);
                    return false;
                }

                answer.GetAwaiter().GetResult();
            }
            catch (Exception exception)
            {
                call.Fail(exception);
                return false;
            }
        }

        return true;
    }

    /// <summary>Shows all interceptors what the handler answers.</summary>
    public static void Reply<TReply>(IServerInterceptor[] interceptors, in ServerCallContext context, in TReply reply)
    {
        for (int index = interceptors.Length - 1; index >= 0; index--)
        {
            interceptors[index].OnReply(context, in reply);
        }
    }

    /// <summary>Tells all interceptors that a call has ended. Never throws.</summary>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An interceptor may throw anything; the call has ended.")]
    public static void Complete<TProtocol>(in IncomingCall<TProtocol> call, IServerInterceptor[] interceptors, Exception? failure)
        where TProtocol : struct, IProtocol
    {
        ServerCallContext context = call.Context;
        t_startedAt = 0;
        for (int index = interceptors.Length - 1; index >= 0; index--)
        {
            try
            {
                interceptors[index].OnCompleted(context, failure);
            }
            catch (Exception exception)
            {
                Log.InterceptorFailed(call.Peer.Logger, TProtocol.Description.Name, interceptors[index].GetType().Name, exception);
            }
        }
    }

    private static void Wait<TProtocol, TMessage>(
        in IncomingCall<TProtocol> call, TMessage message, IServerInterceptor[] interceptors, int index, ValueTask answer, CancellationToken cancellation)
        where TProtocol : struct, IProtocol
    {
        call.AddReference();
        var resumed = new ResumedCall(call.Start(), ServerCall.Take(), t_startedAt, cancellation);
        t_startedAt = 0;
        _ = WaitAsync(call, message, interceptors, index, answer, resumed);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "An interceptor may throw anything; its call fails, and nothing else does.")]
    private static async Task WaitAsync<TProtocol, TMessage>(
        IncomingCall<TProtocol> call, TMessage message, IServerInterceptor[] interceptors, int index, ValueTask answer, ResumedCall resumed)
        where TProtocol : struct, IProtocol
    {
        Exception? failure = null;
        try
        {
            await answer.ConfigureAwait(false);
            ServerCallContext context = call.Context with { StartedAt = resumed.StartedAt };
            for (index++; index < interceptors.Length; index++)
            {
                await interceptors[index].OnCallAsync(context, message, resumed.Cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        t_startedAt = resumed.StartedAt;
        if (failure is null)
        {
            failure = resumed.Dispatch(in call);
        }
        else if (failure is OperationCanceledException && resumed.Cancellation.IsCancellationRequested)
        {
            Complete(in call, interceptors, failure);
        }
        else
        {
            call.Fail(failure);
        }

        t_startedAt = 0;
        if (!resumed.IsTaken)
        {
            resumed.Watched?.End(failure);
            call.Peer.EndCall(resumed.Running);
        }

        call.Release();
    }
}

/// <summary>A call whose interceptors have waited, on its way to the handler. What was made for the call when it began to wait becomes the handler's.</summary>
internal sealed class ResumedCall(RunningCall? running, ServerCall? watched, long startedAt, CancellationToken cancellation)
{
    [ThreadStatic]
    private static ResumedCall? t_current;

    public RunningCall? Running => running;

    public ServerCall? Watched => watched;

    public CancellationToken Cancellation => cancellation;

    public long StartedAt => startedAt;

    /// <summary>Whether a handler that waits has taken it over.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>The call that this thread dispatches.</summary>
    public static ResumedCall Current => t_current ?? throw new InvalidOperationException("No call is resumed on this thread.");

    /// <summary>Makes what belongs to the call the handler's, which waits.</summary>
    public RunningCall? Take()
    {
        IsTaken = true;
        return running;
    }

    /// <summary>Has the call handled.</summary>
    /// <returns>What the handler has thrown in front of its first wait.</returns>
    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A handler may throw anything; its call fails, and nothing else does.")]
    public Exception? Dispatch<TProtocol>(in IncomingCall<TProtocol> call)
        where TProtocol : struct, IProtocol
    {
        t_current = this;
        ServerCall.Enter(watched);
        try
        {
            call.DispatchResumed();
            return null;
        }
        catch (Exception exception)
        {
            call.Fail(exception);
            return exception;
        }
        finally
        {
            ServerCall.Enter(null);
            t_current = null;
        }
    }
}
