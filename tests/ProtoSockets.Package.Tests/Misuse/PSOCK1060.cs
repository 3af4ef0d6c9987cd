using ProtoSockets;

namespace Misuse.Psock1060;

[WireStruct, ByteOrder(nameof(Mark))]
public readonly partial record struct Image(byte Mark, uint Width);
