using ProtoSockets;

namespace Misuse.Psock1025;

[Protocol]
public sealed partial class Chat
{
    [Message]
    public readonly partial record struct Say(int Value);

    [Message]
    public readonly partial record struct Shout(int Value);
}
