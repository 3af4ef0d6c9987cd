using ProtoSockets;

namespace Misuse.Psock1049;

[WireUnion]
public readonly partial struct Shape
{
    [Discriminator]
    public partial byte Type { get; }

    [Case(300)]
    public readonly partial record struct Circle(int Radius);
}
