using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>
/// Datagrams inside this process, for tests: reliable, in order and bounded, so that a receiver that lags holds its senders up (as Unix sockets do; UDP would lose
/// them). Get it from <see cref="Transports.MemoryDatagram"/>.
/// </summary>
/// <remarks>
/// A channel holds up to <see cref="MaxDatagrams"/> datagrams of <see cref="DefaultBufferBytes"/> together, or of as many bytes as
/// <see cref="BindOptions.ReceiveBufferBytes"/> or <see cref="ConnectOptions.ReceiveBufferBytes"/> say; one fits always.
/// </remarks>
public sealed class MemoryDatagramTransport : DatagramTransport
{
    /// <summary>How many datagrams a channel holds for its receiver.</summary>
    public const int MaxDatagrams = 256;

    /// <summary>How many bytes a channel holds for its receiver when nothing else is said.</summary>
    public const int DefaultBufferBytes = 256 * 1024;

    internal MemoryDatagramTransport()
    {
    }

    /// <inheritdoc/>
    public override string Scheme => "memorygram";

    /// <summary>Binds a name, to receive from anyone.</summary>
    /// <param name="endPoint">A <see cref="MemoryEndPoint"/>; an empty name asks for any free one.</param>
    /// <param name="options">How to bind.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="BindException">The name is in use.</exception>
    /// <exception cref="ArgumentException">The end point is of another kind.</exception>
    /// <exception cref="NotSupportedException">A name of memory can't be shared.</exception>
    public override DatagramChannel Bind(EndPoint endPoint, BindOptions options)
    {
        MemoryEndPoint name = MemoryNetwork.Require(endPoint, nameof(endPoint));
        ArgumentNullException.ThrowIfNull(options);
        if (options.SharePort)
        {
            throw new NotSupportedException("A name of a memory network can't be shared. Leave BindOptions.SharePort off.");
        }

        return name.Network.Bind(name, bound => new MemoryDatagramChannel(bound, peer: null, options.ReceiveBufferBytes ?? DefaultBufferBytes));
    }

    /// <summary>Makes a channel that sends to, and receives from, one peer.</summary>
    /// <param name="endPoint">The peer, a <see cref="MemoryEndPoint"/>.</param>
    /// <param name="options">How to connect; without <see cref="ConnectOptions.LocalEndPoint"/> the channel gets a free name.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ConnectException">Nobody has bound the name, or the local name is in use.</exception>
    /// <exception cref="ArgumentException">The end point is of another kind.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public override ValueTask<DatagramChannel> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        MemoryEndPoint peer = MemoryNetwork.Require(endPoint, nameof(endPoint));
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        if (!peer.Network.TryFind(peer.Serialize(), out _))
        {
            throw new ConnectException(peer, "nobody has bound this name of the memory network.", new SocketException((int)SocketError.ConnectionRefused));
        }

        MemoryEndPoint local = options.LocalEndPoint is { } chosen ? MemoryNetwork.Require(chosen, nameof(options)) : peer.Network.EndPoint();
        try
        {
            return new ValueTask<DatagramChannel>(
                local.Network.Bind(local, bound => new MemoryDatagramChannel(bound, peer, options.ReceiveBufferBytes ?? DefaultBufferBytes)));
        }
        catch (BindException error)
        {
            throw new ConnectException(peer, error.Message, error);
        }
    }
}
