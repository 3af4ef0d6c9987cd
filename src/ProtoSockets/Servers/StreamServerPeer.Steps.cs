using System.Net.Security;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <content>What changes a connection between two frames: another protocol, or TLS.</content>
internal sealed partial class StreamServerPeer<TProtocol>
{
    private SslServerAuthenticationOptions? _upgrade;
    private TaskCompletionSource<IServedPeer?>? _handover;
    private Func<StreamConnection, ReceivedAhead, IServedPeer>? _continue;
    private HandedOverException? _spent;
    private IServedPeer? _next;

    /// <summary>Notes that what follows the frame that is being handled is another protocol's.</summary>
    /// <exception cref="InvalidOperationException">No handler of the session is at work, or one has noted it already.</exception>
    public void ContinueWith<TNext>(ProtocolServer<TNext> next)
        where TNext : struct, IProtocol
    {
        lock (_changing)
        {
            CheckBetweenFrames();
            _spent = new HandedOverException(
                $"The connection was handed over from {TProtocol.Description.Name} to {TNext.Description.Name}: the session of the latter goes on with it.");
            _handover = new TaskCompletionSource<IServedPeer?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _continue = (connection, ahead) => next.Continue(connection, ahead, _session!.State, Resources, Share);
        }
    }

    /// <summary>Notes that what follows the answer to the frame that is being handled is encrypted.</summary>
    /// <exception cref="InvalidOperationException">No handler of the session is at work, or one has noted it already.</exception>
    public void UpgradeToTls(SslServerAuthenticationOptions options)
    {
        lock (_changing)
        {
            CheckBetweenFrames();
            if (_upgrade is not null)
            {
                throw new InvalidOperationException("The connection is changed to TLS already.");
            }

            _upgrade = TlsOptions.Copy(options);
        }
    }

    private void CheckBetweenFrames()
    {
        if (_spent is not null)
        {
            throw _spent;
        }

        if (!_isInHandler)
        {
            throw new InvalidOperationException(
                "A connection changes between two messages: call it in a handler of the session (or in ConnectedAsync), before its task ends.");
        }
    }

    ValueTask<bool> IFrameConsumer.WhenHandledAsync() => FinishStepAsync();

    /// <summary>Waits for the handler of the last frame, and does what it asked for.</summary>
    /// <returns>Whether this protocol goes on.</returns>
    private async ValueTask<bool> FinishStepAsync()
    {
        if (CallsInFlight > 0)
        {
            await WaitForCallsAsync().WaitAsync(_closed.Token).ConfigureAwait(false);
        }

        lock (_changing)
        {
            _isInHandler = false;
        }

        if (_upgrade is { } options && !IsClosed)
        {
            await EncryptAsync(options).ConfigureAwait(false);
        }

        return _continue is null || IsClosed;
    }

    private async Task EncryptAsync(SslServerAuthenticationOptions options)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token);
        using ITimer timer = _time.CreateTimer(
            static state => ((CancellationTokenSource)state!).Cancel(), patience, Options.HandshakeTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            await _writer.PauseAsync(patience.Token).ConfigureAwait(false);
            _connection = await TlsUpgrade.RunAsync(_connection, _pump.AheadCount, options, patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!IsClosed)
        {
            Abort(new TlsUpgradeException($"The TLS handshake took longer than {Options.HandshakeTimeout.TotalSeconds:0.###} s.", exception));
            throw;
        }
        catch (Exception exception)
        {
            Abort(exception);
            throw;
        }

        _upgrade = null;
        _pump.Replace(_connection);
        _writer.GoOn(_connection);
        if (IsClosed)
        {
            _connection.Dispose();
        }
    }

    /// <summary>Gives the connection to the next protocol, with what has arrived on it. This peer is spent.</summary>
    private async Task<IServedPeer?> HandOverAsync()
    {
        IServedPeer? next = null;
        try
        {
            _writer.Refuse(_spent!);
            using (var patience = new CancellationTokenSource(Options.SendTimeout, _time))
            {
                await _writer.PauseAsync(patience.Token).ConfigureAwait(false);
            }

            await _session!.DispatchDisconnectedAsync(_spent).ConfigureAwait(false);
            next = _continue!(_connection, _pump.Stop());
        }
#pragma warning disable CA1031 // A user's code may throw anything; it must not take the server down.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Abort(exception, isExpected: false);
        }

        Exception? reason;
        lock (_changing)
        {
            _next = next;
            reason = _closeReason;
            _closeReason ??= _spent;
        }

        if (reason is not null)
        {
            // Closed while it was being handed over.
            next?.Abort(reason);
            _connection.Dispose();
        }
        else
        {
            try
            {
                await _closed.CancelAsync().ConfigureAwait(false);
            }
            catch (AggregateException exception)
            {
                // The application's code, as where the connection ends: the next protocol goes on all the same.
                Log.CancellationFailed(Logger, TProtocol.Description.Name, RemoteEndPoint, exception);
            }
        }

        _endReason = _spent;
        _ended.TrySetResult();
        _handover!.TrySetResult(next);
        return next;
    }
}
