using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>
/// Takes sockets over that were made elsewhere: by other code, by a parent process, by a service manager (<see cref="SocketActivation"/>). Each method checks what kind
/// of socket it is given, and from then on closes it.
/// </summary>
public static class Adopt
{
    /// <summary>Takes a listening stream socket over, TCP or Unix.</summary>
    /// <param name="socket">The socket, bound and listening. Closing the listener closes it; the file of a Unix path is its maker's to remove.</param>
    /// <param name="noDelay">Sends small segments at once on accepted TCP connections.</param>
    /// <returns>The listener.</returns>
    /// <exception cref="ArgumentException">The socket is of another kind, or does not listen; the message says which method takes it.</exception>
    public static StreamListener Listener([Consumes] Socket socket, bool noDelay = true)
    {
        RequireListening(socket);
        return socket.AddressFamily == AddressFamily.Unix ? new UnixStreamListener(socket) : new SocketStreamListener(socket, noDelay);
    }

    /// <summary>Takes a listening TCP socket over, whose peers are to speak TLS.</summary>
    /// <param name="socket">The socket, bound and listening. Closing the listener closes it.</param>
    /// <param name="options">How to authenticate: at least a certificate with its private key.</param>
    /// <param name="noDelay">Sends small segments at once on accepted connections.</param>
    /// <returns>The listener.</returns>
    /// <exception cref="ArgumentException">The socket is of another kind, or does not listen; or there is no certificate.</exception>
    public static StreamListener Listener([Consumes] Socket socket, SslServerAuthenticationOptions options, bool noDelay = true)
    {
        ArgumentNullException.ThrowIfNull(options);
        RequireListening(socket);
        return socket.AddressFamily == AddressFamily.Unix
            ? throw Wrong(socket, "is a Unix socket; TLS is spoken over TCP.")
            : new TlsListener(socket, noDelay, TlsServerSettings.Of(options));
    }

    /// <summary>Takes a connected stream socket over, TCP or Unix.</summary>
    /// <param name="socket">The socket, connected. Closing the connection closes it.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="ArgumentException">The socket is of another kind, or is not connected; the message says which method takes it.</exception>
    public static StreamConnection Connection([Consumes] Socket socket)
    {
        RequireFamily(socket);
        if (socket.SocketType != SocketType.Stream)
        {
            throw Wrong(socket, $"is of the type {socket.SocketType}, not a stream; datagram sockets are for Adopt.Datagrams.");
        }

        if (IsListening(socket))
        {
            throw Wrong(socket, "listens; listeners are for Adopt.Listener.");
        }

        return socket.Connected ? new SocketStreamConnection(socket) : throw Wrong(socket, "is not connected to a peer. Connect it first.");
    }

    /// <summary>Takes a bound datagram socket over, UDP or Unix. If it is connected, so is the channel.</summary>
    /// <param name="socket">The socket, bound or connected. Closing the channel closes it.</param>
    /// <returns>The channel.</returns>
    /// <exception cref="ArgumentException">The socket is of another kind, or is not bound; the message says which method takes it.</exception>
    public static DatagramChannel Datagrams([Consumes] Socket socket)
    {
        RequireFamily(socket);
        if (socket.SocketType != SocketType.Dgram)
        {
            throw Wrong(socket, $"is of the type {socket.SocketType}, not one of datagrams; stream sockets are for Adopt.Listener and Adopt.Connection.");
        }

        return IsBound(socket) || socket.Connected
            ? new SocketDatagramChannel(socket, socket.Connected ? SocketSetup.RemoteEndPointOf(socket) ?? socket.RemoteEndPoint : null)
            : throw Wrong(socket, "is not bound to an address. Bind it first.");
    }

    /// <summary>Whether the socket listens, which the system knows and the framework does not say.</summary>
    internal static bool IsListening(Socket socket)
    {
        try
        {
            return socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection) is int and not 0;
        }
        catch (SocketException)
        {
            // macOS knows the option for some kinds of sockets only.
            return socket.SocketType == SocketType.Stream && !socket.Connected && IsBound(socket);
        }
    }

    private static void RequireListening(Socket socket)
    {
        RequireFamily(socket);
        if (socket.SocketType != SocketType.Stream)
        {
            throw Wrong(socket, $"is of the type {socket.SocketType}, not a stream; datagram sockets are for Adopt.Datagrams.");
        }

        if (!IsListening(socket))
        {
            throw Wrong(
                socket,
                socket.Connected ? "is connected to a peer; connections are for Adopt.Connection."
                : IsBound(socket) ? "is bound, but does not listen. Call Listen first."

                // Linux would give it a port of its own choosing.
                : "is not bound to an address. Bind it and call Listen first.");
        }
    }

    private static void RequireFamily(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        if (socket.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 or AddressFamily.Unix))
        {
            throw Wrong(socket, $"is of the family {socket.AddressFamily}; IPv4, IPv6 and Unix are served.");
        }
    }

    private static bool IsBound(Socket socket) => socket.LocalEndPoint switch
    {
        null => false,
        IPEndPoint { Port: 0 } => false,
        UnixDomainSocketEndPoint path => path.ToString().Length > 0,
        _ => true,
    };

    private static ArgumentException Wrong(Socket socket, string what) => new($"The {socket.AddressFamily} socket {what}", nameof(socket));
}
