using ProtoSockets;

namespace Misuse.Psock1058;

[WireStruct]
public readonly partial record struct Packet
{
    [Validate(nameof(IsEven))]
    public byte Channel { get; init; }

    private static bool IsEven(int value) => value % 2 == 0;
}
