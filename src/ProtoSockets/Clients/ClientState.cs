namespace ProtoSockets;

/// <summary>What a client is doing about its connection.</summary>
public enum ClientState
{
    /// <summary>It connects.</summary>
    Connecting,

    /// <summary>It is connected.</summary>
    Connected,

    /// <summary>It waits before it connects again.</summary>
    BackingOff,

    /// <summary>It is closed for good.</summary>
    Closed,
}

/// <summary>A connection of a client has changed its state.</summary>
public sealed class ClientStateChangedEventArgs : EventArgs
{
    internal ClientStateChangedEventArgs(ClientState state, int connection)
    {
        State = state;
        Connection = connection;
    }

    /// <summary>The state that the connection is in now; <see cref="ClientState.Closed"/> is the whole client's.</summary>
    public ClientState State { get; }

    /// <summary>Which of the client's connections (<see cref="ClientOptions.Connections"/>), from 0 on.</summary>
    public int Connection { get; }

    /// <summary>The server that is connected to, or was; null when it is not known.</summary>
    public TransportAddress? Address { get; internal init; }

    /// <summary>How many rounds over the addresses have failed in a row.</summary>
    public int Failures { get; internal init; }

    /// <summary>For <see cref="ClientState.BackingOff"/>: how long until the next round.</summary>
    public TimeSpan Delay { get; internal init; }

    /// <summary>Why the connection was lost, or could not be made; null for none of these.</summary>
    public Exception? Reason { get; internal init; }

    /// <summary>The change in one line.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => State switch
    {
        ClientState.BackingOff => $"{Connection}: backing off for {Delay.TotalMilliseconds:0} ms ({Failures} failures): {Reason?.Message}",
        _ => $"{Connection}: {State}{(Address is null ? string.Empty : $" {Address}")}{(Reason is null ? string.Empty : $": {Reason.Message}")}",
    };
}
