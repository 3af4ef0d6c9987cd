using System.Net;
using System.Net.Sockets;

namespace Misuse;

internal static class ListensBeforeBinding
{
    public static void Run()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Listen();
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 5000));
    }
}
