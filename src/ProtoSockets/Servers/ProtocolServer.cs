using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>
/// What every generated server stands on: a switchboard. It is created, bound to one or several addresses, run until it is told to stop, and closed. It has no
/// Send: what it says, it says through the session of a peer.
/// </summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public abstract class ProtocolServer<TProtocol> : IProtocolServer
    where TProtocol : struct, IProtocol
{
    private static readonly TimeSpan MaxAcceptPause = TimeSpan.FromSeconds(1);

    /// <summary>How long a server that stops waits for one more connection that the system has accepted for it already.</summary>
    private static readonly TimeSpan LastAcceptPause = TimeSpan.FromMilliseconds(20);

    /// <summary>How long it does so in all, however fast they come: its own clients are told behind that.</summary>
    private static readonly TimeSpan MaxLastAccepts = TimeSpan.FromMilliseconds(250);

    private const int MaxLastConnections = 1024;

    private readonly Lock _gate = new();
    private readonly List<StreamListener> _listeners = [];
    private readonly List<DatagramServer<TProtocol>> _datagramServers = [];
    private readonly Dictionary<ServedConnection, Task> _peers = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AddressCounts _addresses;
    private readonly Doorman _doorman;
    private readonly CallCount? _calls;
    private readonly ServerOptions _options;
    private readonly ILogger _logger;
    private readonly Func<ServerPeer<TProtocol>, ServerSession<TProtocol>> _createSession;
    private SocketState _state = SocketState.Created;

    /// <summary>Makes a server that holds no address yet.</summary>
    /// <param name="options">How to bind, and what to grant peers.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options would let no message in: a rate of them is below 1.</exception>
    [Produces(SocketState.Created)]
    protected ProtocolServer(ServerOptions options)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        CheckRate(options, options.MaxMessagesPerSecond, nameof(ServerOptions.MaxMessagesPerSecond));
        CheckRate(options, options.MaxMessagesPerSecondPerAddress, nameof(ServerOptions.MaxMessagesPerSecondPerAddress));
        _createSession = CreateSession;
        _addresses = new AddressCounts(options);
        _doorman = new Doorman(options);
        _calls = options.MaxCalls is { } most ? new CallCount(most) : null;
        _logger = GuardedLogger.Of(options.LoggerFactory, $"ProtoSockets.{TProtocol.Description.Name}.Server");
    }

    /// <summary>Where the server is in its life: created, bound, listening, closed.</summary>
    public SocketState State
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    /// <summary>The addresses that are bound, with their real ports.</summary>
    public IReadOnlyList<EndPoint> EndPoints
    {
        get
        {
            lock (_gate)
            {
                return [.. _listeners.Select(listener => listener.LocalEndPoint), .. _datagramServers.Select(server => server.Channel.LocalEndPoint)];
            }
        }
    }

    /// <summary>How many connections there are; over datagrams: peers.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_gate)
            {
                return _peers.Count + _datagramServers.Sum(server => server.PeerCount);
            }
        }
    }

    /// <summary>Asks for an address. If the binding succeeds, the server holds on to it until it is closed. May be called for several addresses.</summary>
    /// <param name="address">The address and what carries the protocol there; port 0 asks for any free port.</param>
    /// <returns>The address that was bound, with the real port.</returns>
    /// <exception cref="BindException">The address is in use, denied or not available. The server is as it was: bind another one.</exception>
    /// <exception cref="InvalidOperationException">The server runs already.</exception>
    /// <exception cref="ObjectDisposedException">The server was closed.</exception>
    /// <exception cref="ArgumentException">The protocol is not declared for what carries it there, or the options of <see cref="BindOptions.ProxyProtocol"/> make no sense.</exception>
    [Requires(SocketState.Created | SocketState.Bound)]
    [Produces(SocketState.Bound)]
    public EndPoint Bind(TransportAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        lock (_gate)
        {
            CheckBindable();
            switch (address.Transport)
            {
                case StreamTransport stream:
                    CheckCarrier(Carriers.Stream, address);
                    return AddListener(stream.Listen(address.EndPoint, _options.Bind));
                case DatagramTransport datagrams:
                    CheckCarrier(Carriers.Datagram, address);
                    return AddChannel(datagrams.Bind(address.EndPoint, _options.Bind));
                default:
                    throw new ArgumentException($"{address} names no transport that a server can bind.", nameof(address));
            }
        }
    }

    /// <summary>Takes over a listener that is bound already (socket activation).</summary>
    /// <param name="listener">The listener; the server closes it.</param>
    /// <returns>Its address.</returns>
    /// <exception cref="InvalidOperationException">The server runs already.</exception>
    /// <exception cref="ObjectDisposedException">The server was closed.</exception>
    /// <exception cref="ArgumentException">The options of <see cref="BindOptions.ProxyProtocol"/> make no sense; the listener is still the caller's.</exception>
    [Requires(SocketState.Created | SocketState.Bound)]
    [Produces(SocketState.Bound)]
    public EndPoint Adopt([Consumes] StreamListener listener)
    {
        ArgumentNullException.ThrowIfNull(listener);
        lock (_gate)
        {
            CheckBindable();
            _options.Bind.ProxyProtocol?.Check(nameof(listener));
            return AddListener(ProxyListener.Around(listener, _options.Bind.ProxyProtocol));
        }
    }

    /// <summary>Takes over a datagram channel that is bound already (socket activation).</summary>
    /// <param name="channel">The channel; the server closes it.</param>
    /// <returns>Its address.</returns>
    /// <exception cref="InvalidOperationException">The server runs already.</exception>
    /// <exception cref="ObjectDisposedException">The server was closed.</exception>
    [Requires(SocketState.Created | SocketState.Bound)]
    [Produces(SocketState.Bound)]
    public EndPoint Adopt([Consumes] DatagramChannel channel)
    {
        ArgumentNullException.ThrowIfNull(channel);
        lock (_gate)
        {
            CheckBindable();
            return AddChannel(channel);
        }
    }

    /// <summary>
    /// Accepts peers and handles what they send, until the token is cancelled. Then accepts no more, lets running handlers end and peers close within
    /// <see cref="ServerOptions.DrainTimeout"/>, and returns.
    /// </summary>
    /// <param name="cancellationToken">Stops the server.</param>
    /// <returns>A task that ends, without an exception, when the server has drained.</returns>
    /// <exception cref="InvalidOperationException">The server is not bound, or runs already.</exception>
    /// <exception cref="ObjectDisposedException">The server was closed.</exception>
    [Requires(SocketState.Bound)]
    [Produces(SocketState.Listening)]
    public Task RunAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_state == SocketState.Closed, this);
            if (_state != SocketState.Bound)
            {
                throw new InvalidOperationException(_state == SocketState.Created
                    ? $"The {TProtocol.Description.Name} server is not bound: call Bind before RunAsync."
                    : $"The {TProtocol.Description.Name} server runs already.");
            }

            _state = SocketState.Listening;
        }

        return RunBoundAsync(cancellationToken);
    }

    /// <summary>Stops the server without waiting for its peers, and gives its addresses back. To stop in good order, cancel the token of <see cref="RunAsync"/>.</summary>
    /// <returns>A task that ends when the server has stopped.</returns>
    [Produces(SocketState.Closed)]
    public async ValueTask DisposeAsync()
    {
        SocketState before;
        lock (_gate)
        {
            before = _state;
            _state = SocketState.Closed;
        }

        GC.SuppressFinalize(this);
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (before == SocketState.Listening)
        {
            AbortPeers("The server was closed.");
            await _stopped.Task.ConfigureAwait(false);
        }

        await CloseEndPointsAsync().ConfigureAwait(false);
    }

    /// <summary>Makes the session of a peer. Generated.</summary>
    /// <param name="peer">The peer.</param>
    /// <returns>The session.</returns>
    protected abstract ServerSession<TProtocol> CreateSession(ServerPeer<TProtocol> peer);

    /// <summary>Makes the server's end of a connection that spoke another protocol before.</summary>
    internal IServedPeer Continue(StreamConnection connection, ReceivedAhead ahead, object? state, SessionResources resources, ServerShare share) =>
        new StreamServerPeer<TProtocol>(connection, ahead, _options, _logger, _createSession, share) { State = state, Resources = resources };

    private static void CheckRate(ServerOptions options, int? perSecond, string name)
    {
        if (perSecond < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(options), perSecond, $"ServerOptions.{name} is how many messages there may be in a second: at least 1, or null for any number.");
        }
    }

    private void CheckBindable()
    {
        ThreadingModes.Check(_options.Threading);
        ObjectDisposedException.ThrowIf(_state == SocketState.Closed, this);
        if (_state == SocketState.Listening)
        {
            throw new InvalidOperationException($"The {TProtocol.Description.Name} server runs already: bind every address before RunAsync.");
        }
    }

    private static void CheckCarrier(Carriers carrier, TransportAddress address)
    {
        if (!TProtocol.Description.Carriers.HasFlag(carrier))
        {
            throw new ArgumentException(
                $"{TProtocol.Description.Name} is not declared for {address.Transport}: add [Protocol(Carriers = Carriers.Stream | Carriers.Datagram)].", nameof(address));
        }
    }

    private EndPoint AddListener(StreamListener listener)
    {
        listener.Logger = _logger;
        _listeners.Add(listener);
        _state = SocketState.Bound;
        Log.Bound(_logger, TProtocol.Description.Name, listener.LocalEndPoint);
        return listener.LocalEndPoint;
    }

    private EndPoint AddChannel(DatagramChannel channel)
    {
        _datagramServers.Add(new DatagramServer<TProtocol>(channel, _options, _logger, _createSession, new ServerShare { Calls = _calls }));
        _state = SocketState.Bound;
        Log.Bound(_logger, TProtocol.Description.Name, channel.LocalEndPoint);
        return channel.LocalEndPoint;
    }

    private async Task RunBoundAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).Cancel(), _stopping);
        TimeSpan sweep = SweepInterval();
        using ITimer timer = _options.TimeProvider.CreateTimer(static state => ((ProtocolServer<TProtocol>)state!).Sweep(), this, sweep, sweep);
        try
        {
            await Task.WhenAll([
                .. _listeners.Select(listener => AcceptAsync(listener, _stopping.Token)),
                .. _datagramServers.Select(server => server.ReceiveAsync(_stopping.Token)),
            ]).ConfigureAwait(false);
            await DrainAsync().ConfigureAwait(false);
        }
        finally
        {
            await CloseEndPointsAsync().ConfigureAwait(false);
            lock (_gate)
            {
                _state = SocketState.Closed;
            }

            _stopped.TrySetResult();
        }
    }

    private async Task AcceptAsync(StreamListener listener, CancellationToken cancellationToken)
    {
        TimeSpan pause = TimeSpan.Zero;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                StreamConnection connection = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
                pause = TimeSpan.Zero;
                Serve(connection);
            }
            catch (Exception exception) when (exception is SocketException or IOException && !cancellationToken.IsCancellationRequested)
            {
                // The peer left first, or descriptors ran out. The latter does not pass at once: wait, and longer each time.
                Log.AcceptFailed(_logger, TProtocol.Description.Name, listener.LocalEndPoint, exception);
                await Task.Delay(pause, _options.TimeProvider, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause == TimeSpan.Zero ? TimeSpan.FromMilliseconds(10) : pause * 2 < MaxAcceptPause ? pause * 2 : MaxAcceptPause;
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
            {
                break;
            }
        }

        await TurnAwayLastAsync(listener).ConfigureAwait(false);
        listener.Dispose();
    }

    /// <summary>Tells those who have connected already that the server stops. The system would reset them, when the listener is closed.</summary>
    private async Task TurnAwayLastAsync(StreamListener listener)
    {
        long begun = _options.TimeProvider.GetTimestamp();
        for (int left = MaxLastConnections; left > 0 && State == SocketState.Listening && _options.TimeProvider.GetElapsedTime(begun) < MaxLastAccepts; left--)
        {
            using var patience = new CancellationTokenSource(LastAcceptPause);
            try
            {
                StreamConnection late = await listener.AcceptAsync(patience.Token).ConfigureAwait(false);
                TurnAway(late, RefusalCode.ShuttingDown);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
            {
                return;
            }
        }
    }

    private void Serve(StreamConnection connection)
    {
        ServedConnection? peer = null;
        UInt128? countedAs = connection.TellsAddressLater ? null : AddressCounts.KeyOf(connection.RemoteEndPoint);
        bool isFull;
        AddressVerdict verdict = default;
        lock (_gate)
        {
            isFull = _peers.Count >= _options.MaxConnections;
            if (!isFull && (verdict = _addresses.TryAdd(countedAs, CoarseClock.Milliseconds(_options.TimeProvider), out TokenBucket? messages)) == AddressVerdict.Welcome)
            {
                ServerShare share = new() { Calls = _calls, AddressMessages = messages };
                var served = new StreamServerPeer<TProtocol>(connection, default, _options, _logger, _createSession, share);
                peer = new ServedConnection(served) { CountedAs = countedAs };
                served.Admit = connection.TellsAddressLater ? remote => Admit(peer, share, remote) : null;
                served.TurnAway = connection.TellsAddressLater ? turnedAway => TurnAway(turnedAway, RefusalCode.Overloaded) : null;
                _peers.Add(peer, Task.CompletedTask);
            }
        }

        if (peer is null)
        {
            Refuse(connection, isFull, verdict);
            return;
        }

        Task serving = ServeAsync(peer);
        lock (_gate)
        {
            if (_peers.ContainsKey(peer))
            {
                _peers[peer] = serving;
            }
        }
    }

    /// <summary>Counts a connection by the address that was told only now.</summary>
    /// <returns>False when there are too many from there.</returns>
    private bool Admit(ServedConnection peer, ServerShare share, EndPoint? remote)
    {
        UInt128? key = AddressCounts.KeyOf(remote);
        AddressVerdict verdict;
        lock (_gate)
        {
            verdict = _addresses.TryAdd(key, CoarseClock.Milliseconds(_options.TimeProvider), out TokenBucket? messages);
            if (verdict == AddressVerdict.Welcome)
            {
                peer.CountedAs = key;
                share.AddressMessages = messages;
                return true;
            }
        }

        Telemetry.CountRejected(TProtocol.Description.Name, peer.Current.LocalEndPoint);
        LogTurnedAway(remote, verdict);
        return false;
    }

    private void LogTurnedAway(EndPoint? remote, AddressVerdict verdict)
    {
        if (verdict == AddressVerdict.TooFast)
        {
            Log.TooFastFromAddress(_logger, TProtocol.Description.Name, remote, _options.MaxConnectionsPerSecondPerAddress);
        }
        else
        {
            Log.TooManyFromAddress(_logger, TProtocol.Description.Name, remote, _options.MaxConnectionsPerAddress);
        }
    }

    private void Refuse(StreamConnection connection, bool isFull, AddressVerdict verdict)
    {
        Telemetry.CountRejected(TProtocol.Description.Name, connection.LocalEndPoint);
        if (isFull)
        {
            Log.TooManyConnections(_logger, TProtocol.Description.Name, connection.RemoteEndPoint, _options.MaxConnections);
        }
        else
        {
            LogTurnedAway(connection.RemoteEndPoint, verdict);
        }

        TurnAway(connection, RefusalCode.Overloaded);
    }

    private void TurnAway(StreamConnection connection, RefusalCode code)
    {
        if (TProtocol.Description.UsesEnvelope)
        {
            _doorman.TurnAway(connection, code);
        }
        else
        {
            connection.Dispose();
        }
    }

    private async Task ServeAsync(ServedConnection peer)
    {
        // Away from the accept loop from the first step on.
        await Task.Yield();
        EndPoint? local = peer.Current.LocalEndPoint;
        try
        {
            Telemetry.CountConnection(TProtocol.Description.Name, local, 1);
            await peer.RunAsync().ConfigureAwait(false);
            Telemetry.CountConnection(TProtocol.Description.Name, local, -1);
            await peer.Current.ReleaseAsync().ConfigureAwait(false);
        }
        finally
        {
            // Neither fails. If one did, the place of a connection that is gone would be taken for good.
            lock (_gate)
            {
                _peers.Remove(peer);
                _addresses.Remove(peer.CountedAs);
            }
        }
    }

    private async Task DrainAsync()
    {
        KeyValuePair<ServedConnection, Task>[] peers = SnapshotPeers();
        using var patience = new CancellationTokenSource(_options.DrainTimeout, _options.TimeProvider);
        await Task.WhenAll([
            .. peers.Select(entry => entry.Key.Current.DrainAsync(patience.Token)),
            .. _datagramServers.Select(server => server.DrainAsync(patience.Token)),
            _doorman.WhenLeftAsync(),
        ]).ConfigureAwait(false);
        AbortPeers("The server has stopped.");
        await Task.WhenAll(SnapshotPeers().Select(entry => entry.Value)).ConfigureAwait(false);
        Log.Drained(_logger, TProtocol.Description.Name, peers.Length);
    }

    private void AbortPeers(string reason)
    {
        foreach ((ServedConnection peer, _) in SnapshotPeers())
        {
            peer.Current.Abort(new OperationCanceledException(reason));
        }
    }

    private KeyValuePair<ServedConnection, Task>[] SnapshotPeers()
    {
        lock (_gate)
        {
            return [.. _peers];
        }
    }

    private async Task CloseEndPointsAsync()
    {
        _doorman.Dispose();
        foreach (StreamListener listener in _listeners)
        {
            listener.Dispose();
        }

        foreach (DatagramServer<TProtocol> server in _datagramServers)
        {
            await server.CloseAsync().ConfigureAwait(false);
        }
    }

    private TimeSpan SweepInterval()
    {
        TimeSpan pause = LinkWatch.PauseFor(_options.HandshakeTimeout, _options.IdleTimeout, _options.FrameTimeout);
        TimeSpan heartbeat = TProtocol.Description.UsesEnvelope ? LinkWatch.PauseFor(_options.HeartbeatInterval, _options.HeartbeatTimeout) : pause;
        return heartbeat < pause && heartbeat != Timeout.InfiniteTimeSpan ? heartbeat : pause;
    }

    private void Sweep()
    {
        foreach ((ServedConnection peer, _) in SnapshotPeers())
        {
            peer.Current.CloseIfIdle();
        }

        foreach (DatagramServer<TProtocol> server in _datagramServers)
        {
            server.ForgetIdle();
        }

        lock (_gate)
        {
            _addresses.ForgetIdle(CoarseClock.Milliseconds(_options.TimeProvider));
        }
    }
}
