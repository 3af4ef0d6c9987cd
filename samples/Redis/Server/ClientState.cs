namespace RedisSample;

/// <summary>What the server remembers of a client.</summary>
internal sealed class ClientState(long id, Redis.Session session)
{
    public long Id => id;

    public Redis.Session Session => session;

    /// <summary>2 or 3.</summary>
    public int Protocol { get; set; } = 2;

    public string Name { get; set; } = string.Empty;

    /// <summary>The commands between MULTI and EXEC; null outside of them.</summary>
    public List<ReadOnlyMemory<byte>[]>? Queued { get; set; }

    /// <summary>Whether a command could not be queued, so that EXEC fails.</summary>
    public bool IsAborted { get; set; }

    public HashSet<byte[]> Channels { get; } = new(ByteComparer.Instance);
}
