using ProtoSockets;

namespace Misuse.Psock1004Larger;

[Protocol(Carriers = Carriers.Datagram)]
public sealed partial class Beacon
{
    [Message(1)]
    public readonly partial record struct Here([MaxBytes(70_000)] string Name);
}
