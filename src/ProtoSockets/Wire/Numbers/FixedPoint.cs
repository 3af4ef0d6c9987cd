using System.Globalization;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Numbers with a fixed number of binary places (<see cref="FixedPointAttribute"/>).</summary>
public static class FixedPoint
{
    /// <summary>Reads a number as a <c>double</c>: the nearest one that the bytes can hold where the integer has more than 53 bits.</summary>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <param name="fractionBits">How many bits stand behind the point.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="isSigned">Whether the integer has a sign.</param>
    /// <returns>The number.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double ReadDouble(ReadOnlySpan<byte> bytes, int fractionBits, bool isLittleEndian, bool isSigned)
    {
        double number = isSigned ? WireIntegers.ReadSigned(bytes, isLittleEndian)
            : isLittleEndian ? (double)OddWidth.ReadLittleEndian(bytes)
            : OddWidth.ReadBigEndian(bytes);

        // The largest integers are nearest to one that needs another bit, and what is read can be written.
        return (bytes.Length > 6 && number == Limit(bytes.Length, isSigned) ? Math.BitDecrement(number) : number) / (1UL << fractionBits);
    }

    /// <inheritdoc cref="ReadDouble"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ReadSingle(ReadOnlySpan<byte> bytes, int fractionBits, bool isLittleEndian, bool isSigned)
    {
        float number = (float)ReadDouble(bytes, fractionBits, isLittleEndian, isSigned);
        return bytes.Length > 2 && number == Limit(bytes.Length, isSigned) / (1UL << fractionBits) ? MathF.BitDecrement(number) : number;
    }

    /// <summary>Reads a number as a <c>decimal</c>, of 28 digits at most.</summary>
    /// <param name="bytes">1 to 8 bytes.</param>
    /// <param name="fractionBits">How many bits stand behind the point.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="isSigned">Whether the integer has a sign.</param>
    /// <returns>The number.</returns>
    public static decimal ReadDecimal(ReadOnlySpan<byte> bytes, int fractionBits, bool isLittleEndian, bool isSigned) =>
        (decimal)WireIntegers.Read(bytes, isLittleEndian, isSigned) / (1UL << fractionBits);

    /// <summary>Writes a number, to the nearest.</summary>
    /// <param name="bytes">1 to 8 bytes; all of them are written.</param>
    /// <param name="value">The number.</param>
    /// <param name="fractionBits">How many bits stand behind the point.</param>
    /// <param name="isLittleEndian">Whether the least significant byte comes first.</param>
    /// <param name="isSigned">Whether the integer has a sign.</param>
    /// <param name="member">The member, for the error.</param>
    /// <exception cref="WireFormatException">It is no number, or does not fit.</exception>
    public static void WriteDouble(Span<byte> bytes, double value, int fractionBits, bool isLittleEndian, bool isSigned, string member)
    {
        double scaled = Math.Round(value * (1UL << fractionBits), MidpointRounding.ToEven);

        // Beyond this it fits no 64 bits, and the conversion would say nothing.
        if (!(Math.Abs(scaled) <= 1.9e19) || !WireIntegers.TryWrite(bytes, (Int128)scaled, isLittleEndian, isSigned))
        {
            WireIntegers.ThrowDoesNotFit(member, value.ToString(CultureInfo.InvariantCulture), bytes.Length);
        }
    }

    /// <inheritdoc cref="WriteDouble"/>
    public static void WriteSingle(Span<byte> bytes, float value, int fractionBits, bool isLittleEndian, bool isSigned, string member) =>
        WriteDouble(bytes, value, fractionBits, isLittleEndian, isSigned, member);

    /// <inheritdoc cref="WriteDouble"/>
    public static void WriteDecimal(Span<byte> bytes, decimal value, int fractionBits, bool isLittleEndian, bool isSigned, string member)
    {
        // What does not fit 64 bits in front of the point fits nowhere; below, the product has no more than 128 bits of which the decimal keeps 96.
        decimal limit = ulong.MaxValue;
        decimal scale = 1UL << fractionBits;
        decimal whole = decimal.Truncate(value);
        if (Math.Abs(whole) > limit / scale + 1)
        {
            WireIntegers.ThrowDoesNotFit(member, value.ToString(CultureInfo.InvariantCulture), bytes.Length);
        }

        decimal scaled = Math.Round(value * scale, MidpointRounding.ToEven);
        if (!WireIntegers.TryWrite(bytes, (Int128)scaled, isLittleEndian, isSigned))
        {
            WireIntegers.ThrowDoesNotFit(member, value.ToString(CultureInfo.InvariantCulture), bytes.Length);
        }
    }

    /// <summary>The least integer that is too large for so many bytes.</summary>
    private static double Limit(int bytes, bool isSigned) => Math.ScaleB(1, (8 * bytes) - (isSigned ? 1 : 0));
}
