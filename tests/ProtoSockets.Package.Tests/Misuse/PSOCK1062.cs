using ProtoSockets;

namespace Misuse.Psock1062;

[WireStruct]
public readonly partial record struct Section
{
    [LengthOf(nameof(Title), nameof(Number))]
    public partial ushort Length { get; }

    [LengthPrefixed<byte>]
    public string Title { get; init; }

    [Align(4)]
    public uint Number { get; init; }
}
