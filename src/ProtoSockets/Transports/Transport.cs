using System.Net;

namespace ProtoSockets.Transports;

/// <summary>
/// What carries a conversation: TCP, TLS, Unix sockets, UDP, memory. A transport makes listeners, connections and datagram channels; it knows bytes and
/// datagrams, and nothing of frames or messages.
/// </summary>
public abstract class Transport
{
    /// <summary>The scheme of addresses that use it: <c>tcp</c>, <c>tls</c>, <c>unix</c>, <c>udp</c>, <c>unixgram</c>, <c>memory</c>.</summary>
    public abstract string Scheme { get; }

    /// <summary>The scheme.</summary>
    /// <returns><see cref="Scheme"/>.</returns>
    public override string ToString() => Scheme;
}

/// <summary>A transport of bytes in order.</summary>
public abstract class StreamTransport : Transport
{
    /// <summary>Asks for an address and binds it; the listener listens when this returns.</summary>
    /// <param name="endPoint">The address; port 0 asks for any free port.</param>
    /// <param name="options">How to bind.</param>
    /// <returns>The listener.</returns>
    /// <exception cref="BindException">The address is in use, denied or not available.</exception>
    public abstract StreamListener Listen(EndPoint endPoint, BindOptions options);

    /// <summary>Connects to a peer, resolving its name and trying all its addresses.</summary>
    /// <param name="endPoint">The peer: an address, a name (<see cref="DnsEndPoint"/>), or a path.</param>
    /// <param name="options">How to connect.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The connection, its handshake (TLS) done.</returns>
    /// <exception cref="ConnectException">No address of the peer accepted.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken);
}

/// <summary>A transport of datagrams.</summary>
public abstract class DatagramTransport : Transport
{
    /// <summary>Asks for an address and binds it, to receive from anyone.</summary>
    /// <param name="endPoint">The address; port 0 asks for any free port.</param>
    /// <param name="options">How to bind.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="BindException">The address is in use, denied or not available.</exception>
    public abstract DatagramChannel Bind(EndPoint endPoint, BindOptions options);

    /// <summary>Makes a channel that sends to, and receives from, one peer.</summary>
    /// <param name="endPoint">The peer: an address, a name, or a path.</param>
    /// <param name="options">How to connect.</param>
    /// <param name="cancellationToken">Gives up resolving the name.</param>
    /// <returns>The channel. That it exists does not say that the peer does.</returns>
    /// <exception cref="ConnectException">The name has no address, or none can be reached from here.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract ValueTask<DatagramChannel> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken);
}
