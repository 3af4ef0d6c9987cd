using ProtoSockets;

namespace Misuse.Psock1032;

[WireStruct]
public sealed partial record Node(int Value, Node Next);
