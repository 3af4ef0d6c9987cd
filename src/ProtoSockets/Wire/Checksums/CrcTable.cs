using System.Buffers.Binary;
using System.Numerics;

namespace ProtoSockets.Runtime;

/// <summary>
/// Computes a cyclic redundancy check from tables, eight bytes at a time ("slicing by 8", Kounavis and Berry, 2005). The register is as wide as the machine's: one
/// that takes bits from the least significant end is kept at that end, the other one at the most significant end, so that every width is computed alike.
/// </summary>
internal static class CrcTable<TCrc, TValue>
    where TCrc : ICrc<TCrc, TValue>
    where TValue : struct, IBinaryInteger<TValue>, IUnsignedNumber<TValue>
{
    private const int Slices = 8;

    private static readonly ulong[] Table = Make();

    /// <summary>The register before the first byte.</summary>
    public static ulong Start { get; } = TCrc.ReflectsInput ? Reverse(Number(TCrc.Initial)) : Number(TCrc.Initial) << Unused;

    /// <summary>The bits of the register that the check does not have.</summary>
    private static int Unused => 64 - TCrc.Width;

    public static ulong Append(ulong register, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> table = Table;
        return TCrc.ReflectsInput ? AppendReflected(register, bytes, table) : AppendPlain(register, bytes, table);
    }

    public static ulong AppendZeros(ulong register, int count)
    {
        Span<byte> zeros = stackalloc byte[sizeof(ulong)];
        for (zeros.Clear(); count > zeros.Length; count -= zeros.Length)
        {
            register = Append(register, zeros);
        }

        return Append(register, zeros[..count]);
    }

    public static TValue Finish(ulong register)
    {
        ulong value = TCrc.ReflectsInput ? register : register >> Unused;
        if (TCrc.ReflectsInput != TCrc.ReflectsOutput)
        {
            value = Reverse(value);
        }

        return TValue.CreateTruncating(value ^ Number(TCrc.FinalXor));
    }

    private static ulong AppendReflected(ulong register, ReadOnlySpan<byte> bytes, ReadOnlySpan<ulong> table)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            register ^= BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            register = table[(7 * 256) + (int)(register & 0xFF)]
                ^ table[(6 * 256) + (int)((register >> 8) & 0xFF)]
                ^ table[(5 * 256) + (int)((register >> 16) & 0xFF)]
                ^ table[(4 * 256) + (int)((register >> 24) & 0xFF)]
                ^ table[(3 * 256) + (int)((register >> 32) & 0xFF)]
                ^ table[(2 * 256) + (int)((register >> 40) & 0xFF)]
                ^ table[256 + (int)((register >> 48) & 0xFF)]
                ^ table[(int)(register >> 56)];
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            register = (register >> 8) ^ table[(int)((register ^ value) & 0xFF)];
        }

        return register;
    }

    private static ulong AppendPlain(ulong register, ReadOnlySpan<byte> bytes, ReadOnlySpan<ulong> table)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            register ^= BinaryPrimitives.ReadUInt64BigEndian(bytes);
            register = table[(7 * 256) + (int)(register >> 56)]
                ^ table[(6 * 256) + (int)((register >> 48) & 0xFF)]
                ^ table[(5 * 256) + (int)((register >> 40) & 0xFF)]
                ^ table[(4 * 256) + (int)((register >> 32) & 0xFF)]
                ^ table[(3 * 256) + (int)((register >> 24) & 0xFF)]
                ^ table[(2 * 256) + (int)((register >> 16) & 0xFF)]
                ^ table[256 + (int)((register >> 8) & 0xFF)]
                ^ table[(int)(register & 0xFF)];
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte value in bytes)
        {
            register = (register << 8) ^ table[(int)(register >> 56) ^ value];
        }

        return register;
    }

    /// <summary>The first slice moves the register by a byte; each further one by a byte more.</summary>
    private static ulong[] Make()
    {
        ulong[] table = new ulong[Slices * 256];
        ulong polynomial = TCrc.ReflectsInput ? Reverse(Number(TCrc.Polynomial)) : Number(TCrc.Polynomial) << Unused;
        for (int index = 0; index < 256; index++)
        {
            ulong register = TCrc.ReflectsInput ? (ulong)index : (ulong)index << 56;
            for (int bit = 0; bit < 8; bit++)
            {
                register = TCrc.ReflectsInput
                    ? (register >> 1) ^ ((register & 1) != 0 ? polynomial : 0)
                    : (register << 1) ^ (register >> 63 != 0 ? polynomial : 0);
            }

            table[index] = register;
        }

        for (int index = 256; index < table.Length; index++)
        {
            ulong register = table[index - 256];
            table[index] = TCrc.ReflectsInput
                ? (register >> 8) ^ table[(int)(register & 0xFF)]
                : (register << 8) ^ table[(int)(register >> 56)];
        }

        return table;
    }

    private static ulong Number(TValue value) => ulong.CreateTruncating(value);

    /// <summary>The lowest <see cref="ICrc{TSelf, TValue}.Width"/> bits in the opposite order.</summary>
    private static ulong Reverse(ulong value)
    {
        ulong reversed = 0;
        for (int bit = 0; bit < TCrc.Width; bit++)
        {
            reversed = (reversed << 1) | ((value >> bit) & 1);
        }

        return reversed;
    }
}
