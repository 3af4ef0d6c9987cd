using ProtoSockets;

namespace Misuse.Psock1006;

[WireStruct]
public readonly record struct Point(int X, int Y);
