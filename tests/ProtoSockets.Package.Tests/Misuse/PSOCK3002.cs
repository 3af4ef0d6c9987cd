using System.Buffers.Binary;
using System.Net.Sockets;

namespace Misuse;

internal static class TakesOneReceiveForAMessage
{
    public static int Run(Socket socket)
    {
        var header = new byte[4];
        int count = socket.Receive(header);
        return count > 0 ? BinaryPrimitives.ReadInt32BigEndian(header) : 0;
    }
}
