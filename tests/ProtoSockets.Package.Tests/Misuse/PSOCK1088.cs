using ProtoSockets;

namespace Misuse.Psock1088;

[Protocol]
public sealed partial class Depot
{
    [Message(1, From = Side.Client)]
    public readonly partial record struct Store(uint Id, StreamedBytes Data);
}
