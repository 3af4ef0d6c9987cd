using System.Net;
using System.Net.Sockets;

namespace Misuse;

internal static class ReceivesOnAnUnboundDatagramSocket
{
    public static void Run()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Receive(new byte[512]);
    }
}
