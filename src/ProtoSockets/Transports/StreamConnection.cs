using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ProtoSockets.Transports;

/// <summary>
/// One end of a stream of bytes. At most one receive and one send are pending at a time; a receive and a send may overlap.
/// </summary>
public abstract class StreamConnection : IDisposable
{
    /// <summary>This end's address, if it has one.</summary>
    public abstract EndPoint? LocalEndPoint { get; }

    /// <summary>The peer's address, if it has one.</summary>
    public abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>The socket below; null for memory.</summary>
    public virtual Socket? Socket => null;

    /// <summary>The certificate that the peer proved to own; null without TLS, or when it showed none.</summary>
    public virtual X509Certificate2? RemoteCertificate => null;

    /// <summary>The application protocol that TLS's handshake has agreed on (ALPN, RFC 7301); null without one.</summary>
    public virtual string? ApplicationProtocol => null;

    /// <summary>What the proxy in front has said of the connection (<see cref="BindOptions.ProxyProtocol"/>); null without one, and in front of the handshake.</summary>
    public virtual ProxyHeader? ProxyHeader => null;

    /// <summary>Whether <see cref="RemoteEndPoint"/> is not the peer's before <see cref="IdentifyAsync"/>.</summary>
    internal virtual bool TellsAddressLater => false;

    /// <summary>The part of the handshake from which on <see cref="RemoteEndPoint"/> is the peer's.</summary>
    internal virtual ValueTask IdentifyAsync(CancellationToken cancellationToken) => default;

    /// <summary>
    /// Does what must happen before the first byte of the protocol (the TLS handshake of an accepted connection). The server calls it away from the accept loop,
    /// within its handshake time. Connections from <see cref="StreamTransport.ConnectAsync"/> have done it.
    /// </summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends with the handshake.</returns>
    /// <exception cref="IOException">The handshake failed.</exception>
    public virtual ValueTask HandshakeAsync(CancellationToken cancellationToken) => default;

    /// <summary>Receives what has arrived, waiting for at least one byte.</summary>
    /// <param name="buffer">Where to; not empty.</param>
    /// <param name="cancellationToken">Gives up; the connection can't be used for receiving afterwards.</param>
    /// <returns>How many bytes were received; 0 when the peer has sent its last.</returns>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="SocketException">
    /// The connection was lost. <see cref="SocketError.OperationAborted"/>: it was closed here, while the receive was pending.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The connection was closed here before.</exception>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Whether closing it ends a receive that is pending. Then none needs a token, which would be registered with for each receive, and held by each idle connection.</summary>
    internal virtual bool ClosingEndsReceives => false;

    /// <summary>
    /// Whether the end that was received just now need not be the peer's: under TLS the connection ended without a close_notify (RFC 8446, section 6.1), so that whoever is on the way may have cut it. Many peers
    /// leave it out; only what has no other end is incomplete then (RFC 9112, section 9.8).
    /// </summary>
    public virtual bool IsTruncated => false;

    /// <summary>Whether a thread can wait for bytes in the system: <see cref="Receive"/> and <see cref="TryReceive"/>.</summary>
    internal virtual bool CanWait => false;

    /// <summary>Receives, and blocks the thread until there is something.</summary>
    /// <returns>How many bytes; 0 at the end.</returns>
    internal virtual int Receive(Span<byte> buffer) => throw new NotSupportedException();

    /// <summary>Receives what has arrived, without waiting.</summary>
    /// <returns>How many bytes; 0 at the end; -1 when nothing has arrived.</returns>
    internal virtual int TryReceive(Span<byte> buffer) => throw new NotSupportedException();

    /// <summary>Sends what can be sent at once, without waiting.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>How many were taken: 0 when none can be sent without waiting, and then <see cref="SendAsync"/> is to be used.</returns>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="SocketException">The connection was lost.</exception>
    /// <exception cref="ObjectDisposedException">The connection was closed here.</exception>
    public abstract int TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>Sends all the bytes.</summary>
    /// <param name="bytes">The bytes; they must not change until the task ends.</param>
    /// <param name="cancellationToken">Gives up. A part may have been sent: the connection must be closed then.</param>
    /// <returns>A task that ends when all bytes were handed over.</returns>
    /// <exception cref="IOException">The connection was lost.</exception>
    /// <exception cref="SocketException">The connection was lost.</exception>
    /// <exception cref="ObjectDisposedException">The connection was closed here.</exception>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Tells the peer that nothing more will be sent. Receiving goes on.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A task that ends when the peer will see the end.</returns>
    public abstract ValueTask ShutdownSendAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Closes the connection. Pending operations fail. May be called again, and from any thread. The peer sees the end behind the last byte that was sent; or a reset,
    /// when bytes of its were left unread or a send was left half done.
    /// </summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Closes the connection so that the peer sees it lost, not ended: with a reset, where the transport has one (TCP, memory). May be called again, and from any thread.
    /// </summary>
    public virtual void Reset() => Dispose();

    /// <summary>Closes the connection.</summary>
    /// <param name="disposing">Always true: there are no finalizers here.</param>
    protected abstract void Dispose(bool disposing);
}

/// <summary>A bound address on which peers are accepted.</summary>
public abstract class StreamListener : IDisposable
{
    /// <summary>The address that was bound, with the real port.</summary>
    public abstract EndPoint LocalEndPoint { get; }

    /// <summary>The socket below; null for memory.</summary>
    public virtual Socket? Socket => null;

    /// <summary>Where it says what does not concern a single connection. The server that takes it over sets it.</summary>
    internal ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>The listener as one whose connections begin with a proxy's header; the same where it is one already.</summary>
    internal virtual StreamListener BehindProxy(ProxyProtocolOptions proxy) => new ProxyListener(this, proxy);

    /// <summary>Waits for a peer.</summary>
    /// <param name="cancellationToken">Gives up; the listener stays usable.</param>
    /// <returns>The connection; its <see cref="StreamConnection.HandshakeAsync"/> is still to be called.</returns>
    /// <exception cref="SocketException">This peer could not be accepted (it left, or descriptors ran out): the next one may.</exception>
    /// <exception cref="ObjectDisposedException">The listener was closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken);

    /// <summary>Stops listening and gives the address back. May be called again, and from any thread.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Stops listening.</summary>
    /// <param name="disposing">Always true: there are no finalizers here.</param>
    protected abstract void Dispose(bool disposing);
}
