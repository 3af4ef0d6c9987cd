using ProtoSockets;

namespace Misuse;

[Protocol(AllocationFree = true)]
public sealed partial class PromisesTooMuch
{
    [Message(1)]
    public readonly partial record struct Said([property: MaxBytes(64)] string Text);
}
