using System.Net.Sockets;

namespace Misuse;

internal static class SendsNumbersInTheOrderOfThisMachine
{
    public static void Run(Socket socket, int value)
    {
        byte[] length = BitConverter.GetBytes(value);
        socket.Send(length);
    }
}
