using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// Variable-length quantities (Standard MIDI Files 1.0; X.690, section 8.1.2.4.2): groups of 7 bits, the most significant first; the high bit of a byte says
/// that another follows. The signed form is two's complement, sign-extended from bit 6 of the first byte.
/// </summary>
public static class Vlq
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
        bytes[^1] = (byte)(value & 0x7F);
        for (int index = bytes.Length - 2; index >= 0; index--)
        {
            value >>= 7;
            bytes[index] = (byte)(value | 0x80);
        }
    }

    /// <summary>How many bytes <see cref="Write"/> takes.</summary>
    /// <param name="value">The integer.</param>
    /// <returns>1 to 10.</returns>
    public static int GetSize(ulong value) => Leb128.GetSize(value);

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
        bytes[^1] = (byte)(value & 0x7F);
        for (int index = bytes.Length - 2; index >= 0; index--)
        {
            value >>= 7;
            bytes[index] = (byte)(value | 0x80);
        }
    }

    /// <summary>How many bytes <see cref="WriteSigned"/> takes.</summary>
    /// <param name="value">The integer.</param>
    /// <returns>1 to 10.</returns>
    public static int GetSignedSize(long value) => Leb128.GetSignedSize(value);

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
        for (int index = 0; index < bytes.Length; index++)
        {
            if (value > ulong.MaxValue >> 7)
            {
                length = index + 1;
                return VarIntProblem.Overflow;
            }

            value = (value << 7) | (bytes[index] & 0x7Fu);
            if (bytes[index] < 0x80)
            {
                length = index + 1;
                return VarIntProblem.None;
            }
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

        // The sign: all bits set or none, to be shifted up by the groups.
        value = !bytes.IsEmpty && (bytes[0] & 0x40) != 0 ? -1 : 0;
        for (int index = 0; index < bytes.Length; index++)
        {
            if (value << 7 >> 7 != value)
            {
                length = index + 1;
                return VarIntProblem.Overflow;
            }

            value = (value << 7) | (long)(bytes[index] & 0x7F);
            if (bytes[index] < 0x80)
            {
                length = index + 1;
                return VarIntProblem.None;
            }
        }

        length = bytes.Length + 1;
        return outOfBytes;
    }
}
