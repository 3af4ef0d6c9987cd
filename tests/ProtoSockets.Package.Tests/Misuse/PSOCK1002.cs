using ProtoSockets;

namespace Misuse.Psock1002;

[Protocol]
public sealed partial class Chat
{
    [Message(1)]
    public readonly partial record struct Say(int Value);

    [Message(1)]
    public readonly partial record struct Shout(int Value);
}
