using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>UDP, over IPv4 and IPv6, to one peer, to many, broadcast and multicast. Get it from <see cref="Transports.Udp"/>.</summary>
public sealed class UdpTransport : DatagramTransport
{
    private readonly ResolveName _resolve;

    internal UdpTransport(ResolveName? resolve = null) => _resolve = resolve ?? AddressResolver.System;

    /// <inheritdoc/>
    public override string Scheme => "udp";

    /// <summary>Asks for an address and binds it, to receive from anyone.</summary>
    /// <param name="endPoint">
    /// An <see cref="IPEndPoint"/>, or a <see cref="DnsEndPoint"/> of this machine: <c>localhost</c> is 127.0.0.1, another name is resolved (blocking) and its first
    /// address that can be bound is taken. Port 0 asks for any free port. To receive from a multicast group bind the unspecified address, then join.
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

    /// <summary>Makes a channel that sends to, and receives from, one peer. Nothing is sent, so that the channel exists does not say that the peer does.</summary>
    /// <param name="endPoint">
    /// The peer: an <see cref="IPEndPoint"/>, or a <see cref="DnsEndPoint"/>, of whose addresses the first that has a route is taken: there is no answer to race for. So
    /// that a name means the same to both sides, <c>localhost</c> is 127.0.0.1 here as it is for <see cref="Bind"/>.
    /// </param>
    /// <param name="options">How to connect.</param>
    /// <param name="cancellationToken">Gives up resolving the name.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ConnectException">The name has no address, or none can be reached from here.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public override async ValueTask<DatagramChannel> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(options);
        cancellationToken.ThrowIfCancellationRequested();
        EndPoint peer = endPoint is DnsEndPoint name && BindableAddresses.IsLocalhost(name) ? new IPEndPoint(IPAddress.Loopback, name.Port) : endPoint;
        IReadOnlyList<IPEndPoint> addresses = await AddressResolver.ResolveAsync(peer, options.LocalEndPoint, _resolve, cancellationToken).ConfigureAwait(false);
        var answers = new List<string>();
        SocketException? last = null;
        foreach (IPEndPoint address in addresses)
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
            EnableBroadcast(socket, options.Broadcast);
            socket.Bind(endPoint);
            return new SocketDatagramChannel(socket, remote: null);
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
            EnableBroadcast(socket, options.Broadcast);
            if (options.LocalEndPoint is { } local)
            {
                socket.Bind(local);
            }

            // Looks up the route and sends nothing, so it does not wait.
            socket.Connect(address);
            return new SocketDatagramChannel(socket, address);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static void EnableBroadcast(Socket socket, bool broadcast)
    {
        // IPv6 has no broadcast; on a socket for both families it is for the IPv4 peers.
        if (broadcast && (socket.AddressFamily == AddressFamily.InterNetwork || socket.DualMode))
        {
            socket.EnableBroadcast = true;
        }
    }
}
