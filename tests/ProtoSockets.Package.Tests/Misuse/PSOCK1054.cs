using ProtoSockets;

namespace Misuse.Psock1054;

[WireStruct]
public readonly partial record struct Login([Optional] uint? Features, uint Crc);
