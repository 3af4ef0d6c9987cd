using ProtoSockets.Connections;

namespace ProtoSockets.Servers;

/// <summary>What a connection shares with others of its server, through all the protocols that it speaks.</summary>
internal sealed record ServerShare
{
    /// <summary>A connection that shares nothing.</summary>
    public static ServerShare None { get; } = new();

    /// <summary>How many calls of all connections are handled; null where nobody counts.</summary>
    public CallCount? Calls { get; init; }

    /// <summary>The messages of all connections from its address; null where nobody counts.</summary>
    public TokenBucket? AddressMessages { get; set; }
}

/// <summary>How many calls of a server are handled beyond their handlers' first wait.</summary>
/// <param name="most">How many there may be.</param>
internal sealed class CallCount(int most)
{
    private int _count;

    /// <summary>Whether there are as many as there may be.</summary>
    public bool IsFull => Volatile.Read(ref _count) >= most;

    /// <summary>Counts one more.</summary>
    public void Start() => Interlocked.Increment(ref _count);

    /// <summary>Counts one less.</summary>
    public void End() => Interlocked.Decrement(ref _count);
}
