namespace ProtoSockets.Analyzers.Flow;

/// <summary>
/// The states that an object may be in at one point of the code: a set. The first five are the values of <c>ProtoSockets.SocketState</c>, so that the arguments
/// of the attributes can be used as they are.
/// </summary>
[Flags]
internal enum LifecycleStates : byte
{
    /// <summary>No state: no path leads here.</summary>
    None = 0,

    /// <summary>It exists and has no address yet.</summary>
    Created = 1,

    /// <summary>It has an address.</summary>
    Bound = 2,

    /// <summary>It waits for peers.</summary>
    Listening = 4,

    /// <summary>It has a peer.</summary>
    Connected = 8,

    /// <summary>It was closed.</summary>
    Closed = 16,

    /// <summary>It was handed to a method that took it over; for the code at hand this is as good as closed.</summary>
    HandedOver = 32,

    /// <summary>Every state of a living object.</summary>
    Open = Created | Bound | Listening | Connected,

    /// <summary>Every state of an object that must not be used any more.</summary>
    Gone = Closed | HandedOver,

    /// <summary>Every state.</summary>
    Any = Open | Gone,

    /// <summary>Code that the analysis does not see may have changed the object: nothing is known from here on, and nothing is reported.</summary>
    Escaped = 128,
}
