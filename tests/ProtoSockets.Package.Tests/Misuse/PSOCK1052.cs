using ProtoSockets;

namespace Misuse.Psock1052;

[WireUnion]
public readonly partial struct Shape
{
    [Discriminator, NotOnWire]
    public partial byte Type { get; }

    [Case(1)]
    public readonly partial record struct Circle(int Radius);
}

[WireStruct]
public readonly partial record struct Drawing(Shape Shape);
