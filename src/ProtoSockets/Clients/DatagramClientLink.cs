using System.Net;
using System.Net.Sockets;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Clients;

/// <summary>
/// The client's end of a conversation over datagrams. A request is sent again, with growing pauses, until its reply comes or its deadline passes; the socket is
/// connected, so that only the server's address can answer, and the reply must carry the call's correlation id. Whatever else comes is dropped.
/// </summary>
#pragma warning disable CA1001 // A CancellationTokenSource without timer or link holds nothing, and its token outlives the link.
internal sealed class DatagramClientLink<TProtocol> : ClientLink<TProtocol>, IDatagramConsumer
    where TProtocol : struct, IProtocol
#pragma warning restore CA1001
{
    private readonly DatagramChannel _channel;
    private readonly CancellationTokenSource _stopReceiving = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DatagramWriter _writer;
    private readonly int _maxDatagramBytes;
    private PendingCall? _sendingFor;
    private Exception? _closeReason;

    public DatagramClientLink(DatagramChannel channel, ClientOptions options)
        : base(options, isFramed: false)
    {
        _channel = channel;
        _maxDatagramBytes = Math.Min(MaxFrameBytes, channel.MaxDatagramBytes);
        _writer = new DatagramWriter(channel, to: null, problem => LastProblem = problem);
    }

    public Task Ended => _ended.Task;

    public DatagramChannel Channel => _channel;

    internal override bool IsEnding => Volatile.Read(ref _closeReason) is not null;

    /// <summary>Datagrams are handed to the system at once.</summary>
    internal override bool HasRoom => true;

    // Nobody but this client waits for its receive loop.
    bool IDatagramConsumer.IsAlone => true;

    /// <summary>Lets what this thread sends gather.</summary>
    public SendBatch BeginBatch() => new(_writer);

    /// <summary>Starts receiving, and greets the server where the protocol has a greeting.</summary>
    /// <exception cref="HandshakeException">The server speaks another protocol, or another version.</exception>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        _ = ReceiveAsync();
        if (!TProtocol.Description.UsesEnvelope)
        {
            return;
        }

        TimeSpan interval = Options.RetransmitInterval;
        while (!_greeted.Task.IsCompleted)
        {
            Send(HelloFrame.Of<TProtocol>(_maxDatagramBytes, OwnCapabilities<TProtocol>.OverDatagrams), default);
            using CancellationTokenSource pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task paused = Task.Delay(interval, Options.TimeProvider, pause.Token);
            await Task.WhenAny(_greeted.Task, paused).ConfigureAwait(false);
            await pause.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            interval = TimeSpan.FromTicks(Math.Min(interval.Ticks * 2, Options.MaxRetransmitInterval.Ticks));
        }

        await _greeted.Task.ConfigureAwait(false);
    }

    public void Abort(Exception reason)
    {
        Interlocked.CompareExchange(ref _closeReason, reason, null);
        _stopReceiving.Cancel();
        _channel.Dispose();
    }

    internal override Task WaitForRoomAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private protected override Span<byte> BeginFrame(int size)
    {
        _writer.Enter();
        if (_closeReason is not null)
        {
            Exception reason = _closeReason;
            _writer.Exit();
            throw new ConnectionClosedException(reason.Message, reason);
        }

        return _writer.Begin(size);
    }

    private protected override void EndFrame(int length, bool isOneWay)
    {
        try
        {
            if (_sendingFor is { } call)
            {
                KeepForRetransmission(call, _writer.Written(length));
            }

            TrySend(length, again: []);
        }
        finally
        {
            _writer.Exit();
        }
    }

    private protected override void CancelFrame() => _writer.Exit();

    private protected override void EnterCall(PendingCall call)
    {
        // The lock is taken again by BeginFrame; what is between them belongs to this call alone.
        _writer.Enter();
        call.DatagramLength = 0;
        call.IsSentAgain = false;
        _sendingFor = call;
    }

    private protected override void LeaveCall()
    {
        _sendingFor = null;
        _writer.Exit();
    }

    private protected override void Retransmit(PendingCall call, long now)
    {
        lock (call)
        {
            if (call.DatagramLength == 0 || call.RetransmitAt > now || !Calls.IsWaiting(call))
            {
                return;
            }

            call.RetransmitAt = now + call.RetransmitInterval;
            call.RetransmitInterval = Math.Min(call.RetransmitInterval * 2, (long)Options.MaxRetransmitInterval.TotalMilliseconds);
            call.IsSentAgain = true;
            if (TProtocol.Description.UsesEnvelope && call.DeadlineAt != long.MaxValue)
            {
                // The server measures from when this one comes.
                Envelope.SetDeadline(call.Datagram, TimeSpan.FromMilliseconds(Math.Max(0, call.DeadlineAt - now)));
            }

            TrySend(call.DatagramLength, again: call.Datagram.AsSpan(0, call.DatagramLength));
        }
    }

    private void KeepForRetransmission(PendingCall call, ReadOnlySpan<byte> datagram)
    {
        lock (call)
        {
            if (call.Datagram.Length < datagram.Length)
            {
                call.Datagram = new byte[datagram.Length];
            }

            datagram.CopyTo(call.Datagram);
            call.DatagramLength = datagram.Length;
            call.RetransmitInterval = 2 * (long)Options.RetransmitInterval.TotalMilliseconds;
            call.RetransmitAt = Now + (long)Options.RetransmitInterval.TotalMilliseconds;
        }
    }

    /// <summary>Hands a datagram to the system. What it can't take now is as good as lost on the way: the retransmission follows.</summary>
    /// <param name="length">Its bytes.</param>
    /// <param name="again">The datagram, when it was sent before; empty for the one that was just written.</param>
    private void TrySend(int length, ReadOnlySpan<byte> again)
    {
        try
        {
            if (again.IsEmpty)
            {
                _writer.Send(length);
            }
            else
            {
                _writer.SendAgain(again);
            }
        }
        catch (SocketException exception) when (exception.SocketErrorCode is not SocketError.MessageSize)
        {
            // Nobody at the port, just now or on an earlier send: a server that restarts is back before the deadline.
            LastProblem = exception;
        }
        catch (SocketException exception)
        {
            throw new WireFormatException($"The datagram of {length} bytes is larger than the network takes: {exception.Message}");
        }
        catch (ObjectDisposedException exception)
        {
            throw new ConnectionClosedException("The client was closed.", exception);
        }
    }

    private async Task ReceiveAsync()
    {
        Exception failure;
        using (var pump = new DatagramPump(_channel, _maxDatagramBytes, Options.Threading, this))
        {
            failure = await pump.RunAsync(_stopReceiving.Token).ConfigureAwait(false);
        }

        Exception reason = _closeReason ?? new ConnectionClosedException($"The channel failed: {failure.Message}", failure);
        Interlocked.CompareExchange(ref _closeReason, reason, null);
        _greeted.TrySetException(reason);
        _ = _greeted.Task.Exception;
        FailCalls(reason, sent: long.MaxValue);
        Client.OnEnded(reason);
        _channel.Dispose();
        StopSweeping();
        _ended.TrySetResult();
    }

    bool IDatagramConsumer.TryFindSender(SocketAddress from, int count, out object? sender)
    {
        sender = null;
        return true;
    }

    DatagramWriter IDatagramConsumer.WriterOf(object? sender) => _writer;

    bool IDatagramConsumer.OnProblem(SocketException problem)
    {
        LastProblem = problem;
        return _closeReason is null;
    }

    void IDatagramConsumer.OnBlocking(TimeSpan elapsed) => Log.BlocksIoThread(Logger, TProtocol.Description.Name, _channel.RemoteEndPoint, elapsed.TotalMilliseconds);

    void IDatagramConsumer.OnDatagram(in ReceivedFrame frame, object? sender)
    {
        if (frame.Length > _maxDatagramBytes)
        {
            Drop($"it is over the limit of {_maxDatagramBytes} bytes");
        }
        else if (!frame.TryRoute<TProtocol>(Side.Server, out FrameRoute route, out WireError? error))
        {
            Drop(error!.ToString());
        }
        else
        {
            OnFrame(in frame, in route);
        }
    }

    private void OnFrame(in ReceivedFrame frame, in FrameRoute route)
    {
        switch (route.Kind)
        {
            case FrameKind.Reply or FrameKind.Error:
            case FrameKind.TryElsewhere when TProtocol.Description.UsesEnvelope:
                if (!TryDeliver(in route, in frame))
                {
                    Drop("it is a reply that nobody asked for");
                }

                break;

            case FrameKind.Message:
                Client.OnPush(in frame, in route);
                break;

            case FrameKind.Hello when TProtocol.Description.UsesEnvelope:
                WireReader reader = frame.Read(Side.Server);
                if (!HelloFrame.TryReadFrame(ref reader, out HelloFrame hello))
                {
                    Drop(reader.Error!.ToString());
                }
                else if (hello.FindMismatch<TProtocol>() is { } mismatch)
                {
                    _greeted.TrySetException(new HandshakeException(mismatch));
                }
                else
                {
                    Version = hello.Negotiate<TProtocol>();
                    PeerCapabilities = hello.Capabilities;
                    _greeted.TrySetResult();
                }

                break;

            case FrameKind.Goodbye when TProtocol.Description.UsesEnvelope:
                Client.OnGoodbye();
                break;

            default:
                Drop($"message {route.MessageId} is not known here");
                break;
        }
    }

    private void Drop(string reason) => Log.DatagramDropped(Logger, TProtocol.Description.Name, _channel.RemoteEndPoint, reason);
}
