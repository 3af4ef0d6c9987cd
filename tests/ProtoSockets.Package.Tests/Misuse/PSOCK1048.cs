using ProtoSockets;

namespace Misuse.Psock1048;

[WireUnion]
public readonly partial struct Shape
{
    [Case(1)]
    public readonly partial record struct Circle(int Radius);
}
