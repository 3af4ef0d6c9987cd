using ProtoSockets;

namespace Misuse.Psock1003;

[WireStruct]
public readonly partial record struct Note(string Text);
