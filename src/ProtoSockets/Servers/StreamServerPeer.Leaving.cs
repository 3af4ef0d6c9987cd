using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <content>What clients of the default envelope are told when the server stops, or can't take on more.</content>
internal sealed partial class StreamServerPeer<TProtocol>
{
    /// <summary>How long a drain waits for a client that has connected and not said hello.</summary>
    private static readonly TimeSpan GreetingPatience = TimeSpan.FromSeconds(1);

    private readonly TaskCompletionSource _parted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isDeaf;

    private bool KnowsElsewhere => PeerCapabilities.HasFlag(EnvelopeCapabilities.Elsewhere);

    /// <summary>Says goodbye, and waits until no further request is on its way: the client says goodbye in turn, behind its last one. What comes before that is told to try elsewhere.</summary>
    private async Task PartAsync(CancellationToken cancellationToken)
    {
        bool isGreeted;
        lock (_changing)
        {
            _isDraining = true;
            isGreeted = _isGreeted;
        }

        if (!TProtocol.Description.UsesEnvelope || _mismatch is not null)
        {
            return;
        }

        if (isGreeted)
        {
            SendAdvice(FrameKind.Goodbye, RefusalCode.ShuttingDown, correlationId: 0);
            if (!KnowsElsewhere)
            {
                // It would go on sending, and is told with each request.
                return;
            }

            await _parted.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await _parted.Task.WaitAsync(GreetingPatience, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // Whatever it is, it is not one that waits for an answer.
        }
    }

    /// <summary>Answers hello.</summary>
    private void Greet(in HelloFrame hello)
    {
        lock (_changing)
        {
            PeerCapabilities = hello.Capabilities;
            Version = hello.Negotiate<TProtocol>();
            _isGreeted = true;
            if (_isDraining)
            {
                SendAdvice(FrameKind.TryElsewhere, RefusalCode.ShuttingDown, correlationId: 0);
                _isDeaf = true;
                _parted.TrySetResult();
                return;
            }

            // The answer goes out either way: it lets the peer say what is wrong.
            TrySendHello();
            if (hello.FindMismatch<TProtocol>() is { } mismatch)
            {
                _mismatch = new HandshakeException(mismatch);
                _isDeaf = true;
            }
        }

        if (_mismatch is not null)
        {
            _ = CloseAfterSendingAsync(_mismatch, Options.HandshakeTimeout);
        }
    }

    /// <summary>Does not take a request on, if there is a reason not to.</summary>
    private bool TryTurnAway(in IncomingCall<TProtocol> call, FrameKind kind)
    {
        bool isFull = Share.Calls is { IsFull: true };
        if (kind != FrameKind.Request || !(isFull || (TProtocol.Description.UsesEnvelope && Volatile.Read(ref _isDraining))))
        {
            return false;
        }

        RefusalCode code = Volatile.Read(ref _isDraining) ? RefusalCode.ShuttingDown : RefusalCode.Overloaded;
        Diagnostics.Telemetry.CountTurnedAway(TProtocol.Description.Name, LocalEndPoint, isStream: true);
        if (KnowsElsewhere)
        {
            SendAdvice(FrameKind.TryElsewhere, code, call.CorrelationId);
        }
        else
        {
            call.Fail(new CallRefusedException(
                code, code == RefusalCode.ShuttingDown ? "The server is shutting down; try another one." : "The server has too much to do; try again later, or another one."));
        }

        return true;
    }

    private void SendAdvice(FrameKind kind, RefusalCode code, UInt128 correlationId)
    {
        try
        {
            Send(new AdviceFrame(kind, code, Options.RetryAfter, Options.Elsewhere), new FrameRoute(kind, 0, correlationId));
        }
        catch (ConnectionClosedException)
        {
            // Closed meanwhile; the end is on its way.
        }
    }
}
