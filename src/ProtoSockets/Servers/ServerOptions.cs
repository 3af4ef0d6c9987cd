using Microsoft.Extensions.Logging;
using ProtoSockets.Connections;
using ProtoSockets.Transports;

namespace ProtoSockets;

/// <summary>What a server does with a peer that does not take what is sent to it.</summary>
public enum SlowPeerPolicy
{
    /// <summary>Handlers that send wait, and nothing more is read from the peer, until it has caught up or <see cref="ServerOptions.SendTimeout"/> has passed.</summary>
    Wait,

    /// <summary>One-way messages to the peer are dropped; replies wait.</summary>
    Drop,

    /// <summary>The peer is disconnected.</summary>
    Disconnect,
}

/// <summary>How a server binds, and what it grants its peers. The defaults bound everything.</summary>
public sealed record ServerOptions
{
    /// <summary>The options that are used when none are given.</summary>
    public static ServerOptions Default { get; } = new();

    /// <summary>How many connections (over datagrams: peers) there may be; further ones are turned away. Default 10,000.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>
    /// How many of the connections may be from one address; further ones are turned away. Of IPv6 the first 64 bits count, which is what one customer gets. Connections from this machine
    /// are not counted: a proxy in front brings everybody from there. Behind one on another machine, have it tell the addresses (<see cref="BindOptions.ProxyProtocol"/>), or set it to <see cref="int.MaxValue"/>. Default 1,000.
    /// </summary>
    public int MaxConnectionsPerAddress { get; init; } = 1_000;

    /// <summary>
    /// Over datagrams: how many bytes are sent to a peer for each byte that came from its address, which may be forged. What is more is dropped; the peer asks again, and what it sends then counts,
    /// too. <see cref="Servers.ServerSession{TProtocol}.VerifyAddress"/> lifts the limit for a peer. Default 16.
    /// </summary>
    public int MaxAmplification { get; init; } = 16;

    /// <summary>The largest frame accepted and sent, in bytes; null is the protocol's own limit.</summary>
    public int? MaxFrameBytes { get; init; }

    /// <summary>
    /// How many connections one address may open in a second; further ones are turned away. It may open as many at once after a second without any. Connections from this machine are not counted. Default 1,000.
    /// </summary>
    public int MaxConnectionsPerSecondPerAddress { get; init; } = 1_000;

    /// <summary>
    /// How many messages of one connection are handled in a second, over streams; while there are more nothing is read from it. As many may come at once after a second without any. At least 1. Null, the default: any number.
    /// </summary>
    public int? MaxMessagesPerSecond { get; init; }

    /// <summary>As <see cref="MaxMessagesPerSecond"/>, of all connections from one address together. Connections from this machine are not counted. At least 1. Null, the default: any number.</summary>
    public int? MaxMessagesPerSecondPerAddress { get; init; }

    /// <summary>
    /// How many calls of all connections, and of all peers over datagrams, may be handled at a time; further ones are not taken on: in the default envelope the caller gets a
    /// <see cref="TryElsewhereException"/>, in others the protocol's error reply, or the end of the connection where it has none (a datagram is dropped). Null, the default: any number.
    /// </summary>
    public int? MaxCalls { get; init; }

    /// <summary>In the default envelope: after which time a client that is turned away may try again here. Default 1 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>In the default envelope: where clients that are turned away may try, in words that they understand (<c>tcp://10.0.0.2:5000</c>); at most 255 bytes of UTF-8. Null, the default: not said.</summary>
    public string? Elsewhere { get; init; }

    /// <summary>How many calls of one connection (over datagrams: of one peer) may be handled at a time; while there are as many nothing more is read from it, and datagrams are dropped. Default 256.</summary>
    public int MaxCallsInFlight { get; init; } = 256;

    /// <summary>
    /// How many calls of one connection that are answered by a stream, or send one, may go on at a time; further ones are refused as <see cref="RefusalCode.Overloaded"/>. They do not count for
    /// <see cref="MaxCallsInFlight"/>. Default 100.
    /// </summary>
    public int MaxStreams { get; init; } = 100;

    /// <summary>How many items of a stream that a client sends wait to be read by its handler; the client sends no more before some are. Default 64. See <see cref="StreamWindowBytes"/>.</summary>
    public int StreamWindow { get; init; } = 64;

    /// <summary>How many bytes of such items wait to be read; the one that reaches the limit may go beyond it. Default 256 KiB, at most 1 GiB.</summary>
    public int StreamWindowBytes { get; init; } = 256 * 1024;

    /// <summary>How long a call to a client may take that gives no time of its own, in protocols whose server sends requests. Default 30 s.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection may bring neither calls nor messages before it is closed; heartbeats do not count. Default 10 minutes. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// In the default envelope over a stream: how long a client may be silent before it is asked whether it is there. Set it alike on both sides. Default 30 s. <see cref="Timeout.InfiniteTimeSpan"/>: it is never asked.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a client that is asked has to answer; the connection is closed then, with a <see cref="HalfOpenException"/>. Default 15 s.</summary>
    public TimeSpan HeartbeatTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a frame that has begun may take to come; a large one has it again for each MiB. The connection is closed then. Default 30 s. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.</summary>
    public TimeSpan FrameTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the handshakes (TLS, the default envelope's) may take. Default 10 s.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From how many unsent bytes on a peer counts as slow. Default 1 MiB.</summary>
    public int MaxPendingSendBytes { get; init; } = 1 << 20;

    /// <summary>What happens to a slow peer. Default: wait.</summary>
    public SlowPeerPolicy SlowPeer { get; init; } = SlowPeerPolicy.Wait;

    /// <summary>How long a slow peer may take nothing at all before it is disconnected. Default 30 s.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a member that streams may stand still, because the peer sends nothing of it or takes nothing, or because nobody here reads it or its source gives nothing; the
    /// connection is closed then. Default 30 s. <see cref="Timeout.InfiniteTimeSpan"/>: for ever.
    /// </summary>
    public TimeSpan StreamTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long stopping waits for running handlers and for peers to close. Default 10 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Which thread runs what a connection brings. Default: <see cref="ThreadingMode.Pool"/>, or what the setting <c>ProtoSockets.Threading</c> in runtimeconfig.json names.</summary>
    public ThreadingMode Threading { get; init; } = ThreadingModes.Default;

    /// <summary>Options of the transports.</summary>
    public BindOptions Bind { get; init; } = new();

    /// <summary>Who sees each message in front of its handler, in this order. Default: nobody, which costs nothing.</summary>
    public IReadOnlyList<IServerInterceptor> Interceptors { get; init; } = [];

    /// <summary>Where to log; null logs nothing.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of idle and handshake times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
