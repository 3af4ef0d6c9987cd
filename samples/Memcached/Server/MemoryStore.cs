using System.Buffers.Text;
using System.Globalization;

namespace MemcachedSample;

/// <summary>When a value may be stored.</summary>
internal enum StoreCondition
{
    Always,
    KeyIsNew,
    KeyExists,
}

/// <summary>What became of a request: a status, and the item that it read or made.</summary>
/// <param name="Status">The status.</param>
/// <param name="Item">The item, for <see cref="Status.Success"/> of all but deletions.</param>
internal readonly record struct Outcome(Status Status, MemoryItem? Item = null);

/// <summary>
/// Items in memory, with memcached's rules: an item is gone when it has expired, or when memory is short and it was the one used the longest ago. Any thread
/// may call in.
/// </summary>
internal sealed class MemoryStore
{
    /// <summary>An expiration up to this is from now on, a larger one is Unix time (doc/protocol.txt, "Expiration times").</summary>
    private const uint LongestFromNow = 60 * 60 * 24 * 30;

    /// <summary>The longest number there is, 2^64-1, has as many digits.</summary>
    private const int MaxDigits = 20;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Dictionary<byte[], MemoryItem> _items = new(new KeyComparer());
    private readonly Dictionary<byte[], MemoryItem>.AlternateLookup<ReadOnlySpan<byte>> _byBytes;
    private MemoryItem? _newest;
    private MemoryItem? _oldest;
    private ulong _lastCas;
    private long _flushAt = long.MaxValue;
    private StoreCounters _counters;

    /// <summary>Makes an empty store.</summary>
    /// <param name="maxBytes">How much all items may take together.</param>
    /// <param name="time">The clock of expirations.</param>
    public MemoryStore(long maxBytes, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxBytes, MaxItemBytes);
        MaxBytes = maxBytes;
        _time = time;
        _byBytes = _items.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    /// <summary>The most that one item may take, memcached's default.</summary>
    public static int MaxItemBytes => 1 << 20;

    /// <summary>The most that all items may take together.</summary>
    public long MaxBytes { get; }

    /// <summary>What the store has done so far, and holds now.</summary>
    public StoreCounters Counters
    {
        get
        {
            lock (_gate)
            {
                return _counters with { Items = _items.Count };
            }
        }
    }

    /// <summary>Finds an item.</summary>
    public Outcome Get(ReadOnlySpan<byte> key)
    {
        lock (_gate)
        {
            MemoryItem? item = Find(key);
            _counters.Gets++;
            if (item is null)
            {
                _counters.Misses++;
                return new Outcome(Status.KeyNotFound);
            }

            return new Outcome(Status.Success, item);
        }
    }

    /// <summary>Finds an item and gives it another expiration.</summary>
    public Outcome Touch(ReadOnlySpan<byte> key, uint expiration)
    {
        lock (_gate)
        {
            MemoryItem? item = Find(key);
            _counters.Touches++;
            if (item is null)
            {
                return new Outcome(Status.KeyNotFound);
            }

            item.ExpiresAt = ToUnixTime(expiration);
            return new Outcome(Status.Success, item);
        }
    }

    /// <summary>Stores a value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; it is copied.</param>
    /// <param name="flags">The client's own 32 bits.</param>
    /// <param name="expiration">When it is gone: 0 never, up to 30 days seconds from now, beyond Unix time.</param>
    /// <param name="cas">The version that the item must have; 0 for any, or none.</param>
    /// <param name="condition">Whether there may or must be such an item.</param>
    public Outcome Store(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, uint flags, uint expiration, ulong cas, StoreCondition condition)
    {
        lock (_gate)
        {
            MemoryItem? old = Find(key);
            _counters.Sets++;
            Status refusal = old is null && (cas != 0 || condition == StoreCondition.KeyExists) ? Status.KeyNotFound
                : old is not null && (condition == StoreCondition.KeyIsNew || (cas != 0 && cas != old.Cas)) ? Status.KeyExists
                : Status.Success;
            if (refusal != Status.Success)
            {
                return new Outcome(refusal);
            }

            if (MemoryItem.SizeOf(key.Length, value.Length) > MaxItemBytes)
            {
                // As memcached does: whoever could not store the new value must not be given the old one.
                Remove(old);
                return new Outcome(Status.ValueTooLarge);
            }

            return Put(key, value.ToArray(), flags, ToUnixTime(expiration), old);
        }
    }

    /// <summary>Puts bytes behind or in front of a value.</summary>
    public Outcome Concatenate(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, ulong cas, bool inFront)
    {
        lock (_gate)
        {
            _counters.Sets++;
            if (Find(key) is not { } old)
            {
                return new Outcome(Status.NotStored);
            }

            if (cas != 0 && cas != old.Cas)
            {
                return new Outcome(Status.KeyExists);
            }

            if (MemoryItem.SizeOf(key.Length, old.Value.Length + value.Length) > MaxItemBytes)
            {
                return new Outcome(Status.ValueTooLarge);
            }

            byte[] joined = inFront ? [.. value, .. old.Value] : [.. old.Value, .. value];
            return Put(key, joined, old.Flags, old.ExpiresAt, old);
        }
    }

