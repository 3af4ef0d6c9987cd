using ProtoSockets;

namespace Misuse.Psock1038;

[WireStruct]
public readonly partial record struct Note(bool HasValue, [When(nameof(Note.HasValue))] int Value);
