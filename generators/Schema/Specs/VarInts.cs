namespace ProtoSockets.Schema;

/// <summary>How long integers of variable length can get.</summary>
internal static class VarInts
{
    /// <summary>The most bytes that the format needs for the type's values.</summary>
    public static int MaxBytes(VarIntFormat format, PrimitiveKind primitive)
    {
        int size = primitive.Size();
        int groups = ((8 * size) + 6) / 7;
        return format switch
        {
            VarIntFormat.Mqtt => Math.Min(4, groups),
            VarIntFormat.Quic => size == 1 ? 2 : size == 2 ? 4 : 8,
            VarIntFormat.CompactSize => size == 1 ? 3 : size + 1,
            _ => groups,
        };
    }
}
