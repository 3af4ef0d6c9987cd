using ProtoSockets;

namespace Misuse.Psock1061;

[WireStruct]
public readonly partial record struct Size(uint Width, uint Height);

[WireStruct, ByteOrder(nameof(IsLittleEndian))]
public readonly partial record struct Image(bool IsLittleEndian, Size Size);
