using ProtoSockets;

namespace Misuse.Psock1082;

[Protocol]
public sealed partial class Meter
{
    [Request<Summary>(1, Takes = typeof(Summary))]
    public readonly partial record struct Add(uint Series);

    [Reply(3)]
    public readonly partial record struct Summary(uint Count);
}
