namespace ProtoSockets.Connections;

/// <summary>What is to be done about a connection.</summary>
internal enum LinkVerdict
{
    /// <summary>Nothing.</summary>
    Fine,

    /// <summary>A ping is due.</summary>
    Ping,

    /// <summary>The peer has not answered a ping: it is gone, and nothing has said so.</summary>
    Gone,

    /// <summary>A frame that has begun does not end.</summary>
    FrameOverdue,
}

/// <summary>What a connection is seen to be at when it is looked at.</summary>
internal readonly record struct LinkState
{
    /// <summary>How many bytes have come.</summary>
    public required long Received { get; init; }

    /// <summary>Where in these the frame begins whose end has not come; negative when there is none.</summary>
    public required long BegunAt { get; init; }

    /// <summary>Whether the peer is held back, so that what it says may not have been looked at.</summary>
    public required bool IsHeldBack { get; init; }

    /// <summary>Whether a member that streams is under way in either direction; its own time limit applies.</summary>
    public required bool IsStreaming { get; init; }

    /// <summary>Whether the peer answers pings.</summary>
    public required bool AnswersPings { get; init; }
}

/// <summary>
/// Finds peers that are gone without a word, and frames that trickle in for ever. It is looked at from time to time by a sweep that there is in any case; what a message costs for it is a sum and a store for each receive.
/// Times are late by up to two looks.
/// </summary>
/// <param name="interval">After which silence the peer is asked; infinite for never.</param>
/// <param name="timeout">How long it has to answer.</param>
/// <param name="frameTimeout">How long a frame may take, and again for each MiB of it that has come; infinite for any time.</param>
/// <param name="now">The time, in milliseconds.</param>
internal sealed class LinkWatch(TimeSpan interval, TimeSpan timeout, TimeSpan frameTimeout, long now)
{
    private const long Never = -1;
    private const int PartBits = 20;
    private const double LooksInTime = 4;
    private const double ShortestPause = 20;
    private const double LongestPause = 5000;

    private long _received;
    private long _heardAt = now;
    private long _askedAt = Never;
    private long _toldAt = now;
    private long _begunAt = Never;
    private long _part;
    private long _partSince;

    /// <summary>How long to pause between two looks, so that each of these times is kept well enough; infinite where none is limited.</summary>
    public static TimeSpan PauseFor(params ReadOnlySpan<TimeSpan> times)
    {
        double shortest = double.PositiveInfinity;
        foreach (TimeSpan time in times)
        {
            shortest = time == Timeout.InfiniteTimeSpan ? shortest : Math.Min(shortest, time.TotalMilliseconds);
        }

        return double.IsInfinity(shortest) ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(Math.Clamp(shortest / LooksInTime, ShortestPause, LongestPause));
    }

    /// <summary>Looks at the connection. By one thread at a time.</summary>
    /// <param name="state">What it is at.</param>
    /// <param name="now">The time, in milliseconds.</param>
    public LinkVerdict Look(in LinkState state, long now)
    {
        if (IsFrameOverdue(in state, now))
        {
            return LinkVerdict.FrameOverdue;
        }

        if (state.Received != _received)
        {
            _received = state.Received;
            _heardAt = now;
            _askedAt = Never;
        }

        if (!state.AnswersPings || interval == Timeout.InfiniteTimeSpan)
        {
            return LinkVerdict.Fine;
        }

        if (state.IsHeldBack || state.IsStreaming)
        {
            // What it answers is not seen now. That nothing comes from here need not worry it, though: a ping is a sign of life, too.
            _heardAt = now;
            _askedAt = Never;
            return IsOver(interval, _toldAt, now) ? Tell(now) : LinkVerdict.Fine;
        }

        if (_askedAt != Never)
        {
            return IsOver(timeout, _askedAt, now) ? LinkVerdict.Gone : LinkVerdict.Fine;
        }

        if (!IsOver(interval, _heardAt, now))
        {
            return LinkVerdict.Fine;
        }

        _askedAt = now;
        return Tell(now);
    }

    private static bool IsOver(TimeSpan time, long since, long now) => time != Timeout.InfiniteTimeSpan && now - since >= time.TotalMilliseconds;

    private LinkVerdict Tell(long now)
    {
        _toldAt = now;
        return LinkVerdict.Ping;
    }

    private bool IsFrameOverdue(in LinkState state, long now)
    {
        if (state.BegunAt < 0 || state.IsHeldBack || state.IsStreaming)
        {
            _begunAt = Never;
            return false;
        }

        // A large frame may be on a slow line: it is late when it stops getting on.
        long part = (state.Received - state.BegunAt) >> PartBits;
        if (state.BegunAt == _begunAt && part == _part)
        {
            return IsOver(frameTimeout, _partSince, now);
        }

        (_begunAt, _part, _partSince) = (state.BegunAt, part, now);
        return false;
    }
}
