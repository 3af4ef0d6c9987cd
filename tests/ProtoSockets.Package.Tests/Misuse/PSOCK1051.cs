using ProtoSockets;

namespace Misuse.Psock1051;

[WireUnion]
public readonly partial struct Shape
{
    [Discriminator]
    public partial byte Type { get; }

    [Case(1), Case(2)]
    public readonly partial record struct Circle(int Radius);
}
