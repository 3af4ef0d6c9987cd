using ProtoSockets.Connections;

namespace ProtoSockets.Servers;

/// <summary>Holds a connection back that brings more messages than it may, or whose address does.</summary>
internal sealed class MessageRate : IDisposable
{
    private readonly TokenBucket? _own;
    private readonly TokenBucket? _address;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _isWaiting;

    private MessageRate(TokenBucket? own, TokenBucket? address, TimeProvider time, Action resume)
    {
        _own = own;
        _address = address;
        _time = time;
        _timer = time.CreateTimer(
            _ =>
            {
                Volatile.Write(ref _isWaiting, 0);
                resume();
            },
            state: null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>The rate of a connection; null where it is not limited.</summary>
    /// <param name="options">How many messages there may be.</param>
    /// <param name="share">What it shares with others.</param>
    /// <param name="resume">Called when a message may be taken that could not be.</param>
    public static MessageRate? Of(ServerOptions options, ServerShare share, Action resume)
    {
        TimeProvider time = options.TimeProvider;
        TokenBucket? own = options.MaxMessagesPerSecond is { } most ? new TokenBucket(most, CoarseClock.Milliseconds(time)) : null;
        return own is null && share.AddressMessages is null ? null : new MessageRate(own, share.AddressMessages, time, resume);
    }

    /// <summary>Whether a message may be taken now. If not, somebody is told when one may.</summary>
    public bool HasRoom()
    {
        long now = CoarseClock.Milliseconds(_time);
        long wait = Math.Max(_own?.UntilToken(now) ?? 0, _address?.UntilToken(now) ?? 0);
        if (wait == 0)
        {
            return true;
        }

        if (Interlocked.Exchange(ref _isWaiting, 1) == 0)
        {
            _ = _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
        }

        return false;
    }

    /// <summary>Counts a message.</summary>
    public void Take()
    {
        long now = CoarseClock.Milliseconds(_time);
        _ = _own?.TryTake(now);
        _ = _address?.TryTake(now);
    }

    public void Dispose() => _timer.Dispose();
}
