using ProtoSockets;

namespace Misuse.Psock1056;

[WireStruct]
public readonly partial record struct Packet
{
    public ushort Kind { get; init; }

    [Checksum<Crc32>]
    public partial ushort Crc { get; }
}
