using ProtoSockets;

namespace Misuse.Psock1045;

public readonly record struct Note([MaxBytes(3)] string Text);
