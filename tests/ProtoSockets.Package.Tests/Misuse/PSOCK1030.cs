using ProtoSockets;

namespace Misuse.Psock1030;

[WireStruct]
public readonly partial record struct Note([Bytes(9)] int Value);
