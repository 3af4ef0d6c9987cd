using Microsoft.Extensions.Logging;
using ProtoSockets.Connections;
using ProtoSockets.Transports;

namespace ProtoSockets;

/// <summary>How a client connects and calls. The defaults never wait for ever.</summary>
public sealed record ClientOptions
{
    /// <summary>The options that are used when none are given.</summary>
    public static ClientOptions Default { get; } = new();

    /// <summary>How long connecting may take, resolving and handshakes included. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a call may take that gives no time of its own. Default 30 s. <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many calls may wait for their replies on the connection; further ones wait to be sent. Default 4,096; small correlation ids allow fewer.</summary>
    public int MaxCallsInFlight { get; init; } = 4096;

    /// <summary>From how many unsent bytes on senders wait. Default 1 MiB.</summary>
    public int MaxPendingSendBytes { get; init; } = 1 << 20;

    /// <summary>The largest frame accepted and sent, in bytes; null is the protocol's own limit.</summary>
    public int? MaxFrameBytes { get; init; }

    /// <summary>
    /// How many messages pushed by the server are kept of each kind, and how many replies of a call that gets many, until they are read. Default 1,024. One more
    /// ends the reading with an exception.
    /// </summary>
    public int PushBacklog { get; init; } = 1024;

    /// <summary>Over datagrams: how long to wait for a reply before the request is sent again; doubled each time, up to <see cref="MaxRetransmitInterval"/>. Default 250 ms.</summary>
    public TimeSpan RetransmitInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Over datagrams: the longest wait between two sends of a request. Default 4 s.</summary>
    public TimeSpan MaxRetransmitInterval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How long a member that streams may stand still, because the server sends nothing of it or takes nothing, or because nobody here reads it or its source gives nothing; the
    /// connection is closed then. Default 30 s. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.
    /// </summary>
    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Which thread runs what a connection brings. Default: <see cref="ThreadingMode.Pool"/>, or what the setting <c>ProtoSockets.Threading</c> in runtimeconfig.json names.</summary>
    public ThreadingMode Threading { get; init; } = ThreadingModes.Default;

    /// <summary>Options of the transport.</summary>
    public ConnectOptions Connect { get; init; } = new();

    /// <summary>Where to log; null logs nothing.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of deadlines and retransmissions.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
