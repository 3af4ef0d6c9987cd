using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports;

/// <summary>Binding a Unix socket to its path, where a file of an earlier run may lie.</summary>
internal static class UnixSocketFile
{
    // Two servers of one process that start at once must not take each other's new file for a stale one. Between processes a window is left: a file is bound
    // before its owner listens, and in between it looks stale.
    private static readonly Lock Replacing = new();

    /// <summary>Checks that an end point is a path or an abstract name.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    internal static UnixDomainSocketEndPoint Require(EndPoint endPoint, string parameter)
    {
        ArgumentNullException.ThrowIfNull(endPoint, parameter);
        return endPoint as UnixDomainSocketEndPoint
            ?? throw new ArgumentException(
                $"{EndPointText.Describe(endPoint)} is a {endPoint.GetType().Name}; the Unix transports take a UnixDomainSocketEndPoint.", parameter);
    }

    /// <summary>
    /// Makes a socket and binds it, replacing a stale file. The framework removes the file of a bound socket when the socket is disposed, so nothing else does here.
    /// </summary>
    /// <exception cref="BindException">The path is in use, denied, or its directory does not exist.</exception>
    internal static Socket Bind(UnixDomainSocketEndPoint endPoint, SocketType type, BindOptions options, Action<Socket> afterBind)
    {
        if (options.SharePort)
        {
            throw new NotSupportedException("A Unix socket's path can't be shared. Leave BindOptions.SharePort off.");
        }

        lock (Replacing)
        {
            try
            {
                return BindOnce(endPoint, type, options, afterBind);
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse && options.ReplaceStaleFile && IsStale(endPoint, type))
            {
                return Replace(endPoint, type, options, afterBind);
            }
            catch (SocketException error)
            {
                throw SocketSetup.BindFailed(endPoint, error);
            }
        }
    }

    private static Socket Replace(UnixDomainSocketEndPoint endPoint, SocketType type, BindOptions options, Action<Socket> afterBind)
    {
        try
        {
            File.Delete(endPoint.ToString());
            return BindOnce(endPoint, type, options, afterBind);
        }
        catch (SocketException error)
        {
            throw SocketSetup.BindFailed(endPoint, error);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new BindException(endPoint, BindFailure.Denied, error);
        }
        catch (IOException error)
        {
            throw new BindException(endPoint, BindFailure.InUse, error);
        }
    }

    private static Socket BindOnce(UnixDomainSocketEndPoint endPoint, SocketType type, BindOptions options, Action<Socket> afterBind)
    {
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            SocketSetup.Buffers(socket, options.ReceiveBufferBytes, options.SendBufferBytes);
            socket.Bind(endPoint);
            afterBind(socket);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether the file is a socket that nobody has open.</summary>
    private static bool IsStale(UnixDomainSocketEndPoint endPoint, SocketType type)
    {
        if (EndPointText.IsAbstract(endPoint) || !IsSocketFile(endPoint.ToString()))
        {
            return false;
        }

        // Not blocking: a listener with a full backlog would make it wait, and answers WouldBlock instead. A socket of another type answers EPROTOTYPE.
        using var probe = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            probe.Connect(endPoint);
            return false;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionRefused;
        }
    }

    /// <summary>
    /// Connecting to any file, not only to a stale socket, is answered with ECONNREFUSED (unix(7)), and nobody wants his file replaced by a server. The framework does
    /// not tell a socket from a file, but only a socket can't be opened.
    /// </summary>
    private static bool IsSocketFile(string path)
    {
        const int LinuxNoSuchDeviceOrAddress = 6;       // ENXIO, from open(2) of a socket on Linux and FreeBSD
        const int MacOSOperationNotSupported = 102;     // EOPNOTSUPP, the same on macOS
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists || file.Length != 0)
            {
                return false;
            }

            if (OperatingSystem.IsWindows())
            {
                return file.Attributes.HasFlag(FileAttributes.ReparsePoint);
            }

            // For reading and writing, since opening a pipe for one of them would wait for the other.
            File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete).Dispose();
            return false;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException error)
        {
            return error.HResult is LinuxNoSuchDeviceOrAddress or MacOSOperationNotSupported;
        }
    }
}
