using ProtoSockets;

namespace Misuse.Psock1031;

[WireStruct]
public partial record struct Note
{
    public int Value { get; }
}
