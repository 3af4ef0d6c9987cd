namespace ProtoSockets.Calls;

/// <content>Calls that are looked for while they go on, for the default envelope's frames within a call.</content>
internal sealed partial class CallTable
{
    /// <summary>Finds a call that waits, and leaves it there.</summary>
    /// <param name="correlationId">The id of its request.</param>
    /// <param name="call">The call.</param>
    /// <param name="key">Its name: the object may serve another call as soon as this one has ended.</param>
    /// <param name="outgoing">The stream that is sent with it; null for none.</param>
    /// <returns>False when it has ended, or never was.</returns>
    public bool TryFind(UInt128 correlationId, out PendingCall? call, out CallKey key, out OutgoingItems? outgoing)
    {
        using (_gate.EnterScope())
        {
            call = TryParse(correlationId, out key) ? Current(key) : null;
            outgoing = call?.Outgoing;
            return call is not null;
        }
    }

    /// <summary>The id of a call's request, in the default envelope.</summary>
    public ulong CorrelationIdOf(CallKey key) => ToCorrelationId(key);
}
