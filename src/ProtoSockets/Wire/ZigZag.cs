using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// Signed integers as <see cref="Leb128"/> of the value mapped 0, -1, 1, -2, ... to 0, 1, 2, 3, ..., so that small negative ones are short
/// (protobuf's sint32 and sint64, Avro, Thrift's compact protocol).
/// </summary>
public static class ZigZag
{
    /// <summary>The most bytes that 64 bits take.</summary>
    public const int MaxBytes = Leb128.MaxBytes;

    /// <summary>Reads an integer.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes allowed; a longer encoding is malformed.</param>
    /// <param name="canonical">Whether an encoding that is not the shortest is malformed.</param>
    /// <param name="value">The integer.</param>
    /// <returns>False when it is incomplete, or malformed as said, or does not fit 64 bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ref WireReader reader, int maxBytes, bool canonical, out long value)
    {
        bool read = Leb128.TryRead(ref reader, maxBytes, canonical, out ulong mapped);
        value = Unmap(mapped);
        return read;
    }

    /// <summary>Writes an integer in its shortest form.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The integer.</param>
    public static void Write(ref WireWriter writer, long value) => Leb128.Write(ref writer, Map(value));

    /// <summary>How many bytes <see cref="Write"/> takes.</summary>
    /// <param name="value">The integer.</param>
    /// <returns>1 to 10.</returns>
    public static int GetSize(long value) => Leb128.GetSize(Map(value));

    internal static long Unmap(ulong mapped) => (long)(mapped >> 1) ^ -(long)(mapped & 1);

    private static ulong Map(long value) => (ulong)((value << 1) ^ (value >> 63));
}
