using System.Net.Sockets;

namespace Misuse;

internal static class ClosesTooEarly
{
    public static void Run(byte[] buffer)
    {
        using var client = new TcpClient("localhost", 5000);
        NetworkStream stream = client.GetStream();
        _ = stream.WriteAsync(buffer);
    }
}
