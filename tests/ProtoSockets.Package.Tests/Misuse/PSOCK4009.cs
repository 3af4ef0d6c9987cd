using System.Net.Sockets;

namespace Misuse;

internal static class StopsAtAPause
{
    public static int Run(NetworkStream stream, byte[] buffer)
    {
        int count = 0;
        while (stream.DataAvailable)
        {
            count += stream.Read(buffer);
        }

        return count;
    }
}
