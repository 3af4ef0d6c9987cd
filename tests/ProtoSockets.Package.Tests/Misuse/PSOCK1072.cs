using ProtoSockets;

namespace Misuse.Psock1072;

[WireStruct]
public readonly partial record struct Route
{
    [CountOf(nameof(Hops))]
    public partial byte HopCount { get; }

    [Since(2)]
    public ushort[] Hops { get; init; }
}
