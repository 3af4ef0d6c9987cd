using ProtoSockets;

namespace Misuse.Psock1042;

[WireStruct]
public readonly partial record struct Note
{
    [LengthOf(nameof(Title), nameof(Text))]
    public partial ushort Length { get; }

    public ReadOnlyMemory<byte> Title { get; init; }

    public ReadOnlyMemory<byte> Text { get; init; }
}
