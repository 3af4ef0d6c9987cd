using System.Net.Sockets;

namespace Misuse;

internal static class BoundsNothing
{
    public static async Task<int> Run(byte[] buffer)
    {
        using var client = new TcpClient("localhost", 5000);
        client.ReceiveTimeout = 5000;
        return await client.GetStream().ReadAsync(buffer);
    }
}
