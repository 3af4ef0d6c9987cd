using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using ProtoSockets.Connections;
using ProtoSockets.Diagnostics;
using ProtoSockets.Runtime;
using ProtoSockets.Streams;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>The server's end of a conversation over a stream.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A CancellationTokenSource without timer or link holds nothing, and its token outlives the peer.")]
internal sealed partial class StreamServerPeer<TProtocol> : ServerPeer<TProtocol>, IFrameConsumer, IServedPeer
    where TProtocol : struct, IProtocol
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

    public StreamServerPeer(
        StreamConnection connection,
        ReceivedAhead ahead,
        ServerOptions options,
        ILogger logger,
        Func<ServerPeer<TProtocol>, ServerSession<TProtocol>> createSession,
        ServerShare share)
        : base(options, logger, isFramed: true)
    {
        _createSession = createSession;
        _connection = connection;
        _time = options.TimeProvider;
        _writer = new CoalescingWriter(connection, options.MaxPendingSendBytes, Abort);
        _streams = new StreamLimits(_time, options.StreamTimeout);
        _pump = new StreamPump<TProtocol>(connection, _writer, this, Side.Client, MaxFrameBytes, _streams, options.Threading, ahead);
        _openedAt = CoarseClock.Milliseconds(_time);
        _activeAt = _openedAt;
        _usedAt = _openedAt;
        _watch = new LinkWatch(options.HeartbeatInterval, options.HeartbeatTimeout, options.FrameTimeout, _openedAt);
        Share = share;
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
                if (!await IsAdmittedAsync(patience.Token).ConfigureAwait(false))
                {
                    LeaveToDoorman();
                    _pump.Forget();
                    _ended.TrySetResult();
                    return null;
                }

                _rate = MessageRate.Of(Options, Share, _pump.Resume);
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
            _pump.Forget();
            _handover?.TrySetResult(null);

            // Nothing was received, so that nothing but this says it: a drain may be waiting for it.
            _ended.TrySetResult();
            return null;
        }

        await _pump.RunAsync(_closed.Token).ConfigureAwait(false);
        if (_continue is not null && !_ended.Task.IsCompleted)
        {
            return await HandOverAsync().ConfigureAwait(false);
        }

        await _ended.Task.ConfigureAwait(false);
        ReleaseToken();
        if (_endReason is null && _pump.HasEndedWithMember)
        {
            await AnswerLastAsync().ConfigureAwait(false);
        }

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
        if (IsClosed || (!TProtocol.Description.UsesEnvelope && Volatile.Read(ref _isClosing) != 0))
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

        return HasRoomForCall && _rate?.HasRoom() != false;
    }

    void IFrameConsumer.OnReceived() => Volatile.Write(ref _activeAt, CoarseClock.Milliseconds(_time));

    void IFrameConsumer.OnFrame(in ReceivedFrame frame)
    {
        if (IsClosed || Volatile.Read(ref _isDeaf) || (!TProtocol.Description.UsesEnvelope && Volatile.Read(ref _isClosing) != 0))
        {
            return;
        }

        _rate?.Take();
        _isInHandler = true;
        if (!frame.TryRoute<TProtocol>(Side.Client, out FrameRoute route, out WireError? error))
        {
            Abort(new WireFormatException(error!));
            return;
        }

        var call = new IncomingCall<TProtocol>(_session!, this, new RoutedFrame(in frame, in route));
        if (TProtocol.Description.UsesEnvelope && (!_isGreeted || route.Kind >= (TProtocol.Description.ServerCalls ? FrameKind.Hello : FrameKind.Reply)))
        {
            OnControl(in frame, in route);
        }
        else if ((Volatile.Read(ref _isDraining) || Share.Calls is not null) && TryTurnAway(in call, route.Kind))
        {
            // The caller knows.
        }
        else if (TProtocol.Description.ServerCalls && route.Kind is FrameKind.Reply or FrameKind.Error)
        {
            if (!TryDeliver(in route, in frame))
            {
                Abort(new ConnectionClosedException($"The client sent a reply that nobody asked for (message {route.MessageId}, correlation id {route.CorrelationId})."));
            }
        }
        else if (!TProtocol.Description.UsesEnvelope || Volatile.Read(ref _isClosing) == 0)
        {
            Dispatch(in call);
        }
    }

    void IFrameConsumer.OnEnd(Exception? failure)
    {
        _endReason = Volatile.Read(ref _closeReason) ?? _mismatch ?? failure;
        _parted.TrySetResult();
        _ended.TrySetResult();
    }

    void IFrameConsumer.OnBlocking(TimeSpan elapsed) => Log.BlocksIoThread(Logger, TProtocol.Description.Name, RemoteEndPoint, elapsed.TotalMilliseconds);

    private protected override Span<byte> BeginFrame(int size) => _writer.Begin(size);

    private protected override void EndFrame(int length, bool isOneWay) => _writer.End(length, isOneWay);

    private protected override long FrameStart => _writer.FrameStart;

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
        _wasUsed = true;
        Volatile.Write(ref _isDispatching, true);
        try
        {
            if (Telemetry.IsServerObserved)
            {
                ServerCall.Dispatch(_session!, in call, TakeTrace(call.CorrelationId));
            }
            else
            {
                _session!.Dispatch(in call);
            }
        }
#pragma warning disable CA1031 // A handler may throw anything; its call fails, and nothing else does.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            call.Fail(exception);
        }

        RecycleToken();
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

                Greet(in hello);
                return;

            case FrameKind.Goodbye:
                _parted.TrySetResult();
                return;

            case FrameKind.Ping when _isGreeted:
                SendSignal(FrameKind.Pong);
                return;

            case FrameKind.Pong when _isGreeted:
                return;

            case FrameKind.Cancel when _isGreeted:
                CancelCall(route.CorrelationId);
                return;

            case FrameKind.Item or FrameKind.End or FrameKind.Credit when _isGreeted && TProtocol.Description.StreamsCalls:
                TakeStreamFrame(in frame, in route);
                return;

            case FrameKind.Trace when _isGreeted:
                NoteTrace(ref reader, route.CorrelationId);
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
            Send(HelloFrame.Of<TProtocol>(MaxFrameBytes, OwnCapabilities<TProtocol>.OverStream), default);
        }
        catch (ConnectionClosedException)
        {
            // Closed meanwhile; the end is on its way.
        }
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
}
