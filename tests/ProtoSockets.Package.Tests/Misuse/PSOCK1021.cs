using ProtoSockets;

namespace Misuse.Psock1021;

[WireStruct]
public partial record struct Point
{
    public int X { get; init; }
}

public partial record struct Point
{
    public int Y { get; init; }
}
