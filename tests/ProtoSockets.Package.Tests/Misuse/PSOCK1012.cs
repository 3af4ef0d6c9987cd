using ProtoSockets;

namespace Misuse.Psock1012;

[WireStruct]
public readonly partial record struct Note
{
    [LengthOf(nameof(Text))]
    public ushort Length { get; init; }

    [MaxBytes(100)]
    public string Text { get; init; }
}
