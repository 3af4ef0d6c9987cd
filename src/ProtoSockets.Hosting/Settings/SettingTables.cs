using ProtoSockets.Transports;

namespace ProtoSockets.Hosting.Settings;

/// <summary>What the configuration can say of servers and clients. What it can't: where to log and which clock to use, which are objects.</summary>
internal static class SettingTables
{
    public static SettingTable<BindOptions> Bind { get; } = new SettingTable<BindOptions>()
        .Number(nameof(BindOptions.Backlog), static options => options.Backlog, static (options, value) => options with { Backlog = value })
        .Flag(nameof(BindOptions.SharePort), static options => options.SharePort, static (options, value) => options with { SharePort = value })
        .Flag(nameof(BindOptions.DualMode), static options => options.DualMode, static (options, value) => options with { DualMode = value })
        .Flag(nameof(BindOptions.Broadcast), static options => options.Broadcast, static (options, value) => options with { Broadcast = value })
        .Flag(nameof(BindOptions.NoDelay), static options => options.NoDelay, static (options, value) => options with { NoDelay = value })
        .Time(nameof(BindOptions.KeepAlive), static options => options.KeepAlive, static (options, value) => options with { KeepAlive = value }, mayBeInfinite: true)
        .Flag(nameof(BindOptions.ReplaceStaleFile), static options => options.ReplaceStaleFile, static (options, value) => options with { ReplaceStaleFile = value })
        .Add(new ProxySettings())
        .OptionalNumber(nameof(BindOptions.ReceiveBufferBytes), static options => options.ReceiveBufferBytes, static (options, value) => options with { ReceiveBufferBytes = value })
        .OptionalNumber(nameof(BindOptions.SendBufferBytes), static options => options.SendBufferBytes, static (options, value) => options with { SendBufferBytes = value });

    public static SettingTable<ConnectOptions> Connect { get; } = new SettingTable<ConnectOptions>()
        .Flag(nameof(ConnectOptions.NoDelay), static options => options.NoDelay, static (options, value) => options with { NoDelay = value })
        .Time(nameof(ConnectOptions.KeepAlive), static options => options.KeepAlive, static (options, value) => options with { KeepAlive = value }, mayBeInfinite: true)
        .Time(nameof(ConnectOptions.AttemptDelay), static options => options.AttemptDelay, static (options, value) => options with { AttemptDelay = value })
        .Flag(nameof(ConnectOptions.Broadcast), static options => options.Broadcast, static (options, value) => options with { Broadcast = value })
        .OptionalNumber(nameof(ConnectOptions.ReceiveBufferBytes), static options => options.ReceiveBufferBytes, static (options, value) => options with { ReceiveBufferBytes = value })
        .OptionalNumber(nameof(ConnectOptions.SendBufferBytes), static options => options.SendBufferBytes, static (options, value) => options with { SendBufferBytes = value });

    public static SettingTable<ServerOptions> Server { get; } = new SettingTable<ServerOptions>()
        .Number(nameof(ServerOptions.MaxConnections), static options => options.MaxConnections, static (options, value) => options with { MaxConnections = value })
        .Number(nameof(ServerOptions.MaxConnectionsPerAddress), static options => options.MaxConnectionsPerAddress, static (options, value) => options with { MaxConnectionsPerAddress = value })
        .Number(nameof(ServerOptions.MaxConnectionsPerSecondPerAddress), static options => options.MaxConnectionsPerSecondPerAddress, static (options, value) => options with { MaxConnectionsPerSecondPerAddress = value })
        .OptionalNumber(nameof(ServerOptions.MaxMessagesPerSecond), static options => options.MaxMessagesPerSecond, static (options, value) => options with { MaxMessagesPerSecond = value })
        .OptionalNumber(nameof(ServerOptions.MaxMessagesPerSecondPerAddress), static options => options.MaxMessagesPerSecondPerAddress, static (options, value) => options with { MaxMessagesPerSecondPerAddress = value })
        .OptionalNumber(nameof(ServerOptions.MaxCalls), static options => options.MaxCalls, static (options, value) => options with { MaxCalls = value })
        .Time(nameof(ServerOptions.RetryAfter), static options => options.RetryAfter, static (options, value) => options with { RetryAfter = value })
        .Text(nameof(ServerOptions.Elsewhere), static options => options.Elsewhere, static (options, value) => options with { Elsewhere = value })
        .Number(nameof(ServerOptions.MaxAmplification), static options => options.MaxAmplification, static (options, value) => options with { MaxAmplification = value })
        .OptionalNumber(nameof(ServerOptions.MaxFrameBytes), static options => options.MaxFrameBytes, static (options, value) => options with { MaxFrameBytes = value })
        .Number(nameof(ServerOptions.MaxCallsInFlight), static options => options.MaxCallsInFlight, static (options, value) => options with { MaxCallsInFlight = value })
        .Number(nameof(ServerOptions.MaxStreams), static options => options.MaxStreams, static (options, value) => options with { MaxStreams = value })
        .Number(nameof(ServerOptions.StreamWindow), static options => options.StreamWindow, static (options, value) => options with { StreamWindow = value })
        .Number(nameof(ServerOptions.StreamWindowBytes), static options => options.StreamWindowBytes, static (options, value) => options with { StreamWindowBytes = value })
        .Time(nameof(ServerOptions.CallTimeout), static options => options.CallTimeout, static (options, value) => options with { CallTimeout = value }, mayBeInfinite: true)
        .Time(nameof(ServerOptions.IdleTimeout), static options => options.IdleTimeout, static (options, value) => options with { IdleTimeout = value }, mayBeInfinite: true)
        .Time(nameof(ServerOptions.HeartbeatInterval), static options => options.HeartbeatInterval, static (options, value) => options with { HeartbeatInterval = value }, mayBeInfinite: true)
        .Time(nameof(ServerOptions.HeartbeatTimeout), static options => options.HeartbeatTimeout, static (options, value) => options with { HeartbeatTimeout = value })
        .Time(nameof(ServerOptions.FrameTimeout), static options => options.FrameTimeout, static (options, value) => options with { FrameTimeout = value }, mayBeInfinite: true)
        .Time(nameof(ServerOptions.HandshakeTimeout), static options => options.HandshakeTimeout, static (options, value) => options with { HandshakeTimeout = value })
        .Number(nameof(ServerOptions.MaxPendingSendBytes), static options => options.MaxPendingSendBytes, static (options, value) => options with { MaxPendingSendBytes = value })
        .Choice(nameof(ServerOptions.SlowPeer), static options => options.SlowPeer, static (options, value) => options with { SlowPeer = value })
        .Time(nameof(ServerOptions.SendTimeout), static options => options.SendTimeout, static (options, value) => options with { SendTimeout = value })
        .Time(nameof(ServerOptions.StreamTimeout), static options => options.StreamTimeout, static (options, value) => options with { StreamTimeout = value }, mayBeInfinite: true)
        .Time(nameof(ServerOptions.DrainTimeout), static options => options.DrainTimeout, static (options, value) => options with { DrainTimeout = value })
        .Choice(nameof(ServerOptions.Threading), static options => options.Threading, static (options, value) => options with { Threading = value })
        .Section(nameof(ServerOptions.Bind), Bind, static options => options.Bind, static (options, value) => options with { Bind = value });

