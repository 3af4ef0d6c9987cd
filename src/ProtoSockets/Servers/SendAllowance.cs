namespace ProtoSockets.Servers;

/// <summary>How many bytes may still be sent to an address that may be forged: so many for each byte that came from there. Any thread may add and take.</summary>
internal struct SendAllowance
{
    /// <summary>More than anybody sends. What is added to it at once is less than 2^48 (a datagram of 64 KiB, times the largest factor): far from wrapping, however many threads add.</summary>
    private const long Most = 1L << 62;

    private long _bytes;

    /// <summary>Adds what a datagram is worth.</summary>
    public void Add(int length, int factor)
    {
        if (Interlocked.Add(ref _bytes, (long)length * factor) > Most)
        {
            // What was taken meanwhile is forgotten: nobody misses it.
            Interlocked.Exchange(ref _bytes, Most);
        }
    }

    /// <summary>Takes what is to be sent.</summary>
    /// <returns>False, and nothing is taken, where there is not so much.</returns>
    public bool TryTake(int length)
    {
        if (Interlocked.Add(ref _bytes, -length) >= 0)
        {
            return true;
        }

        Interlocked.Add(ref _bytes, length);
        return false;
    }
}
