using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>The server's end of a conversation over a stream.</summary>
#pragma warning disable CA1001 // A CancellationTokenSource without timer or link holds nothing, and its token outlives the peer.
internal sealed class StreamServerPeer<TProtocol> : ServerPeer<TProtocol>, IFrameConsumer
    where TProtocol : struct, IProtocol
#pragma warning restore CA1001
{
    private readonly StreamConnection _connection;
    private readonly CoalescingWriter _writer;
    private readonly StreamPump<TProtocol> _pump;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly long _openedAt;
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

    public StreamServerPeer(StreamConnection connection, ServerOptions options, ILogger logger)
        : base(options, logger, isFramed: true)
    {
        _connection = connection;
        _time = options.TimeProvider;
        _writer = new CoalescingWriter(connection, options.MaxPendingSendBytes, Abort);
        _pump = new StreamPump<TProtocol>(connection, _writer, this, Side.Client, MaxFrameBytes);
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

    private bool IsClosed => Volatile.Read(ref _closeReason) is not null;

    /// <summary>The whole life of the connection. Never fails.</summary>
    public async Task RunAsync(Func<ServerPeer<TProtocol>, ServerSession<TProtocol>> createSession)
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
            _session = createSession(this);
            await _session.DispatchConnectedAsync().ConfigureAwait(false);
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
            return;
        }

        await _pump.RunAsync(_closed.Token).ConfigureAwait(false);
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
            Volatile.Write(ref _isDraining, true);
            if (TProtocol.Description.UsesEnvelope && _isGreeted)
            {
                Send(default(GoodbyeFrame), default);
            }

            await WaitForCallsAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
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
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is not null)
        {
            return;
        }

        if (!isExpected)
        {
            Log.Failed(Logger, TProtocol.Description.Name, RemoteEndPoint, reason.Message);
        }

        _writer.Fail(reason);
        FailCalls(reason is OperationCanceledException ? new ConnectionClosedException(reason.Message, reason) : reason, _writer.Sent);
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
