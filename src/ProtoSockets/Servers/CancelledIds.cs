using ProtoSockets.Connections;

namespace ProtoSockets.Servers;

/// <summary>
/// The requests that a peer over datagrams has cancelled lately. Datagrams overtake each other: a request that comes behind its cancellation, or was sent again just before it, is nobody's any more. A few, and not for long, so that
/// who uses an id again later is heard.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class CancelledIds(TimeProvider time)
{
    /// <summary>How long one is remembered: longer than a datagram is on its way.</summary>
    private const long Milliseconds = 1000;

    private const int Most = 16;

    private readonly (UInt128 Id, long Until)[] _ids = new (UInt128, long)[Most];
    private int _next;
    private long _last;

    /// <summary>Whether all of them are forgotten.</summary>
    public bool IsOver => CoarseClock.Milliseconds(time) >= _last;

    /// <summary>Notes one, in place of the oldest.</summary>
    public void Add(UInt128 id)
    {
        _last = CoarseClock.Milliseconds(time) + Milliseconds;
        _ids[_next] = (id, _last);
        _next = (_next + 1) % Most;
    }

    /// <summary>Whether one was cancelled lately.</summary>
    public bool Has(UInt128 id)
    {
        long now = CoarseClock.Milliseconds(time);
        foreach ((UInt128 cancelled, long until) in _ids)
        {
            if (cancelled == id && now < until)
            {
                return true;
            }
        }

        return false;
    }
}
