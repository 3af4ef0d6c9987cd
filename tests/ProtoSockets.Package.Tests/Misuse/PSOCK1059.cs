using ProtoSockets;

namespace Misuse.Psock1059;

[WireStruct]
public readonly partial record struct Packet
{
    [FlagOf(nameof(Body))]
    public partial bool HasBody { get; }

    public uint Body { get; init; }
}
