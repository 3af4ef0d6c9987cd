using System.Net;
using System.Net.Sockets;

namespace Misuse;

internal static class SetsAnOptionOfBindingTooLate
{
    public static void Run()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 5000));
        socket.ExclusiveAddressUse = true;
    }
}
