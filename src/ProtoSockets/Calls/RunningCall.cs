using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>
/// A call whose handler runs, as something that can be cancelled: by its caller, by its deadline, by the end of the conversation. The next handler's is there before it runs; one that ends without a wait
/// leaves it for the one behind it, so that such calls cost nothing here. Reused if nothing was cancelled.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A handler may keep the token, and look at it at any time; the source's timer ends with it.")]
internal sealed class RunningCall : IPooled
{
    [ThreadStatic]
    private static RunningCall? t_dispatched;

    private readonly bool _isPooled;
    private readonly CancellationTokenSource _source;
    private CancellationTokenRegistration _closing;

    /// <summary>Makes one for the pool.</summary>
    public RunningCall()
    {
        _source = new CancellationTokenSource();
        _isPooled = true;
    }

    private RunningCall(TimeProvider time) => _source = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);

    /// <summary>What the handler gets.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The call, as its caller names it.</summary>
    public UInt128 CorrelationId { get; set; }

    /// <summary>Over datagrams, where several threads dispatch for one peer: what the handler has that this thread is at; null where it goes on after its first wait, or has none of its own.</summary>
    public static RunningCall? Dispatched
    {
        get => t_dispatched;
        set => t_dispatched = value;
    }

    /// <summary>Another call that runs under the same id: a request that was sent again, and is handled again.</summary>
    public RunningCall? Twin { get; set; }

    /// <summary>Makes the one for the next handler.</summary>
    /// <param name="time">Measures deadlines.</param>
    /// <param name="closed">The end of the conversation.</param>
    public static RunningCall Next(TimeProvider time, CancellationToken closed)
    {
        RunningCall next = ReferenceEquals(time, TimeProvider.System) ? ObjectPool<RunningCall>.Rent() : new RunningCall(time);
        next._closing = closed.UnsafeRegister(static state => ((RunningCall)state!).Cancel(), next);
        return next;
    }

    /// <summary>The handler goes on after its first wait: from now on it is this call's alone.</summary>
    /// <param name="correlationId">How its caller names it.</param>
    /// <param name="deadline">How long its caller waits.</param>
    public void Start(UInt128 correlationId, TimeSpan deadline)
    {
        CorrelationId = correlationId;
        if (deadline != Timeout.InfiniteTimeSpan)
        {
            _source.CancelAfter(deadline);
        }
    }

    /// <summary>A handler has ended without a wait: forgets what it left behind.</summary>
    /// <returns>False when it was cancelled, and can't be the next one's.</returns>
    public bool TryReset() => _source.TryReset();

    /// <summary>Whether its caller is cancelling it, perhaps just now: then it serves no other call.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Tells the handler that nobody waits for it.</summary>
    public void Cancel() => _source.Cancel();

    /// <summary>The handler has ended.</summary>
    public void End()
    {
        // Waits for the conversation's end if that is just being told, so that it can't reach the next call.
        _closing.Dispose();
        _closing = default;
        if (_isPooled && !IsGivenUp && _source.TryReset())
        {
            ObjectPool<RunningCall>.Return(this);
        }
        else if (_isPooled)
        {
            RentedCount.Returned();
        }
    }
}
