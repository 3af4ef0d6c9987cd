using ProtoSockets;

namespace Misuse.Psock1040;

[WireStruct]
public partial record struct Note(int Value)
{
    public int More;
}
