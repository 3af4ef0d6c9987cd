using ProtoSockets;

namespace Misuse.Psock1033;

[Protocol, Delimited("\r\n"), FixedSize(16)]
public sealed partial class Chat
{
    [Message]
    public readonly partial record struct Say(int Value);
}
