using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>
/// Streams inside this process, for tests: bounded, so that backpressure is real, and closing like a socket's (an end after the last byte, a reset when bytes
/// were left unread). Get it from <see cref="Transports.Memory"/>.
/// </summary>
/// <remarks>
/// A direction holds <see cref="DefaultBufferBytes"/>, or as many as <see cref="BindOptions.ReceiveBufferBytes"/> (to the listener) and
/// <see cref="ConnectOptions.ReceiveBufferBytes"/> (to the client) say.
/// </remarks>
public sealed class MemoryTransport : StreamTransport
{
    /// <summary>How many bytes a direction holds when nothing else is said.</summary>
    public const int DefaultBufferBytes = 64 * 1024;

    internal MemoryTransport()
    {
    }

    /// <inheritdoc/>
    public override string Scheme => "memory";

    /// <summary>Binds a name; the listener listens when this returns.</summary>
    /// <param name="endPoint">A <see cref="MemoryEndPoint"/>; an empty name asks for any free one.</param>
    /// <param name="options">How to bind.</param>
    /// <returns>The listener.</returns>
    /// <exception cref="BindException">The name is in use.</exception>
    /// <exception cref="ArgumentException">The end point is of another kind.</exception>
    /// <exception cref="NotSupportedException">A name of memory can't be shared.</exception>
    public override StreamListener Listen(EndPoint endPoint, BindOptions options)
    {
        MemoryEndPoint name = MemoryNetwork.Require(endPoint, nameof(endPoint));
        ArgumentNullException.ThrowIfNull(options);
        if (options.SharePort)
        {
            throw new NotSupportedException("A name of a memory network can't be shared. Leave BindOptions.SharePort off.");
        }

        return name.Network.Bind(name, bound => new MemoryListener(bound, options));
    }

    /// <inheritdoc/>
    public override async ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        MemoryEndPoint peer = MemoryNetwork.Require(endPoint, nameof(endPoint));
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        if (!peer.Network.TryFind(peer, out MemoryListener? listener))
        {
            throw new ConnectException(peer, "nobody listens on this name of the memory network.", new SocketException((int)SocketError.ConnectionRefused));
        }

        MemoryEndPoint local = options.LocalEndPoint is { } chosen ? MemoryNetwork.Require(chosen, nameof(options)) : peer.Network.NextName();
        return await listener.ConnectAsync(local, options, cancellationToken).ConfigureAwait(false);
    }
}