    /// <summary>Adds to the number that an item holds in decimal digits, modulo 2^64, or takes from it, down to 0.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">How much.</param>
    /// <param name="initial">What is stored when there is no such item.</param>
    /// <param name="expiration">When that is gone; <see cref="Memcached.DoNotCreate"/> for failing instead.</param>
    /// <param name="cas">The version that the item must have; 0 for any, or none.</param>
    /// <param name="down">Whether to take away.</param>
    /// <param name="number">The number afterwards.</param>
    public Outcome Count(ReadOnlySpan<byte> key, ulong delta, ulong initial, uint expiration, ulong cas, bool down, out ulong number)
    {
        number = initial;
        lock (_gate)
        {
            _counters.Sets++;
            if (Find(key) is not { } old)
            {
                return expiration == Memcached.DoNotCreate
                    ? new Outcome(Status.KeyNotFound)
                    : Put(key, Digits(initial), flags: 0, ToUnixTime(expiration), old: null);
            }

            if (cas != 0 && cas != old.Cas)
            {
                return new Outcome(Status.KeyExists);
            }

            if (!TryParse(old.Value, out ulong before))
            {
                return new Outcome(Status.NonNumericValue);
            }

            number = !down ? unchecked(before + delta) : before > delta ? before - delta : 0;
            return Put(key, Digits(number), old.Flags, old.ExpiresAt, old);
        }
    }

    /// <summary>Removes an item.</summary>
    public Outcome Delete(ReadOnlySpan<byte> key, ulong cas)
    {
        lock (_gate)
        {
            if (Find(key) is not { } item)
            {
                return new Outcome(Status.KeyNotFound);
            }

            if (cas != 0 && cas != item.Cas)
            {
                return new Outcome(Status.KeyExists);
            }

            Remove(item);
            return new Outcome(Status.Success);
        }
    }

    /// <summary>Removes all items that there are at a time: now for 0.</summary>
    public void Flush(uint expiration)
    {
        lock (_gate)
        {
            _flushAt = expiration == 0 ? Now : ToUnixTime(expiration);
            FlushIfDue();
        }
    }

    /// <summary>Forgets what was counted.</summary>
    public void ResetCounters()
    {
        lock (_gate)
        {
            _counters = new StoreCounters { Bytes = _counters.Bytes };
        }
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private long ToUnixTime(uint expiration) => expiration switch
    {
        0 => long.MaxValue,
        <= LongestFromNow => Now + (expiration * 1000L),
        _ => expiration * 1000L,
    };

    /// <summary>Finds an item that is still there, and makes it the newest.</summary>
    private MemoryItem? Find(ReadOnlySpan<byte> key)
    {
        FlushIfDue();
        if (!_byBytes.TryGetValue(key, out MemoryItem? item))
        {
            return null;
        }

        if (item.ExpiresAt <= Now)
        {
            Remove(item);
            return null;
        }

        Unlink(item);
        Link(item);
        return item;
    }

    private Outcome Put(ReadOnlySpan<byte> key, byte[] value, uint flags, long expiresAt, MemoryItem? old)
    {
        byte[] kept = old?.Key ?? key.ToArray();
        Remove(old);
        var item = new MemoryItem { Key = kept, Value = value, Flags = flags, ExpiresAt = expiresAt, Cas = ++_lastCas };
        while (_counters.Bytes + item.Cost > MaxBytes)
        {
            Remove(_oldest);
            _counters.Evictions++;
        }

        _items.Add(kept, item);
        Link(item);
        _counters.Bytes += item.Cost;
        _counters.TotalItems++;
        return new Outcome(Status.Success, item);
    }

    private void Remove(MemoryItem? item)
    {
        if (item is not null && _items.Remove(item.Key))
        {
            Unlink(item);
            _counters.Bytes -= item.Cost;
        }
    }

    private void Link(MemoryItem item)
    {
        item.Older = _newest;
        item.Newer = null;
        if (_newest is not null)
        {
            _newest.Newer = item;
        }

        _newest = item;
        _oldest ??= item;
    }

    private void Unlink(MemoryItem item)
    {
        if (item.Newer is not null)
        {
            item.Newer.Older = item.Older;
        }
        else
        {
            _newest = item.Older;
        }

        if (item.Older is not null)
        {
            item.Older.Newer = item.Newer;
        }
        else
        {
            _oldest = item.Newer;
        }
    }

    /// <summary>Every access asks first, so that whatever is there at the time was stored before it.</summary>
    private void FlushIfDue()
    {
        if (Now < _flushAt)
        {
            return;
        }

        _items.Clear();
        _newest = null;
        _oldest = null;
        _flushAt = long.MaxValue;
        _counters.Bytes = 0;
    }

    private static byte[] Digits(ulong number)
    {
        Span<byte> digits = stackalloc byte[MaxDigits];
        Utf8Formatter.TryFormat(number, digits, out int count);
        return digits[..count].ToArray();
    }

    /// <summary>memcached itself pads a number that got shorter with spaces, so they are no part of it.</summary>
    private static bool TryParse(ReadOnlySpan<byte> value, out ulong number) =>
        ulong.TryParse(value.Trim(" "u8), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
