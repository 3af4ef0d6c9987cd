namespace ProtoSockets.RollingServer;

/// <summary>Enters numbers, some at once and some after a while.</summary>
internal sealed class LedgerHandler : Ledger.IServerHandler
{
    private long _entered;

    /// <summary>How many numbers were entered.</summary>
    public long Entered => Volatile.Read(ref _entered);

    public async ValueTask<Ledger.Entered> EnterAsync(Ledger.Enter request, Ledger.Session session, CancellationToken cancellationToken)
    {
        if (request.Number % 3 == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(request.Number % 20), CancellationToken.None);
        }

        Interlocked.Increment(ref _entered);
        return new Ledger.Entered(request.Number);
    }
}
