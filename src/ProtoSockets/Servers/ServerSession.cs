using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using ProtoSockets.Connections;
using ProtoSockets.Runtime;

namespace ProtoSockets.Servers;

/// <summary>
/// One peer of a server, as handlers see it. Over streams a session is a connection; over datagrams it is an address that has sent something lately.
/// </summary>
/// <typeparam name="TProtocol">The protocol.</typeparam>
public abstract class ServerSession<TProtocol>
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

    /// <summary>The socket below, for options that this library does not know; null for memory. Over datagrams all sessions share it.</summary>
    public Socket? Socket => _peer.Socket;

    /// <summary>Cancelled when the conversation ends.</summary>
    public CancellationToken Closed => _peer.Closed;

    /// <summary>Whatever the application wants to remember of this peer.</summary>
    public object? State { get; set; }

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

    /// <summary>Sends a one-way message to the peer.</summary>
    /// <typeparam name="TMessage">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="cancellationToken">Gives up waiting for room to send it.</param>
    /// <returns>A task that ends when the message is on its way. That it arrives is not known.</returns>
    protected ValueTask SendAsync<TMessage>(in TMessage message, CancellationToken cancellationToken)
        where TMessage : IProtocolMessage<TMessage> => _peer.SendMessageAsync(in message, cancellationToken);

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
