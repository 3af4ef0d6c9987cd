using ProtoSockets;

namespace Misuse.Psock1034;

[Protocol]
public sealed partial class Chat
{
    [Message(1)]
    public readonly partial record struct Session(int Value);
}
