using ProtoSockets;

namespace Misuse.Psock1086;

[WireStruct]
public readonly partial record struct Message
{
    [OffsetOf(nameof(Value))]
    public partial byte ValueAt { get; }

    [At(nameof(ValueAt))]
    public byte Value { get; init; }

    public ushort Flags { get; init; }
}
