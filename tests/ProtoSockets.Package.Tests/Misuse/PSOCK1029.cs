using ProtoSockets;

namespace Misuse.Psock1029;

[WireStruct]
public readonly partial record struct Note([Codec<string>] int Value);
