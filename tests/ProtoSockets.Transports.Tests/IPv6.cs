using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

/// <summary>Not every machine has it.</summary>
internal static class IPv6
{
    internal static void SkipIfMissing()
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        }
        catch (SocketException error)
        {
            Assert.Skip($"This machine has no IPv6 loopback: {error.Message}");
        }
    }
}
