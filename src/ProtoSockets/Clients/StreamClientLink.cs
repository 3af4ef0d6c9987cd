using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Clients;

/// <summary>The client's end of a conversation over a stream.</summary>
#pragma warning disable CA1001 // A CancellationTokenSource without timer or link holds nothing, and its token outlives the link.
internal sealed class StreamClientLink<TProtocol> : ClientLink<TProtocol>, IFrameConsumer
    where TProtocol : struct, IProtocol
#pragma warning restore CA1001
{
    private readonly StreamConnection _connection;
    private readonly CoalescingWriter _writer;
    private readonly StreamPump<TProtocol> _pump;
    private readonly CancellationTokenSource _stopReceiving = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _closeReason;
    private bool _isFaulted;

    public StreamClientLink(StreamConnection connection, ClientOptions options)
        : base(options, isFramed: true)
    {
        _connection = connection;
        _writer = new CoalescingWriter(connection, options.MaxPendingSendBytes, Fault);
        _pump = new StreamPump<TProtocol>(connection, _writer, this, Side.Server, MaxFrameBytes);
    }

    /// <summary>Ends when the connection has ended; never fails.</summary>
    public Task Ended => _ended.Task;

    public StreamConnection Connection => _connection;

    internal override bool HasRoom => _writer.HasRoom;

    bool IFrameConsumer.CanTakeFrame() => true;

    /// <summary>Starts receiving, and greets the server where the protocol has a greeting.</summary>
    /// <exception cref="HandshakeException">The server speaks another protocol, or another version.</exception>
    /// <exception cref="IOException">The server closed the connection.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _ = _pump.RunAsync(_stopReceiving.Token);
        if (TProtocol.Description.UsesEnvelope)
        {
            Send(HelloFrame.Of<TProtocol>(MaxFrameBytes), default);
            await _greeted.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends what is pending, tells the server that nothing more comes, and waits for it to close in turn.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        try
        {
            Interlocked.CompareExchange(ref _closeReason, new ConnectionClosedException("The client was closed."), null);
            await _writer.WaitUntilSentAsync(cancellationToken).ConfigureAwait(false);
            await _connection.ShutdownSendAsync(cancellationToken).ConfigureAwait(false);
            await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (ConnectionFailures.IsExpected(exception))
        {
            // The peer was gone first, or does not close in time: there is nothing left to be polite to.
        }
    }

    /// <summary>Closes the connection at once.</summary>
    public void Abort(Exception reason)
    {
        Interlocked.CompareExchange(ref _closeReason, reason, null);
        _writer.Fail(reason);
        _stopReceiving.Cancel();
        _connection.Dispose();
    }

    internal override Task WaitForRoomAsync(CancellationToken cancellationToken) => _writer.WaitForRoomAsync(cancellationToken);

    void IFrameConsumer.OnFrame(in ReceivedFrame frame)
    {
        if (_isFaulted)
        {
            return;
        }

        WireReader reader = frame.Read(Side.Server);
        if (!TProtocol.TryReadRoute(ref reader, out FrameRoute route))
        {
            Fault(new WireFormatException(reader.Error!));
            return;
        }

        switch (route.Kind)
        {
            case FrameKind.Reply or FrameKind.Error:
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

            case FrameKind.Goodbye when TProtocol.Description.UsesEnvelope:
                Client.OnGoodbye();
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
                : failure is WireFormatException or ConnectionClosedException ? failure
                : new ConnectionClosedException($"The connection was lost: {failure.Message}", failure));
        if (_closeReason is null && failure is not null)
        {
            Log.Failed(Logger, TProtocol.Description.Name, _connection.RemoteEndPoint, reason.Message);
        }

        Interlocked.CompareExchange(ref _closeReason, reason, null);
        _writer.Fail(reason);
        _greeted.TrySetException(reason);
        _ = _greeted.Task.Exception;
        FailCalls(reason, _writer.Sent);
        Client.OnEnded(reason);
        _connection.Dispose();
        StopSweeping();
        _ended.TrySetResult();
    }

    private protected override Span<byte> BeginFrame(int size) => _writer.Begin(size);

    private protected override long EndFrame(int length) => _writer.End(length);

    private protected override void CancelFrame() => _writer.Cancel();

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
            _greeted.TrySetResult();
        }
    }

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
