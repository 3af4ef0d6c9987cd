using System.Diagnostics;

namespace ProtoSockets.Connections;

/// <summary>
/// Finds user code that keeps a thread on which other connections wait. One timer looks at all connections that may, also while the code is still there: code that never comes back is the one to know about.
/// </summary>
internal sealed class IoThreadWatch : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>In how many ticks the same code has to be seen. More than one: a machine that is too busy delays the ticks as well as the code.</summary>
    private const int Ticks = 3;

    /// <summary>Set in the number of a turn while user code runs.</summary>
    private const uint Inside = 1;

    private static readonly HashSet<IoThreadWatch> Watched = [];
    private static readonly Timer Timer = new(static _ => LookAtAll(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private readonly Action<TimeSpan> _onBlocking;
    private uint _turns;
    private uint _seenTurn;
    private long _seenSince;
    private int _seen;

    /// <summary>Starts to watch.</summary>
    /// <param name="onBlocking">Called from any thread, with how long user code has been seen to keep the thread by then.</param>
    public IoThreadWatch(Action<TimeSpan> onBlocking)
    {
        _onBlocking = onBlocking;
        lock (Watched)
        {
            if (Watched.Count == 0)
            {
                Timer.Change(Tick, Tick);
            }

            Watched.Add(this);
        }
    }

    /// <summary>User code begins to run on a thread that others wait for. Counted, not timed: a look at the clock for each receive was 4% of a server's instructions.</summary>
    public void Enter() => Volatile.Write(ref _turns, (_turns + 2) | Inside);

    /// <summary>It has ended.</summary>
    public void Leave() => Volatile.Write(ref _turns, _turns & ~Inside);

    public void Dispose()
    {
        lock (Watched)
        {
            Watched.Remove(this);
            if (Watched.Count == 0)
            {
                Timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private static void LookAtAll()
    {
        IoThreadWatch[] watched;
        lock (Watched)
        {
            watched = [.. Watched];
        }

        foreach (IoThreadWatch watch in watched)
        {
            watch.Look();
        }
    }

    private void Look()
    {
        uint turn = Volatile.Read(ref _turns);
        bool isInside = (turn & Inside) != 0;
        if (!isInside || turn != _seenTurn)
        {
            _seenTurn = turn;
            _seenSince = Stopwatch.GetTimestamp();
            _seen = 1;
        }
        else if (++_seen == Ticks)
        {
            _onBlocking(Stopwatch.GetElapsedTime(_seenSince));
        }
    }
}
