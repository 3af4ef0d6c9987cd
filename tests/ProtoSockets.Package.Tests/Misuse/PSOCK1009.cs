using ProtoSockets;

namespace Misuse.Psock1009;

[WireStruct]
public readonly partial record struct Note
{
    [LengthOf("Txet")]
    public partial ushort Length { get; }

    [MaxBytes(100)]
    public string Text { get; init; }
}
