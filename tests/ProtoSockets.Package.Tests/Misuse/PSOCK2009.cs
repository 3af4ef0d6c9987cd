using System.Net.Sockets;

namespace Misuse;

internal static class LeavesConnectionsOpen
{
    public static void Run(TcpListener listener)
    {
        while (true)
        {
            Socket socket = listener.AcceptSocket();
            socket.NoDelay = true;
        }
    }
}
