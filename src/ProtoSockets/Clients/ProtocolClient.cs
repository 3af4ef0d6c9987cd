using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Clients;

/// <summary>What every generated client stands on: one end of a conversation. It exists only connected, and may be used from any number of threads.</summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public abstract class ProtocolClient<TProtocol> : IAsyncDisposable
    where TProtocol : struct, IProtocol
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly ClientOptions _options;
    private readonly List<Action<Exception>> _pushQueues = [];
    private readonly Dictionary<Type, object> _pushQueuesByType = [];
    private readonly Queue<(ReceivedFrame Frame, FrameRoute Route)> _waitingPushes = new();
    private readonly CancellationTokenSource _closed = new();
    private ClientLink<TProtocol> _link = null!;
    private Task _ended = Task.CompletedTask;
    private bool _isPushing;
    private bool _isLeaving;
    private int _isDisposed;
    private int _waitingReaders;
    private EndPoint? _connectedTo;

    /// <summary>Makes a client that is not connected yet; <see cref="OpenAsync{TClient}(TClient, TransportAddress, CancellationToken)"/> connects it.</summary>
    /// <param name="options">How to connect and call.</param>
    protected ProtocolClient(ClientOptions options) => _options = options ?? throw new ArgumentNullException(nameof(options));

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

    /// <summary>Whether the server has said that it answers no further calls.</summary>
    public bool IsServerLeaving => Volatile.Read(ref _isLeaving);

    /// <summary>Whether a message that the server pushes is waited for.</summary>
    internal bool WantsPush => Volatile.Read(ref _waitingReaders) > 0 || HandlesPushes;

    /// <summary>Whether a handler is at work on a message that the server pushed.</summary>
    internal bool IsHandlingPush
    {
        get
        {
            lock (_waitingPushes)
            {
                return _isPushing;
            }
        }
    }

    /// <summary>Whether a handler gets what the server pushes. Generated, for protocols that hand over.</summary>
    protected virtual bool HandlesPushes => false;

    /// <summary>How this client was connected. Generated code gives it to the client of the next protocol.</summary>
    protected ClientOptions Options => _options;

    private StreamConnection? Stream => (_link as StreamClientLink<TProtocol>)?.Connection;

    private DatagramChannel? Datagrams => (_link as DatagramClientLink<TProtocol>)?.Channel;

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
        }
    }

    /// <summary>Connects a new client.</summary>
    /// <typeparam name="TClient">The generated client.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="address">The server.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The same client, connected.</returns>
    /// <exception cref="ConnectException">No address of the server accepted within the time.</exception>
    /// <exception cref="HandshakeException">The server speaks another protocol, or another version of it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    protected static async Task<TClient> OpenAsync<TClient>(TClient client, TransportAddress address, CancellationToken cancellationToken)
        where TClient : ProtocolClient<TProtocol>
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(address);
        ClientOptions options = client._options;
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = options.TimeProvider.CreateTimer(
            static state => ((CancellationTokenSource)state!).Cancel(), deadline, options.ConnectTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            client._connectedTo = address.EndPoint;
            switch (address.Transport)
            {
                case StreamTransport stream:
                    CheckCarrier(Carriers.Stream, address);
                    StreamConnection connection = await stream.ConnectAsync(address.EndPoint, options.Connect, deadline.Token).ConfigureAwait(false);
                    await client.OpenAsync(connection, deadline.Token).ConfigureAwait(false);
                    break;
                case DatagramTransport datagrams:
                    CheckCarrier(Carriers.Datagram, address);
                    DatagramChannel channel = await datagrams.ConnectAsync(address.EndPoint, options.Connect, deadline.Token).ConfigureAwait(false);
                    await client.OpenAsync(channel, deadline.Token).ConfigureAwait(false);
                    break;
                default:
                    throw new ArgumentException($"{address} names no transport that a client can use.", nameof(address));
            }

            return client;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            client.Abort();
            throw new ConnectException(address.EndPoint, $"no answer within {options.ConnectTimeout.TotalSeconds:0.###} s.", innerException: null);
        }
        catch
        {
            client.Abort();
            throw;
        }
    }

    /// <summary>Takes over a connection that exists already.</summary>
    /// <typeparam name="TClient">The generated client.</typeparam>
    /// <param name="client">The client.</param>
    /// <param name="connection">The connection; the client closes it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The same client, connected.</returns>
    /// <exception cref="HandshakeException">The server speaks another protocol, or another version of it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    protected static async Task<TClient> OpenAsync<TClient>(TClient client, [Consumes] StreamConnection connection, CancellationToken cancellationToken)
        where TClient : ProtocolClient<TProtocol>
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(connection);
        try
        {
            await client.OpenAsync(connection, cancellationToken).ConfigureAwait(false);
            return client;
        }
        catch
        {
            client.Abort();
            throw;
        }
    }

    /// <summary>Makes the queue for one kind of message that the server pushes.</summary>
    /// <typeparam name="TMessage">The kind of message.</typeparam>
    /// <returns>The queue.</returns>
    protected PushBacklog<TMessage> AddPushBacklog<TMessage>()
        where TMessage : IProtocolMessage<TMessage>
    {
        var queue = new PushBacklog<TMessage>(_options.PushBacklog, TProtocol.Description.HandsOver ? OnReaderWaits : null);
        _pushQueues.Add(queue.Complete);
        _pushQueuesByType.Add(typeof(TMessage), queue);
        return queue;
    }

    /// <summary>Enumerates the messages of one kind that the server pushes, from the first one on that was not read yet.</summary>
    /// <typeparam name="TMessage">A kind of message that the server sends.</typeparam>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>The messages as they come. The enumeration ends with a <see cref="ConnectionClosedException"/> when the connection has ended.</returns>
    /// <exception cref="InvalidOperationException">The messages go to a handler, or are not of this protocol.</exception>
    [Requires(SocketState.Connected)]
    public IAsyncEnumerable<TMessage> ReceiveAsync<TMessage>(CancellationToken cancellationToken = default)
        where TMessage : IProtocolMessage<TMessage> =>
        _pushQueuesByType.TryGetValue(typeof(TMessage), out object? queue)
            ? ((PushBacklog<TMessage>)queue).ReadAllAsync(cancellationToken)
            : throw new InvalidOperationException(
                $"{typeof(TMessage).Name} can't be enumerated: the server does not push it, or this client was connected with a handler, which gets it.");

    /// <summary>Hands a pushed message to the handler or the queue of its kind.</summary>
    /// <param name="push">The message.</param>
    /// <returns>The handler's task.</returns>
    protected abstract ValueTask DispatchAsync(in IncomingPush<TProtocol> push);

    /// <summary>Sends a request and waits for its reply.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply.</returns>
    protected ValueTask<TReply> CallAsync<TRequest, TReply, TError>(
        in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ValueTask<PendingCall<TReply, TError>> starting = _link.StartAsync<TRequest, TReply, TError>(in request, ReplyCount.One, timeout, cancellationToken);
        return starting.IsCompletedSuccessfully ? starting.Result : Wait(starting);

        static async ValueTask<TReply> Wait(ValueTask<PendingCall<TReply, TError>> starting)
        {
            ValueTask<TReply> call = await starting.ConfigureAwait(false);
            return await call.ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request and waits for its reply or the error reply.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply or the error.</returns>
    protected ValueTask<CallResult<TReply, TError>> TryCallAsync<TRequest, TReply, TError>(
        in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ValueTask<PendingCall<TReply, TError>> starting = _link.StartAsync<TRequest, TReply, TError>(in request, ReplyCount.One, timeout, cancellationToken);
        return starting.IsCompletedSuccessfully ? starting.Result : Wait(starting);

        static async ValueTask<CallResult<TReply, TError>> Wait(ValueTask<PendingCall<TReply, TError>> starting)
        {
            ValueTask<CallResult<TReply, TError>> call = await starting.ConfigureAwait(false);
            return await call.ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request that may get no reply, and waits for the reply or for a later call's.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply, if there was one.</returns>
    protected ValueTask<OptionalReply<TReply>> CallOptionalAsync<TRequest, TReply, TError>(
        in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ValueTask<PendingCall<TReply, TError>> starting = _link.StartAsync<TRequest, TReply, TError>(in request, ReplyCount.OneOrNone, timeout, cancellationToken);
        return starting.IsCompletedSuccessfully ? starting.Result : Wait(starting);

        static async ValueTask<OptionalReply<TReply>> Wait(ValueTask<PendingCall<TReply, TError>> starting)
        {
            ValueTask<OptionalReply<TReply>> call = await starting.ConfigureAwait(false);
            return await call.ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request that may get no reply, and waits for the reply, the error reply, or a later call's reply.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply, if there was one, or the error.</returns>
    protected ValueTask<CallResult<OptionalReply<TReply>, TError>> TryCallOptionalAsync<TRequest, TReply, TError>(
        in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        ValueTask<PendingCall<TReply, TError>> starting = _link.StartAsync<TRequest, TReply, TError>(in request, ReplyCount.OneOrNone, timeout, cancellationToken);
        return starting.IsCompletedSuccessfully ? starting.Result : Wait(starting);

        static async ValueTask<CallResult<OptionalReply<TReply>, TError>> Wait(ValueTask<PendingCall<TReply, TError>> starting)
        {
            ValueTask<CallResult<OptionalReply<TReply>, TError>> call = await starting.ConfigureAwait(false);
            return await call.ConfigureAwait(false);
        }
    }

    /// <summary>Sends a request and enumerates its replies. The request is sent when the enumeration starts.</summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="isLast">Tells the last reply.</param>
    /// <param name="timeout">How long the call may take, to the last reply.</param>
    /// <param name="cancellationToken">Ends the enumeration; the connection stays usable.</param>
    /// <param name="ahead">Sends what goes ahead of the request and is answered with it, by <see cref="SendAhead"/>; null for nothing.</param>
    /// <returns>The replies, the last one included.</returns>
    protected async IAsyncEnumerable<TReply> CallManyAsync<TRequest, TReply, TError>(
        TRequest request, Func<TReply, bool> isLast, TimeSpan timeout, [EnumeratorCancellation] CancellationToken cancellationToken, Action? ahead = null)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError>
    {
        var call = new PendingStream<TReply, TError>(isLast, _options.PushBacklog, mayWait: _link.CanWaitForReaders) { Ahead = ahead };
        if (FrameLink<TProtocol>.MustStream(in request))
        {
            await _link.StartStreamedAsync<TRequest, TReply>(call, request, timeout, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            while (!_link.TryStart(call, in request, timeout))
            {
                await _link.WaitForCallRoomAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        try
        {
            await foreach (TReply reply in call.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
            {
                _link.OnStreamRead();
                yield return reply;
                if (TReply.IsStreamed)
                {
                    TReply.GetStreamed(in reply).Dispose();
                }
            }
        }
        finally
        {
            _link.Abandon(call);
        }
    }

    /// <summary>Sends a message of a batch, ahead of the request that it is answered with.</summary>
    /// <typeparam name="TMessage">The message.</typeparam>
    /// <param name="message">The message.</param>
    protected void SendAhead<TMessage>(in TMessage message)
        where TMessage : IProtocolMessage<TMessage> => _link.Send(in message, new FrameRoute(FrameKind.Message, 0, 0));

    /// <summary>Sends a message that gets no answer.</summary>
    /// <typeparam name="TMessage">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for room to send it.</param>
    /// <returns>A task that ends when the message is on its way. That it arrives is not known.</returns>
    protected ValueTask SendAsync<TMessage>(in TMessage message, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage>
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (FrameLink<TProtocol>.MustStream(in message))
        {
            return _link.SendStreamedAsync(message, new FrameRoute(FrameKind.Message, 0, 0), cancellationToken);
        }

        if (!_link.HasRoom)
        {
            return Wait(message, cancellationToken);
        }

        _link.Send(in message, new FrameRoute(FrameKind.Message, 0, 0));
        return default;

        async ValueTask Wait(TMessage message, CancellationToken cancellationToken)
        {
            while (!_link.HasRoom)
            {
                await _link.WaitForRoomAsync(cancellationToken).ConfigureAwait(false);
                _closed.Token.ThrowIfCancellationRequested();
            }

            _link.Send(in message, new FrameRoute(FrameKind.Message, 0, 0));
        }
    }

    /// <summary>Takes a message that the server pushed. Handlers run one at a time, in order; while one does, further messages wait here.</summary>
    internal void OnPush(in ReceivedFrame frame, in FrameRoute route)
    {
        lock (_waitingPushes)
        {
            if (_isPushing)
            {
                if (_waitingPushes.Count >= _options.PushBacklog)
                {
                    Abort(new ConnectionClosedException(
                        $"The push handler fell behind: {_options.PushBacklog} messages wait for it. Handle them faster, or raise ClientOptions.PushBacklog."));
                    return;
                }

                frame.AddReference();
                _waitingPushes.Enqueue((frame, route));
                return;
            }

            _isPushing = true;
        }

        frame.AddReference();
        Push(frame, route);
    }

    /// <summary>Answers a request of the server with a reply whose last member may stream.</summary>
    internal ValueTask AnswerAsync<TMessage>(in TMessage message, in FrameRoute route)
        where TMessage : IProtocolMessage<TMessage>
    {
        if (FrameLink<TProtocol>.MustStream(in message))
        {
            return _link.SendStreamedAsync(message, route, _closed.Token);
        }

        Answer(in message, in route);
        return default;
    }

    /// <summary>Answers a request of the server.</summary>
    internal void Answer<TMessage>(in TMessage message, in FrameRoute route)
        where TMessage : IProtocolMessage<TMessage> => _link.Send(in message, in route);

    /// <summary>The version of the protocol that this connection speaks.</summary>
    internal ushort Version
    {
        get => _link.Version;
        set => _link.Version = value;
    }

    internal void OnGoodbye() => Volatile.Write(ref _isLeaving, true);

    internal void OnEnded(Exception reason)
    {
        foreach (Action<Exception> complete in _pushQueues)
        {
            complete(reason);
        }

        _closed.Cancel();
    }

    /// <summary>
    /// Gives the connection away, with what has arrived on it and was not read yet; this client is spent. For continuations (<see cref="ContinuesAsAttribute{TNext}"/>),
    /// which are generated.
    /// </summary>
    /// <param name="next">The name of what goes on with it, for the exception that the spent client throws.</param>
    /// <param name="cancellationToken">Gives up; the connection is closed then.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="InvalidOperationException">A call is in flight, or a message is being waited for.</exception>
    /// <exception cref="HandedOverException">The connection was given away already.</exception>
    /// <exception cref="ConnectionClosedException">The connection has ended.</exception>
    [Requires(SocketState.Connected)]
    [Produces(SocketState.Closed)]
    protected Task<StreamConnection> DetachAsync(string next, CancellationToken cancellationToken) => _link is StreamClientLink<TProtocol> stream
        ? stream.DetachAsync(
            new HandedOverException($"The connection was handed over from {TProtocol.Description.Name} to {next}: use the client that this gave."), cancellationToken)
        : throw new InvalidOperationException("Datagrams are not handed over.");

    /// <summary>Encrypts the conversation from here on. Generated code gives it to protocols that are marked <see cref="UpgradesToTlsAttribute"/>.</summary>
    /// <param name="options">How; the server's certificate has to have the name that was connected to, unless the options name another.</param>
    /// <param name="cancellationToken">Gives up; the connection is closed then.</param>
    /// <returns>A task that ends when all that follows is encrypted.</returns>
    /// <exception cref="TlsUpgradeException">Bytes came in clear that must not, or the handshake failed. The connection is closed.</exception>
    /// <exception cref="InvalidOperationException">A call is in flight, or a message is being waited for.</exception>
    protected async Task EncryptAsync(SslClientAuthenticationOptions? options, CancellationToken cancellationToken)
    {
        if (_link is not StreamClientLink<TProtocol> stream)
        {
            throw new InvalidOperationException("TLS needs a stream.");
        }

        options = TlsOptions.Copy(options ?? new SslClientAuthenticationOptions());
        EndPoint? server = _connectedTo ?? RemoteEndPoint;
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using ITimer timer = _options.TimeProvider.CreateTimer(
            static state => ((CancellationTokenSource)state!).Cancel(), deadline, _options.ConnectTimeout, Timeout.InfiniteTimeSpan);
        try
        {
            await stream.UpgradeToTlsAsync(server is null ? options : TlsOptions.For(options, server), deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TlsUpgradeException($"The TLS handshake took longer than {_options.ConnectTimeout.TotalSeconds:0.###} s.", exception);
        }
    }

    private void OnReaderWaits(int change)
    {
        if (Interlocked.Add(ref _waitingReaders, change) > 0)
        {
            (_link as StreamClientLink<TProtocol>)?.WantFrame();
        }
    }

    private static void CheckCarrier(Carriers carrier, TransportAddress address)
    {
        if (!TProtocol.Description.Carriers.HasFlag(carrier))
        {
            throw new ArgumentException(
                $"{TProtocol.Description.Name} is not declared for {address.Transport}: add [Protocol(Carriers = Carriers.Stream | Carriers.Datagram)].", nameof(address));
        }
    }

    private async Task OpenAsync(StreamConnection connection, CancellationToken cancellationToken)
    {
        ReceivedAhead ahead = DetachedConnection.TakeApart(ref connection);
        var link = new StreamClientLink<TProtocol>(connection, ahead, _options) { Client = this };
        _link = link;
        _ended = link.Ended;
        await link.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task OpenAsync(DatagramChannel channel, CancellationToken cancellationToken)
    {
        var link = new DatagramClientLink<TProtocol>(channel, _options) { Client = this };
        _link = link;
        _ended = link.Ended;
        await link.OpenAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DisposeAsyncCore()
    {
        if (_link is StreamClientLink<TProtocol> { IsHandedOver: false } stream)
        {
            using var patience = new CancellationTokenSource(CloseTimeout, _options.TimeProvider);
            await stream.CloseAsync(patience.Token).ConfigureAwait(false);
        }

        Abort(new ConnectionClosedException("The client was closed."));
    }

    private void Push(ReceivedFrame frame, FrameRoute route)
    {
        while (true)
        {
            ValueTask handled;
            try
            {
                handled = DispatchAsync(new IncomingPush<TProtocol>(this, in frame, in route));
            }
#pragma warning disable CA1031 // A handler may throw anything; it must not take the connection's worker down.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                handled = ValueTask.FromException(exception);
            }

            if (!handled.IsCompletedSuccessfully)
            {
                _ = FinishPushAsync(handled, frame, route);
                return;
            }

            frame.Release();
            if (!TryNextPush(out frame, out route))
            {
                return;
            }
        }
    }

    private async Task FinishPushAsync(ValueTask handled, ReceivedFrame frame, FrameRoute route)
    {
        try
        {
            await handled.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A handler may throw anything; the next message is not to blame.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            _link.LogHandlerFailure(route.MessageId, RemoteEndPoint, exception);
        }

        frame.Release();
        if (TryNextPush(out frame, out route))
        {
            Push(frame, route);
        }
    }

    private bool TryNextPush(out ReceivedFrame frame, out FrameRoute route)
    {
        lock (_waitingPushes)
        {
            if (_waitingPushes.TryDequeue(out (ReceivedFrame Frame, FrameRoute Route) next))
            {
                (frame, route) = next;
                return true;
            }

            _isPushing = false;
            frame = default;
            route = default;
        }

        (_link as StreamClientLink<TProtocol>)?.WantFrame();
        return false;
    }
}
