namespace ProtoSockets.Faults.Peer;

/// <summary>Runs errands.</summary>
public sealed class ErrandHandler : Errands.IServerHandler
{
    private int _waiting;

    /// <inheritdoc/>
    public ValueTask<Errands.Done> FetchAsync(Errands.Fetch request, Errands.Session session, CancellationToken cancellationToken) => new(new Errands.Done(request.Number, request.Load));

    /// <inheritdoc/>
    public async ValueTask<Errands.Done> WaitAsync(Errands.Wait request, Errands.Session session, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _waiting);
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new Errands.Done(request.Number, default);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Errands.Waiting> CountAsync(Errands.Count request, Errands.Session session, CancellationToken cancellationToken) => new(new Errands.Waiting(Volatile.Read(ref _waiting)));
}
