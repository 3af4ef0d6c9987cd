using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>What is set on a socket before it is bound or connected.</summary>
internal static class SocketSetup
{
    /// <summary>How many questions of the system's a peer may leave unanswered.</summary>
    private const int KeepAliveQuestions = 4;

    /// <summary>Applies the options that sockets of every kind have, in front of Bind.</summary>
    internal static void BeforeBind(Socket socket, EndPoint endPoint, BindOptions options)
    {
        if (socket.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // The default differs between systems, and between .NET and them: always say it.
            socket.DualMode = options.DualMode ?? (endPoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any));
        }

        if (options.SharePort)
        {
            SharePort(socket);
        }
        else if (OperatingSystem.IsWindows() && socket.AddressFamily != AddressFamily.Unix)
        {
            // Elsewhere an address is exclusive unless said otherwise. There another process could take it over with SO_REUSEADDR.
            socket.ExclusiveAddressUse = true;
        }

        Buffers(socket, options.ReceiveBufferBytes, options.SendBufferBytes);
    }

    /// <summary>Sets the sizes of the system's buffers. On a listener: in front of Listen, so that accepted sockets inherit them and TCP can scale its window.</summary>
    internal static void Buffers(Socket socket, int? receiveBytes, int? sendBytes)
    {
        if (receiveBytes is { } receive)
        {
            socket.ReceiveBufferSize = receive;
        }

        if (sendBytes is { } send)
        {
            socket.SendBufferSize = send;
        }
    }

    /// <summary>Has the system ask a silent peer's. On a listener: accepted sockets inherit it, so that no connection pays for it (Linux, Windows; the BSD family inherits the switch).</summary>
    internal static void KeepAlive(Socket socket, TimeSpan time)
    {
        if (time == Timeout.InfiniteTimeSpan)
        {
            return;
        }

        int seconds = (int)Math.Clamp(time.TotalSeconds, 1, 32767);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, Math.Max(1, seconds / KeepAliveQuestions));
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveQuestions);
    }

    /// <summary>This end's address, or null when the system does not tell (the peer has reset the connection, macOS).</summary>
    internal static EndPoint? LocalEndPointOf(Socket socket)
    {
        try
        {
            return Named(socket.LocalEndPoint);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>The peer's address, or null when the system does not tell: it has left already, or has no name.</summary>
    internal static EndPoint? RemoteEndPointOf(Socket socket)
    {
        try
        {
            return Named(socket.RemoteEndPoint);
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>Closes a connected stream socket, so that the peer sees what is true: the end behind the last byte, or that the connection was lost.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="sendIncomplete">Whether a send was left half done.</param>
    internal static void Close(Socket socket, bool sendIncomplete)
    {
        try
        {
            if (sendIncomplete)
            {
                // Resets. An orderly end would let the peer take the part for the whole. (Unix sockets have no reset to send; there the frame's length has to tell.)
                socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            else if (socket.Available == 0)
            {
                // With bytes unread the system resets the peer, as it should: what the peer sent was not acted on. An end in front of that would hide it.
                // Else an end is due, and without saying so .NET resets the connection when a receive is pending, and the peer loses what it has not read yet
                // (SafeSocketHandle: "in case we cancel operations, switch to an abortive close, unless the user requested a normal close using Shutdown").
                socket.Shutdown(SocketShutdown.Send);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The peer was faster, or the owner of an adopted socket closed it.
        }

        socket.Dispose();
    }

    /// <summary>Makes the typed exception of a failed Bind or Listen.</summary>
    internal static BindException BindFailed(EndPoint endPoint, SocketException error) => new(endPoint, FailureOf(error.SocketErrorCode), error);

    /// <summary>The end point as people know it; null for a Unix socket that has no name, as a client's usually is.</summary>
    private static EndPoint? Named(EndPoint? endPoint) =>
        endPoint is UnixDomainSocketEndPoint path && path.ToString().Length == 0 ? null : EndPointText.Unmap(endPoint);

    private static BindFailure FailureOf(SocketError error) => error switch
    {
        SocketError.AddressAlreadyInUse => BindFailure.InUse,
        SocketError.AccessDenied => BindFailure.Denied,
        SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported => BindFailure.NotAvailable,
        _ => BindFailure.Other,
    };

    private static void SharePort(Socket socket)
    {
        // SocketOptionName.ReuseAddress sets SO_REUSEPORT too on Linux (read back there: SO_REUSEADDR 1, SO_REUSEPORT 1), but nothing of the kind on Windows.
        // The raw option says what is meant.
        (int level, int option) = OperatingSystem.IsLinux() || OperatingSystem.IsAndroid()
            ? (1, 15)               // SOL_SOCKET, SO_REUSEPORT: asm-generic/socket.h
            : (0xFFFF, 0x0200);     // the same in the BSD family: sys/socket.h
        if (OperatingSystem.IsWindows())
        {
            throw new PlatformNotSupportedException(
                "Windows can't share a port between sockets (SO_REUSEADDR there lets a second socket steal it). Leave BindOptions.SharePort off.");
        }

        ReadOnlySpan<byte> on = BitConverter.IsLittleEndian ? [1, 0, 0, 0] : [0, 0, 0, 1];
        socket.SetRawSocketOption(level, option, on);
    }
}
