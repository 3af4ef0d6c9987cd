using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets.Calls;

/// <summary>A stream that a client sends with a call, as the call knows it: what the server has granted of it, and how it is stopped.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A CancellationTokenSource without timer or link holds nothing, and the source of the items may keep its token.")]
internal sealed class OutgoingItems
{
    private const int Untouched = 0;
    private const int Begun = 1;
    private const int Withdrawn = 2;

    private readonly CancellationTokenSource _stop = new();
    private int _state;

    /// <summary>What the server has granted.</summary>
    public ItemCredit Credit { get; } = new();

    /// <summary>Cancelled when nobody takes the stream any more.</summary>
    public CancellationToken Stopped => _stop.Token;

    /// <summary>The source is about to be read.</summary>
    /// <returns>False when it belongs to another call by now.</returns>
    public bool TryBegin() => Interlocked.CompareExchange(ref _state, Begun, Untouched) == Untouched;

    /// <summary>Takes the source away from this call, for another one.</summary>
    /// <returns>False when it has begun to be read.</returns>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Untouched) == Untouched;

    /// <summary>The call has ended: nobody takes the stream any more.</summary>
    public void Stop()
    {
        Credit.Stop();
        _stop.Cancel();
    }
}
