using ProtoSockets;

namespace Misuse.Psock1004;

[Protocol(Carriers = Carriers.Datagram)]
public sealed partial class Beacon
{
    [Message(1)]
    public readonly partial record struct Here([MaxBytes(4000)] string Name);
}
