using ProtoSockets;

namespace Misuse.Psock1016;

[WireStruct]
public readonly partial record struct Note(int HasValue, [When(nameof(Note.HasValue))] int? Value);
