using ProtoSockets;

namespace Misuse.Psock1078;

[Protocol]
public sealed partial class Chat
{
    [Message(1, From = Side.Client, AnsweredBy = typeof(Chat))]
    public readonly partial record struct Prepare(int Value);
}
