using ProtoSockets;

namespace Misuse.Psock5001;

[Protocol]
public sealed partial class Chat
{
    [Message(1)]
    public readonly partial record struct Join(ulong MemberId, ushort Online);
}
