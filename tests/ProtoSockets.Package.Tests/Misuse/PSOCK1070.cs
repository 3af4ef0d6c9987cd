using ProtoSockets;

namespace Misuse.Psock1070;

[Protocol(Carriers = Carriers.Datagram)]
public sealed partial class Chat
{
    [Request<Seen>(1, From = Side.Server)]
    public readonly partial record struct See(int Value);

    [Reply(2)]
    public readonly partial record struct Seen(int Value);
}
