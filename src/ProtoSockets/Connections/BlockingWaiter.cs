namespace ProtoSockets.Connections;

/// <summary>Lets a thread wait for operations that were made to be awaited, one after the other, without allocating.</summary>
internal sealed class BlockingWaiter : IDisposable
{
    private readonly ManualResetEventSlim _ended = new();
    private readonly Action _onEnded;

    public BlockingWaiter() => _onEnded = _ended.Set;

    /// <summary>Waits for the operation's end.</summary>
    public T Wait<T>(ValueTask<T> operation)
    {
        System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable<T>.ConfiguredValueTaskAwaiter awaiter = operation.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            _ended.Reset();
            awaiter.UnsafeOnCompleted(_onEnded);
            _ended.Wait();
        }

        return awaiter.GetResult();
    }

    /// <summary>Waits for the operation's end.</summary>
    public void Wait(ValueTask operation)
    {
        System.Runtime.CompilerServices.ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter awaiter = operation.ConfigureAwait(false).GetAwaiter();
        if (!awaiter.IsCompleted)
        {
            _ended.Reset();
            awaiter.UnsafeOnCompleted(_onEnded);
            _ended.Wait();
        }

        awaiter.GetResult();
    }

    public void Dispose() => _ended.Dispose();
}
