namespace ProtoSockets.Connections;

/// <summary>So many in a second, and as many at once after a second without any. From any thread.</summary>
/// <param name="perSecond">How many.</param>
/// <param name="now">The time, in milliseconds.</param>
internal sealed class TokenBucket(int perSecond, long now)
{
    /// <summary>One token, in parts: as many are added in a millisecond as there are tokens to a second.</summary>
    private const long Token = 1000;

    private readonly Lock _gate = new();
    private long _parts = perSecond * Token;
    private long _filledAt = now;

    /// <summary>How long it is until there is a token, in milliseconds; 0 when there is one.</summary>
    public long UntilToken(long now)
    {
        lock (_gate)
        {
            Fill(now);
            return _parts >= Token ? 0 : (Token - _parts + perSecond - 1) / perSecond;
        }
    }

    /// <summary>Takes a token where there is one.</summary>
    public bool TryTake(long now)
    {
        lock (_gate)
        {
            Fill(now);
            if (_parts < Token)
            {
                return false;
            }

            _parts -= Token;
            return true;
        }
    }

    /// <summary>Whether nobody would notice if it were another one.</summary>
    public bool IsFull(long now)
    {
        lock (_gate)
        {
            Fill(now);
            return _parts == perSecond * Token;
        }
    }

    private void Fill(long now)
    {
        long passed = Math.Clamp(now - _filledAt, 0, 1000);
        _filledAt = Math.Max(_filledAt, now);
        _parts = Math.Min(_parts + (passed * perSecond), perSecond * Token);
    }
}
