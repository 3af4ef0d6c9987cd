using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Reads and writes numbers whose byte order is known at run time only. Generated code stands on it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class ByteOrders
{
    /// <summary>Reads a number, or a wider container of bits, from the start of bytes.</summary>
    /// <param name="bytes">At least as many bytes as the number has.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <returns>The number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ushort ReadUInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        ushort value = BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        return isLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    /// <inheritdoc cref="ReadUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static short ReadInt16(ReadOnlySpan<byte> bytes, bool isLittleEndian) => (short)ReadUInt16(bytes, isLittleEndian);

    /// <inheritdoc cref="ReadUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Half ReadHalf(ReadOnlySpan<byte> bytes, bool isLittleEndian) => BitConverter.UInt16BitsToHalf(ReadUInt16(bytes, isLittleEndian));

    /// <inheritdoc cref="ReadUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ReadUInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return isLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    /// <inheritdoc cref="ReadUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ReadInt32(ReadOnlySpan<byte> bytes, bool isLittleEndian) => (int)ReadUInt32(bytes, isLittleEndian);

    /// <inheritdoc cref="ReadUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ReadSingle(ReadOnlySpan<byte> bytes, bool isLittleEndian) => BitConverter.UInt32BitsToSingle(ReadUInt32(bytes, isLittleEndian));

    /// <inheritdoc cref="ReadUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ReadUInt64(ReadOnlySpan<byte> bytes, bool isLittleEndian)
    {
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return isLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    /// <inheritdoc cref="ReadUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadInt64(ReadOnlySpan<byte> bytes, bool isLittleEndian) => (long)ReadUInt64(bytes, isLittleEndian);

    /// <inheritdoc cref="ReadUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ReadDouble(ReadOnlySpan<byte> bytes, bool isLittleEndian) => BitConverter.UInt64BitsToDouble(ReadUInt64(bytes, isLittleEndian));

    /// <inheritdoc cref="ReadUInt16"/>
    public static UInt128 ReadUInt128(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? BinaryPrimitives.ReadUInt128LittleEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);

    /// <inheritdoc cref="ReadUInt16"/>
    public static Int128 ReadInt128(ReadOnlySpan<byte> bytes, bool isLittleEndian) => (Int128)ReadUInt128(bytes, isLittleEndian);

    /// <summary>Reads an unsigned integer of an odd width.</summary>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <returns>The integer, zero-extended.</returns>
    public static ulong Read(ReadOnlySpan<byte> bytes, bool isLittleEndian) => isLittleEndian ? OddWidth.ReadLittleEndian(bytes) : OddWidth.ReadBigEndian(bytes);

    /// <summary>Reads a signed integer of an odd width.</summary>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <returns>The integer, sign-extended.</returns>
    public static long ReadSigned(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? OddWidth.ReadSignedLittleEndian(bytes) : OddWidth.ReadSignedBigEndian(bytes);

    /// <summary>Writes a number, or a wider container of bits, at the start of bytes.</summary>
    /// <param name="bytes">At least as many bytes as the number has.</param>
    /// <param name="value">The number.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt16(Span<byte> bytes, ushort value, bool isLittleEndian) =>
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, isLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

    /// <inheritdoc cref="WriteUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt16(Span<byte> bytes, short value, bool isLittleEndian) => WriteUInt16(bytes, (ushort)value, isLittleEndian);

    /// <inheritdoc cref="WriteUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteHalf(Span<byte> bytes, Half value, bool isLittleEndian) => WriteUInt16(bytes, BitConverter.HalfToUInt16Bits(value), isLittleEndian);

    /// <inheritdoc cref="WriteUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt32(Span<byte> bytes, uint value, bool isLittleEndian) =>
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, isLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

    /// <inheritdoc cref="WriteUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt32(Span<byte> bytes, int value, bool isLittleEndian) => WriteUInt32(bytes, (uint)value, isLittleEndian);

    /// <inheritdoc cref="WriteUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteSingle(Span<byte> bytes, float value, bool isLittleEndian) => WriteUInt32(bytes, BitConverter.SingleToUInt32Bits(value), isLittleEndian);

    /// <inheritdoc cref="WriteUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteUInt64(Span<byte> bytes, ulong value, bool isLittleEndian) =>
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, isLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value));

    /// <inheritdoc cref="WriteUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteInt64(Span<byte> bytes, long value, bool isLittleEndian) => WriteUInt64(bytes, (ulong)value, isLittleEndian);

    /// <inheritdoc cref="WriteUInt16"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WriteDouble(Span<byte> bytes, double value, bool isLittleEndian) => WriteUInt64(bytes, BitConverter.DoubleToUInt64Bits(value), isLittleEndian);

    /// <inheritdoc cref="WriteUInt16"/>
    public static void WriteUInt128(Span<byte> bytes, UInt128 value, bool isLittleEndian)
    {
        if (isLittleEndian)
        {
            BinaryPrimitives.WriteUInt128LittleEndian(bytes, value);
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, value);
        }
    }

    /// <inheritdoc cref="WriteUInt16"/>
    public static void WriteInt128(Span<byte> bytes, Int128 value, bool isLittleEndian) => WriteUInt128(bytes, (UInt128)value, isLittleEndian);

    /// <summary>Writes an unsigned integer of an odd width.</summary>
    /// <param name="bytes">1 to 8 bytes; all of them are written.</param>
    /// <param name="value">The integer.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <exception cref="WireFormatException">It does not fit that many bytes.</exception>
    public static void Write(Span<byte> bytes, ulong value, bool isLittleEndian)
    {
        if (isLittleEndian)
        {
            OddWidth.WriteLittleEndian(bytes, value);
        }
        else
        {
            OddWidth.WriteBigEndian(bytes, value);
        }
    }

    /// <summary>Writes a signed integer of an odd width.</summary>
    /// <param name="bytes">1 to 8 bytes; all of them are written.</param>
    /// <param name="value">The integer.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <exception cref="WireFormatException">It does not fit that many bytes.</exception>
    public static void WriteSigned(Span<byte> bytes, long value, bool isLittleEndian)
    {
        if (isLittleEndian)
        {
            OddWidth.WriteSignedLittleEndian(bytes, value);
        }
        else
        {
            OddWidth.WriteSignedBigEndian(bytes, value);
        }
    }
}
