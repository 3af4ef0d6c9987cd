using ProtoSockets;

namespace Misuse.Psock1036;

[Protocol, LengthPrefixed<ushort>]
public sealed partial class Chat
{
    [Request<Welcome>(1)]
    public readonly partial record struct Join(int Value);

    [Reply(2)]
    public readonly partial record struct Welcome(int Value);

    [ErrorReply]
    public readonly partial record struct Refused(int Value);
}
