using System.Net;
using System.Net.Sockets;

namespace Misuse;

internal static class SendsBeforeConnecting
{
    public static void Run()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Send(new byte[512]);
    }
}
