using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>
/// Correlation ids of more than 64 bits: every one is drawn at random, so that none says anything of the next, and is looked up among those that wait. An id that nobody waits for any more is
/// remembered until its reply comes. Used under the lock of the <see cref="CallTable"/>.
/// </summary>
/// <param name="bits">How many bits an id has.</param>
internal sealed class RandomIds(int bits)
{
    /// <summary>How many calls are remembered that nobody waits for any more.</summary>
    private const int MaxAbandoned = 4096;

    private readonly Dictionary<UInt128, (CallKey Key, bool IsAbandoned)> _calls = [];
    private readonly Queue<UInt128> _abandoned = new();

    /// <summary>Draws an id for a call.</summary>
    public UInt128 Add(CallKey key)
    {
        while (true)
        {
            UInt128 id = CorrelationBytes.Fresh(bits / 8);
            if (_calls.TryAdd(id, (key, false)))
            {
                return id;
            }
        }
    }

    /// <summary>Finds a call that waits, or one that was given up; that one is then forgotten.</summary>
    public ReplyMatch Find(UInt128 id, out CallKey key)
    {
        key = default;
        if (!_calls.TryGetValue(id, out (CallKey Key, bool IsAbandoned) found))
        {
            return ReplyMatch.NeverAsked;
        }

        if (found.IsAbandoned)
        {
            _calls.Remove(id);
            return ReplyMatch.TooLate;
        }

        key = found.Key;
        return ReplyMatch.Waiting;
    }

    /// <summary>Keeps the id of a call that nobody waits for any more until its reply comes.</summary>
    public void Abandon(UInt128 id)
    {
        if (!_calls.TryGetValue(id, out (CallKey Key, bool IsAbandoned) found))
        {
            return;
        }

        _calls[id] = found with { IsAbandoned = true };
        _abandoned.Enqueue(id);
        if (_abandoned.Count > MaxAbandoned && _calls.TryGetValue(_abandoned.Peek(), out found) && found.IsAbandoned)
        {
            _calls.Remove(_abandoned.Peek());
        }

        if (_abandoned.Count > MaxAbandoned)
        {
            _abandoned.Dequeue();
        }
    }

    /// <summary>Forgets a call, unless it is to be remembered until its reply comes.</summary>
    public void Remove(UInt128 id)
    {
        if (_calls.TryGetValue(id, out (CallKey Key, bool IsAbandoned) found) && !found.IsAbandoned)
        {
            _calls.Remove(id);
        }
    }
}
