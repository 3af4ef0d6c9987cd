using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Calls;

/// <summary>Names one call on one connection for ever; a later call in the same place has another generation.</summary>
/// <param name="Index">The place in the table.</param>
/// <param name="Generation">How often the place had been used before.</param>
internal readonly record struct CallKey(int Index, uint Generation);

/// <summary>What became of a reply.</summary>
internal enum ReplyMatch
{
    /// <summary>A call waits for it.</summary>
    Waiting,

    /// <summary>The call has ended: it was cancelled, timed out, or answered before.</summary>
    TooLate,

    /// <summary>No such call was ever made.</summary>
    NeverAsked,
}

/// <summary>
/// The calls that wait for replies on one connection. A correlation id is a place in the table and the generation of its use; without correlation ids,
/// the replies are matched in the order of the calls. Any thread may call in; each call is taken out exactly once.
/// </summary>
internal sealed partial class CallTable
{
    private const int Free = -1;

    private readonly int _correlationBits;
    private readonly bool _isOrdered;
    private readonly ReplyIndex? _replies;
    private readonly RandomIds? _ids;
    private readonly int _indexBits;
    private readonly int _maxCalls;
    private readonly ulong _mask;
    private readonly ulong _key;

    // In the order of the calls, for protocols without correlation ids (all calls) and for those with silent ones (these).
    private readonly Queue<CallKey> _order = new();

    private BriefLock _gate;
    private Entry[] _entries;
    private int _used;
    private int _free = Free;
    private long _sequence;
    private Exception? _closed;

    /// <summary>Makes an empty table.</summary>
    /// <param name="correlationBits">How many bits a correlation id has; 0 for none.</param>
    /// <param name="maxCalls">How many calls may wait at a time. A small correlation id can lower it.</param>
    public CallTable(int correlationBits, int maxCalls)
        : this(correlationBits, maxCalls, replies: null)
    {
    }

    private CallTable(int correlationBits, int maxCalls, ReplyIndex? replies)
    {
        _correlationBits = correlationBits;
        _replies = replies;
        _ids = correlationBits > 64 ? new RandomIds(correlationBits) : null;
        _isOrdered = correlationBits == 0 && replies is null;

        // At least a third of the bits tell generations apart, so that a late reply is not taken for another call's.
        int mostIndexBits = correlationBits == 0 ? 30 : correlationBits * 2 / 3;
        _indexBits = Math.Clamp(System.Numerics.BitOperations.Log2((uint)Math.Max(1, maxCalls - 1)) + 1, 1, Math.Min(mostIndexBits, 24));
        _maxCalls = (int)Math.Min((uint)maxCalls, 1u << _indexBits);
        _mask = correlationBits is 0 or >= 64 ? ulong.MaxValue : (1UL << correlationBits) - 1;

        // Ids that a stranger cannot guess: over UDP a forged reply needs the right one (RFC 5452, section 4.2).
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        System.Security.Cryptography.RandomNumberGenerator.Fill(random);
        _key = System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(random) & _mask;
        _entries = new Entry[Math.Min(4, _maxCalls)];
    }

    /// <summary>Makes an empty table of calls whose replies are known by their message id, together with a correlation id where they have one.</summary>
    /// <param name="correlationBits">How many bits a correlation id has; 0 when there are none.</param>
    /// <param name="maxCalls">How many calls may wait at a time.</param>
    /// <param name="isText">Whether the ids are text.</param>
    public static CallTable ByReply(int correlationBits, int maxCalls, bool isText = false) => new(0, maxCalls, new ReplyIndex(correlationBits, isText));

    /// <summary>How many calls wait.</summary>
    public int Count { get; private set; }

    /// <summary>Whether a call was given up whose reply can still come, and would not be waited for.</summary>
    public bool HasLostTrack { get; private set; }

    /// <summary>Whether a further call can be added.</summary>
    public bool HasRoom => Count < _maxCalls && _replies is not { HasFreeId: false };

