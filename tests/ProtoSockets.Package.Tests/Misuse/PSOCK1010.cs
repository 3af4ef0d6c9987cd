using ProtoSockets;

namespace Misuse.Psock1010;

[WireStruct]
public readonly partial record struct Note
{
    [MaxBytes(100)]
    public string Text { get; init; }

    [LengthOf(nameof(Text))]
    public partial ushort Length { get; }
}
