using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <content>Whether the client is there, and uses the connection.</content>
internal sealed partial class StreamServerPeer<TProtocol>
{
    private readonly LinkWatch _watch;
    private MessageRate? _rate;
    private long _usedAt;
    private bool _wasUsed;

    /// <summary>Closes the connection if it has been silent, or its handshake or a frame pending, for too long; asks a silent client whether it is there.</summary>
    public void CloseIfIdle()
    {
        if (IsClosed || !Monitor.TryEnter(_watch))
        {
            return;
        }

        try
        {
            LookAt(CoarseClock.Milliseconds(_time));
        }
        finally
        {
            Monitor.Exit(_watch);
        }
    }

    private void LookAt(long now)
    {
        if (!_isGreeted && now - _openedAt > Options.HandshakeTimeout.TotalMilliseconds)
        {
            Abort(new ConnectionClosedException($"The handshake took longer than {Options.HandshakeTimeout.TotalSeconds:0.###} s."));
            return;
        }

        LinkState state = _pump.StateOfLink(PeerCapabilities.HasFlag(EnvelopeCapabilities.Heartbeats));
        switch (_watch.Look(in state, now))
        {
            case LinkVerdict.Ping:
                SendSignal(FrameKind.Ping);
                break;
            case LinkVerdict.Gone:
                Abort(new HalfOpenException(Options.HeartbeatInterval, Options.HeartbeatTimeout));
                return;
            case LinkVerdict.FrameOverdue:
                Abort(new ConnectionClosedException($"The client began a frame and did not end it within {Options.FrameTimeout.TotalSeconds:0.###} s."));
                return;
        }

        if (IsIdle(now))
        {
            Abort(new ConnectionClosedException($"Nothing came for {Options.IdleTimeout.TotalSeconds:0.###} s."), isExpected: true);
        }
    }

    private bool IsIdle(long now)
    {
        if (Volatile.Read(ref _isDispatching) || CallsInFlight > 0 || _pump.IsStreaming)
        {
            _usedAt = now;
        }
        else if (Volatile.Read(ref _wasUsed))
        {
            // Bytes that came behind the last message, of a heartbeat or of a part of a frame, are at most one look old.
            Volatile.Write(ref _wasUsed, false);
            _usedAt = Math.Max(_usedAt, Volatile.Read(ref _activeAt));
        }

        return Options.IdleTimeout != Timeout.InfiniteTimeSpan && now - _usedAt > Options.IdleTimeout.TotalMilliseconds;
    }

    /// <summary>Sends a frame of the envelope's own. Left out where the client takes nothing: what waits for it is as good.</summary>
    private void SendSignal(FrameKind kind)
    {
        if (!HasRoom)
        {
            return;
        }

        try
        {
            Send(new SignalFrame(kind), new FrameRoute(kind, 0, 0));
        }
        catch (ConnectionClosedException)
        {
            // Closed meanwhile; the end is on its way.
        }
    }
}
