using ProtoSockets;

namespace Misuse.Psock1065;

[Protocol, SelfDelimiting]
public sealed partial class Counters
{
    [Message("ADD", From = Side.Client), Line]
    public readonly partial record struct Add(int Value);

    [Message("ADD", From = Side.Client), Line]
    public readonly partial record struct Subtract(int Value);
}
