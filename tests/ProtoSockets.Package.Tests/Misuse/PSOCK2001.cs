using System.Net;
using System.Net.Sockets;

namespace Misuse;

internal static class AcceptsBeforeListening
{
    public static void Run()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket peer = socket.Accept();
    }
}
