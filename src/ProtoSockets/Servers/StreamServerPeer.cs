using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>The server's end of a conversation over a stream.</summary>
#pragma warning disable CA1001 // A CancellationTokenSource without timer or link holds nothing, and its token outlives the peer.
internal sealed class StreamServerPeer<TProtocol> : ServerPeer<TProtocol>, IFrameConsumer, IServedPeer
    where TProtocol : struct, IProtocol
#pragma warning restore CA1001
{
    private readonly Func<ServerPeer<TProtocol>, ServerSession<TProtocol>> _createSession;
    private readonly CoalescingWriter _writer;
    private readonly StreamPump<TProtocol> _pump;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly long _openedAt;
    private readonly Lock _changing = new();
    private StreamConnection _connection;
    private ServerSession<TProtocol>? _session;
    private Exception? _closeReason;
    private HandshakeException? _mismatch;
    private Exception? _endReason;
    private TaskCompletionSource? _callsEnded;
    private long _activeAt;
    private int _waitsForRoom;
    private bool _isGreeted;
    private bool _isDraining;
    private bool _isDispatching;
    private int _isClosing;
    private volatile bool _isInHandler;
    private SslServerAuthenticationOptions? _upgrade;
    private TaskCompletionSource<IServedPeer?>? _handover;
    private Func<StreamConnection, ReceivedAhead, IServedPeer>? _continue;
    private HandedOverException? _spent;
    private IServedPeer? _next;

    public StreamServerPeer(
        StreamConnection connection,
        ReceivedAhead ahead,
        ServerOptions options,
        ILogger logger,
        Func<ServerPeer<TProtocol>, ServerSession<TProtocol>> createSession)
        : base(options, logger, isFramed: true)
    {
        _createSession = createSession;
        _connection = connection;
        _time = options.TimeProvider;
        _writer = new CoalescingWriter(connection, options.MaxPendingSendBytes, Abort);
        _pump = new StreamPump<TProtocol>(connection, _writer, this, Side.Client, MaxFrameBytes, ahead);
        _openedAt = _time.GetTimestamp();
        _activeAt = _openedAt;
        _isGreeted = !TProtocol.Description.UsesEnvelope;
    }

    internal override EndPoint? LocalEndPoint => _connection.LocalEndPoint;

    internal override EndPoint? RemoteEndPoint => _connection.RemoteEndPoint;

    internal override Socket? Socket => _connection.Socket;

    internal override X509Certificate2? RemoteCertificate => _connection.RemoteCertificate;

    internal override CancellationToken Closed => _closed.Token;

    internal override bool HasRoom => _writer.HasRoom;

    /// <summary>What the session of the protocol before remembered.</summary>
    public object? State { get; init; }

    private bool IsClosed => Volatile.Read(ref _closeReason) is not null;

    /// <inheritdoc/>
    public async Task<IServedPeer?> RunAsync()
    {
        string name = TProtocol.Description.Name;
        try
        {
            using (CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(_closed.Token))
            using (_time.CreateTimer(static state => ((CancellationTokenSource)state!).Cancel(), patience, Options.HandshakeTimeout, Timeout.InfiniteTimeSpan))
            {
                await _connection.HandshakeAsync(patience.Token).ConfigureAwait(false);
            }

            Log.Opened(Logger, name, RemoteEndPoint);
            _session = _createSession(this);
            _session.State ??= State;
            _isInHandler = true;
            await _session.DispatchConnectedAsync().ConfigureAwait(false);
            if (TProtocol.Description.HandsOver && !await FinishStepAsync().ConfigureAwait(false))
            {
                return await HandOverAsync().ConfigureAwait(false);
            }
        }
#pragma warning disable CA1031 // A user's code may throw anything; it must not take the server down.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            if (!ConnectionFailures.IsExpected(exception))
            {
                Log.SessionHandlerFailed(Logger, name, RemoteEndPoint, exception);
            }

            Abort(exception is OperationCanceledException && !IsClosed
                ? new ConnectionClosedException($"The handshake took longer than {Options.HandshakeTimeout.TotalSeconds:0.###} s.")
                : exception);
            _connection.Dispose();
            _handover?.TrySetResult(null);
            return null;
        }

        await _pump.RunAsync(_closed.Token).ConfigureAwait(false);
        if (_continue is not null && !_ended.Task.IsCompleted)
        {
            return await HandOverAsync().ConfigureAwait(false);
        }

        await _ended.Task.ConfigureAwait(false);
        Abort(_endReason ?? new ConnectionClosedException("The peer closed the connection."), isExpected: _endReason is null);
        Log.Closed(Logger, name, RemoteEndPoint);
        try
        {
            await _session.DispatchDisconnectedAsync(_endReason).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A user's code may throw anything; it must not take the server down.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.SessionHandlerFailed(Logger, name, RemoteEndPoint, exception);
        }

        _handover?.TrySetResult(null);
        return null;
    }

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
            _continue = (connection, ahead) => next.Continue(connection, ahead, _session!.State);
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
            await _closed.CancelAsync().ConfigureAwait(false);
        }

        _endReason = _spent;
        _ended.TrySetResult();
        _handover!.TrySetResult(next);
        return next;
    }

    /// <summary>Closes the connection if it has been silent, or its handshake pending, for too long.</summary>
    public void CloseIfIdle()
    {
        if (!_isGreeted && _time.GetElapsedTime(_openedAt) > Options.HandshakeTimeout)
        {
            Abort(new ConnectionClosedException($"The handshake took longer than {Options.HandshakeTimeout.TotalSeconds:0.###} s."));
        }
        else if (Options.IdleTimeout != Timeout.InfiniteTimeSpan
            && CallsInFlight == 0
            && _time.GetElapsedTime(Volatile.Read(ref _activeAt)) > Options.IdleTimeout)
        {
            Abort(new ConnectionClosedException($"Nothing came for {Options.IdleTimeout.TotalSeconds:0.###} s."), isExpected: true);
        }
    }

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

            Volatile.Write(ref _isDraining, true);
            if (TProtocol.Description.UsesEnvelope && _isGreeted)
            {
                Send(default(GoodbyeFrame), default);
            }

            await WaitForCallsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            if (await WhenHandedOverAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is { } later)
            {
                await later.DrainAsync(cancellationToken).ConfigureAwait(false);
                return;
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

    void IServedPeer.Abort(Exception reason) => Abort(reason);

    internal override void Abort(Exception reason) => Abort(reason, isExpected: reason is OperationCanceledException);

    internal override void Close()
    {
        if (Interlocked.Exchange(ref _isClosing, 1) == 0)
        {
            _ = CloseAfterSendingAsync(new OperationCanceledException("The server closed the connection."), Options.DrainTimeout);
        }
    }

    internal override async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        while (!HasRoom && !IsClosed)
        {
            long sent = _writer.Sent;
            try
            {
                await _writer.WaitForRoomAsync(cancellationToken).WaitAsync(Options.SendTimeout, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                if (_writer.Sent == sent)
                {
                    Abort(new ConnectionClosedException($"The peer took nothing for {Options.SendTimeout.TotalSeconds:0.###} s."));
                }
            }
        }
    }

    bool IFrameConsumer.CanTakeFrame()
    {
        if (IsClosed || Volatile.Read(ref _isClosing) != 0)
        {
            return true;
        }

        if (!HasRoom)
        {
            if (Options.SlowPeer == SlowPeerPolicy.Disconnect)
            {
                Abort(new ConnectionClosedException($"The peer is slow: {Options.MaxPendingSendBytes} bytes wait to be sent to it."));
                return true;
            }

            ResumeWhenRoom();
            return false;
        }

        return CallsInFlight < MaxCallsInFlight;
    }

    void IFrameConsumer.OnFrame(in ReceivedFrame frame)
    {
        if (IsClosed || Volatile.Read(ref _isClosing) != 0)
        {
            return;
        }

        Volatile.Write(ref _activeAt, _time.GetTimestamp());
        _isInHandler = true;
        WireReader reader = frame.Read(Side.Client);
        if (!TProtocol.TryReadRoute(ref reader, out FrameRoute route))
        {
            Abort(new WireFormatException(reader.Error!));
            return;
        }

        var call = new IncomingCall<TProtocol>(_session!, this, in frame, in route);
        if (TProtocol.Description.UsesEnvelope && (!_isGreeted || route.Kind >= (TProtocol.Description.ServerCalls ? FrameKind.Hello : FrameKind.Reply)))
        {
            OnControl(in frame, in route);
        }
        else if (Volatile.Read(ref _isDraining) && TProtocol.Description.UsesEnvelope && route.Kind == FrameKind.Request)
        {
            call.Fail(new CallRefusedException(RefusalCode.ShuttingDown, "The server is shutting down; try another one."));
        }
        else if (TProtocol.Description.ServerCalls && route.Kind is FrameKind.Reply or FrameKind.Error)
        {
            if (!TryDeliver(in route, in frame))
            {
                Abort(new ConnectionClosedException($"The client sent a reply that nobody asked for (message {route.MessageId}, correlation id {route.CorrelationId})."));
            }
        }
        else
        {
            Dispatch(in call);
        }
    }

    void IFrameConsumer.OnEnd(Exception? failure)
    {
        _endReason = Volatile.Read(ref _closeReason) ?? _mismatch ?? failure;
        _ended.TrySetResult();
    }

    private protected override Span<byte> BeginFrame(int size) => _writer.Begin(size);

    private protected override long EndFrame(int length) => _writer.End(length);

    private protected override void CancelFrame() => _writer.Cancel();

    private protected override void OnCallEnded()
    {
        _pump.Resume();
        SignalIfIdle();
    }

    private void SignalIfIdle()
    {
        if (CallsInFlight == 0 && !Volatile.Read(ref _isDispatching))
        {
            Interlocked.Exchange(ref _callsEnded, null)?.TrySetResult();
        }
    }

    private void Dispatch(in IncomingCall<TProtocol> call)
    {
        Volatile.Write(ref _isDispatching, true);
        try
        {
            _session!.Dispatch(in call);
        }
#pragma warning disable CA1031 // A handler may throw anything; its call fails, and nothing else does.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            call.Fail(exception);
        }

        Volatile.Write(ref _isDispatching, false);
        if (Volatile.Read(ref _callsEnded) is not null)
        {
            // Against a call that ends on another thread just now: one of the two sees that the other is done.
            Interlocked.MemoryBarrier();
            SignalIfIdle();
        }
    }

    /// <summary>Handles the default envelope's own frames.</summary>
    private void OnControl(in ReceivedFrame frame, in FrameRoute route)
    {
        WireReader reader = frame.Read(Side.Client);
        switch (route.Kind)
        {
            case FrameKind.Hello when !_isGreeted:
                if (!HelloFrame.TryReadFrame(ref reader, out HelloFrame hello))
                {
                    Abort(new WireFormatException(reader.Error!));
                    return;
                }

                // The answer goes out either way: it lets the peer say what is wrong.
                _isGreeted = true;
                TrySendHello();
                Version = hello.Negotiate<TProtocol>();
                if (hello.FindMismatch<TProtocol>() is { } mismatch)
                {
                    _mismatch = new HandshakeException(mismatch);
                    _ = CloseAfterSendingAsync(_mismatch, Options.HandshakeTimeout);
                }

                return;

            case FrameKind.Goodbye:
                return;

            default:
                Abort(new ConnectionClosedException(_isGreeted
                    ? $"A client does not send frames of kind {route.Kind}."
                    : $"The first frame was of kind {route.Kind}, not the handshake."));
                return;
        }
    }

    private void TrySendHello()
    {
        try
        {
            Send(HelloFrame.Of<TProtocol>(MaxFrameBytes), default);
        }
        catch (ConnectionClosedException)
        {
            // Closed meanwhile; the end is on its way.
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
        StopSweeping();
        _closed.Cancel();
        _connection.Dispose();
        _pump.Resume();
    }

    private void ResumeWhenRoom()
    {
        if (Interlocked.Exchange(ref _waitsForRoom, 1) == 0)
        {
            _ = ResumeAsync();
        }

        async Task ResumeAsync()
        {
            await WaitForRoomAsync(CancellationToken.None).ConfigureAwait(false);
            Volatile.Write(ref _waitsForRoom, 0);
            _pump.Resume();
        }
    }

    /// <summary>Waits until no handler runs, neither one that has waited for something nor the one that a frame is being handed to.</summary>
    private Task WaitForCallsAsync()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource shared = Interlocked.CompareExchange(ref _callsEnded, ended, null) ?? ended;

        // The worker marks each frame that it hands over without a fence, which each call would pay for; the rare waiter pays for both.
        Interlocked.MemoryBarrierProcessWide();
        SignalIfIdle();
        return shared.Task;
    }
}
