using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>The integers that other values are written as: 1 to 8 bytes in either order, with a sign or without. They are computed in 128 bits, where both fit.</summary>
internal static class WireIntegers
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Int128 Read(ReadOnlySpan<byte> bytes, bool isLittleEndian, bool isSigned) =>
        isSigned ? ReadSigned(bytes, isLittleEndian)
        : isLittleEndian ? OddWidth.ReadLittleEndian(bytes)
        : OddWidth.ReadBigEndian(bytes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ReadSigned(ReadOnlySpan<byte> bytes, bool isLittleEndian) =>
        isLittleEndian ? OddWidth.ReadSignedLittleEndian(bytes) : OddWidth.ReadSignedBigEndian(bytes);

    /// <summary>Writes an integer, if it fits.</summary>
    public static bool TryWrite(Span<byte> bytes, Int128 value, bool isLittleEndian, bool isSigned)
    {
        int bits = 8 * bytes.Length;
        Int128 least = isSigned ? -(Int128.One << (bits - 1)) : 0;
        Int128 most = (Int128.One << (isSigned ? bits - 1 : bits)) - 1;
        if (value < least || value > most)
        {
            return false;
        }

        ulong raw = unchecked((ulong)value) & (ulong.MaxValue >> (64 - bits));
        if (isLittleEndian)
        {
            OddWidth.WriteLittleEndian(bytes, raw);
        }
        else
        {
            OddWidth.WriteBigEndian(bytes, raw);
        }

        return true;
    }

    [DoesNotReturn]
    public static void ThrowDoesNotFit(string member, string value, int bytes) =>
        throw new WireFormatException($"{member} is {value}, which does not fit {bytes} bytes");
}
