using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// Bitcoin's CompactSize unsigned integer: one byte below 0xFD; else 0xFD, 0xFE or 0xFF and the integer in 2, 4 or 8 bytes, little-endian.
/// </summary>
public static class CompactSize
{
    /// <summary>The most bytes that the format takes.</summary>
    public const int MaxBytes = 9;

    /// <summary>Reads an integer.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes allowed, the first one included; a longer encoding is malformed.</param>
    /// <param name="canonical">Whether an encoding that is not the shortest is malformed.</param>
    /// <param name="value">The integer.</param>
    /// <returns>False when it is incomplete, or malformed as said.</returns>
    public static bool TryRead(ref WireReader reader, int maxBytes, bool canonical, out ulong value)
    {
        VarIntProblem problem = Decode(reader.Rest, maxBytes, out value, out int length);
        return VarInts.Conclude(ref reader, problem, length, maxBytes, canonical ? GetSize(value) : maxBytes);
    }

    /// <summary>Writes an integer in its shortest form.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The integer.</param>
    public static void Write(ref WireWriter writer, ulong value)
    {
        Span<byte> bytes = writer.Take(GetSize(value));
        switch (bytes.Length)
        {
            case 1:
                bytes[0] = (byte)value;
                break;
            case 3:
                bytes[0] = 0xFD;
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[1..], (ushort)value);
                break;
            case 5:
                bytes[0] = 0xFE;
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[1..], (uint)value);
                break;
            default:
                bytes[0] = 0xFF;
                BinaryPrimitives.WriteUInt64LittleEndian(bytes[1..], value);
                break;
        }
    }

    /// <summary>How many bytes <see cref="Write"/> takes.</summary>
    /// <param name="value">The integer.</param>
    /// <returns>1, 3, 5 or 9.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GetSize(ulong value) => value switch
    {
        < 0xFD => 1,
        <= ushort.MaxValue => 3,
        <= uint.MaxValue => 5,
        _ => 9,
    };

    /// <summary>Reads an integer from the front of bytes.</summary>
    internal static VarIntProblem Decode(ReadOnlySpan<byte> bytes, int maxBytes, out ulong value, out int length)
    {
        value = 0;
        length = 1;
        if (bytes.IsEmpty)
        {
            return VarIntProblem.Incomplete;
        }

        length = bytes[0] switch
        {
            < 0xFD => 1,
            0xFD => 3,
            0xFE => 5,
            _ => 9,
        };
        if (length > maxBytes)
        {
            return VarIntProblem.TooLong;
        }

        if (length > bytes.Length)
        {
            return VarIntProblem.Incomplete;
        }

        value = length switch
        {
            1 => bytes[0],
            3 => BinaryPrimitives.ReadUInt16LittleEndian(bytes[1..]),
            5 => BinaryPrimitives.ReadUInt32LittleEndian(bytes[1..]),
            _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes[1..]),
        };
        return VarIntProblem.None;
    }
}
