namespace ProtoSockets.Transports;

/// <summary>How an address is bound.</summary>
public sealed record BindOptions
{
    /// <summary>How many peers may wait to be accepted; the system may cap it. Default 512.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>
    /// Lets several sockets, also of other processes of the same user, bind the same address, and the system spread peers over them (SO_REUSEPORT).
    /// Off by default: the address is this socket's alone.
    /// </summary>
    public bool SharePort { get; init; }

    /// <summary>For an IPv6 address: whether IPv4 peers are served too. Default: yes for the unspecified address (<c>[::]</c>).</summary>
    public bool? DualMode { get; init; }

    /// <summary>Lets a datagram channel send to broadcast addresses.</summary>
    public bool Broadcast { get; init; }

    /// <summary>Sends small segments at once (TCP_NODELAY) on accepted connections. On by default: frames are coalesced before they reach the socket.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>
    /// Over TCP: how long an accepted connection may be silent before the system asks the peer's system whether it is there, four times within the same time again; the connection is lost then. It finds machines that are gone, for
    /// protocols of any format. Whole seconds. Default 60 s. <see cref="Timeout.InfiniteTimeSpan"/>: it never asks.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Removes a stale socket file in front of binding a Unix path: one where nobody listens any more. On by default.</summary>
    public bool ReplaceStaleFile { get; init; } = true;

    /// <summary>For a listener behind a proxy that tells whose each connection is; null, the default, for one that peers connect to themselves.</summary>
    public ProxyProtocolOptions? ProxyProtocol { get; init; }

    /// <summary>The socket's receive buffer in bytes; null leaves it to the system.</summary>
    public int? ReceiveBufferBytes { get; init; }

    /// <summary>The socket's send buffer in bytes; null leaves it to the system.</summary>
    public int? SendBufferBytes { get; init; }
}

/// <summary>How a peer is connected to.</summary>
public sealed record ConnectOptions
{
    /// <summary>The address to bind before connecting; null lets the system choose.</summary>
    public System.Net.EndPoint? LocalEndPoint { get; init; }

    /// <summary>Sends small segments at once (TCP_NODELAY). On by default: frames are coalesced before they reach the socket.</summary>
    public bool NoDelay { get; init; } = true;

    /// <summary>
    /// Over TCP: how long the connection may be silent before the system asks the peer's system whether it is there, four times within the same time again; the connection is lost then. It finds machines that are gone, for
    /// protocols of any format. Whole seconds. Default 60 s. <see cref="Timeout.InfiniteTimeSpan"/>: it never asks.
    /// </summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an address may take before the next one is tried beside it (RFC 8305, section 5). Default 250 ms.</summary>
    public TimeSpan AttemptDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Lets a datagram channel send to broadcast addresses.</summary>
    public bool Broadcast { get; init; }

    /// <summary>The socket's receive buffer in bytes; null leaves it to the system.</summary>
    public int? ReceiveBufferBytes { get; init; }

    /// <summary>The socket's send buffer in bytes; null leaves it to the system.</summary>
    public int? SendBufferBytes { get; init; }

    /// <summary>Whether a thread of the connection's own will wait in the system for what arrives.</summary>
    internal bool WaitsOnThread { get; init; }
}