    /// <summary>Adds a call.</summary>
    /// <param name="call">The call; its key is set.</param>
    /// <param name="hasId">Whether the request carries an id in its body.</param>
    /// <param name="wanted">The id that the caller chose for it, or 0 for any that is free.</param>
    /// <param name="correlationId">The id for its request; 0 in protocols without ids.</param>
    /// <returns>False when too many calls wait.</returns>
    /// <exception cref="CallNotSentException">The connection is closed, or another call waits under the id that the caller chose.</exception>
    /// <exception cref="HandedOverException">The connection belongs to another protocol by now.</exception>
    public bool TryAdd(PendingCall call, bool hasId, UInt128 wanted, out UInt128 correlationId)
    {
        using (_gate.EnterScope())
        {
            if (_closed is HandedOverException)
            {
                throw _closed;
            }

            if (_closed is not null)
            {
                throw new CallNotSentException(_closed.Message, _closed);
            }

            correlationId = 0;
            if (!HasRoom)
            {
                return false;
            }

            if (hasId && _replies is not null && wanted != 0 && _replies.IsTaken(wanted))
            {
                throw new CallNotSentException($"another call waits for its reply under the id {wanted}");
            }

            int index = TakeFree();
            ref Entry entry = ref _entries[index];
            entry.Call = call;
            entry.BodyId = 0;
            call.Key = new CallKey(index, entry.Generation);
            Count++;
            if (_isOrdered || call.Replies == ReplyCount.OneOrNone)
            {
                _order.Enqueue(call.Key);
            }

            entry.Sequence = ++_sequence;
            if (_replies is not null)
            {
                entry.ReplyId = call.ReplyId;
                entry.BodyId = correlationId = _replies.Add(call.Key, call.ReplyId, hasId, wanted);
                return true;
            }

            entry.BodyId = correlationId = _ids?.Add(call.Key) ?? ToCorrelationId(call.Key);
            return true;
        }
    }

    /// <summary>Finds the call that a reply answers.</summary>
    /// <param name="route">What the reply says.</param>
    /// <param name="call">The call. Unless it gets many replies, it is taken out.</param>
    /// <param name="sequence">The call's place among all calls of the connection, for <see cref="TryTakeSilent"/>.</param>
    public ReplyMatch Match(in FrameRoute route, out PendingCall? call, out long sequence)
    {
        using (_gate.EnterScope())
        {
            call = null;
            sequence = 0;
            CallKey key;
            if (_replies is not null || _ids is not null)
            {
                ReplyMatch match = _replies is not null ? _replies.Find(in route, out key) : _ids!.Find(route.CorrelationId, out key);
                if (match != ReplyMatch.Waiting)
                {
                    return match;
                }
            }
            else if (_isOrdered)
            {
                if (!_order.TryPeek(out key))
                {
                    return ReplyMatch.NeverAsked;
                }
            }
            else if (!TryParse(route.CorrelationId, out key))
            {
                return ReplyMatch.NeverAsked;
            }

            ref Entry entry = ref _entries[key.Index];
            if (entry.Generation != key.Generation)
            {
                return ReplyMatch.TooLate;
            }

            call = entry.Call;
            sequence = entry.Sequence;
            if (call is null)
            {
                return entry.IsAbandoned ? EndAbandoned(key) : ReplyMatch.NeverAsked;
            }

            if (call.Replies != ReplyCount.Many)
            {
                Remove(key);
            }

            return ReplyMatch.Waiting;
        }
    }

    /// <summary>Takes a call out.</summary>
    /// <returns>False when it has ended.</returns>
    public bool TryRemove(CallKey key, [NotNullWhen(true)] out PendingCall? call)
    {
        using (_gate.EnterScope())
        {
            call = Current(key);
            if (call is null)
            {
                return false;
            }

            Remove(key);
            return true;
        }
    }

    /// <summary>Sets when a call times out, if it still waits.</summary>
    public void SetDeadline(CallKey key, long deadlineAt)
    {
        using (_gate.EnterScope())
        {
            if (Current(key) is { } call)
            {
                call.DeadlineAt = deadlineAt;
            }
        }
    }

    /// <summary>Told the correlation id of each call that nobody waits for any more, outside of the lock.</summary>
    public Action<ulong>? Abandoned { get; set; }

    /// <summary>Told of each call that nobody waits for any more, outside of the lock: there may be room for another one.</summary>
    public Action? RoomMade { get; set; }

    /// <summary>Whether a call still waits for its reply.</summary>
    public bool IsWaiting(PendingCall call)
    {
        using (_gate.EnterScope())
        {
            return ReferenceEquals(Current(call.Key), call);
        }
    }

    /// <summary>Takes a call out that nobody waits for any more, while its reply may still come.</summary>
    /// <returns>False when it has ended.</returns>
    public bool TryAbandon(CallKey key, [NotNullWhen(true)] out PendingCall? call)
    {
        if (!TryTakeAbandoned(key, out call))
        {
            return false;
        }

        Abandoned?.Invoke(ToCorrelationId(key));
        RoomMade?.Invoke();
        return true;
    }

    private bool TryTakeAbandoned(CallKey key, [NotNullWhen(true)] out PendingCall? call)
    {
        using (_gate.EnterScope())
        {
            call = Current(key);
            if (call is null)
            {
                return false;
            }

            if (_replies is not null && _replies.Abandon(_entries[key.Index].BodyId))
            {
                // The id is not free before its reply has come.
                Release(key);
            }
            else if (_isOrdered || _replies is not null)
            {
                // Its reply will come in its turn, and must not be taken for the next call's.
                _entries[key.Index].Call = null;
                _entries[key.Index].IsAbandoned = true;
            }
            else
            {
                HasLostTrack = true;
                _ids?.Abandon(_entries[key.Index].BodyId);
                Remove(key);
            }

            return true;
        }
    }

