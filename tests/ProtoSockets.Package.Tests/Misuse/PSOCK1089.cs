using ProtoSockets;

namespace Misuse.Psock1089;

[Protocol(Carriers = Carriers.Stream | Carriers.Datagram)]
public sealed partial class Depot
{
    [Message(1, From = Side.Client)]
    public readonly partial record struct Store(uint Id, [Remaining] StreamedBytes Data);
}
