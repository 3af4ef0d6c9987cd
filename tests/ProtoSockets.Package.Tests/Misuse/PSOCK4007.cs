using System.Net.Sockets;

namespace Misuse;

internal static class SharesItsPort
{
    public static void Run(TcpListener listener)
    {
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
    }
}
