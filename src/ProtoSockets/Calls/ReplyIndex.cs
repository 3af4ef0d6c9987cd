using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>
/// Finds the call that a reply answers by the reply's message id, together with the correlation id in its body where it has one: MQTT's PUBACK 7 answers the
/// PUBLISH with packet id 7, and a PINGRESP the oldest PINGREQ. A message of another kind is never taken for the answer. Ids are never 0, and none is given out
/// again before its reply has come. Used under the lock of the <see cref="CallTable"/>.
/// </summary>
/// <param name="correlationBits">How many bits a correlation id has; 0 when there are none.</param>
/// <param name="isText">Whether the ids are text.</param>
internal sealed class ReplyIndex(int correlationBits, bool isText = false)
{
    /// <summary>How many calls are remembered that nobody waits for any more. Ids of 16 bits run out before that.</summary>
    private const int MaxAbandoned = 1 << 16;

    private readonly UInt128 _mostId = isText ? CorrelationText.Count(correlationBits / 8) : correlationBits is 0 or >= 128 ? UInt128.MaxValue : (UInt128.One << correlationBits) - 1;
    private readonly Dictionary<UInt128, Waiting> _byId = [];
    private readonly Dictionary<long, List<CallKey>> _byType = [];
    private readonly Queue<UInt128> _abandoned = new();
    private UInt128 _lastId;

    /// <summary>Whether a further call can get an id.</summary>
    public bool HasFreeId => (UInt128)_byId.Count < _mostId;

    /// <summary>Whether a call's reply is still to come under an id.</summary>
    public bool IsTaken(UInt128 id) => _byId.ContainsKey(id);

    /// <summary>Adds a call.</summary>
    /// <returns>The id for its request; 0 for a request without one.</returns>
    public UInt128 Add(CallKey key, long replyId, bool hasId, UInt128 wanted)
    {
        if (!hasId)
        {
            if (!_byType.TryGetValue(replyId, out List<CallKey>? calls))
            {
                _byType.Add(replyId, calls = []);
            }

            calls.Add(key);
            return 0;
        }

        UInt128 id = wanted;
        if (id == 0)
        {
            // One after the other, so that an id comes back as late as it can; where there are so many that none need come back, at random.
            do
            {
                _lastId = correlationBits > 64 ? CorrelationBytes.Fresh(correlationBits / 8) : _lastId >= _mostId ? 1 : _lastId + 1;
            }
            while (_byId.ContainsKey(id = isText ? CorrelationText.Make(_lastId, correlationBits / 8) : _lastId));
        }

        _byId.Add(id, new Waiting(key, replyId, IsAbandoned: false));
        return id;
    }

    /// <summary>Finds the call that a reply answers.</summary>
    public ReplyMatch Find(in FrameRoute route, out CallKey key)
    {
        key = default;
        if (route.CorrelationId == 0)
        {
            if (!_byType.TryGetValue(route.MessageId, out List<CallKey>? calls) || calls.Count == 0)
            {
                return ReplyMatch.NeverAsked;
            }

            key = calls[0];
            return ReplyMatch.Waiting;
        }

        // An error goes by the id alone: it answers requests of all kinds.
        if (!_byId.TryGetValue(route.CorrelationId, out Waiting waiting) || (waiting.ReplyId != route.MessageId && route.Kind != FrameKind.Error))
        {
            return ReplyMatch.NeverAsked;
        }

        if (waiting.IsAbandoned)
        {
            _byId.Remove(route.CorrelationId);
            return ReplyMatch.TooLate;
        }

        key = waiting.Key;
        return ReplyMatch.Waiting;
    }

    /// <summary>Keeps the id of a call that nobody waits for any more until its reply comes.</summary>
    /// <param name="id">The id; 0 for a call without one.</param>
    /// <returns>Whether there is an id to keep; else the call itself must be kept.</returns>
    public bool Abandon(UInt128 id)
    {
        if (id == 0 || !_byId.TryGetValue(id, out Waiting waiting))
        {
            return false;
        }

        _byId[id] = waiting with { IsAbandoned = true };
        _abandoned.Enqueue(id);
        while (_abandoned.Count > MaxAbandoned && _abandoned.TryDequeue(out UInt128 oldest))
        {
            if (_byId.TryGetValue(oldest, out Waiting old) && old.IsAbandoned)
            {
                _byId.Remove(oldest);
            }
        }

        return true;
    }

    /// <summary>Forgets a call, unless it is to be remembered until its reply comes.</summary>
    public void Remove(CallKey key, long replyId, UInt128 id)
    {
        if (id == 0)
        {
            if (_byType.TryGetValue(replyId, out List<CallKey>? calls))
            {
                calls.Remove(key);
            }
        }
        else if (_byId.TryGetValue(id, out Waiting waiting) && !waiting.IsAbandoned)
        {
            _byId.Remove(id);
        }
    }

    private readonly record struct Waiting(CallKey Key, long ReplyId, bool IsAbandoned);
}
