using ProtoSockets;

namespace Misuse.Psock1008;

[Message(1)]
public readonly partial record struct Say(int Value);
