using System.Net.Sockets;

namespace Misuse;

internal static class DiscardsTheCount
{
    public static byte Run(Socket socket)
    {
        var header = new byte[4];
        socket.Receive(header);
        return header[0];
    }
}
