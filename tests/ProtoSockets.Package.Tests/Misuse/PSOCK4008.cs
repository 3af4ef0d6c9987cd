using System.Net.Sockets;

namespace Misuse;

internal static class EndsWithAPeer
{
    public static async Task Run(UdpClient client)
    {
        while (true)
        {
            UdpReceiveResult request = await client.ReceiveAsync();
            await client.SendAsync(request.Buffer, request.RemoteEndPoint);
        }
    }
}
