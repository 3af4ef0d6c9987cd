using ProtoSockets;

namespace Misuse.Psock1018;

[Protocol]
public sealed partial class Chat
{
    [Request<int>(1)]
    public readonly partial record struct Join(int Value);
}
