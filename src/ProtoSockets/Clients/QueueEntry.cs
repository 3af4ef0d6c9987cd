using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <summary>What became of an attempt to start something on a connection.</summary>
internal enum Placement
{
    /// <summary>It was handed to the connection, or waits in the queue: it is no longer its starter's.</summary>
    Placed,

    /// <summary>The connection has no room for it now.</summary>
    NoRoom,

    /// <summary>The connection has ended.</summary>
    Broken,
}

/// <summary>
/// Something that waits for a connection. Its own lock is held while it is moved (from a connection that has failed it, into the queue, to another connection), so that whoever cancels it or finds it overdue knows
/// where it is.
/// </summary>
internal abstract class QueueEntry<TProtocol>
    where TProtocol : struct, IProtocol
{
    /// <summary>The neighbours in the <see cref="CallQueue{TProtocol}"/>, which guards all three with its own lock.</summary>
    public QueueEntry<TProtocol>? Previous { get; set; }

    public QueueEntry<TProtocol>? Next { get; set; }

    public bool IsQueued { get; set; }

    /// <summary>Whether some of its time has passed in the queue.</summary>
    public bool HasWaited { get; set; }

    /// <summary>Until when it waits, in milliseconds of the links' clock.</summary>
    public long DeadlineAt { get; set; }

    /// <summary>Whether nobody waits for it any more.</summary>
    public abstract bool IsCancelled { get; }

    /// <summary>Starts it on a connection. Under its lock; once it is placed, it may be somebody else's already.</summary>
    public abstract Placement TryStart(ClientLink<TProtocol> link);

    /// <summary>Ends it because its caller does no more.</summary>
    public abstract void EndCancelled();

    /// <summary>Ends it because there was no connection within its time.</summary>
    /// <param name="lastProblem">Why there was none, if that is known.</param>
    public abstract void EndOverdue(Exception? lastProblem);

    /// <summary>Ends it because it can't be sent.</summary>
    public abstract void EndFailed(Exception failure);

    /// <summary>Ends it because the client is closed.</summary>
    public abstract void EndClosed(Exception reason);
}
