using ProtoSockets;

namespace Misuse.Psock1075;

[Protocol, LengthPrefixed<int>(From = Side.Client), FixedSize(1, From = Side.Server)]
public sealed partial class Chat
{
    [Message]
    public readonly partial record struct Say(byte Value);
}
