using ProtoSockets;

namespace Misuse.Psock1071;

[WireStruct]
public readonly partial record struct Point(byte X, [Since(4), Before(3)] byte Y);
