using ProtoSockets;

namespace Misuse.Psock1001;

[WireStruct]
public readonly partial record struct Price(decimal Amount);
