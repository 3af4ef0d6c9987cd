namespace ProtoSockets.Connections;

/// <summary>What is above the connection: it gets frames one at a time, in order.</summary>
internal interface IFrameConsumer
{
    /// <summary>The version of the protocol that is spoken.</summary>
    ushort Version { get; }

    /// <summary>
    /// Whether a further frame can be taken now. While it is false nothing more is read from the peer; <see cref="StreamPump{TProtocol}.Resume"/> is to be
    /// called when it turns true.
    /// </summary>
    bool CanTakeFrame();

    /// <summary>Frames that were received together are about to be handed over.</summary>
    void OnReceived();

    /// <summary>Handles a frame. Never throws for anything that a peer or a user's handler does.</summary>
    void OnFrame(in ReceivedFrame frame);

    /// <summary>Where frames are looked at one at a time (<see cref="Runtime.ProtocolDescription.HandsOver"/>): waits until the one before was handled.</summary>
    /// <returns>Whether to go on; false when what follows is another protocol's.</returns>
    ValueTask<bool> WhenHandledAsync();

    /// <summary>The last frame was handled: the peer has finished, or the connection failed.</summary>
    /// <param name="failure">Why the connection failed, or null when the peer finished in good order.</param>
    void OnEnd(Exception? failure);

    /// <summary>User code has kept a thread on which other connections wait. Called once, from any thread, while it still does.</summary>
    /// <param name="elapsed">For how long by now.</param>
    void OnBlocking(TimeSpan elapsed);
}
