using ProtoSockets;

namespace Misuse.Psock1039;

[WireStruct]
public readonly partial record struct Note
{
    [Constant(300)]
    public partial byte Version { get; }

    public int Value { get; init; }
}
