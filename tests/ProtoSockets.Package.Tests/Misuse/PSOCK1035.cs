using ProtoSockets;

namespace Misuse.Psock1035;

[Protocol]
public sealed partial class Chat
{
    [Request<Welcome>(1)]
    public readonly partial record struct Join(int Value);

    [Reply(2)]
    public readonly partial record struct Welcome(int Value);

    [ErrorReply(3)]
    public readonly partial record struct Refused(int Value);

    [ErrorReply(4)]
    public readonly partial record struct Failed(int Value);
}
