using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Streams;
using ProtoSockets.Transports;

namespace ProtoSockets.Clients;

/// <summary>The client's end of a conversation over a stream.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "A CancellationTokenSource without timer or link holds nothing, and its token outlives the link.")]
internal sealed partial class StreamClientLink<TProtocol> : ClientLink<TProtocol>, IFrameConsumer
    where TProtocol : struct, IProtocol
{
    private readonly CoalescingWriter _writer;
    private readonly StreamPump<TProtocol> _pump;
    private readonly CancellationTokenSource _stopReceiving = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamConnection _connection;
    private Exception? _closeReason;
    private bool _isChanging;
    private volatile bool _isHandedOver;
    private volatile PendingStream? _fullStream;
    private bool _isFaulted;
    private bool _isAllAnswered;

    public StreamClientLink(StreamConnection connection, ReceivedAhead ahead, ClientOptions options)
        : base(options, isFramed: true)
    {
        _connection = connection;
        _writer = new CoalescingWriter(connection, options.MaxPendingSendBytes, failure => Fault(Lost(failure)));
        _streams = new StreamLimits(options.TimeProvider, options.StreamTimeout);
        _pump = new StreamPump<TProtocol>(connection, _writer, this, Side.Server, MaxFrameBytes, _streams, options.Threading, ahead);
        _watch = new LinkWatch(options.HeartbeatInterval, options.HeartbeatTimeout, options.FrameTimeout, Now);
    }

    /// <summary>Ends when the connection has ended; never fails.</summary>
    public Task Ended => _ended.Task;

    public StreamConnection Connection => _connection;

    /// <summary>Whether the connection belongs to another protocol by now.</summary>
    public bool IsHandedOver => _isHandedOver;

    internal override bool IsEnding => Volatile.Read(ref _closeReason) is not null;

    internal override bool HasRoom => _writer.HasRoom;

    internal override bool CanWaitForReaders => IsOrdered;

    bool IFrameConsumer.CanTakeFrame()
    {
        if (_fullStream is { } stream && Volatile.Read(ref _closeReason) is null)
        {
            if (stream.IsFull && !stream.IsDiscarded)
            {
                return false;
            }

            _fullStream = null;
        }

        return !TProtocol.Description.HandsOver || WantsStep;
    }

    private bool WantsStep => Volatile.Read(ref _closeReason) is not null
        || (TProtocol.Description.UsesEnvelope && !_greeted.Task.IsCompleted)
        || (!Client.IsHandlingPush && (Calls.Count > 0 || Client.WantsPush));

    ValueTask<bool> IFrameConsumer.WhenHandledAsync() => ValueTask.FromResult(true);

    internal override void OnStreamRead()
    {
        if (_fullStream is { } stream && (stream.HasRoom || stream.IsDiscarded))
        {
            _pump.Resume();
        }
    }

    /// <summary>Notes that a message of the server is waited for.</summary>
    public void WantFrame()
    {
        if (TProtocol.Description.HandsOver)
        {
            _pump.Resume();
        }
    }

    /// <summary>Starts receiving, and greets the server where the protocol has a greeting.</summary>
    /// <exception cref="HandshakeException">The server speaks another protocol, or another version.</exception>
    /// <exception cref="IOException">The server closed the connection.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (TProtocol.Description.UsesEnvelope)
        {
            // Ahead of receiving: the server may call at once, and the answer must not overtake the greeting.
            Send(HelloFrame.Of<TProtocol>(MaxFrameBytes, OwnCapabilities<TProtocol>.OverStream), default);
        }

        StartWatching();

        _ = _pump.RunAsync(_stopReceiving.Token);
        if (TProtocol.Description.UsesEnvelope)
        {
            await _greeted.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what is pending, tells the server that nothing more comes, and waits for it to close in turn.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            Interlocked.CompareExchange(ref _closeReason, new ConnectionClosedException("The client was closed."), null);
            _pump.Resume();
            await _writer.WaitUntilSentAsync(cancellationToken).ConfigureAwait(false);
            await _connection.ShutdownSendAsync(cancellationToken).ConfigureAwait(false);
            if (!_pump.IsStreaming)
            {
                // A member that streams, and that nobody reads any more, may go on for long.
                await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            // The peer was gone first, or does not close in time: there is nothing left to be polite to.
        }
    }

    /// <summary>Closes the connection at once.</summary>
    public void Abort(Exception reason)
    {
        if (_isHandedOver)
        {
            // It is another client's to close.
            return;
        }

        Interlocked.CompareExchange(ref _closeReason, reason, null);
        _writer.Fail(reason);
        _stopReceiving.Cancel();
        _connection.Dispose();
        _pump.Resume();
    }

    /// <summary>Gives the connection away, with what has arrived on it. The link is spent.</summary>
    /// <param name="spent">What whoever uses it further gets.</param>
    /// <param name="cancellationToken">Gives up; the connection is closed then, unless a call is in flight.</param>
    /// <exception cref="InvalidOperationException">A call is in flight.</exception>
    public async Task<StreamConnection> DetachAsync(HandedOverException spent, CancellationToken cancellationToken)
    {
        await HoldAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _writer.Refuse(spent);
            await _writer.PauseAsync(cancellationToken).ConfigureAwait(false);
            ReceivedAhead ahead = _pump.Stop();
            _isHandedOver = true;
            Volatile.Write(ref _closeReason, spent);
            FailCalls(spent, _writer.HandedOver);
            Client.OnEnded(spent);
            StopSweeping();
            _ended.TrySetResult();
            return new DetachedConnection(_connection, ahead);
        }
        catch (Exception exception)
        {
            GiveUpChange(exception);
            throw;
        }
    }

    /// <summary>Encrypts all that follows.</summary>
    /// <exception cref="InvalidOperationException">A call is in flight.</exception>
    /// <exception cref="TlsUpgradeException">Bytes came in clear that must not, or the handshake failed.</exception>
    public async Task UpgradeToTlsAsync(SslClientAuthenticationOptions options, CancellationToken cancellationToken)
    {
        await HoldAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await _writer.PauseAsync(cancellationToken).ConfigureAwait(false);
            _connection = await TlsUpgrade.RunAsync(_connection, _pump.AheadCount, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            GiveUpChange(exception);
            throw;
        }

        _writer.GoOn(_connection);
        lock (CallGate)
        {
            _isChanging = false;
        }

        _pump.GoOn(_connection);
    }

    /// <summary>Waits until nothing is under way, and keeps it so.</summary>
    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        Task atRest;
        lock (CallGate)
        {
            if (_isHandedOver)
            {
                throw _closeReason!;
            }

            if (_isChanging)
            {
                throw new InvalidOperationException("The connection is being changed already.");
            }

            if (Calls.Count > 0 || Calls.HasLostTrack)
            {
                throw new InvalidOperationException(Calls.Count > 0
                    ? $"{Calls.Count} calls are in flight: await them first, so that their replies are not taken for what follows."
                    : "A call was given up, and its late reply could be taken for what follows: close the connection.");
            }

            atRest = _pump.HoldAsync();
            _isChanging = true;
        }

        try
        {
            await atRest.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            GiveUpChange(exception);
            throw;
        }
    }

    /// <summary>Closes the connection: it is neither what it was nor what it was to become.</summary>
    private void GiveUpChange(Exception exception)
    {
        Abort(exception);
        _pump.GoOn(_connection);
    }

    internal override Task WaitForRoomAsync(CancellationToken cancellationToken) => _writer.WaitForRoomAsync(cancellationToken);

    void IFrameConsumer.OnReceived()
    {
    }

    void IFrameConsumer.OnFrame(in ReceivedFrame frame)
    {
        if (_isFaulted)
        {
            return;
        }

        if (!frame.TryRoute<TProtocol>(Side.Server, out FrameRoute route, out WireError? error))
        {
            Fault(new WireFormatException(error!));
            return;
        }

        switch (route.Kind)
        {
            case FrameKind.Reply or FrameKind.Error:
            case FrameKind.TryElsewhere when _greeted.Task.IsCompleted:
                if (!TryDeliver(in route, in frame))
                {
                    Fault(new ConnectionClosedException($"The server sent a reply that nobody asked for (message {route.MessageId}, correlation id {route.CorrelationId})."));
                }

                break;

            case FrameKind.Message:
            case FrameKind.Request when TProtocol.Description.ServerCalls:
                Client.OnPush(in frame, in route);
                break;

            case FrameKind.Hello when TProtocol.Description.UsesEnvelope:
                OnHello(in frame);
                break;

            case FrameKind.Goodbye or FrameKind.Ping or FrameKind.Pong or FrameKind.TryElsewhere when TProtocol.Description.UsesEnvelope:
                _isAllAnswered |= route is { Kind: FrameKind.Goodbye, MessageId: SignalFrame.AllAnswered };
                OnSignal(in frame, route.Kind);
                break;

            case FrameKind.Cancel when TProtocol.Description is { UsesEnvelope: true, ServerCalls: true }:
                Client.CancelRequest(route.CorrelationId);
                break;

            case FrameKind.End or FrameKind.Credit when TProtocol.Description.StreamsCalls:
                if (TakeCallFrame(in frame, in route) is { } wrong)
                {
                    Fault(wrong);
                }

                break;

            default:
                Log.UnknownMessage(Logger, TProtocol.Description.Name, route.MessageId, _connection.RemoteEndPoint);
                break;
        }
    }

    void IFrameConsumer.OnEnd(Exception? failure)
    {
        Exception reason = Volatile.Read(ref _closeReason)
            ?? (failure is null ? new ConnectionClosedException("The server closed the connection.")
                : Lost(failure));
        if (_closeReason is null && failure is not null)
        {
            Log.Failed(Logger, TProtocol.Description.Name, _connection.RemoteEndPoint, reason.Message);
        }

        Interlocked.CompareExchange(ref _closeReason, reason, null);
        _writer.Fail(reason);
        _greeted.TrySetException(reason);
        _ = _greeted.Task.Exception;
        FailCalls(reason, _writer.HandedOver, _isAllAnswered);
        Client.OnEnded(reason);
        _connection.Dispose();
        StopSweeping();
        _ended.TrySetResult();
    }

    void IFrameConsumer.OnBlocking(TimeSpan elapsed) => Log.BlocksIoThread(Logger, TProtocol.Description.Name, _connection.RemoteEndPoint, elapsed.TotalMilliseconds);

    private protected override Span<byte> BeginFrame(int size) => _writer.Begin(size);

    private protected override void EndFrame(int length, bool isOneWay) => _writer.End(length, isOneWay);

    private protected override long FrameStart => _writer.FrameStart;

    private protected override void CancelFrame() => _writer.Cancel();

    private protected override void CheckMayCall()
    {
        if (_isChanging && !_isHandedOver)
        {
            throw new InvalidOperationException("The connection is being handed over or encrypted: await that first.");
        }
    }

    private protected override void OnCallStarted() => WantFrame();

    /// <summary>Lets what this thread sends gather.</summary>
    public SendBatch BeginBatch() => new(_writer);

    private protected override int BeginAhead() => _writer.Cork();

    private protected override void EndAhead(int corked) => _writer.Uncork(corked);

    private protected override void OnStreamFull(PendingStream stream) => _fullStream = stream;

    private protected override void OnLostStep(Exception reason) => Fault(reason);

    private void OnHello(in ReceivedFrame frame)
    {
        WireReader reader = frame.Read(Side.Server);
        if (!HelloFrame.TryReadFrame(ref reader, out HelloFrame hello))
        {
            Fault(new WireFormatException(reader.Error!));
        }
        else if (hello.FindMismatch<TProtocol>() is { } mismatch)
        {
            Fault(new HandshakeException(mismatch));
        }
        else
        {
            Version = hello.Negotiate<TProtocol>();
            PeerCapabilities = hello.Capabilities;
            _greeted.TrySetResult();
        }
    }

    /// <summary>What the network says of a connection that can't be used any more, as callers are told.</summary>
    private static Exception Lost(Exception failure) => failure is WireFormatException or ConnectionClosedException
        ? failure
        : new ConnectionClosedException($"The connection was lost: {failure.Message}", failure);

    /// <summary>Closes the connection because of what came from the peer, or because sending failed.</summary>
    private void Fault(Exception reason)
    {
        _isFaulted = true;
        if (Interlocked.CompareExchange(ref _closeReason, reason, null) is null)
        {
            Log.Failed(Logger, TProtocol.Description.Name, _connection.RemoteEndPoint, reason.Message);
        }

        Abort(reason);
    }
}
