using ProtoSockets;

namespace Misuse.Psock1073;

[WireStruct]
public readonly partial record struct Point(byte X, [Since(2)] byte Y);

[WireStruct]
public readonly partial record struct Shape([LengthPrefixed(VarIntFormat.Leb128), MaxCount(9)] Point[] Points);
