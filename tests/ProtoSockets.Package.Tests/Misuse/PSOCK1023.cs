using ProtoSockets;

namespace Misuse.Psock1023;

[WireStruct]
public readonly partial record struct Note([Utf16] int Value);
