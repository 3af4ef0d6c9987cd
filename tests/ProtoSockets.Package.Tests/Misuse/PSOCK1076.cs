using ProtoSockets;

namespace Misuse.Psock1076;

[Protocol, ContinuesAs<string>]
public sealed partial class Chat
{
    [Message(1)]
    public readonly partial record struct Say(byte Value);
}
