using System.Net.Sockets;
using System.Security.Authentication;

namespace ProtoSockets.Connections;

/// <summary>What may go wrong with a connection through no fault of this program.</summary>
internal static class ConnectionFailures
{
    /// <summary>Whether the exception says that the connection is gone, as opposed to a bug.</summary>
    public static bool IsExpected(Exception exception) =>
        exception is SocketException or IOException or ObjectDisposedException or OperationCanceledException or AuthenticationException or WireFormatException;
}
