using ProtoSockets;

namespace Misuse.Psock1085;

[WireStruct]
public readonly partial record struct Table
{
    [OffsetOf("Rows")]
    public partial uint RowsAt { get; }

    public byte Value { get; init; }
}
