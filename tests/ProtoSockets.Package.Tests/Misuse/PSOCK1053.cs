using ProtoSockets;

namespace Misuse.Psock1053;

[WireStruct]
public readonly partial record struct Ports([EndsWith(-1), MaxCount(16)] ushort[] Values);
