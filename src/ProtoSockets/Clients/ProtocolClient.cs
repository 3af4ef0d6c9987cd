using System.Net;
using System.Net.Sockets;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Clients;

/// <summary>What every generated client stands on: one end of a conversation. It exists only connected, and may be used from any number of threads.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public abstract partial class ProtocolClient<TProtocol> : IProtocolClient
    where TProtocol : struct, IProtocol
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly ClientOptions _options;
    private readonly CancellationTokenSource _closed = new();
    private ClientLink<TProtocol> _link = null!;
    private Task _ended = Task.CompletedTask;
    private bool _isLeaving;
    private int _isDisposed;
    private EndPoint? _connectedTo;
    private PoolMember<TProtocol>? _member;

    /// <summary>Makes a client that is not connected yet; <see cref="OpenAsync{TClient}(Func{ClientOptions, TClient}, ClientOptions, IReadOnlyList{TransportAddress}, Func{TClient, CancellationToken, ValueTask}?, CancellationToken)"/> connects it.</summary>
    /// <param name="options">How to connect and call.</param>
    protected ProtocolClient(ClientOptions options)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        _interceptors = options.Interceptors.Count == 0 ? null : options.Interceptors as IClientInterceptor[] ?? [.. options.Interceptors];
    }

    /// <summary>This end's address.</summary>
    public EndPoint? LocalEndPoint => Stream?.LocalEndPoint ?? Datagrams?.LocalEndPoint;

    /// <summary>The server's address.</summary>
    public EndPoint? RemoteEndPoint => Stream?.RemoteEndPoint ?? Datagrams?.RemoteEndPoint;

    /// <summary>The socket below, for options that this library does not know; null for memory. Reading from it or writing to it breaks the conversation.</summary>
    public Socket? Socket => Stream?.Socket ?? Datagrams?.Socket;

    /// <summary>How long a call may take that gives no time of its own.</summary>
    public TimeSpan CallTimeout => _options.CallTimeout;

    /// <summary>Cancelled when the connection ends, however it ends.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Ends when the connection has ended, however it ended; never fails.</summary>
    public Task Completion => _ended;

    /// <summary>Whether the server has said that it answers no further calls. Never true for a client that connects again: it has left that server then.</summary>
    public bool IsServerLeaving => Volatile.Read(ref _isLeaving);

    /// <summary>How this client was connected. Generated code gives it to the client of the next protocol.</summary>
    protected ClientOptions Options => _options;

    /// <summary>The connection below; null for memory and for a client that is without one.</summary>
    internal ClientLink<TProtocol> Link => _link;

    /// <summary>Of several connections the first.</summary>
    private ClientLink<TProtocol>? Carrier => _link is LinkPool<TProtocol> pool ? pool.First : _link;

    private StreamConnection? Stream => (Carrier as StreamClientLink<TProtocol>)?.Connection;

    private DatagramChannel? Datagrams => (Carrier as DatagramClientLink<TProtocol>)?.Channel;

    /// <summary>Sends what is pending, closes the connection, and waits until it has ended. Calls that wait for replies fail.</summary>
    /// <returns>A task that ends with the connection.</returns>
    [Produces(SocketState.Closed)]
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            await DisposeAsyncCore().ConfigureAwait(false);
        }

        GC.SuppressFinalize(this);
        await _ended.ConfigureAwait(false);
    }

    /// <summary>Closes the connection at once. Calls that wait for replies fail.</summary>
    [Produces(SocketState.Closed)]
    public void Abort() => Abort(new ConnectionClosedException("The client was aborted."));

    internal void Abort(Exception reason)
    {
        switch (_link)
        {
            case StreamClientLink<TProtocol> stream:
                stream.Abort(reason);
                break;
            case DatagramClientLink<TProtocol> datagrams:
                datagrams.Abort(reason);
                break;
            case LinkPool<TProtocol> pool:
                _ = pool.CloseAsync(reason, isGraceful: false);
                break;
        }
    }

    /// <summary>The version of the protocol that this connection speaks.</summary>
    internal ushort Version
    {
        get => _link.Version;
        set => _link.Version = value;
    }

    internal void OnGoodbye()
    {
        Volatile.Write(ref _isLeaving, true);
        _member?.OnLeaving();
    }

    internal void OnEnded(Exception reason)
    {
        foreach (IPushBacklog queue in _pushQueues)
        {
            queue.Complete(reason);
        }

        try
        {
            _closed.Cancel();
        }
        catch (AggregateException exception)
        {
            // Callers' code; the others still have to learn of the end.
            Log.EndHandlerFailed(_link.Logger, TProtocol.Description.Name, _connectedTo, exception);
        }

        lock (_waitingPushes)
        {
            if (!_isPushing)
            {
                ReleaseSpareTokenWhenClosed();
            }
        }

        _member?.OnEnded(reason);
        OnStateChanged(new ClientStateChangedEventArgs(ClientState.Closed, connection: 0) { Reason = reason });
    }

    private async ValueTask DisposeAsyncCore()
    {
        if (_link is LinkPool<TProtocol> pool)
        {
            await pool.CloseAsync(new ConnectionClosedException("The client was closed."), isGraceful: true).ConfigureAwait(false);
        }
        else if (_link is StreamClientLink<TProtocol> { IsHandedOver: false } stream)
        {
            using var patience = new CancellationTokenSource(CloseTimeout, _options.TimeProvider);
            await stream.CloseAsync(patience.Token).ConfigureAwait(false);
        }

        Abort(new ConnectionClosedException("The client was closed."));
    }
}
