using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>TCP, over IPv4 and IPv6. Get it from <see cref="Transports.Tcp"/>.</summary>
public sealed class TcpTransport : StreamTransport
{
    private readonly ResolveName _resolve;
    private readonly TimeProvider _clock;

    internal TcpTransport(ResolveName? resolve = null, TimeProvider? clock = null)
    {
        _resolve = resolve ?? AddressResolver.System;
        _clock = clock ?? TimeProvider.System;
    }

    /// <inheritdoc/>
    public override string Scheme => "tcp";

    /// <summary>Asks for an address and binds it; the listener listens when this returns.</summary>
    /// <param name="endPoint">
    /// An <see cref="IPEndPoint"/>, or a <see cref="DnsEndPoint"/> of this machine: <c>localhost</c> is 127.0.0.1, another name is resolved (blocking) and its first
    /// address that can be bound is taken. Port 0 asks for any free port.
    /// </param>
    /// <param name="options">How to bind.</param>
    /// <returns>The listener.</returns>
    /// <exception cref="BindException">The address is in use, denied or not available.</exception>
    /// <exception cref="ArgumentException">It is not an address or a name.</exception>
    public override StreamListener Listen(EndPoint endPoint, BindOptions options)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        options.ProxyProtocol?.Check(nameof(options));
        return ProxyListener.Around(BindableAddresses.BindFirst(endPoint, address => ListenOn(address, options)), options.ProxyProtocol);
    }

    /// <inheritdoc/>
    public override async ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        return new SocketStreamConnection(await ConnectSocketAsync(endPoint, options, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Connects and leaves the socket as it is, for a transport on top.</summary>
    internal async Task<Socket> ConnectSocketAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPEndPoint> addresses =
            await AddressResolver.ResolveAsync(endPoint, options.LocalEndPoint, _resolve, cancellationToken).ConfigureAwait(false);
        return await AddressRace.RunAsync(
            endPoint, addresses, (address, token) => AttemptAsync(address, options, token), options.AttemptDelay, _clock, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Binds and listens, for a transport on top.</summary>
    internal static Socket ListenSocket(IPEndPoint endPoint, BindOptions options)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            SocketSetup.BeforeBind(socket, endPoint, options);
            SocketSetup.KeepAlive(socket, options.KeepAlive);

            // .NET sets SO_REUSEADDR here on Unix by itself (read back on Linux: 0 in front of Bind, 1 behind it, SO_REUSEPORT stays 0), so a restarted server gets its
            // port back from connections in TIME_WAIT, and a listener's port is still refused.
            socket.Bind(endPoint);
            socket.Listen(options.Backlog);
            return socket;
        }
        catch (SocketException error)
        {
            socket?.Dispose();
            throw SocketSetup.BindFailed(endPoint, error);
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    private static SocketStreamListener ListenOn(IPEndPoint endPoint, BindOptions options) => new(ListenSocket(endPoint, options), options.NoDelay);

    private static async Task<Socket> AttemptAsync(IPEndPoint address, ConnectOptions options, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = options.NoDelay;
            SocketSetup.Buffers(socket, options.ReceiveBufferBytes, options.SendBufferBytes);
            SocketSetup.KeepAlive(socket, options.KeepAlive);
            if (options.LocalEndPoint is { } local)
            {
                socket.Bind(local);
            }

            await SocketConnecting.ConnectAsync(socket, address, options, cancellationToken).ConfigureAwait(false);

            // A connect to a free port of the ephemeral range may be given that very port and meet itself (TCP's simultaneous open; Go's net.selfConnect does the same).
            return Equals(socket.LocalEndPoint, socket.RemoteEndPoint)
                ? throw new SocketException((int)SocketError.ConnectionRefused)
                : socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
