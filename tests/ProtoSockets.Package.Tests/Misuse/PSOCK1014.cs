using ProtoSockets;

namespace Misuse.Psock1014;

[WireStruct]
public readonly partial record struct Note([Remaining] ReadOnlyMemory<byte> Body, [MaxBytes(9)] string Author);
