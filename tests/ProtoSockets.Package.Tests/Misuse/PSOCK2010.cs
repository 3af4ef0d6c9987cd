using System.Net;
using System.Net.Sockets;

namespace Misuse;

internal static class NeverStartsTheListener
{
    public static void Run()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 7);
        Console.ReadLine();
    }
}
