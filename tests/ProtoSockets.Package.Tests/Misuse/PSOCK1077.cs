using ProtoSockets;

namespace Misuse.Psock1077;

[Protocol]
public sealed partial class Chat
{
    [Message(From = Side.Server), WireUnion]
    public readonly partial struct Said
    {
        [Discriminator]
        public partial byte Type { get; }

        [Case(1)]
        public readonly partial record struct Line(int Value);
    }
}
