using ProtoSockets;

namespace Misuse.Psock1043;

[Protocol]
public sealed partial class Chat
{
    [Message(1)]
    private readonly partial record struct Say(int Value);
}
