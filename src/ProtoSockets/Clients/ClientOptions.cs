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

    /// <summary>
    /// How to connect again when a connection is lost; null for a client that ends with its connection, unless it has several. Default null. See docs/guide/reconnecting.md.
    /// </summary>
    public ReconnectOptions? Reconnect { get; init; }

    /// <summary>
    /// How many connections the client has; each call takes the one with the fewest calls in flight, one-way messages stay on one. With more than 1, lost ones are replaced, by <see cref="Reconnect"/> or its
    /// defaults. Default 1.
    /// </summary>
    public int Connections { get; init; } = 1;

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

    /// <summary>
    /// How many replies of a call that is answered by a stream wait to be read; the server sends no more before some are. Default 64. See <see cref="StreamWindowBytes"/>.
    /// </summary>
    public int StreamWindow { get; init; } = 64;

    /// <summary>How many bytes of such replies wait to be read; the one that reaches the limit may go beyond it. Default 256 KiB, at most 1 GiB.</summary>
    public int StreamWindowBytes { get; init; } = 256 * 1024;

    /// <summary>Over datagrams: how long to wait for a reply before the request is sent again; doubled each time, up to <see cref="MaxRetransmitInterval"/>. Default 250 ms.</summary>
    public TimeSpan RetransmitInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Over datagrams: the longest wait between two sends of a request. Default 4 s.</summary>
    public TimeSpan MaxRetransmitInterval { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>
    /// How long a member that streams may stand still, because the server sends nothing of it or takes nothing, or because nobody here reads it or its source gives nothing; the
    /// connection is closed then. Default 30 s. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.
    /// </summary>
    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// In the default envelope over a stream: how long the server may be silent before it is asked whether it is there. Set it alike on both sides. Default 30 s. <see cref="Timeout.InfiniteTimeSpan"/>: it is never asked.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server that is asked has to answer; the connection is closed then, and its calls fail with a <see cref="HalfOpenException"/> inside. Default 15 s.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a frame that has begun may take to come; a large one has it again for each MiB. The connection is closed then. Default 30 s. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Which thread runs what a connection brings. Default: <see cref="ThreadingMode.Pool"/>, or what the setting <c>ProtoSockets.Threading</c> in runtimeconfig.json names.</summary>
    public ThreadingMode Threading { get; init; } = ThreadingModes.Default;

    /// <summary>Options of the transport.</summary>
    public ConnectOptions Connect { get; init; } = new();

    /// <summary>Who sees each message in front of its way, in this order. Default: nobody, which costs nothing.</summary>
    public IReadOnlyList<IClientInterceptor> Interceptors { get; init; } = [];

    /// <summary>Where to log; null logs nothing.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of deadlines and retransmissions.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
