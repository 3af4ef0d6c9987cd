using ProtoSockets;

namespace Misuse.Psock1090;

[WireStruct]
public readonly partial record struct Archive
{
    [Directory, MaxCount(100)]
    public uint[] Files { get; init; }
}