    public static SettingTable<ReconnectOptions> Reconnect { get; } = new SettingTable<ReconnectOptions>()
        .Time(nameof(ReconnectOptions.InitialDelay), static options => options.InitialDelay, static (options, value) => options with { InitialDelay = value })
        .Time(nameof(ReconnectOptions.MaxDelay), static options => options.MaxDelay, static (options, value) => options with { MaxDelay = value })
        .Fraction(nameof(ReconnectOptions.Jitter), static options => options.Jitter, static (options, value) => options with { Jitter = value })
        .OptionalNumber(nameof(ReconnectOptions.MaxAttempts), static options => options.MaxAttempts, static (options, value) => options with { MaxAttempts = value })
        .Time(nameof(ReconnectOptions.StableAfter), static options => options.StableAfter, static (options, value) => options with { StableAfter = value })
        .Number(nameof(ReconnectOptions.MaxQueuedCalls), static options => options.MaxQueuedCalls, static (options, value) => options with { MaxQueuedCalls = value }, least: 0);

    public static SettingTable<ClientOptions> Client { get; } = new SettingTable<ClientOptions>()
        .Time(nameof(ClientOptions.ConnectTimeout), static options => options.ConnectTimeout, static (options, value) => options with { ConnectTimeout = value })
        .Time(nameof(ClientOptions.CallTimeout), static options => options.CallTimeout, static (options, value) => options with { CallTimeout = value }, mayBeInfinite: true)
        .Section(nameof(ClientOptions.Reconnect), Reconnect, static options => options.Reconnect ?? ReconnectOptions.Default, static (options, value) => options with { Reconnect = value })
        .Number(nameof(ClientOptions.Connections), static options => options.Connections, static (options, value) => options with { Connections = value })
        .Number(nameof(ClientOptions.MaxCallsInFlight), static options => options.MaxCallsInFlight, static (options, value) => options with { MaxCallsInFlight = value })
        .Number(nameof(ClientOptions.MaxPendingSendBytes), static options => options.MaxPendingSendBytes, static (options, value) => options with { MaxPendingSendBytes = value })
        .OptionalNumber(nameof(ClientOptions.MaxFrameBytes), static options => options.MaxFrameBytes, static (options, value) => options with { MaxFrameBytes = value })
        .Number(nameof(ClientOptions.PushBacklog), static options => options.PushBacklog, static (options, value) => options with { PushBacklog = value })
        .Number(nameof(ClientOptions.StreamWindow), static options => options.StreamWindow, static (options, value) => options with { StreamWindow = value })
        .Number(nameof(ClientOptions.StreamWindowBytes), static options => options.StreamWindowBytes, static (options, value) => options with { StreamWindowBytes = value })
        .Time(nameof(ClientOptions.RetransmitInterval), static options => options.RetransmitInterval, static (options, value) => options with { RetransmitInterval = value })
        .Time(nameof(ClientOptions.MaxRetransmitInterval), static options => options.MaxRetransmitInterval, static (options, value) => options with { MaxRetransmitInterval = value })
        .Time(nameof(ClientOptions.StreamTimeout), static options => options.StreamTimeout, static (options, value) => options with { StreamTimeout = value }, mayBeInfinite: true)
        .Time(nameof(ClientOptions.HeartbeatInterval), static options => options.HeartbeatInterval, static (options, value) => options with { HeartbeatInterval = value }, mayBeInfinite: true)
        .Time(nameof(ClientOptions.HeartbeatTimeout), static options => options.HeartbeatTimeout, static (options, value) => options with { HeartbeatTimeout = value })
        .Time(nameof(ClientOptions.FrameTimeout), static options => options.FrameTimeout, static (options, value) => options with { FrameTimeout = value }, mayBeInfinite: true)
        .Choice(nameof(ClientOptions.Threading), static options => options.Threading, static (options, value) => options with { Threading = value })
        .Section(nameof(ClientOptions.Connect), Connect, static options => options.Connect, static (options, value) => options with { Connect = value });
}
