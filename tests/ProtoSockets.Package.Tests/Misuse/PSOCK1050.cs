using ProtoSockets;

namespace Misuse.Psock1050;

[WireUnion]
public readonly partial struct Shape
{
    [Discriminator]
    public partial byte Type { get; }

    [Case(1)]
    public readonly partial record struct Circle(int Radius);

    [Case(1)]
    public readonly partial record struct Square(int Side);
}
