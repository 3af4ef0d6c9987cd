using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets.Calls;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;
using ProtoSockets.Transports;

namespace ProtoSockets.Servers;

/// <summary>
/// One peer of a server, as handlers see it. Over streams a session is a connection; over datagrams it is an address that has sent something lately.
/// </summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public abstract class ServerSession<TProtocol> : IServerSession
    where TProtocol : struct, IProtocol
{
    private readonly ServerPeer<TProtocol> _peer;

    /// <summary>Makes the session of a peer.</summary>
    /// <param name="peer">The peer.</param>
    protected ServerSession(ServerPeer<TProtocol> peer) => _peer = peer ?? throw new ArgumentNullException(nameof(peer));

    /// <summary>The address that the peer talks to.</summary>
    public EndPoint? LocalEndPoint => _peer.LocalEndPoint;

    /// <summary>The peer's address.</summary>
    public EndPoint? RemoteEndPoint => _peer.RemoteEndPoint;

    /// <summary>The certificate that the peer proved to own; null without TLS, or when it showed none.</summary>
    public X509Certificate2? RemoteCertificate => _peer.RemoteCertificate;

    /// <summary>The application protocol that TLS's handshake has agreed on (ALPN, RFC 7301); null without one.</summary>
    public string? ApplicationProtocol => _peer.ApplicationProtocol;

    /// <summary>What the proxy in front has said of the connection (<see cref="BindOptions.ProxyProtocol"/>); null without one. <see cref="RemoteEndPoint"/> is the address that it tells.</summary>
    public ProxyHeader? ProxyHeader => _peer.ProxyHeader;

    /// <summary>The socket below, for options that this library does not know; null for memory. Over datagrams all sessions share it.</summary>
    public Socket? Socket => _peer.Socket;

    /// <summary>Cancelled when the conversation ends.</summary>
    public CancellationToken Closed => _peer.Closed;

    /// <summary>Whatever the application wants to remember of this peer.</summary>
    public object? State { get; set; }

    /// <summary>What else is remembered of it, by typed keys: for interceptors and others that must not use <see cref="State"/>, which is the application's.</summary>
    public SessionItems Items => new(_peer.Resources);

    internal ServerPeer<TProtocol> Peer => _peer;

    /// <summary>
    /// Has something disposed when the conversation has ended, <c>DisconnectedAsync</c> included, and its last handler: the last one registered first. It goes with the
    /// connection through all its protocols. Registered later than that, it is disposed at once, in the background.
    /// </summary>
    /// <param name="resource">What lives as long as the conversation.</param>
    public void RegisterForDisposeAsync(IAsyncDisposable resource)
    {
        ArgumentNullException.ThrowIfNull(resource);
        _peer.Register(resource);
    }

    /// <summary>
    /// Over datagrams: says that the peer is where its address says, so that <see cref="ServerOptions.MaxAmplification"/> no longer limits what is sent to it. Call it when the peer has sent back
    /// something that can't be guessed and was sent to that address, or has proved in another way that nobody forges it. Over streams it does nothing: their handshake has shown it.
    /// </summary>
    public void VerifyAddress() => _peer.VerifyAddress();

    /// <summary>Ends the conversation at once. Handlers that are running see <see cref="Closed"/>.</summary>
    public void Abort() => _peer.Abort(new ConnectionClosedException("The server closed the connection."));

    /// <summary>
    /// Ends the conversation in good order: nothing more that the peer sends is handled, running handlers end and their answers are sent, and then the
    /// connection is closed. A handler may call it; its own answer is still sent. Over datagrams: forgets the peer.
    /// </summary>
    public void Close() => _peer.Close();

    /// <summary>As <see cref="Close"/>, and waits for the end. A handler that waits for it waits for itself: call <see cref="Close"/> there.</summary>
    /// <returns>A task that ends with the conversation.</returns>
    public async ValueTask CloseAsync()
    {
        Close();
        if (_peer is not StreamServerPeer<TProtocol>)
        {
            return;
        }

        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using (Closed.UnsafeRegister(static state => ((TaskCompletionSource)state!).TrySetResult(), closed))
        {
            await closed.Task.ConfigureAwait(false);
        }
    }

    /// <summary>How the server was made. Generated code gives it to the server of the next protocol.</summary>
    protected ServerOptions Options => _peer.Options;

    /// <summary>
    /// Hands the connection over to the next protocol once the handler that calls this has ended and its answer was sent. For continuations
    /// (<see cref="ContinuesAsAttribute{TNext}"/>), which are generated.
    /// </summary>
    /// <typeparam name="TNext">The next protocol.</typeparam>
    /// <param name="next">A server of it, which is never bound: it makes the session.</param>
    /// <exception cref="InvalidOperationException">No handler of the session is at work.</exception>
    /// <exception cref="HandedOverException">The connection is handed over already.</exception>
    protected void ContinueWith<TNext>(ProtocolServer<TNext> next)
        where TNext : struct, IProtocol
    {
        ArgumentNullException.ThrowIfNull(next);
        Stream.ContinueWith(next);
    }

    /// <summary>
    /// Encrypts all that follows once the handler that calls this has ended and its answer was sent, in clear. Generated code gives it to protocols that are marked
    /// <see cref="UpgradesToTlsAttribute"/>.
    /// </summary>
    /// <param name="options">The certificate, and how.</param>
    /// <exception cref="InvalidOperationException">No handler of the session is at work.</exception>
    protected void EncryptFromHere(SslServerAuthenticationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Stream.UpgradeToTls(options);
    }

    private StreamServerPeer<TProtocol> Stream =>
        _peer as StreamServerPeer<TProtocol> ?? throw new InvalidOperationException("Only a stream can be handed over or encrypted.");

    /// <summary>Sends a one-way message to the peer.</summary>
    /// <typeparam name="TMessage">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for room to send it.</param>
    /// <returns>A task that ends when the message is on its way. That it arrives is not known.</returns>
    protected ValueTask SendAsync<TMessage>(in TMessage message, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage> => _peer.SendMessageAsync(in message, cancellationToken);

    /// <summary>
    /// Ends when the next answer to a request of the peer has been sent: a handler that starts to send something which may only follow its answer takes this task
    /// first, and waits for it elsewhere.
    /// </summary>
    /// <returns>A task that ends with the answer; when the conversation ends first, it does not end.</returns>
    public Task WaitForAnswerAsync() => _peer.WaitForAnswerAsync();

    /// <summary>How long a call to the client may take that gives no time of its own.</summary>
    public TimeSpan CallTimeout => _peer.Options.CallTimeout;

    /// <summary>
    /// Sends a request to the client and waits for its reply. A handler that waits for it takes one of the places of <see cref="ServerOptions.MaxCallsInFlight"/>;
    /// where the client's requests are handled one at a time, its reply could never come.
    /// </summary>
    /// <typeparam name="TRequest">The request.</typeparam>
    /// <typeparam name="TReply">The reply.</typeparam>
    /// <typeparam name="TError">The protocol's error reply, or <see cref="NoErrorReply"/>.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="timeout">How long the call may take.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply.</returns>
    protected ValueTask<TReply> CallAsync<TRequest, TReply, TError>(in TRequest request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IProtocolMessage<TRequest>
        where TReply : IProtocolMessage<TReply>
        where TError : IProtocolMessage<TError> => _peer.CallAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken);

    /// <summary>As <see cref="CallAsync"/>, with the error reply as a value.</summary>
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
        where TError : IProtocolMessage<TError> => _peer.TryCallAsync<TRequest, TReply, TError>(in request, timeout, cancellationToken);

    /// <summary>Reads a message and has the handler handle it. Generated.</summary>
    /// <param name="call">The message.</param>
    protected internal abstract void Dispatch(in IncomingCall<TProtocol> call);

    /// <summary>Answers a request whose handler failed, or which could not be read, as the protocol allows. Generated.</summary>
    /// <param name="call">The request.</param>
    /// <param name="exception">What happened.</param>
    protected internal abstract void DispatchFailure(in IncomingCall<TProtocol> call, Exception exception);

    /// <summary>Tells the handler that the peer is there.</summary>
    /// <returns>The handler's task; messages of the peer are handled from its end on.</returns>
    protected internal abstract ValueTask DispatchConnectedAsync();

    /// <summary>Tells the handler that the peer is gone.</summary>
    /// <param name="reason">Why, or null when the peer closed in good order.</param>
    /// <returns>The handler's task.</returns>
    protected internal abstract ValueTask DispatchDisconnectedAsync(Exception? reason);
}
