using System.Net.Sockets;

namespace Misuse;

internal static class WritesTwiceAtOnce
{
    public static async Task Run(NetworkStream stream, byte[] buffer)
    {
        _ = stream.WriteAsync(buffer);
        await stream.WriteAsync(buffer);
    }
}
