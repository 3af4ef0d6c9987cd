namespace ProtoSockets.Schema;

/// <summary>A list ends with the first element of which a bool member is true.</summary>
/// <param name="Member">The element's member.</param>
internal sealed record UntilLast(string Member) : LengthSource;

/// <summary>A list ends with bytes that stand in the place of an element.</summary>
/// <param name="Bytes">The bytes.</param>
internal sealed record UntilBytes(EquatableArray<byte> Bytes) : LengthSource;
