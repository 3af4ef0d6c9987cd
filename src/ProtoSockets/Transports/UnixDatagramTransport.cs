using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>
/// Datagrams between processes of one machine, reliable and in order: a path in the file system, or a name in Linux's abstract space (<c>unixgram:@name</c>). Get it from
/// <see cref="Transports.UnixDatagram"/>. Windows has none.
/// </summary>
public sealed class UnixDatagramTransport : DatagramTransport
{
    internal UnixDatagramTransport()
    {
    }

    /// <inheritdoc/>
    public override string Scheme => "unixgram";

    /// <summary>Binds a path or an abstract name, to receive from anyone. Closing the channel removes the file.</summary>
    /// <param name="endPoint">A <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="options">How to bind. A stale file, one of a socket that nobody has open, is replaced unless <see cref="BindOptions.ReplaceStaleFile"/> is off.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="BindException">The path is in use, denied, or its directory does not exist; or the system has no Unix datagrams.</exception>
    /// <exception cref="ArgumentException">The end point is of another kind.</exception>
    /// <exception cref="NotSupportedException">A path can't be shared.</exception>
    public override DatagramChannel Bind(EndPoint endPoint, BindOptions options)
    {
        UnixDomainSocketEndPoint path = UnixSocketFile.Require(endPoint, nameof(endPoint));
        ArgumentNullException.ThrowIfNull(options);
        return new SocketDatagramChannel(UnixSocketFile.Bind(path, SocketType.Dgram, options, static _ => { }), remote: null);
    }

    /// <summary>Makes a channel that sends to, and receives from, one peer.</summary>
    /// <param name="endPoint">The peer, a <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="options">
    /// How to connect. Without <see cref="ConnectOptions.LocalEndPoint"/> the channel gets a name of its own, since the peer can't answer one that has none: an abstract
    /// one on Linux, else a file in the temporary directory, which closing removes.
    /// </param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ConnectException">Nobody has bound the path, or this user may not write to it.</exception>
    /// <exception cref="ArgumentException">The end point is of another kind.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public override ValueTask<DatagramChannel> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        UnixDomainSocketEndPoint path = UnixSocketFile.Require(endPoint, nameof(endPoint));
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        Socket? socket = null;
        try
        {
            socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            SocketSetup.Buffers(socket, options.ReceiveBufferBytes, options.SendBufferBytes);
            socket.Bind(options.LocalEndPoint ?? OwnName());

            // Sends nothing and does not wait.
            socket.Connect(path);
            return new ValueTask<DatagramChannel>(new SocketDatagramChannel(socket, path));
        }
        catch (SocketException error)
        {
            socket?.Dispose();
            return ValueTask.FromException<DatagramChannel>(new ConnectException(path, UnixStreamTransport.Explain(path, error), error));
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    /// <summary>A name that nobody else has: an abstract one on Linux, else a file in the temporary directory.</summary>
    internal static UnixDomainSocketEndPoint OwnName()
    {
        string name = $"protosockets-{Guid.NewGuid():N}";
        return new UnixDomainSocketEndPoint(OperatingSystem.IsLinux() ? "\0" + name : Path.Combine(Path.GetTempPath(), name));
    }
}
