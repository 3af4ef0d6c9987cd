using ProtoSockets;

namespace Misuse.Psock1094;

[WireUnion]
public readonly partial struct Value
{
    [Discriminator]
    public partial byte Type { get; }

    [Case(1)]
    public readonly partial record struct List([MaxCount(100)] WireList<Value> Items);
}
