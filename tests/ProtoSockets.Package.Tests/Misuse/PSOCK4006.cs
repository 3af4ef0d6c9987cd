using System.Net.Sockets;

namespace Misuse;

internal static class ServesUntilTheFirstError
{
    public static void Run(TcpListener listener, byte[] buffer)
    {
        while (true)
        {
            using TcpClient client = listener.AcceptTcpClient();
            client.GetStream().Write(buffer);
        }
    }
}
