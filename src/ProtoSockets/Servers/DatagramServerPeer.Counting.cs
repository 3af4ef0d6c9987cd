namespace ProtoSockets.Servers;

/// <content>
/// What of it is under way, from the receive loop to the end of the handler: so much may be, whoever waits for its end waits for all of it, and when it is forgotten nothing more begins.
/// </content>
internal sealed partial class DatagramServerPeer<TProtocol>
{
    private const long Arrived = 1L << 32;

    /// <summary>
    /// How many more than <see cref="ServerOptions.MaxCallsInFlight"/> may be on their way to their first wait: as many threads as run at once may be between the answer and the end of the count, and what is
    /// asked next is not to be dropped for it.
    /// </summary>
    private static readonly int DispatchingSlack = Environment.ProcessorCount;

    // The lower half: datagrams that a thread is at, up to their handlers' first wait. The upper half: how many have come to a thread, ever. One number, so that a datagram costs one addition and one subtraction.
    private long _dispatched;

    // How many the receive loop has taken for it, ever: only the loop writes it. What is missing in the upper half above waits for a thread.
    private int _received;

    // How many wait for the end of the handler of its arrival. They are among the calls in flight.
    private int _waiting;
    private int _isForgotten;

    /// <summary>Whether nothing more of it is handled.</summary>
    public bool IsForgotten => Volatile.Read(ref _isForgotten) != 0;

    /// <summary>Whether a handler for something that it has sent runs.</summary>
    public bool HasHandlers
    {
        get
        {
            // In this order: what is dispatched is counted as a call before it is counted out here, and so is what waits.
            bool isDispatching = (int)Volatile.Read(ref _dispatched) != 0;
            int waiting = Volatile.Read(ref _waiting);
            return isDispatching || CallsInFlight > waiting;
        }
    }

    private bool IsIdle
    {
        get
        {
            long dispatched = Volatile.Read(ref _dispatched);
            return (int)dispatched == 0 && (int)(dispatched >> 32) == Volatile.Read(ref _received) && CallsInFlight == 0;
        }
    }

    /// <summary>The receive loop has datagrams for it, each of which comes to <see cref="TryEnter"/>.</summary>
    public void OnTaken(int count) => Volatile.Write(ref _received, _received + count);

    /// <summary>A thread begins with one of them. Behind it there is always <see cref="Exit"/>.</summary>
    /// <param name="mayCall">Whether one more may be handled.</param>
    /// <returns>False when the peer is forgotten.</returns>
    public bool TryEnter(out bool mayCall)
    {
        int others = (int)Interlocked.Add(ref _dispatched, Arrived + 1) - 1;
        int calls = CallsInFlight;
        mayCall = calls < MaxCallsInFlight && (long)calls + others < (long)MaxCallsInFlight + DispatchingSlack;
        return !IsForgotten;
    }

    /// <summary>The thread is done with it.</summary>
    public void Exit()
    {
        if ((int)Interlocked.Decrement(ref _dispatched) == 0)
        {
            OnCallEnded();
        }
    }

    /// <summary>It waits for the end of the handler of the peer's arrival, and counts as a call meanwhile.</summary>
    public void BeginWait()
    {
        HoldCall();
        Interlocked.Increment(ref _waiting);
    }

    /// <summary>It is handled now. <see cref="ServerPeer{TProtocol}.EndCall"/> is still to come.</summary>
    public void EndWait() => Interlocked.Decrement(ref _waiting);

    /// <summary>Handles nothing more. A full fence: who is told by <see cref="TryEnter"/> that it is not forgotten is seen by those who wait for the end behind this.</summary>
    public void SetForgotten() => Interlocked.Exchange(ref _isForgotten, 1);
}
