using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// Integers of 1 to 8 bytes. The width is the span's length; where the caller's slice has a constant length, the compiler leaves one case of the switch.
/// </summary>
public static class OddWidth
{
    /// <summary>Reads an unsigned integer, most significant byte first.</summary>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <returns>The integer, zero-extended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no bytes, or more than 8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadBigEndian(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
        3 => ((ulong)BinaryPrimitives.ReadUInt16BigEndian(bytes) << 8) | bytes[2],
        4 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
        5 => ((ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 8) | bytes[4],
        6 => ((ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 16) | BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]),

        // The two loads share the fourth byte, which lands in the same place.
        7 => ((ulong)BinaryPrimitives.ReadUInt32BigEndian(bytes) << 24) | BinaryPrimitives.ReadUInt32BigEndian(bytes[3..]),
        8 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
        _ => ThrowWidth(bytes.Length),
    };

    /// <summary>Reads an unsigned integer, least significant byte first.</summary>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <returns>The integer, zero-extended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no bytes, or more than 8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadLittleEndian(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        1 => bytes[0],
        2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        3 => BinaryPrimitives.ReadUInt16LittleEndian(bytes) | ((ulong)bytes[2] << 16),
        4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        5 => BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)bytes[4] << 32),
        6 => BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]) << 32),
        7 => BinaryPrimitives.ReadUInt32LittleEndian(bytes) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[3..]) << 24),
        8 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        _ => ThrowWidth(bytes.Length),
    };

    /// <summary>Reads a signed integer, most significant byte first.</summary>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <returns>The integer, sign-extended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no bytes, or more than 8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadSignedBigEndian(ReadOnlySpan<byte> bytes) => SignExtend(ReadBigEndian(bytes), bytes.Length);

    /// <summary>Reads a signed integer, least significant byte first.</summary>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <returns>The integer, sign-extended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no bytes, or more than 8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadSignedLittleEndian(ReadOnlySpan<byte> bytes) => SignExtend(ReadLittleEndian(bytes), bytes.Length);

    /// <summary>Writes an unsigned integer, most significant byte first.</summary>
    /// <param name="bytes">1 to 8 bytes; all of them are written.</param>
    /// <param name="value">The integer.</param>
    /// <exception cref="WireFormatException">It does not fit that many bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no bytes, or more than 8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteBigEndian(Span<byte> bytes, ulong value)
    {
        if (bytes.Length < sizeof(ulong) && value >> (8 * bytes.Length) != 0)
        {
            ThrowTooLarge(value, bytes.Length);
        }

        StoreBigEndian(bytes, value);
    }

    /// <summary>Writes an unsigned integer, least significant byte first.</summary>
    /// <param name="bytes">1 to 8 bytes; all of them are written.</param>
    /// <param name="value">The integer.</param>
    /// <exception cref="WireFormatException">It does not fit that many bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no bytes, or more than 8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteLittleEndian(Span<byte> bytes, ulong value)
    {
        if (bytes.Length < sizeof(ulong) && value >> (8 * bytes.Length) != 0)
        {
            ThrowTooLarge(value, bytes.Length);
        }

        StoreLittleEndian(bytes, value);
    }

    /// <summary>Writes a signed integer, most significant byte first.</summary>
    /// <param name="bytes">1 to 8 bytes; all of them are written.</param>
    /// <param name="value">The integer.</param>
    /// <exception cref="WireFormatException">It does not fit that many bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no bytes, or more than 8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteSignedBigEndian(Span<byte> bytes, long value)
    {
        if (!FitsSigned(value, bytes.Length))
        {
            ThrowOutside(value, bytes.Length);
        }

        StoreBigEndian(bytes, (ulong)value);
    }

    /// <summary>Writes a signed integer, least significant byte first.</summary>
    /// <param name="bytes">1 to 8 bytes; all of them are written.</param>
    /// <param name="value">The integer.</param>
    /// <exception cref="WireFormatException">It does not fit that many bytes.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There are no bytes, or more than 8.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteSignedLittleEndian(Span<byte> bytes, long value)
    {
        if (!FitsSigned(value, bytes.Length))
        {
            ThrowOutside(value, bytes.Length);
        }

        StoreLittleEndian(bytes, (ulong)value);
    }

    /// <summary>Whether the bits above the width are copies of the sign. Widths that are none are left to the store to refuse.</summary>
    private static bool FitsSigned(long value, int width) => (uint)(width - 1) >= 7 || SignExtend((ulong)value, width) == value;

    private static long SignExtend(ulong value, int width)
    {
        int unused = 64 - (8 * width);
        return (long)(value << unused) >> unused;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreBigEndian(Span<byte> bytes, ulong value)
    {
        switch (bytes.Length)
        {
            case 1:
                bytes[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
                break;
            case 3:
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(value >> 8));
                bytes[2] = (byte)value;
                break;
            case 4:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
                break;
            case 5:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(value >> 8));
                bytes[4] = (byte)value;
                break;
            case 6:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(value >> 16));
                BinaryPrimitives.WriteUInt16BigEndian(bytes[4..], (ushort)value);
                break;
            case 7:
                BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)(value >> 24));
                BinaryPrimitives.WriteUInt32BigEndian(bytes[3..], (uint)value);
                break;
            case 8:
                BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
                break;
            default:
                _ = ThrowWidth(bytes.Length);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreLittleEndian(Span<byte> bytes, ulong value)
    {
        switch (bytes.Length)
        {
            case 1:
                bytes[0] = (byte)value;
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
                break;
            case 3:
                BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
                bytes[2] = (byte)(value >> 16);
                break;
            case 4:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
                break;
            case 5:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
                bytes[4] = (byte)(value >> 32);
                break;
            case 6:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
                BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], (ushort)(value >> 32));
                break;
            case 7:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
                BinaryPrimitives.WriteUInt32LittleEndian(bytes[3..], (uint)(value >> 24));
                break;
            case 8:
                BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
                break;
            default:
                _ = ThrowWidth(bytes.Length);
                break;
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong ThrowWidth(int width) => throw new ArgumentOutOfRangeException(nameof(width), width, "An integer has 1 to 8 bytes.");

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowTooLarge(ulong value, int width)
    {
        if (width == 0)
        {
            _ = ThrowWidth(width);
        }

        throw new WireFormatException($"The value {value} does not fit {width} bytes, which hold at most {(1ul << (8 * width)) - 1}.");
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowOutside(long value, int width)
    {
        long limit = 1L << ((8 * width) - 1);
        throw new WireFormatException($"The value {value} does not fit {width} bytes, which hold {-limit} to {limit - 1}.");
    }
}
