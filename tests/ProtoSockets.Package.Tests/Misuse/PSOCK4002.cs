using System.Net.Sockets;

namespace Misuse;

internal static class WaitsForEver
{
    public static async Task<int> Run(Socket socket, byte[] buffer)
    {
        return await socket.ReceiveAsync(buffer);
    }
}
