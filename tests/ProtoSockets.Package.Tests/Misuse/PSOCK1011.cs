using ProtoSockets;

namespace Misuse.Psock1011;

[WireStruct]
public readonly partial record struct Note
{
    [LengthOf(nameof(Title), nameof(Text))]
    public partial ushort Length { get; }

    [LengthPrefixed<byte>]
    public string Title { get; init; }

    public int Between { get; init; }

    [LengthPrefixed<byte>]
    public string Text { get; init; }
}
