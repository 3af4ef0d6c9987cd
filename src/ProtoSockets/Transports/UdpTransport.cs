using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>UDP, over IPv4 and IPv6. Get it from <see cref="Transports.Udp"/>.</summary>
public sealed class UdpTransport : DatagramTransport
{
    private readonly ResolveName _resolve;

    internal UdpTransport(ResolveName? resolve = null) => _resolve = resolve ?? AddressResolver.System;

    /// <inheritdoc/>
    public override string Scheme => "udp";

    /// <summary>Asks for an address and binds it, to receive from anyone.</summary>
    /// <param name="endPoint">
    /// An <see cref="IPEndPoint"/>, or a <see cref="DnsEndPoint"/> of this machine: <c>localhost</c> is 127.0.0.1, another name is resolved (blocking) and its first
    /// address that can be bound is taken. Port 0 asks for any free port.
    /// </param>
    /// <param name="options">How to bind.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="BindException">The address is in use, denied or not available.</exception>
    /// <exception cref="ArgumentException">It is not an address or a name.</exception>
    public override DatagramChannel Bind(EndPoint endPoint, BindOptions options)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        return BindableAddresses.BindFirst(endPoint, address => BindTo(address, options));
    }

    /// <inheritdoc/>
    public override async ValueTask<DatagramChannel> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        var answers = new List<string>();
        SocketException? last = null;

        // Connecting a datagram socket sends nothing: it fails at once, or only says that there is a route. There is nothing to race.
        foreach (IPEndPoint address in await AddressResolver.ResolveAsync(endPoint, options.LocalEndPoint, _resolve, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                return ConnectTo(address, options);
            }
            catch (SocketException error)
            {
                answers.Add($"{address}: {error.Message}");
                last = error;
            }
        }

        throw new ConnectException(endPoint, string.Join("; ", answers), last);
    }

    private static SocketDatagramChannel BindTo(IPEndPoint endPoint, BindOptions options)
    {
        Socket? socket = null;
        try
        {
            socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            SocketSetup.BeforeBind(socket, endPoint, options);
            socket.EnableBroadcast = options.Broadcast;
            socket.Bind(endPoint);
            return new SocketDatagramChannel(socket);
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

    private static SocketDatagramChannel ConnectTo(IPEndPoint address, ConnectOptions options)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            SocketSetup.Buffers(socket, options.ReceiveBufferBytes, options.SendBufferBytes);
            socket.EnableBroadcast = options.Broadcast;
            if (options.LocalEndPoint is { } local)
            {
                socket.Bind(local);
            }

            socket.Connect(address);
            return new SocketDatagramChannel(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
