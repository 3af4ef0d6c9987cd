using ProtoSockets;

namespace Misuse.Psock1019;

[Protocol]
public sealed partial class Chat
{
    [Reply(2)]
    public readonly partial record struct Welcome(int Value);
}
