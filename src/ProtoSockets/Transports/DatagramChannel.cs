using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>
/// A bound socket for datagrams; with a peer (<see cref="RemoteEndPoint"/>) it talks to that one alone. At most one receive is pending at a time; sends may overlap it.
/// </summary>
public abstract class DatagramChannel : IDisposable
{
    /// <summary>The address that was bound, with the real port.</summary>
    public abstract EndPoint LocalEndPoint { get; }

    /// <summary>The peer that it was connected to, or null.</summary>
    public abstract EndPoint? RemoteEndPoint { get; }

    /// <summary>The largest datagram that can be sent, in bytes.</summary>
    public abstract int MaxDatagramBytes { get; }

    /// <summary>The socket below; null for memory.</summary>
    public virtual Socket? Socket => null;

    /// <summary>Makes an address object of the right size for <see cref="ReceiveAsync"/>.</summary>
    /// <returns>An address to be overwritten.</returns>
    public abstract SocketAddress CreateAddress();

    /// <summary>Turns a received address into an end point, for people to read. Allocates.</summary>
    /// <param name="address">The address.</param>
    /// <returns>The end point.</returns>
    public abstract EndPoint ToEndPoint(SocketAddress address);

    /// <summary>Waits for a datagram.</summary>
    /// <param name="buffer">Where to; what does not fit of the datagram is lost, so give <see cref="MaxDatagramBytes"/> or the protocol's limit plus one byte.</param>
    /// <param name="from">Overwritten with the sender's address.</param>
    /// <param name="cancellationToken">Gives up; the channel stays usable.</param>
    /// <returns>The datagram's size; 0 is an empty datagram, not an end.</returns>
    /// <exception cref="SocketException">
    /// <see cref="SocketError.ConnectionRefused"/> reports an earlier send to a port where nobody was; go on receiving.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The channel was closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken);

    /// <summary>Sends one datagram at once, without waiting.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="to">The receiver; null for the peer that the channel is connected to.</param>
    /// <returns>False when the socket's buffer is full.</returns>
    /// <exception cref="SocketException">It can't be sent: too large, no route, nobody there.</exception>
    /// <exception cref="ObjectDisposedException">The channel was closed.</exception>
    public abstract bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress? to);

    /// <summary>Sends one datagram, waiting for room.</summary>
    /// <param name="datagram">The datagram; it must not change until the task ends.</param>
    /// <param name="to">The receiver; null for the peer that the channel is connected to.</param>
    /// <param name="cancellationToken">Gives up; the channel stays usable.</param>
    /// <returns>A task that ends when the datagram was handed over.</returns>
    /// <exception cref="SocketException">It can't be sent: too large, no route, nobody there.</exception>
    /// <exception cref="ObjectDisposedException">The channel was closed.</exception>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress? to, CancellationToken cancellationToken);

    /// <summary>Receives what is sent to a multicast group, too.</summary>
    /// <param name="group">The group's address.</param>
    /// <param name="networkInterface">The index of the interface to join on; 0 lets the system choose.</param>
    /// <exception cref="SocketException">The group can't be joined.</exception>
    /// <exception cref="NotSupportedException">The transport has no multicast.</exception>
    public virtual void JoinGroup(IPAddress group, int networkInterface = 0) => throw new NotSupportedException("This transport has no multicast groups.");

    /// <summary>Leaves a multicast group.</summary>
    /// <param name="group">The group's address.</param>
    /// <param name="networkInterface">The index given when joining.</param>
    /// <exception cref="SocketException">The group was not joined.</exception>
    /// <exception cref="NotSupportedException">The transport has no multicast.</exception>
    public virtual void LeaveGroup(IPAddress group, int networkInterface = 0) => throw new NotSupportedException("This transport has no multicast groups.");

    /// <summary>Closes the channel. Pending operations fail. May be called again, and from any thread.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the channel.</summary>
    /// <param name="disposing">Always true: there are no finalizers here.</param>
    protected abstract void Dispose(bool disposing);
}
