using System.Net.Sockets;

namespace Misuse;

internal static class IgnoresCompletion
{
    public static void Run(Socket socket, SocketAsyncEventArgs arguments)
    {
        socket.ReceiveAsync(arguments);
    }
}
