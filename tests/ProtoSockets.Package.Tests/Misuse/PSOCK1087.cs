using ProtoSockets;

namespace Misuse.Psock1087;

[Protocol]
public sealed partial class Depot
{
    [Message(1, From = Side.Client)]
    public readonly partial record struct Store([Remaining] StreamedBytes Data, uint Crc);
}
