using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// LEB128 (DWARF 5, section 7.6; WebAssembly; protobuf's varint): groups of 7 bits, the least significant first; the high bit of a byte says that another
/// follows. The signed form is two's complement, sign-extended from bit 6 of the last byte.
/// </summary>
public static class Leb128
{
    /// <summary>The most bytes that 64 bits take.</summary>
    public const int MaxBytes = 10;

    /// <summary>Reads an unsigned integer.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes allowed; a longer encoding is malformed.</param>
    /// <param name="canonical">Whether an encoding that is not the shortest is malformed.</param>
    /// <param name="value">The integer.</param>
    /// <returns>False when it is incomplete, or malformed as said, or does not fit 64 bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryRead(ref WireReader reader, int maxBytes, bool canonical, out ulong value)
    {
        ReadOnlySpan<byte> rest = reader.Rest;
        if (!rest.IsEmpty && rest[0] < 0x80)
        {
            value = rest[0];
            reader.Skip(1);
            return true;
        }

        return TryReadLong(ref reader, maxBytes, canonical, out value);
    }

    /// <summary>Writes an unsigned integer in its shortest form.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The integer.</param>
    public static void Write(ref WireWriter writer, ulong value)
    {
        Span<byte> bytes = writer.Take(GetSize(value));
        for (int index = 0; index < bytes.Length - 1; index++)
        {
            bytes[index] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[^1] = (byte)value;
    }

    /// <summary>How many bytes <see cref="Write"/> takes.</summary>
    /// <param name="value">The integer.</param>
    /// <returns>1 to 10.</returns>
    // ceil(bits / 7) without a division: 9/64 is close enough to 1/7 for 1 to 64 bits.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GetSize(ulong value) => ((BitOperations.Log2(value | 1) * 9) + 73) >> 6;

    /// <summary>Reads a signed integer.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes allowed; a longer encoding is malformed.</param>
    /// <param name="canonical">Whether an encoding that is not the shortest is malformed.</param>
    /// <param name="value">The integer.</param>
    /// <returns>False when it is incomplete, or malformed as said, or does not fit 64 bits.</returns>
    public static bool TryReadSigned(ref WireReader reader, int maxBytes, bool canonical, out long value)
    {
        VarIntProblem problem = DecodeSigned(reader.Rest, maxBytes, out value, out int length);
        return VarInts.Conclude(ref reader, problem, length, maxBytes, canonical ? GetSignedSize(value) : maxBytes);
    }

    /// <summary>Writes a signed integer in its shortest form.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The integer.</param>
    public static void WriteSigned(ref WireWriter writer, long value)
    {
        Span<byte> bytes = writer.Take(GetSignedSize(value));
        for (int index = 0; index < bytes.Length - 1; index++)
        {
            bytes[index] = (byte)(value | 0x80);
            value >>= 7;
        }

        bytes[^1] = (byte)(value & 0x7F);
    }

    /// <summary>How many bytes <see cref="WriteSigned"/> takes.</summary>
    /// <param name="value">The integer.</param>
    /// <returns>1 to 10.</returns>
    // One bit more than the magnitude has, for the sign.
    public static int GetSignedSize(long value) => GetSize((ulong)(value ^ (value >> 63)) << 1);

    /// <summary>Reads an unsigned integer from the front of bytes.</summary>
    internal static VarIntProblem Decode(ReadOnlySpan<byte> bytes, int maxBytes, out ulong value, out int length)
    {
        VarIntProblem outOfBytes = VarIntProblem.Incomplete;
        if (bytes.Length >= maxBytes)
        {
            bytes = bytes[..maxBytes];
            outOfBytes = VarIntProblem.TooLong;
        }

        value = 0;
        int shift = 0;
        for (int index = 0; index < bytes.Length; index++)
        {
            ulong group = bytes[index] & 0x7Fu;
            if (shift < 63)
            {
                value |= group << shift;
            }
            else if (group > (shift == 63 ? 1u : 0u))
            {
                length = index + 1;
                return VarIntProblem.Overflow;
            }
            else
            {
                value |= group << 63;
            }

            if (bytes[index] < 0x80)
            {
                length = index + 1;
                return VarIntProblem.None;
            }

            shift += 7;
        }

        length = bytes.Length + 1;
        return outOfBytes;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryReadLong(ref WireReader reader, int maxBytes, bool canonical, out ulong value)
    {
        VarIntProblem problem = Decode(reader.Rest, maxBytes, out value, out int length);
        return VarInts.Conclude(ref reader, problem, length, maxBytes, canonical ? GetSize(value) : maxBytes);
    }

    private static VarIntProblem DecodeSigned(ReadOnlySpan<byte> bytes, int maxBytes, out long value, out int length)
    {
        VarIntProblem outOfBytes = VarIntProblem.Incomplete;
        if (bytes.Length >= maxBytes)
        {
            bytes = bytes[..maxBytes];
            outOfBytes = VarIntProblem.TooLong;
        }

        value = 0;
        int shift = 0;
        for (int index = 0; index < bytes.Length; index++)
        {
            long group = bytes[index] & 0x7F;
            if (shift < 63)
            {
                value |= group << shift;
            }
            else if (shift == 63 && group is 0 or 0x7F)
            {
                value |= group << 63;
            }
            else if (group != ((value >> 63) & 0x7F))
            {
                // Past the 64th bit there can only be copies of the sign.
                length = index + 1;
                return VarIntProblem.Overflow;
            }

            shift += 7;
            if (bytes[index] < 0x80)
            {
                if (shift < 64)
                {
                    int unused = 64 - shift;
                    value = value << unused >> unused;
                }

                length = index + 1;
                return VarIntProblem.None;
            }
        }

        length = bytes.Length + 1;
        return outOfBytes;
    }
}
