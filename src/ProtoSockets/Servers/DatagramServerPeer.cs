using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>An address that sends datagrams to the server.</summary>
internal sealed partial class DatagramServerPeer<TProtocol> : ServerPeer<TProtocol>
    where TProtocol : struct, IProtocol
{
    private readonly DatagramServer<TProtocol> _server;
    private EndPoint? _remoteEndPoint;
    private TaskCompletionSource? _callsEnded;
    private SendAllowance _mayBeSent;
    private volatile bool _isVerified;

    public DatagramServerPeer(DatagramServer<TProtocol> server, SocketAddress address, ServerOptions options, ILogger logger, ServerShare share)
        : base(options, logger, isFramed: false)
    {
        _server = server;
        Address = address;
        Share = share;

        // Nobody at the port any more, or no route: as good as lost on the way.
        Writer = new DatagramWriter(server.Channel, address, static _ => { });
    }

    /// <summary>Where its answers are written.</summary>
    public DatagramWriter Writer { get; }

    public SocketAddress Address { get; }

    public ServerSession<TProtocol> Session { get; set; } = null!;

    /// <summary>The handler's task for the peer's arrival; its messages are handled from its end on.</summary>
    public Task Connected { get; set; } = Task.CompletedTask;

    /// <summary>The handler's task for its end, where it was closed by its handler.</summary>
    public Task Told { get; set; } = Task.CompletedTask;

    /// <summary>When it last sent something, as a timestamp of the server's clock.</summary>
    public long ActiveAt { get; set; }

    internal override EndPoint? LocalEndPoint => _server.Channel.LocalEndPoint;

    internal override EndPoint? RemoteEndPoint => _remoteEndPoint ??= _server.Channel.ToEndPoint(Address);

    internal override Socket? Socket => _server.Channel.Socket;

    internal override bool HasRoom => true;

    /// <summary>Notes that the address has sent something, for which so much more may be sent to it.</summary>
    public void OnReceived(int length)
    {
        if (!_isVerified)
        {
            _mayBeSent.Add(length, Options.MaxAmplification);
        }
    }

    internal override void VerifyAddress() => _isVerified = true;

    internal override Task WaitForRoomAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits until no handler of this peer is running, and nothing that was received from it is still to be handled.</summary>
    internal override Task WaitForCallsAsync()
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource shared = Interlocked.CompareExchange(ref _callsEnded, ended, null) ?? ended;
        OnCallEnded();
        return shared.Task;
    }

    private protected override void OnCallEnded()
    {
        if (Volatile.Read(ref _callsEnded) is not null && IsIdle)
        {
            Interlocked.Exchange(ref _callsEnded, null)?.TrySetResult();
        }

        EndIfClosing();
    }

    private protected override Span<byte> BeginFrame(int size)
    {
        Writer.Enter();
        return Writer.Begin(size);
    }

    private protected override void EndFrame(int length, bool isOneWay)
    {
        if (!_isVerified && !_mayBeSent.TryTake(length))
        {
            // The address may be somebody's who never asked. If the peer is there, it asks again, and has then sent more.
            Writer.Exit();
            Log.NotAmplified(Logger, TProtocol.Description.Name, RemoteEndPoint, length, Options.MaxAmplification);
            return;
        }

        try
        {
            // What the system can't take now is as good as lost on the way: the client asks again.
            Writer.Send(length);
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.MessageSize)
        {
            throw new WireFormatException($"The datagram of {length} bytes is larger than the network takes.");
        }
        catch (SocketException)
        {
            // Nobody at the port any more, or no route: as good as lost on the way, too.
        }
        finally
        {
            Writer.Exit();
        }
    }

    private protected override void CancelFrame() => Writer.Exit();
}
