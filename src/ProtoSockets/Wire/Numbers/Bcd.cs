using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Integers in packed binary-coded decimal (<see cref="BcdAttribute"/>).</summary>
public static class Bcd
{
    /// <summary>Reads an integer.</summary>
    /// <typeparam name="T">An integer.</typeparam>
    /// <param name="reader">The reader; an error is recorded there.</param>
    /// <param name="offset">Where the digits start.</param>
    /// <param name="bytes">The digits, two a byte; at most 10 bytes.</param>
    /// <param name="digits">How many there are.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="value">The integer.</param>
    /// <returns>False when it is malformed.</returns>
    public static bool TryRead<T>(ref WireReader reader, int offset, ReadOnlySpan<byte> bytes, int digits, bool isLittleEndian, out T value)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        ulong number = 0;
        bool isWrong = false;
        for (int index = 0; index < bytes.Length; index++)
        {
            byte pair = isLittleEndian ? bytes[bytes.Length - 1 - index] : bytes[index];
            uint high = (uint)pair >> 4;
            uint low = pair & 0xFu;
            isWrong |= high > 9 || low > 9 || (index == 0 && digits % 2 != 0 && high != 0);
            number = unchecked((number * 100) + (high * 10) + low);
        }

        value = T.CreateTruncating(number);
        return !isWrong
            ? number <= ulong.CreateTruncating(T.MaxValue) || TooLarge<T>(ref reader, offset, number)
            : Wrong(ref reader, offset, bytes, digits);
    }

    /// <summary>Writes an integer.</summary>
    /// <typeparam name="T">An integer.</typeparam>
    /// <param name="bytes">Takes the digits, two a byte; all of them are written.</param>
    /// <param name="value">The integer.</param>
    /// <param name="digits">How many digits there are.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="member">The member, for the error.</param>
    /// <exception cref="WireFormatException">It is negative, or has more digits.</exception>
    public static void Write<T>(Span<byte> bytes, T value, int digits, bool isLittleEndian, string member)
        where T : struct, IBinaryInteger<T>
    {
        ulong rest = ulong.CreateTruncating(value);
        for (int index = bytes.Length - 1; index >= 0; index--)
        {
            (rest, ulong pair) = Math.DivRem(rest, 100);
            byte packed = (byte)(((pair / 10) << 4) | (pair % 10));
            bytes[isLittleEndian ? bytes.Length - 1 - index : index] = packed;
        }

        bool isOver = rest != 0 || (digits % 2 != 0 && bytes[isLittleEndian ? bytes.Length - 1 : 0] > 9);
        if (isOver || T.IsNegative(value))
        {
            throw new WireFormatException($"{member} is {value}, which does not fit {digits} decimal digits");
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Wrong(ref WireReader reader, int offset, ReadOnlySpan<byte> bytes, int digits) =>
        reader.MalformedAt(offset, $"{Convert.ToHexString(bytes)} is no number of {digits} decimal digits");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TooLarge<T>(ref WireReader reader, int offset, ulong value) => reader.MalformedAt(offset, $"{value} does not fit {typeof(T).Name}");
}
