using ProtoSockets;

namespace Misuse.Psock1047;

[WireUnion]
public readonly partial struct Shape
{
    [Discriminator]
    public partial byte Type { get; }

    [Case(1)]
    public readonly partial record struct Circle(int Radius);

    [Case(2)]
    public readonly partial record struct Square(int Side);
}

public static class Areas
{
    public static int Size(Shape shape)
    {
        switch (shape.Kind)
        {
            case Shape.CaseKind.Circle:
                return ((Shape.Circle)shape).Radius;
        }

        return 0;
    }
}
