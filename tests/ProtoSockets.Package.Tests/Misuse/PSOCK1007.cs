using ProtoSockets;

namespace Misuse.Psock1007;

[WireStruct]
public partial class Point
{
    public int X { get; init; }
}
