using ProtoSockets;

namespace Misuse.Psock1044;

[Protocol, FixedSize(4)]
public sealed partial class Chat
{
    [Message]
    public readonly partial record struct Say(long Value);
}
