using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Clients;

/// <content>Whether the server is there, and what it says about staying.</content>
internal sealed partial class StreamClientLink<TProtocol>
{
    private readonly LinkWatch _watch;
    private bool _hasParted;

    private protected override TimeSpan WatchPause => TProtocol.Description.UsesEnvelope
        ? LinkWatch.PauseFor(Options.HeartbeatInterval, Options.HeartbeatTimeout, Options.FrameTimeout)
        : LinkWatch.PauseFor(Options.FrameTimeout);

    private protected override void Watch(long now)
    {
        LinkState state = _pump.StateOfLink(PeerCapabilities.HasFlag(EnvelopeCapabilities.Heartbeats));
        switch (_watch.Look(in state, now))
        {
            case LinkVerdict.Ping:
                SendSignal(FrameKind.Ping);
                break;
            case LinkVerdict.Gone:
                Fault(new HalfOpenException(Options.HeartbeatInterval, Options.HeartbeatTimeout));
                break;
            case LinkVerdict.FrameOverdue:
                Fault(new ConnectionClosedException($"The server began a frame and did not end it within {Options.FrameTimeout.TotalSeconds:0.###} s."));
                break;
        }
    }

    /// <summary>Handles the envelope's frames that are about the connection.</summary>
    private void OnSignal(in ReceivedFrame frame, FrameKind kind)
    {
        if (kind == FrameKind.Ping)
        {
            SendSignal(FrameKind.Pong);
            return;
        }

        if (kind == FrameKind.Pong)
        {
            return;
        }

        WireReader reader = frame.Read(Side.Server);
        if (!AdviceFrame.TryReadFrame(ref reader, out AdviceFrame advice))
        {
            Fault(new WireFormatException(reader.Error!));
        }
        else if (kind == FrameKind.TryElsewhere)
        {
            // In place of hello.
            Fault(advice.ToException());
        }
        else
        {
            Part(advice.ToException());
        }
    }

    /// <summary>The server answers no further requests: none is sent, and it is told that none is on its way, so that it need not wait for any.</summary>
    private void Part(TryElsewhereException reason)
    {
        if (PeerCapabilities.HasFlag(EnvelopeCapabilities.Elsewhere) && !_hasParted)
        {
            _hasParted = true;
            Parting = reason;
            SendSignal(FrameKind.Goodbye);
        }

        Client.OnGoodbye();
    }

    /// <summary>Sends a frame of the envelope's own, where the connection still can. A ping is left out where the server takes nothing: what waits for it is as good.</summary>
    private void SendSignal(FrameKind kind)
    {
        if (kind != FrameKind.Goodbye && !HasRoom)
        {
            return;
        }

        try
        {
            Send(new SignalFrame(kind), new FrameRoute(kind, 0, 0));
        }
        catch (Exception exception) when (exception is ConnectionClosedException or HandedOverException)
        {
            // The end of the connection is on its way to all who wait.
        }
    }
}
