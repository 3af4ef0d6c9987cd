using ProtoSockets.Runtime;

namespace ProtoSockets.Connections;

/// <summary>
/// What a side understands of the default envelope beyond its first version, as its hello says. A side sends no frame that the other one does not know: to a server of before these, an unknown
/// kind is a request that it does not know.
/// </summary>
[Flags]
internal enum EnvelopeCapabilities : byte
{
    None = 0,

    /// <summary>It answers a ping with a pong.</summary>
    Heartbeats = 1,

    /// <summary>It knows "try elsewhere"; a client answers goodbye with its own, and sends no request behind that.</summary>
    Elsewhere = 2,

    /// <summary>It knows the items, ends and credits of calls that stream.</summary>
    Streams = 4,

    /// <summary>Over datagrams, where servers of before do not: it knows cancellations. Over streams every server knows them.</summary>
    Cancellations = 8,
}

/// <summary>What this side says of itself.</summary>
internal static class OwnCapabilities<TProtocol>
    where TProtocol : struct, IProtocol
{
    /// <summary>
    /// Over a stream. None where the connection is handed over: there a frame is received only when one is waited for, and what comes unasked would be taken for the next protocol's.
    /// </summary>
    public static EnvelopeCapabilities OverStream => TProtocol.Description.HandsOver
        ? EnvelopeCapabilities.None
        : EnvelopeCapabilities.Heartbeats | EnvelopeCapabilities.Elsewhere | (TProtocol.Description.StreamsCalls ? EnvelopeCapabilities.Streams : EnvelopeCapabilities.None);

    /// <summary>Over datagrams, where nobody says goodbye.</summary>
    public static EnvelopeCapabilities OverDatagrams => EnvelopeCapabilities.Elsewhere | EnvelopeCapabilities.Cancellations;
}