    /// <summary>Takes out the next silent call that was made before one that has just been answered.</summary>
    /// <param name="sequence">The answered call's place among all calls.</param>
    /// <param name="call">A call that will get no reply.</param>
    /// <returns>False when there is none left.</returns>
    public bool TryTakeSilent(long sequence, [NotNullWhen(true)] out PendingCall? call)
    {
        call = null;
        if (_isOrdered || _order.Count == 0)
        {
            // Looked at without the lock, for each reply: a silent call that was made before the answered one got here before it.
            return false;
        }

        using (_gate.EnterScope())
        {
            while (_order.TryPeek(out CallKey key))
            {
                call = Current(key);
                if (call is not null && _entries[key.Index].Sequence > sequence)
                {
                    call = null;
                    return false;
                }

                _order.Dequeue();
                if (call is not null)
                {
                    Release(key);
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Collects the calls whose deadline has passed, or whose request is to be sent again, without taking them out.</summary>
    public void CollectDue(long now, List<PendingCall> calls)
    {
        using (_gate.EnterScope())
        {
            for (int index = 0; index < _used; index++)
            {
                if (_entries[index].Call is { } call && (call.DeadlineAt <= now || (call.DatagramLength > 0 && call.RetransmitAt <= now)))
                {
                    calls.Add(call);
                }
            }
        }
    }

    /// <summary>Makes every later call fail, and takes out all that wait.</summary>
    public List<PendingCall> Close(Exception reason)
    {
        using (_gate.EnterScope())
        {
            _closed ??= reason;
            var calls = new List<PendingCall>(Count);
            for (int index = 0; index < _used; index++)
            {
                if (_entries[index].Call is { } call)
                {
                    calls.Add(call);
                    Remove(call.Key);
                }
            }

            return calls;
        }
    }

    private PendingCall? Current(CallKey key)
    {
        ref Entry entry = ref _entries[key.Index];
        return entry.Generation == key.Generation ? entry.Call : null;
    }

    private ReplyMatch EndAbandoned(CallKey key)
    {
        if (_isOrdered)
        {
            _order.Dequeue();
        }

        Release(key);
        return ReplyMatch.TooLate;
    }

    private void Remove(CallKey key)
    {
        if (_isOrdered && _order.TryPeek(out CallKey first) && first == key)
        {
            _order.Dequeue();
        }

        Release(key);
    }

    private void Release(CallKey key)
    {
        ref Entry entry = ref _entries[key.Index];
        _replies?.Remove(key, entry.ReplyId, entry.BodyId);
        _ids?.Remove(entry.BodyId);
        entry.Call = null;
        entry.IsAbandoned = false;
        entry.Generation = (entry.Generation + 1) & GenerationMask;
        entry.Next = _free;
        _free = key.Index;
        Count--;
    }

    private int TakeFree()
    {
        if (_free != Free)
        {
            int index = _free;
            _free = _entries[index].Next;
            return index;
        }

        if (_used == _entries.Length)
        {
            Array.Resize(ref _entries, Math.Min(_maxCalls, _entries.Length * 2));
        }

        return _used++;
    }

    private uint GenerationMask => _correlationBits == 0 ? uint.MaxValue : (uint)Math.Min(uint.MaxValue, _mask >> _indexBits);

    private ulong ToCorrelationId(CallKey key) =>
        _correlationBits == 0 ? 0 : ((((ulong)key.Generation << _indexBits) | (uint)key.Index) ^ _key) & _mask;

    private bool TryParse(UInt128 correlationId, out CallKey key)
    {
        ulong plain = ((ulong)correlationId ^ _key) & _mask;
        int index = (int)(plain & ((1UL << _indexBits) - 1));
        key = new CallKey(index, (uint)(plain >> _indexBits));
        if (correlationId > _mask || index >= _used || (plain >> _indexBits) > GenerationMask)
        {
            return false;
        }

        // A generation ahead of the place's own was never handed out; one behind is a call that has ended.
        uint behind = (_entries[index].Generation - key.Generation) & GenerationMask;
        return behind <= GenerationMask / 2;
    }

    private struct Entry
    {
        public PendingCall? Call;
        public uint Generation;
        public int Next;
        public long Sequence;
        public bool IsAbandoned;

        // Where replies are known by their message id: that id, and the correlation id in the body, or 0. The latter also where ids are drawn at random.
        public long ReplyId;
        public UInt128 BodyId;
    }
}
