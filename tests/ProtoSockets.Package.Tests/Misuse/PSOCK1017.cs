using ProtoSockets;

namespace Misuse.Psock1017;

[WireStruct]
public readonly partial record struct Note([When(nameof(Note.HasValue))] int? Value, bool HasValue);
