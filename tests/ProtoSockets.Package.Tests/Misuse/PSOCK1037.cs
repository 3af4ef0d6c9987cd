using ProtoSockets;

namespace Misuse.Psock1037;

[WireStruct]
public readonly partial record struct Note(int? Value);
