using System.Buffers.Binary;
using System.Net.Sockets;

namespace Misuse;

internal static class TrustsTheLength
{
    public static byte[] Run(NetworkStream stream)
    {
        var header = new byte[4];
        stream.ReadExactly(header);
        int length = BinaryPrimitives.ReadInt32BigEndian(header);
        return new byte[length];
    }
}
