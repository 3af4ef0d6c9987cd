using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>One connection of a client that has several, or one after the other: a client of its own, which only the other knows.</summary>
internal sealed class PoolMember<TProtocol>(LinkPool<TProtocol> pool)
    where TProtocol : struct, IProtocol
{
    private readonly TaskCompletionSource<Exception?> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The pool that it belongs to.</summary>
    public LinkPool<TProtocol> Pool => pool;

    /// <summary>The client of this connection.</summary>
    public ProtocolClient<TProtocol> Client { get; set; } = null!;

    /// <summary>The connection.</summary>
    public ClientLink<TProtocol> Link { get; set; } = null!;

    /// <summary>Which of the addresses it is connected to.</summary>
    public int Address { get; set; }

    /// <summary>Whether no further calls are to go to it. Guarded by the pool's lock.</summary>
    public bool IsOver { get; set; }

    /// <summary>Ends when no further calls can go to it: with the reason for which its connection has ended, or with null when its server is leaving.</summary>
    public Task<Exception?> Lost => _lost.Task;

    /// <summary>The connection has ended.</summary>
    public void OnEnded(Exception reason) => End(reason);

    /// <summary>The server has said that it answers no further calls.</summary>
    public void OnLeaving() => End(null);

    private void End(Exception? reason)
    {
        pool.Withdraw(this);
        _lost.TrySetResult(reason);
    }
}
