using System.Net;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <content>How the conversation ends: in good order, or at once.</content>
internal sealed partial class StreamServerPeer<TProtocol>
{
    /// <summary>Says goodbye where the protocol can, lets running handlers end, sends all that is pending, and waits for the peer to close.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await WhenHandedOverAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is { } next)
            {
                await next.DrainAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            await PartAsync(cancellationToken).ConfigureAwait(false);
            await WaitForCallsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (await WhenHandedOverAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is { } later)
            {
                await later.DrainAsync(cancellationToken).ConfigureAwait(false);
                return;
            }

            // From here on nothing could be answered, and is not handled either: what was handed over until now is, to its end.
            Volatile.Write(ref _isDeaf, true);
            await WaitForCallsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (TProtocol.Description.UsesEnvelope && _isGreeted && !KnowsElsewhere)
            {
                // The client knows by it that what has got no answer may be asked of another server.
                Send(new SignalFrame(FrameKind.Goodbye), new FrameRoute(FrameKind.Goodbye, SignalFrame.AllAnswered, 0));
            }

            await _writer.WaitUntilSentAsync(cancellationToken).ConfigureAwait(false);
            await _connection.ShutdownSendAsync(cancellationToken).ConfigureAwait(false);

            // Read to the end: closing with unread bytes would reset the connection, and take the last replies from the peer.
            await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            // The peer was gone first, or does not close in time.
        }
    }

    /// <summary>The connection in its next protocol, once it is there; null when none was asked for.</summary>
    private Task<IServedPeer?> WhenHandedOverAsync()
    {
        lock (_changing)
        {
            return _handover?.Task ?? Task.FromResult<IServedPeer?>(null);
        }
    }

    EndPoint? IServedPeer.LocalEndPoint => LocalEndPoint;

    Task IServedPeer.ReleaseAsync() => ReleaseAsync();

    void IServedPeer.Abort(Exception reason) => Abort(reason);

    internal override void Abort(Exception reason) => Abort(reason, isExpected: reason is OperationCanceledException);

    internal override void Close()
    {
        if (Interlocked.Exchange(ref _isClosing, 1) == 0)
        {
            Volatile.Write(ref _isDraining, true);
            _ = CloseAfterSendingAsync(new OperationCanceledException("The server closed the connection."), Options.DrainTimeout);
        }
    }

    private async Task CloseAfterSendingAsync(Exception reason, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit, _time);
        await DrainAsync(patience.Token).ConfigureAwait(false);
        Abort(reason);
    }

    private void Abort(Exception reason, bool isExpected)
    {
        IServedPeer? next;
        lock (_changing)
        {
            next = _next;
            if (next is null)
            {
                if (_closeReason is not null)
                {
                    return;
                }

                Volatile.Write(ref _closeReason, reason);
            }
        }

        if (next is not null)
        {
            next.Abort(reason);
            return;
        }

        if (!isExpected)
        {
            Log.Failed(Logger, TProtocol.Description.Name, RemoteEndPoint, reason.Message);
        }

        _writer.Fail(reason);
        FailCalls(reason is OperationCanceledException ? new ConnectionClosedException(reason.Message, reason) : reason, _writer.HandedOver);
        CloseStreams(reason);
        StopSweeping();
        _rate?.Dispose();
        _parted.TrySetResult();
        TellClosed();
        if (!_isGivenAway)
        {
            _connection.Dispose();
        }

        _pump.Resume();
    }

    /// <summary>Cancels what waits for the end. Who is told is the application's code, which may throw anything: the connection ends all the same.</summary>
    private void TellClosed()
    {
        try
        {
            _closed.Cancel();
        }
        catch (AggregateException exception)
        {
            Log.CancellationFailed(Logger, TProtocol.Description.Name, RemoteEndPoint, exception);
        }
    }

    /// <summary>Waits until no handler runs, neither one that has waited for something nor the one that a frame is being handed to.</summary>
    internal override Task WaitForCallsAsync()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource shared = Interlocked.CompareExchange(ref _callsEnded, ended, null) ?? ended;

        // The worker marks each frame that it hands over without a fence, which each call would pay for; the rare waiter pays for both.
        Interlocked.MemoryBarrierProcessWide();
        SignalIfIdle();
        return shared.Task;
    }
}
