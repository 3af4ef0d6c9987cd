namespace ProtoSockets.Calls;

/// <summary>What it takes to send a call again, over another connection than the one that failed it.</summary>
internal interface ICallAgain
{
    /// <summary>Takes the call over that a connection has failed, if it may be sent again.</summary>
    /// <param name="failure">Why it failed; behind this call, where it is not taken over, what its caller is to learn.</param>
    /// <returns>Whether it is taken over, and ends later.</returns>
    bool TryTake(ref Exception failure);

    /// <summary>Ends the call wherever it waits, because its caller does no more.</summary>
    void Cancel(CancellationToken cancellationToken);

    /// <summary>The call has ended, and this may serve another one.</summary>
    void Recycle();
}
