using System.Net;
using System.Net.Sockets;

namespace Misuse;

internal static class UsesAfterClosing
{
    public static void Run()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, 5000);
        socket.Dispose();
        socket.Send(new byte[512]);
    }
}
