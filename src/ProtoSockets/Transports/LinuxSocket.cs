using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace ProtoSockets.Transports;

/// <summary>
/// Sending and receiving that refuses instead of waiting, call by call, as Linux has it. .NET's own way is a flag of the socket, for which a thread that wants to wait in a receive
/// needs a system call more each time. Only where <see cref="OperatingSystem.IsLinux"/>.
/// </summary>
internal static unsafe partial class LinuxSocket
{
    // linux/socket.h
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;

    // asm-generic/errno.h, as on all machines that .NET runs on.
    public const int Interrupted = 4;

    /// <summary>Sends what can be sent at once.</summary>
    /// <returns>How many bytes were taken, if there is no error.</returns>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static int Send(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, out SocketError error)
    {
        fixed (byte* start = bytes)
        {
            nint count;
            do
            {
                count = Send(socket, start, (nuint)bytes.Length, DontWait | NoSignal);
            }
            while (IsInterrupted(count, out error));
            return (int)count;
        }
    }

    /// <summary>Receives what has arrived.</summary>
    /// <returns>How many bytes, if there is no error; 0 at the end.</returns>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public static int Receive(SafeSocketHandle socket, Span<byte> buffer, out SocketError error)
    {
        fixed (byte* start = buffer)
        {
            nint count;
            do
            {
                count = Receive(socket, start, (nuint)buffer.Length, DontWait);
            }
            while (IsInterrupted(count, out error));
            return (int)count;
        }
    }

    /// <summary>The framework's name of an error of the system; <see cref="SocketError.SocketError"/> for what has none.</summary>
    public static SocketError ErrorOf(int error) => error switch
    {
        1 or 13 => SocketError.AccessDenied,
        9 => SocketError.OperationAborted,
        11 => SocketError.WouldBlock,
        12 or 105 => SocketError.NoBufferSpaceAvailable,
        22 => SocketError.InvalidArgument,
        32 => SocketError.Shutdown,
        90 => SocketError.MessageSize,
        99 => SocketError.AddressNotAvailable,
        100 => SocketError.NetworkDown,
        101 => SocketError.NetworkUnreachable,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        107 => SocketError.NotConnected,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        112 => SocketError.HostDown,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    };

    /// <summary>Whether the call is to be made again; else what came of it.</summary>
    private static bool IsInterrupted(nint count, out SocketError error)
    {
        error = SocketError.Success;
        if (count >= 0)
        {
            return false;
        }

        int number = Marshal.GetLastPInvokeError();
        error = ErrorOf(number);
        return number == Interrupted;
    }

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Send(SafeSocketHandle socket, byte* bytes, nuint length, int flags);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Receive(SafeSocketHandle socket, byte* buffer, nuint length, int flags);
}
