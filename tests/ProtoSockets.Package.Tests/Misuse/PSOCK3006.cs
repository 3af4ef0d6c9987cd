using System.Net.Sockets;
using System.Text;

namespace Misuse;

internal static class DecodesChunks
{
    public static void Run(Socket socket)
    {
        var buffer = new byte[512];
        int count;
        while ((count = socket.Receive(buffer)) > 0)
        {
            Console.WriteLine(Encoding.UTF8.GetString(buffer, 0, count));
        }
    }
}
