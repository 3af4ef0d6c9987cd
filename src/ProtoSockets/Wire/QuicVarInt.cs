using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// QUIC's variable-length integer (RFC 9000, section 16): the two high bits of the first byte say 1, 2, 4 or 8 bytes, the rest is the integer, big-endian.
/// It holds 0 to 2^62 - 1.
/// </summary>
public static class QuicVarInt
{
    /// <summary>The most bytes that the format takes.</summary>
    public const int MaxBytes = 8;

    /// <summary>The largest integer that the format holds.</summary>
    public const ulong MaxValue = (1ul << 62) - 1;

    /// <summary>Reads an integer.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes allowed; a longer encoding is malformed.</param>
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
    /// <exception cref="WireFormatException">It is larger than <see cref="MaxValue"/>.</exception>
    public static void Write(ref WireWriter writer, ulong value)
    {
        if (value > MaxValue)
        {
            VarInts.ThrowTooLarge(value, "a variable-length integer of QUIC", MaxValue);
        }

        Span<byte> bytes = writer.Take(GetSize(value));
        switch (bytes.Length)
        {
            case 1:
                bytes[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(value | 0x4000));
                break;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(value | 0x8000_0000));
                break;
            default:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, value | 0xC000_0000_0000_0000);
                break;
        }
    }

    /// <summary>How many bytes <see cref="Write"/> takes.</summary>
    /// <param name="value">The integer.</param>
    /// <returns>1, 2, 4 or 8; 8 also for one that is too large.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int GetSize(ulong value) => value switch
    {
        < 1 << 6 => 1,
        < 1 << 14 => 2,
        < 1 << 30 => 4,
        _ => 8,
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

        length = 1 << (bytes[0] >> 6);
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
            2 => BinaryPrimitives.ReadUInt16BigEndian(bytes) & 0x3FFFu,
            4 => BinaryPrimitives.ReadUInt32BigEndian(bytes) & 0x3FFF_FFFFu,
            _ => BinaryPrimitives.ReadUInt64BigEndian(bytes) & MaxValue,
        };
        return VarIntProblem.None;
    }
}
