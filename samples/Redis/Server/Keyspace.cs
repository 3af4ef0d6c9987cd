namespace RedisSample;

/// <summary>All keys and what they hold: a string (<c>byte[]</c>), <see cref="Deque"/>, set, hash or <see cref="SortedMembers"/>. Not safe for several threads; the server's lock is.</summary>
internal sealed class Keyspace(TimeProvider time)
{
    private readonly Dictionary<byte[], Entry> _entries = new(ByteComparer.Instance);

    public int Count => _entries.Count;

    /// <summary>The time in milliseconds since 1970.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>What a key holds; null when there is no such key, or its time is over.</summary>
    /// <exception cref="RedisError">It holds something of another type.</exception>
    public T? Get<T>(ReadOnlySpan<byte> key)
        where T : class => Find(key)?.Value switch
        {
            null => null,
            T value => value,
            _ => throw RedisError.WrongType,
        };

    /// <summary>What a key holds, made if there is no such key.</summary>
    public T GetOrAdd<T>(ReadOnlySpan<byte> key)
        where T : class, new()
    {
        T? value = Get<T>(key);
        if (value is null)
        {
            value = new T();
            Set(key, value);
        }

        return value;
    }

    public void Set(ReadOnlySpan<byte> key, object value, long? expiresAt = null) =>
        _entries.GetAlternateLookup<ReadOnlySpan<byte>>()[key] = new Entry(value) { ExpiresAt = expiresAt };

    /// <summary>Replaces a value and keeps the key's time.</summary>
    public void Replace(ReadOnlySpan<byte> key, object value)
    {
        if (Find(key) is { } entry)
        {
            entry.Value = value;
        }
        else
        {
            Set(key, value);
        }
    }

    public bool Remove(ReadOnlySpan<byte> key) => Find(key) is not null && _entries.GetAlternateLookup<ReadOnlySpan<byte>>().Remove(key);

    public bool Contains(ReadOnlySpan<byte> key) => Find(key) is not null;

    /// <summary>When a key's time is over, in milliseconds since 1970.</summary>
    /// <returns>False when there is no such key.</returns>
    public bool TryGetExpiry(ReadOnlySpan<byte> key, out long? expiresAt)
    {
        Entry? entry = Find(key);
        expiresAt = entry?.ExpiresAt;
        return entry is not null;
    }

    public bool Expire(ReadOnlySpan<byte> key, long? at)
    {
        if (Find(key) is not { } entry)
        {
            return false;
        }

        entry.ExpiresAt = at;
        return true;
    }

    public void Clear() => _entries.Clear();

    private Entry? Find(ReadOnlySpan<byte> key)
    {
        Dictionary<byte[], Entry>.AlternateLookup<ReadOnlySpan<byte>> lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(key, out Entry? entry))
        {
            return null;
        }

        if (entry.ExpiresAt is { } end && end <= Now)
        {
            lookup.Remove(key);
            return null;
        }

        return entry;
    }

    private sealed class Entry(object value)
    {
        public object Value { get; set; } = value;

        public long? ExpiresAt { get; set; }
    }
}
