using ProtoSockets;

namespace Misuse.Psock1055;

[WireStruct]
public readonly partial record struct Packet
{
    public ushort Kind { get; init; }

    [Checksum<Crc32>(Over = ChecksumRange.Header)]
    public partial uint Crc { get; }
}
