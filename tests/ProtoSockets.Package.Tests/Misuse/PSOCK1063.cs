using ProtoSockets;

namespace Misuse.Psock1063;

[WireStruct]
public readonly partial record struct Chunk(
    [AsciiHex] uint Size);
