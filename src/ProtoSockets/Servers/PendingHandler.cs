using System.Runtime.CompilerServices;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Interception;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <summary>A handler that goes on after its first wait. It keeps the receive buffer alive until it has ended. Reused, so that waiting allocates nothing here.</summary>
internal sealed class PendingHandler<TProtocol, TResult, TAnswer> : IPooled
    where TProtocol : struct, IProtocol
    where TAnswer : struct, IAnswer<TResult>
{
    private readonly Action _onCompleted;
    private IncomingCall<TProtocol> _call;
    private ServerCall? _watched;
    private RunningCall? _running;
    private long _startedAt;
    private ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter _awaiter;

    public PendingHandler() => _onCompleted = OnCompleted;

    public static void Start(in IncomingCall<TProtocol> call, ValueTask<TResult> handled)
    {
        PendingHandler<TProtocol, TResult, TAnswer> pending = ObjectPool<PendingHandler<TProtocol, TResult, TAnswer>>.Rent();
        pending._call = call;
        pending._watched = ServerCall.Take();
        call.AddReference();
        pending._running = call.Start();
        if (call.IsIntercepted)
        {
            (pending._startedAt, ServerInterception.StartedAt) = (ServerInterception.StartedAt, 0);
        }

        pending._awaiter = handled.ConfigureAwait(false).GetAwaiter();
        if (pending._awaiter.IsCompleted)
        {
            pending.OnCompleted();
        }
        else
        {
            pending._awaiter.UnsafeOnCompleted(pending._onCompleted);
        }
    }

    private void OnCompleted()
    {
        IncomingCall<TProtocol> call = _call;
        ConfiguredValueTaskAwaitable<TResult>.ConfiguredValueTaskAwaiter awaiter = _awaiter;
        ServerCall? watched = _watched;
        RunningCall? running = _running;
        Exception? failure = null;
        if (call.IsIntercepted)
        {
            ServerInterception.StartedAt = _startedAt;
        }

        _call = default;
        _watched = null;
        _running = null;
        _awaiter = default;
        ObjectPool<PendingHandler<TProtocol, TResult, TAnswer>>.Return(this);
        try
        {
            TAnswer.Send(in call, awaiter.GetResult());
            call.Completed(failure: null);
        }
#pragma warning disable CA1031 // A handler may throw anything; its call fails, and nothing else does.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            failure = exception;
            if (exception is not OperationCanceledException || running is not { Token.IsCancellationRequested: true })
            {
                call.Fail(exception);
            }
            else
            {
                call.Completed(exception);
            }
        }

        watched?.End(failure);

        // After the answer is written: a reply may borrow from the request it answers.
        call.Release();
        call.Peer.EndCall(running);
    }
}
