namespace ProtoSockets.Streams;

/// <summary>How long a member that streams may stand still, and by which clock.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Timeout">How long.</param>
internal readonly record struct StreamLimits(TimeProvider Time, TimeSpan Timeout);

/// <summary>
/// Notices a member that streams and does not move: its peer sends nothing, its reader reads nothing, its source gives nothing. It looks at intervals of the time that it grants, so
/// that it speaks after one to two of them.
/// </summary>
internal sealed class StreamWatch : IDisposable
{
    private readonly Func<long> _moves;
    private readonly Action _onStalled;
    private readonly ITimer? _timer;
    private readonly Lock _gate = new();
    private long _seen;
    private bool _isOver;

    /// <summary>Starts to watch.</summary>
    /// <param name="limits">How long it may stand still.</param>
    /// <param name="moves">A number that changes as long as it moves.</param>
    /// <param name="onStalled">Called when it does not, at each interval.</param>
    public StreamWatch(in StreamLimits limits, Func<long> moves, Action onStalled)
    {
        _moves = moves;
        _onStalled = onStalled;
        _seen = moves();
        if (limits.Timeout != Timeout.InfiniteTimeSpan)
        {
            _timer = limits.Time.CreateTimer(static state => ((StreamWatch)state!).Look(), this, limits.Timeout, limits.Timeout);
        }
    }

    /// <summary>Nobody is told from now on. Waits for whoever is being told just now: disposing of the timer alone does not, and what is told of may be freed behind this.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isOver = true;
        }

        _timer?.Dispose();
    }

    private void Look()
    {
        long moves = _moves();
        if (moves != Interlocked.Exchange(ref _seen, moves))
        {
            return;
        }

        lock (_gate)
        {
            if (!_isOver)
            {
                _onStalled();
            }
        }
    }
}
