namespace ProtoSockets.Testing;

/// <summary>Counts the ends of connections and the channels that are open, and those that there were.</summary>
internal sealed class OpenEnds
{
    private int _open;
    private int _connected;
    private int _accepted;

    internal int Open => Volatile.Read(ref _open);

    internal void Enter() => Interlocked.Increment(ref _open);

    internal void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>The number of a new connection, as the end that connects counts them.</summary>
    internal int NextConnected() => Interlocked.Increment(ref _connected);

    /// <summary>The number of a new connection, as the end that accepts counts them.</summary>
    internal int NextAccepted() => Interlocked.Increment(ref _accepted);
}
