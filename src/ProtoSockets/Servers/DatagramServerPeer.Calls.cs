using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <content>Its calls: each has a token, and is told when its caller gives it up, when its time is over, and when the peer is forgotten.</content>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A CancellationTokenSource without timer or link holds nothing, and its token outlives the peer.")]
internal sealed partial class DatagramServerPeer<TProtocol>
{
    private readonly CancellationTokenSource _closed = new();
    private volatile bool _isClosing;

    internal override CancellationToken Closed => _closed.Token;

    private bool KnowsElsewhere => PeerCapabilities.HasFlag(EnvelopeCapabilities.Elsewhere);

    /// <summary>Hands a message to its handler.</summary>
    public void Dispatch(in IncomingCall<TProtocol> call)
    {
        // Over memory a handler can have another peer's dispatched before it is back.
        RunningCall? outerCall = RunningCall.Dispatched;
        RunningCall.Dispatched = null;
        try
        {
            if (Telemetry.IsServerObserved)
            {
                ServerCall.Dispatch(Session, in call, parent: default);
            }
            else
            {
                Session.Dispatch(in call);
            }
        }
#pragma warning disable CA1031 // A handler may throw anything; its call fails, and nothing else does.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            call.Fail(exception);
        }
        finally
        {
            RunningCall? left = RunningCall.Dispatched;
            RunningCall.Dispatched = outerCall;
            if (left is not null)
            {
                RecycleToken(left);
            }
        }
    }

    /// <summary>Whether it has been closed, perhaps before it was known.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Sends a frame of the envelope's own. What can't be sent is as good as lost on the way.</summary>
    public void Tell<TFrame>(in TFrame frame, in FrameRoute route)
        where TFrame : IProtocolMessage<TFrame>
    {
        try
        {
            Send(in frame, in route);
        }
        catch (Exception exception) when (exception is WireFormatException || ConnectionFailures.IsExpected(exception))
        {
            Log.DatagramDropped(Logger, TProtocol.Description.Name, RemoteEndPoint, $"its answer can't be sent: {exception.Message}");
        }
    }

    /// <summary>Does not take a request on, since the server has as many as it may.</summary>
    /// <returns>False for what is no request.</returns>
    public bool TryTurnAway(in IncomingCall<TProtocol> call, FrameKind kind)
    {
        if (kind != FrameKind.Request)
        {
            return false;
        }

        if (IsRunning(call.CorrelationId))
        {
            // It was taken on, and is sent again: its reply comes.
            return true;
        }

        Telemetry.CountTurnedAway(TProtocol.Description.Name, LocalEndPoint, isStream: false);
        if (KnowsElsewhere)
        {
            Tell(new AdviceFrame(FrameKind.TryElsewhere, RefusalCode.Overloaded, Options.RetryAfter, Options.Elsewhere), new FrameRoute(FrameKind.TryElsewhere, 0, call.CorrelationId));
        }
        else
        {
            call.Fail(new CallRefusedException(RefusalCode.Overloaded, "The server has too much to do; try again later, or another one."));
        }

        return true;
    }

    internal override void Abort(Exception reason)
    {
        if (reason is CallRefusedException { Code: RefusalCode.Overloaded })
        {
            // The format has no words for it. A request without an answer is as good as lost on the way, and is sent again.
            return;
        }

        _isClosing = true;
        _server.Forget(this, reason);
    }

    /// <summary>Forgets it; its handlers run to their ends.</summary>
    internal override void Close()
    {
        _isClosing = true;
        _server.Leave(this);
        EndIfClosing();
    }

    /// <summary>Tells its handlers, and whoever else waits for it, that the conversation has ended.</summary>
    public async Task EndAsync()
    {
        ReleaseToken();
        try
        {
            await _closed.CancelAsync().ConfigureAwait(false);
        }
        catch (AggregateException exception)
        {
            Log.CancellationFailed(Logger, TProtocol.Description.Name, RemoteEndPoint, exception);
        }

        // What was put in its place meanwhile.
        ReleaseToken();
    }

    private void EndIfClosing()
    {
        if (_isClosing && !HasHandlers)
        {
            _ = EndAsync();
        }
    }
}
