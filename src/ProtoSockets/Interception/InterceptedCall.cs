using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;
using ProtoSockets.Calls;
using ProtoSockets.Clients;
using ProtoSockets.Runtime;

namespace ProtoSockets.Interception;

/// <summary>A call that interceptors of its client are told of. It is its own task, and is reused once that was awaited, so that it allocates nothing.</summary>
internal sealed class InterceptedCall<TProtocol, TCall, TRequest, TOutcome, TResult> : IPooled, IValueTaskSource<TResult>
    where TProtocol : struct, IProtocol
    where TCall : struct, IOutgoingCall<TProtocol, TRequest, TOutcome, TResult>
{
    private readonly Action _onCompleted;
    private ManualResetValueTaskSourceCore<TResult> _core;
    private ClientInterception<TProtocol> _interception;
    private ConfiguredValueTaskAwaitable<TOutcome>.ConfiguredValueTaskAwaiter _awaiter;

    public InterceptedCall() => _onCompleted = OnCompleted;

    /// <summary>Makes the call. All interceptors have let it pass. Never throws.</summary>
    public static ValueTask<TResult> Start(
        in ClientInterception<TProtocol> interception, ClientLink<TProtocol> link, TCall shape, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        InterceptedCall<TProtocol, TCall, TRequest, TOutcome, TResult> call = ObjectPool<InterceptedCall<TProtocol, TCall, TRequest, TOutcome, TResult>>.Rent();
        call._interception = interception;
        call.Await(Begin(link, shape, in request, timeout, cancellationToken));
        return new ValueTask<TResult>(call, call._core.Version);
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "A call fails in its task, also when it fails before it starts.")]
    private static ValueTask<TOutcome> Begin(ClientLink<TProtocol> link, TCall shape, in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
    {
        try
        {
            return shape.StartAsync(link, in request, timeout, cancellationToken);
        }
        catch (Exception exception)
        {
            return ValueTask.FromException<TOutcome>(exception);
        }
    }

    private void Await(ValueTask<TOutcome> begun)
    {
        _awaiter = begun.ConfigureAwait(false).GetAwaiter();
        if (_awaiter.IsCompleted)
        {
            OnCompleted();
        }
        else
        {
            // Not UnsafeOnCompleted: interceptors see what is the caller's, as a logger's scopes.
            _awaiter.OnCompleted(_onCompleted);
        }
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whatever the call fails with is its caller's.")]
    private void OnCompleted()
    {
        TResult result = default!;
        Exception? failure = null;
        try
        {
            TOutcome outcome = _awaiter.GetResult();
            TCall.Tell(in _interception, in outcome);
            result = TCall.ResultOf(in outcome);
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        _interception.Complete(failure);
        if (failure is null)
        {
            _core.SetResult(result);
        }
        else
        {
            _core.SetException(failure);
        }
    }

    ValueTaskSourceStatus IValueTaskSource<TResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<TResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    TResult IValueTaskSource<TResult>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _core.Reset();
            _interception = default;
            _awaiter = default;
            ObjectPool<InterceptedCall<TProtocol, TCall, TRequest, TOutcome, TResult>>.Return(this);
        }
    }
}
