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

    /// <summary>
    /// Turns an end point into an address to send to, of the family of this channel (an IPv4 address gets mapped for a socket that serves both). Allocates: keep it for
    /// a peer that is sent to again.
    /// </summary>
    /// <param name="endPoint">The end point; not a name.</param>
    /// <returns>The address. Received addresses of the same peer are equal to it.</returns>
    /// <exception cref="ArgumentException">The channel's socket can't reach end points of this kind.</exception>
    public virtual SocketAddress ToAddress(EndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return endPoint.Serialize();
    }

    /// <summary>Waits for a datagram.</summary>
    /// <param name="buffer">Where to; what does not fit of the datagram is lost, so give <see cref="MaxDatagramBytes"/> or the protocol's limit plus one byte.</param>
    /// <param name="from">
    /// Made by <see cref="CreateAddress"/>. Overwritten with the sender's address, also by a channel that is connected to one peer; its size is 0 or that of an empty
    /// name when a Unix socket without a name sent it. Don't read it before the task ends.
    /// </param>
    /// <param name="cancellationToken">Gives up; the channel stays usable.</param>
    /// <returns>The datagram's size; 0 is an empty datagram, not an end.</returns>
    /// <exception cref="SocketException">
    /// <see cref="SocketError.ConnectionRefused"/> (on Windows <see cref="SocketError.ConnectionReset"/>) reports an earlier send to a port where nobody was; go on
    /// receiving. Channels that are not connected are not told. <see cref="SocketError.OperationAborted"/>: the channel was closed meanwhile.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The channel was closed before.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken);

    /// <summary>Whether a thread can wait for datagrams in the system: <see cref="WaitUntilReadable"/> and <see cref="TryReceive"/>.</summary>
    internal virtual bool CanWait => false;

    /// <summary>Has the thread wait until a datagram has come.</summary>
    /// <param name="limit">The longest time to wait; 0 only looks.</param>
    /// <returns>Whether one has.</returns>
    internal virtual bool WaitUntilReadable(TimeSpan limit) => throw new NotSupportedException();

    /// <summary>Takes what has come, without waiting.</summary>
    /// <param name="buffer">As in <see cref="ReceiveAsync"/> or <see cref="ReceiveManyAsync"/>.</param>
    /// <param name="from">As in <see cref="ReceiveAsync"/>.</param>
    /// <param name="many">Whether to take many, which then has to be so for good.</param>
    /// <param name="run">What came.</param>
    /// <returns>False when nothing has.</returns>
    internal virtual bool TryReceive(Span<byte> buffer, SocketAddress from, bool many, out DatagramRun run) => throw new NotSupportedException();

    /// <summary>Sends one datagram at once, without waiting.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="to">The receiver; null for the peer that the channel is connected to.</param>
    /// <returns>False when the socket's buffer is full.</returns>
    /// <exception cref="SocketException">
    /// It can't be sent: too large, no route, nobody there. <see cref="SocketError.ConnectionRefused"/> of a connected UDP channel is about an earlier datagram; this one
    /// was not sent, and may be sent again.
    /// </exception>
    /// <exception cref="InvalidOperationException">No receiver was named, and the channel is connected to none.</exception>
    /// <exception cref="ObjectDisposedException">The channel was closed.</exception>
    public abstract bool TrySend(ReadOnlySpan<byte> datagram, SocketAddress? to);

    /// <summary>Sends one datagram, waiting for room. At most one such send is pending at a time.</summary>
    /// <param name="datagram">The datagram; it must not change until the task ends.</param>
    /// <param name="to">The receiver; null for the peer that the channel is connected to.</param>
    /// <param name="cancellationToken">Gives up; the channel stays usable.</param>
    /// <returns>A task that ends when the datagram was handed over.</returns>
    /// <exception cref="SocketException">It can't be sent: too large, no route, nobody there.</exception>
    /// <exception cref="ObjectDisposedException">The channel was closed.</exception>
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> datagram, SocketAddress? to, CancellationToken cancellationToken);

    /// <summary>Sends datagrams of one size to one receiver at once, without waiting: on Linux over UDP by one system call for up to 64 of them, elsewhere one by one.</summary>
    /// <param name="datagrams">The datagrams, one behind the other.</param>
    /// <param name="datagramBytes">The size of each, from 1; only the last may be shorter.</param>
    /// <param name="to">The receiver; null for the peer that the channel is connected to.</param>
    /// <param name="error">
    /// <see cref="SocketError.Success"/> when all were handed over; <see cref="SocketError.WouldBlock"/> when the socket's buffer is full; else why the first of the others can't be sent, as
    /// <see cref="TrySend"/> says it.
    /// </param>
    /// <returns>How many were handed over: the first ones.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A datagram is to have less than 1 byte.</exception>
    /// <exception cref="InvalidOperationException">No receiver was named, and the channel is connected to none.</exception>
    /// <exception cref="ObjectDisposedException">The channel was closed.</exception>
    public virtual int TrySendMany(ReadOnlySpan<byte> datagrams, int datagramBytes, SocketAddress? to, out SocketError error)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(datagramBytes, 1);
        int sent = 0;
        error = SocketError.Success;
        while (!datagrams.IsEmpty)
        {
            ReadOnlySpan<byte> datagram = datagrams[..Math.Min(datagramBytes, datagrams.Length)];
            try
            {
                if (!TrySend(datagram, to))
                {
                    error = SocketError.WouldBlock;
                    break;
                }
            }
            catch (SocketException exception)
            {
                error = exception.SocketErrorCode;
                break;
            }

            sent++;
            datagrams = datagrams[datagram.Length..];
        }

        return sent;
    }

    /// <summary>Whether the system can hand over many datagrams at once, so that <see cref="ReceiveManyAsync"/> is worth its larger buffer: on Linux over UDP.</summary>
    public virtual bool CanReceiveMany => false;

    /// <summary>The room that <see cref="ReceiveManyAsync"/> needs, so that nothing is lost.</summary>
    public virtual int ReceiveManyBytes => MaxDatagramBytes;

    /// <summary>
    /// Waits for datagrams, as <see cref="ReceiveAsync"/> does, and takes what of one sender has come together. Where <see cref="CanReceiveMany"/> is true <see cref="ReceiveAsync"/> can't be used on the
    /// channel any more after the first call: it could not tell where a datagram ends.
    /// </summary>
    /// <param name="buffer">Where to; give <see cref="ReceiveManyBytes"/>.</param>
    /// <param name="from">As in <see cref="ReceiveAsync"/>.</param>
    /// <param name="cancellationToken">Gives up; the channel stays usable.</param>
    /// <returns>What came.</returns>
    /// <exception cref="SocketException">As in <see cref="ReceiveAsync"/>.</exception>
    /// <exception cref="ObjectDisposedException">The channel was closed before.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual async ValueTask<DatagramRun> ReceiveManyAsync(Memory<byte> buffer, SocketAddress from, CancellationToken cancellationToken)
    {
        int count = await ReceiveAsync(buffer, from, cancellationToken).ConfigureAwait(false);
        return new DatagramRun(count, count);
    }

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
