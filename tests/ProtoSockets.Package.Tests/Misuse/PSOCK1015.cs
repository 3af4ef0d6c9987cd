using ProtoSockets;

namespace Misuse.Psock1015;

[WireStruct]
public readonly partial record struct Flags([Bits(4)] byte High, [Bits(3)] byte Low);
