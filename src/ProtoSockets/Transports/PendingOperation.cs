using System.Threading.Tasks.Sources;

namespace ProtoSockets.Transports;

/// <summary>
/// An operation of a memory transport that waits, used again and again. Its owner guards it with its lock: <see cref="Begin"/>, and one of <see cref="Complete"/>
/// and <see cref="Fail"/> for each. The waiter goes on on the thread pool, never inside the owner's lock or on the peer's thread.
/// </summary>
internal sealed class PendingOperation : IValueTaskSource<int>, IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<int> _core;
    private CancellationTokenRegistration _registration;
    private int _result;
    private Exception? _error;

    /// <summary>Whether it waits.</summary>
    internal bool IsPending { get; private set; }

    /// <summary>The token of the operation that waits.</summary>
    internal CancellationToken Token { get; private set; }

    /// <summary>Starts to wait.</summary>
    /// <param name="owner">What <paramref name="onCancelled"/> gets.</param>
    /// <param name="onCancelled">Runs when the token is cancelled; it takes the owner's lock and fails the operation, if it still waits with this token.</param>
    /// <param name="cancellationToken">The token.</param>
    /// <returns>The version, for the task.</returns>
    /// <exception cref="InvalidOperationException">It waits already: the caller broke the rule of one operation at a time.</exception>
    internal short Begin(object owner, Action<object?, CancellationToken> onCancelled, CancellationToken cancellationToken)
    {
        if (IsPending)
        {
            throw new InvalidOperationException("Another operation of this kind is pending: at most one receive and one send at a time.");
        }

        _core.Reset();
        IsPending = true;
        Token = cancellationToken;
        short version = _core.Version;

        // Last, since a token that is cancelled right now runs the callback here (the owner's lock is recursive).
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(onCancelled, owner);
        if (IsPending)
        {
            _registration = registration;
        }

        return version;
    }

    /// <summary>Ends the wait with a result.</summary>
    internal void Complete(int result) => End(result, error: null);

    /// <summary>Ends the wait with an exception.</summary>
    internal void Fail(Exception error) => End(0, error);

    /// <summary>Lets the waiter go on. Called by the thread pool.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (_error is { } error)
        {
            _core.SetException(error);
        }
        else
        {
            _core.SetResult(_result);
        }
    }

    int IValueTaskSource<int>.GetResult(short token) => _core.GetResult(token);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<int>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<int>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void End(int result, Exception? error)
    {
        IsPending = false;
        Token = default;
        _result = result;
        _error = error;

        // Not Dispose, which waits for a callback that may be waiting for the owner's lock.
        _registration.Unregister();
        _registration = default;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
