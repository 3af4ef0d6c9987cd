using ProtoSockets;

namespace Misuse.Psock1022;

[WireStruct]
public readonly partial record struct Note([BigEndian, LittleEndian] int Value);
