namespace ProtoSockets.Schema;

/// <summary>How long integers of variable length can get.</summary>
internal static class VarInts
{
    /// <summary>Whether an encoding longer than need be is refused wherever one is read: Bitcoin's nodes do, as a message would have more than one form, and so more than one hash.</summary>
    public static bool IsAlwaysShortest(VarIntFormat format) => format == VarIntFormat.CompactSize;

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

    /// <summary>How many bytes a number that is not negative takes.</summary>
    public static int Size(VarIntFormat format, long value)
    {
        int bits = 1;
        while (bits < 63 && value >> bits != 0)
        {
            bits++;
        }

        return format switch
        {
            VarIntFormat.Quic => bits <= 6 ? 1 : bits <= 14 ? 2 : bits <= 30 ? 4 : 8,
            VarIntFormat.CompactSize => value < 253 ? 1 : bits <= 16 ? 3 : bits <= 32 ? 5 : 9,
            VarIntFormat.Mqtt => Math.Min(4, (bits + 6) / 7),
            _ => (bits + 6) / 7,
        };
    }
}
