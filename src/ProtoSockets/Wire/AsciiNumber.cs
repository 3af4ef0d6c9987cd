using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Integers as ASCII digits, decimal or hexadecimal, as text protocols write them.</summary>
public static class AsciiNumber
{
    /// <summary>The most bytes that a number of any integer type takes: a minus sign and the digits of 64 bits.</summary>
    public const int MaxBytes = 20;

    /// <summary>Reads a number of known length.</summary>
    /// <typeparam name="T">An integer type of up to 8 bytes.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="byteCount">Its length in bytes.</param>
    /// <param name="radix">10 or 16.</param>
    /// <param name="value">The number.</param>
    /// <returns>False when fewer bytes are left, they are no number, or it does not fit.</returns>
    public static bool TryRead<T>(ref WireReader reader, int byteCount, int radix, out T value)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        int start = reader.Position;
        if (!reader.TryTake(byteCount, out ReadOnlySpan<byte> text))
        {
            value = default;
            return false;
        }

        return TryParse(text, radix, out value) || NotANumber<T>(ref reader, start, text, radix);
    }

    /// <summary>Reads a number in a field of fixed size: digits, with padding in front.</summary>
    /// <typeparam name="T">An integer type of up to 8 bytes.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="byteCount">The size of the field in bytes.</param>
    /// <param name="pad">The padding; 0 is the digit zero.</param>
    /// <param name="radix">10 or 16.</param>
    /// <param name="value">The number.</param>
    /// <returns>False when fewer bytes are left, they are no number, or it does not fit.</returns>
    public static bool TryReadFixed<T>(ref WireReader reader, int byteCount, byte pad, int radix, out T value)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        int start = reader.Position;
        if (!reader.TryTake(byteCount, out ReadOnlySpan<byte> text))
        {
            value = default;
            return false;
        }

        return TryParse(pad == 0 ? text : text.TrimStart(pad), radix, out value) || NotANumber<T>(ref reader, start, text, radix);
    }

    /// <summary>Writes a number.</summary>
    /// <typeparam name="T">An integer type of up to 8 bytes.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The number.</param>
    /// <param name="radix">10 or 16.</param>
    /// <returns>How many bytes it took.</returns>
    public static int Write<T>(ref WireWriter writer, T value, int radix)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        int size = GetSize(value, radix);
        Fill(writer.Take(size), value, radix, (byte)'0');
        return size;
    }

    /// <summary>Writes a number into a field of fixed size, with padding in front.</summary>
    /// <typeparam name="T">An integer type of up to 8 bytes.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The number.</param>
    /// <param name="byteCount">The size of the field in bytes.</param>
    /// <param name="pad">The padding; 0 is the digit zero.</param>
    /// <param name="radix">10 or 16.</param>
    /// <exception cref="WireFormatException">The number needs more bytes.</exception>
    public static void WriteFixed<T>(ref WireWriter writer, T value, int byteCount, byte pad, int radix)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        int size = GetSize(value, radix);
        if (size > byteCount)
        {
            ThrowTooLarge(value, byteCount);
        }

        Span<byte> field = writer.Take(byteCount);
        if (pad == 0)
        {
            Fill(field, value, radix, (byte)'0');
            return;
        }

        field[..^size].Fill(pad);
        Fill(field[^size..], value, radix, (byte)'0');
    }

    /// <summary>How many bytes <see cref="Write{T}"/> takes.</summary>
    /// <typeparam name="T">An integer type of up to 8 bytes.</typeparam>
    /// <param name="value">The number.</param>
    /// <param name="radix">10 or 16.</param>
    /// <returns>A number of bytes.</returns>
    public static int GetSize<T>(T value, int radix)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        ulong magnitude = Magnitude(value);
        int sign = T.IsNegative(value) ? 1 : 0;
        if (radix == 16)
        {
            return sign + Math.Max(1, (67 - BitOperations.LeadingZeroCount(magnitude)) / 4);
        }

        int digits = 1;
        while (magnitude >= 10)
        {
            magnitude /= 10;
            digits++;
        }

        return sign + digits;
    }

    /// <summary>Parses a number: an optional sign (a minus only where the type has negative numbers) and at least one digit, nothing else.</summary>
    /// <typeparam name="T">An integer type of up to 8 bytes.</typeparam>
    /// <param name="text">The text.</param>
    /// <param name="radix">10 or 16.</param>
    /// <param name="value">The number.</param>
    /// <returns>Whether it is a number that the type holds.</returns>
    public static bool TryParse<T>(ReadOnlySpan<byte> text, int radix, out T value)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        value = default;
        bool isSigned = T.MinValue != T.Zero;
        bool isNegative = isSigned && text.Length > 0 && text[0] == '-';
        if (isNegative || (isSigned && text.Length > 0 && text[0] == '+'))
        {
            text = text[1..];
        }

        if (text.IsEmpty)
        {
            return false;
        }

        ulong magnitude = 0;
        ulong most = isNegative ? Magnitude(T.MinValue) : Magnitude(T.MaxValue);
        foreach (byte character in text)
        {
            uint digit = Digit(character, radix);
            if (digit >= (uint)radix || magnitude > (most - digit) / (ulong)radix)
            {
                return false;
            }

            magnitude = (magnitude * (ulong)radix) + digit;
        }

        value = isNegative ? unchecked(T.Zero - T.CreateTruncating(magnitude)) : T.CreateTruncating(magnitude);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Digit(byte character, int radix)
    {
        uint digit = (uint)character - '0';
        if (digit <= 9 || radix == 10)
        {
            return digit;
        }

        uint letter = ((uint)character | 0x20) - 'a';
        return letter <= 5 ? letter + 10 : uint.MaxValue;
    }

    private static ulong Magnitude<T>(T value)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        ulong bits = ulong.CreateTruncating(value);
        return T.IsNegative(value) ? unchecked(0 - bits) : bits;
    }

    private static void Fill<T>(Span<byte> bytes, T value, int radix, byte pad)
        where T : unmanaged, IBinaryInteger<T>, IMinMaxValue<T>
    {
        ulong magnitude = Magnitude(value);
        int at = bytes.Length;
        do
        {
            (magnitude, ulong digit) = Math.DivRem(magnitude, (ulong)radix);
            bytes[--at] = (byte)(digit < 10 ? '0' + digit : 'a' + digit - 10);
        }
        while (magnitude != 0);

        bytes[..at].Fill(pad);
        if (T.IsNegative(value))
        {
            bytes[0] = (byte)'-';
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool NotANumber<T>(ref WireReader reader, int start, ReadOnlySpan<byte> text, int radix) =>
        reader.MalformedAt(start, $"\"{WireLine.Show(text)}\" is no {(radix == 16 ? "hexadecimal" : "decimal")} number that a {typeof(T).Name} holds");

    [DoesNotReturn]
    private static void ThrowTooLarge<T>(T value, int byteCount) =>
        throw new WireFormatException($"{value} does not fit a field of {byteCount} bytes");
}
