using System.Net.Sockets;
using System.Text;

namespace Misuse;

internal static class NeverEnds
{
    public static void Run(Socket socket)
    {
        var buffer = new byte[512];
        while (true)
        {
            int count = socket.Receive(buffer);
            Console.WriteLine(Encoding.ASCII.GetString(buffer, 0, count));
        }
    }
}
