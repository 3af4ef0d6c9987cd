using ProtoSockets;

namespace Misuse.Psock5002;

[WireStruct]
public readonly partial record struct NotRecorded(int Value);
