using ProtoSockets;

namespace Misuse.Psock1057;

[WireStruct]
public readonly partial record struct Packet
{
    public ushort Kind { get; init; }

    [Checksum<Sum8>]
    public partial byte Sum { get; }

    [Checksum<Crc32>]
    public partial uint Crc { get; }
}
