using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>
/// Receives datagrams on one bound channel and hands each to the session of its sender. Handlers run on the thread pool, any number at a time; those for datagrams that came together start one after the other.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A CancellationTokenSource without timer or link holds nothing, and its token outlives the server.")]
internal sealed partial class DatagramServer<TProtocol> : IDatagramConsumer
    where TProtocol : struct, IProtocol
{
    /// <summary>How many peers are looked at to find one that may be forgotten for a new one.</summary>
    private const int EvictionSamples = 8;

    private readonly ServerOptions _options;
    private readonly ILogger _logger;
    private readonly Func<ServerPeer<TProtocol>, ServerSession<TProtocol>> _createSession;
    private readonly ServerShare _share;
    private readonly CancellationTokenSource _closed = new();
    private readonly int _maxDatagramBytes;

    // A dictionary to find a peer by its address, and a list to sample them.
    private readonly Dictionary<SocketAddress, int> _indexes = new(SocketAddressComparer.Instance);
    private readonly List<DatagramServerPeer<TProtocol>> _peers = [];

    // Closed by their handlers, some of which still run. Under the lock of the others.
    private readonly HashSet<DatagramServerPeer<TProtocol>> _left = [];

    public DatagramServer(
        DatagramChannel channel, ServerOptions options, ILogger logger, Func<ServerPeer<TProtocol>, ServerSession<TProtocol>> createSession, ServerShare share)
    {
        Channel = channel;
        _options = options;
        _logger = logger;
        _createSession = createSession;
        _share = share;
        _maxDatagramBytes = Math.Min(options.MaxFrameBytes ?? TProtocol.Description.MaxFrameBytes, channel.MaxDatagramBytes);
    }

    public DatagramChannel Channel { get; }

    public int PeerCount
    {
        get
        {
            lock (_peers)
            {
                return _peers.Count;
            }
        }
    }

    /// <summary>Receives until the token is cancelled or the channel is closed. Never fails for anything that a peer does.</summary>
    public async Task ReceiveAsync(CancellationToken cancellationToken)
    {
        using var pump = new DatagramPump(Channel, _maxDatagramBytes, _options.Threading, this);
        _ = await pump.RunAsync(cancellationToken).ConfigureAwait(false);
    }

    // A handler that blocks is not to hold up the other peers.
    bool IDatagramConsumer.IsAlone => false;

    bool IDatagramConsumer.TryFindSender(SocketAddress from, int count, out object? sender)
    {
        DatagramServerPeer<TProtocol>? peer = FindOrAdd(from);
        peer?.OnTaken(count);
        sender = peer;
        return peer is not null;
    }

    DatagramWriter IDatagramConsumer.WriterOf(object? sender) => ((DatagramServerPeer<TProtocol>)sender!).Writer;

    bool IDatagramConsumer.OnProblem(SocketException problem)
    {
        if (_closed.IsCancellationRequested)
        {
            return false;
        }

        // An earlier reply came to a port where nobody is any more. That peer's trouble, not this server's.
        Log.DatagramDropped(_logger, TProtocol.Description.Name, null, problem.Message);
        return true;
    }

    void IDatagramConsumer.OnBlocking(TimeSpan elapsed) => Log.BlocksIoThread(_logger, TProtocol.Description.Name, null, elapsed.TotalMilliseconds);

    /// <summary>Waits until the handlers that run have ended.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(Snapshot(withLeft: true).Select(peer => peer.WaitForCallsAsync())).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Patience is over; what still runs is cut off.
        }
    }

    public async ValueTask CloseAsync()
    {
        await _closed.CancelAsync().ConfigureAwait(false);
        Channel.Dispose();
        await Task.WhenAll(Snapshot(withLeft: true).Select(peer => ForgetAsync(peer, reason: null))).ConfigureAwait(false);
    }

    /// <summary>Forgets the peers that have been silent for too long.</summary>
    public void ForgetIdle()
    {
        if (_options.IdleTimeout == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        foreach (DatagramServerPeer<TProtocol> peer in Snapshot())
        {
            if (!peer.HasHandlers && _options.TimeProvider.GetElapsedTime(peer.ActiveAt) > _options.IdleTimeout)
            {
                Forget(peer, reason: null);
            }
        }
    }

    public void Forget(DatagramServerPeer<TProtocol> peer, Exception? reason) => _ = ForgetAsync(peer, reason);

    /// <summary>Forgets a peer, and lets its handlers run.</summary>
    public void Leave(DatagramServerPeer<TProtocol> peer)
    {
        lock (_peers)
        {
            if (!TryRemove(peer))
            {
                return;
            }

            _left.Add(peer);
        }

        peer.Told = TellDisconnectedAsync(peer, reason: null);
        _ = LetEndAsync(peer);
    }

    private async Task LetEndAsync(DatagramServerPeer<TProtocol> peer)
    {
        await peer.Told.ConfigureAwait(false);
        await peer.WaitForCallsAsync().ConfigureAwait(false);
        lock (_peers)
        {
            _left.Remove(peer);
        }
    }

    private async Task ForgetAsync(DatagramServerPeer<TProtocol> peer, Exception? reason)
    {
        bool isKnown = TryRemove(peer);
        await peer.EndAsync().ConfigureAwait(false);
        if (!isKnown)
        {
            await peer.Told.ConfigureAwait(false);
            return;
        }

        if (reason is not null)
        {
            Log.DatagramDropped(_logger, TProtocol.Description.Name, peer.RemoteEndPoint, reason.Message);
        }

        await TellDisconnectedAsync(peer, reason).ConfigureAwait(false);
    }

    private bool TryRemove(DatagramServerPeer<TProtocol> peer)
    {
        lock (_peers)
        {
            // By then the same address may have another session: a handler of the one that was forgotten has ended late.
            if (!_indexes.TryGetValue(peer.Address, out int index) || !ReferenceEquals(_peers[index], peer))
            {
                return false;
            }

            peer.SetForgotten();
            _indexes.Remove(peer.Address);
            DatagramServerPeer<TProtocol> last = _peers[^1];
            _peers.RemoveAt(_peers.Count - 1);
            if (!ReferenceEquals(last, peer))
            {
                _peers[index] = last;
                _indexes[last.Address] = index;
            }

            return true;
        }
    }

    private DatagramServerPeer<TProtocol>[] Snapshot(bool withLeft = false)
    {
        lock (_peers)
        {
            return withLeft ? [.. _peers, .. _left] : [.. _peers];
        }
    }

    /// <returns>Null when the handler of a new peer could not be made.</returns>
    private DatagramServerPeer<TProtocol>? FindOrAdd(SocketAddress from)
    {
        DatagramServerPeer<TProtocol> peer;
        DatagramServerPeer<TProtocol>? evicted = null;
        lock (_peers)
        {
            if (_indexes.TryGetValue(from, out int index))
            {
                peer = _peers[index];
                peer.ActiveAt = _options.TimeProvider.GetTimestamp();
                return peer;
            }

            if (_peers.Count >= _options.MaxConnections)
            {
                evicted = SampleOldest();
            }
        }

        if (evicted is not null)
        {
            Forget(evicted, reason: null);
        }

        var address = new SocketAddress(from.Family, from.Size);
        from.Buffer[..from.Size].CopyTo(address.Buffer);
        peer = new DatagramServerPeer<TProtocol>(this, address, _options, _logger, _share) { ActiveAt = _options.TimeProvider.GetTimestamp() };
        if (!TryOpen(peer))
        {
            return null;
        }

        lock (_peers)
        {
            if (!peer.IsClosing)
            {
                _indexes.Add(address, _peers.Count);
                _peers.Add(peer);
                return peer;
            }
        }

        // By its handler, as it arrived.
        peer.SetForgotten();
        _ = TellDisconnectedAsync(peer, reason: null);
        return null;
    }

    private bool TryOpen(DatagramServerPeer<TProtocol> peer)
    {
        try
        {
            peer.Session = _createSession(peer);
            peer.Connected = peer.Session.DispatchConnectedAsync().AsTask();
            return true;
        }
#pragma warning disable CA1031 // A user's code may throw anything; it must not take the server down.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.SessionHandlerFailed(_logger, TProtocol.Description.Name, peer.RemoteEndPoint, exception);
            _ = peer.ReleaseAsync();
            return false;
        }
    }

    /// <summary>Finds, among a few peers, the one that has been silent for longest: forged addresses must not keep new peers out.</summary>
    private DatagramServerPeer<TProtocol> SampleOldest()
    {
        DatagramServerPeer<TProtocol> oldest = _peers[Random.Shared.Next(_peers.Count)];
        for (int sample = 1; sample < EvictionSamples; sample++)
        {
            DatagramServerPeer<TProtocol> other = _peers[Random.Shared.Next(_peers.Count)];
            if (other.ActiveAt < oldest.ActiveAt)
            {
                oldest = other;
            }
        }

        return oldest;
    }

    void IDatagramConsumer.OnDatagram(in ReceivedFrame frame, object? sender)
    {
        var peer = (DatagramServerPeer<TProtocol>)sender!;
        try
        {
            if (peer.TryEnter(out bool mayCall))
            {
                Take(peer, in frame, mayCall);
            }
        }
        finally
        {
            peer.Exit();
        }
    }

    private void Take(DatagramServerPeer<TProtocol> peer, in ReceivedFrame frame, bool mayCall)
    {
        peer.OnReceived(frame.Length);
        if (frame.Length > _maxDatagramBytes)
        {
            Drop(peer, $"it is over the limit of {_maxDatagramBytes} bytes");
        }
        else if (!frame.TryRoute<TProtocol>(Side.Client, out FrameRoute route, out WireError? error))
        {
            Drop(peer, error!.ToString());
        }
        else if (TProtocol.Description.UsesEnvelope && route.Kind >= FrameKind.Reply)
        {
            OnControl(peer, in frame, in route);
        }
        else if (!mayCall)
        {
            Drop(peer, $"{_options.MaxCallsInFlight} of its calls are being handled, which is the limit");
        }
        else if (route.Kind == FrameKind.Request && peer.IsCancelled(route.CorrelationId))
        {
            // It was overtaken by its cancellation.
        }
        else if (_share.Calls is { IsFull: true } && peer.TryTurnAway(new IncomingCall<TProtocol>(peer.Session, peer, new RoutedFrame(in frame, in route)), route.Kind))
        {
            // The caller knows.
        }
        else if (peer.Connected.IsCompletedSuccessfully)
        {
            peer.Dispatch(new IncomingCall<TProtocol>(peer.Session, peer, new RoutedFrame(in frame, in route)));
        }
        else
        {
            peer.BeginWait();
            frame.Buffer.AddReference();
            _ = DispatchWhenConnectedAsync(peer, new IncomingCall<TProtocol>(peer.Session, peer, new RoutedFrame(in frame, in route)));
        }
    }

    private async Task DispatchWhenConnectedAsync(DatagramServerPeer<TProtocol> peer, IncomingCall<TProtocol> call)
    {
        bool isWaiting = true;
        try
        {
            await peer.Connected.ConfigureAwait(false);
            peer.EndWait();
            isWaiting = false;
            if (!peer.IsForgotten)
            {
                peer.Dispatch(in call);
            }
        }
#pragma warning disable CA1031 // A user's code may throw anything; it must not take the server down.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // Told once, whoever else waits for it.
            if (!peer.IsForgotten)
            {
                Log.SessionHandlerFailed(_logger, TProtocol.Description.Name, peer.RemoteEndPoint, exception);
                Forget(peer, reason: null);
            }
        }

        if (isWaiting)
        {
            peer.EndWait();
        }

        call.Release();
        peer.EndCall(running: null);
    }

    private async Task TellDisconnectedAsync(DatagramServerPeer<TProtocol> peer, Exception? reason)
    {
        Task told = TellWhenConnectedAsync(peer, reason);
        if (!peer.Connected.IsCompleted)
        {
            // A handler that does not end when it is told to holds up nobody for longer than a drain; the rest goes on by itself.
            await peer.Connected.WaitAsync(_options.DrainTimeout, _options.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!peer.Connected.IsCompleted)
            {
                return;
            }
        }

        await told.ConfigureAwait(false);
    }

    /// <summary>Not while the handler is still told of the arrival: its failure is reported to those that wait for it.</summary>
    private async Task TellWhenConnectedAsync(DatagramServerPeer<TProtocol> peer, Exception? reason)
    {
        await peer.Connected.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await peer.Session.DispatchDisconnectedAsync(reason).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A user's code may throw anything; it must not take the server down.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.SessionHandlerFailed(_logger, TProtocol.Description.Name, peer.RemoteEndPoint, exception);
        }

        await peer.ReleaseAsync().ConfigureAwait(false);
    }

    private void Drop(DatagramServerPeer<TProtocol> peer, string reason) =>
        Log.DatagramDropped(_logger, TProtocol.Description.Name, peer.RemoteEndPoint, reason);
}
