using System.Net;
using System.Net.Sockets;

namespace Misuse;

internal static class ReadsTheEndPointTooEarly
{
    public static void Run()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Start();
        Console.WriteLine(port);
    }
}
