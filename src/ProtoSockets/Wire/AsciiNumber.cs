using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>
/// Numbers as ASCII digits, in base 8, 10 or 16. Strict: a minus where the type is signed, then digits and nothing else; hexadecimal digits in either case are read,
/// and those of the lower case written. No culture has a say in it.
/// </summary>
public static class AsciiNumber
{
    /// <summary>The most bytes that a number takes: 64 bits in base 8, and a sign.</summary>
    public const int MaxBytes = 23;

    /// <summary>Reads digits.</summary>
    /// <typeparam name="T">An integer.</typeparam>
    /// <param name="text">The digits, all of them.</param>
    /// <param name="radix">8, 10 or 16.</param>
    /// <param name="value">The number.</param>
    /// <returns>False when it is something else, or too large for the type.</returns>
    public static bool TryParse<T>(ReadOnlySpan<byte> text, int radix, out T value)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T> => Parse(text, radix, out value) is Problem.None;

    /// <summary>Reads digits that were taken from a message.</summary>
    /// <typeparam name="T">An integer.</typeparam>
    /// <param name="reader">The reader; an error is recorded there.</param>
    /// <param name="offset">Where the digits start.</param>
    /// <param name="text">The digits, all of them.</param>
    /// <param name="radix">8, 10 or 16.</param>
    /// <param name="value">The number.</param>
    /// <returns>False when it is malformed.</returns>
    public static bool TryParse<T>(ref WireReader reader, int offset, ReadOnlySpan<byte> text, int radix, out T value)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        Problem problem = Parse(text, radix, out value);
        return problem is Problem.None || Report<T>(ref reader, offset, text, radix, problem);
    }

    /// <summary>How many digits, with a minus if there is one, a number has.</summary>
    /// <typeparam name="T">An integer.</typeparam>
    /// <param name="value">The number.</param>
    /// <param name="radix">8, 10 or 16.</param>
    /// <returns>1 to <see cref="MaxBytes"/>.</returns>
    public static int GetSize<T>(T value, int radix)
        where T : struct, IBinaryInteger<T>
    {
        bool isNegative = T.IsNegative(value);
        int size = isNegative ? 1 : 0;
        ulong rest = Magnitude(value, isNegative);
        do
        {
            rest /= (uint)radix;
            size++;
        }
        while (rest != 0);
        return size;
    }

    /// <summary>Writes a number with as few digits as it has.</summary>
    /// <typeparam name="T">An integer.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The number.</param>
    /// <param name="radix">8, 10 or 16.</param>
    public static void Write<T>(ref WireWriter writer, T value, int radix)
        where T : struct, IBinaryInteger<T> => Format(writer.Take(GetSize(value, radix)), value, radix);

    /// <summary>Reads a number from a field of fixed size.</summary>
    /// <typeparam name="T">An integer.</typeparam>
    /// <param name="reader">The reader; an error is recorded there.</param>
    /// <param name="offset">Where the field starts.</param>
    /// <param name="field">The field.</param>
    /// <param name="radix">8, 10 or 16.</param>
    /// <param name="pad">What fills the field up: a zero, which is a digit, or something else (a space), of which there may be any number.</param>
    /// <param name="isLeft">Whether the digits stand at the field's start, and what fills it up behind them.</param>
    /// <param name="value">The number.</param>
    /// <returns>False when it is malformed.</returns>
    public static bool TryReadField<T>(ref WireReader reader, int offset, ReadOnlySpan<byte> field, int radix, byte pad, bool isLeft, out T value)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        ReadOnlySpan<byte> digits = pad == (byte)'0' ? field
            : isLeft ? field.TrimEnd(pad)
            : field.TrimStart(pad);
        return TryParse(ref reader, isLeft ? offset : offset + field.Length - digits.Length, digits, radix, out value);
    }

    /// <summary>Writes a number into a field of fixed size.</summary>
    /// <typeparam name="T">An integer.</typeparam>
    /// <param name="field">The field.</param>
    /// <param name="value">The number.</param>
    /// <param name="radix">8, 10 or 16.</param>
    /// <param name="pad">What fills the field up.</param>
    /// <param name="isLeft">Whether the digits stand at the field's start, and what fills it up behind them.</param>
    /// <param name="member">The member, for the error.</param>
    /// <exception cref="WireFormatException">The field is too small.</exception>
    public static void WriteField<T>(Span<byte> field, T value, int radix, byte pad, bool isLeft, string member)
        where T : struct, IBinaryInteger<T>
    {
        int size = GetSize(value, radix);
        if (size > field.Length)
        {
            ThrowTooLong(value, field.Length, member);
        }

        field.Fill(pad);
        if (isLeft)
        {
            Format(field[..size], value, radix);
        }
        else if (pad == (byte)'0' && T.IsNegative(value))
        {
            // The sign stands in front of the zeros.
            Format(field[^size..], value, radix);
            field[^size] = pad;
            field[0] = (byte)'-';
        }
        else
        {
            Format(field[^size..], value, radix);
        }
    }

    private static void Format<T>(Span<byte> text, T value, int radix)
        where T : struct, IBinaryInteger<T>
    {
        bool isNegative = T.IsNegative(value);
        ulong rest = Magnitude(value, isNegative);
        for (int index = text.Length - 1; index >= (isNegative ? 1 : 0); index--)
        {
            (rest, ulong digit) = Math.DivRem(rest, (uint)radix);
            text[index] = "0123456789abcdef"u8[(int)digit];
        }

        if (isNegative)
        {
            text[0] = (byte)'-';
        }
    }

    private static ulong Magnitude<T>(T value, bool isNegative)
        where T : struct, IBinaryInteger<T> => isNegative ? unchecked(0 - ulong.CreateTruncating(value)) : ulong.CreateTruncating(value);

    private static Problem Parse<T>(ReadOnlySpan<byte> text, int radix, out T value)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        value = T.Zero;
        bool isNegative = T.IsNegative(T.MinValue) && !text.IsEmpty && text[0] == (byte)'-';
        ReadOnlySpan<byte> digits = isNegative ? text[1..] : text;
        if (digits.IsEmpty)
        {
            return Problem.NoNumber;
        }

        // One more below zero than above.
        ulong most = isNegative ? ulong.CreateTruncating(T.MaxValue) + 1 : ulong.CreateTruncating(T.MaxValue);
        ulong number = 0;
        bool isLarge = false;
        foreach (byte character in digits)
        {
            int digit = Digit(character);
            if (digit >= radix)
            {
                return Problem.NoNumber;
            }

            UInt128 next = ((UInt128)number * (uint)radix) + (uint)digit;
            isLarge |= next > most;
            number = isLarge ? most : (ulong)next;
        }

        value = T.CreateTruncating(isNegative ? unchecked(0 - number) : number);
        return isLarge ? Problem.TooLarge : Problem.None;
    }

    private static int Digit(byte character) => character switch
    {
        >= (byte)'0' and <= (byte)'9' => character - '0',
        >= (byte)'a' and <= (byte)'f' => character - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => character - 'A' + 10,
        _ => int.MaxValue,
    };

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Report<T>(ref WireReader reader, int offset, ReadOnlySpan<byte> text, int radix, Problem problem)
    {
        string shown = Show(text);
        string number = radix switch { 8 => "octal number", 16 => "hexadecimal number", _ => "decimal number" };
        return reader.MalformedAt(offset, problem is Problem.TooLarge ? $"'{shown}' does not fit {Name(typeof(T))}" : $"'{shown}' is no {number}");
    }

    /// <summary>The text as a message can show it: what can't be printed as a dot, and no more than a number has.</summary>
    private static string Show(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> part = text.Length > MaxBytes ? text[..MaxBytes] : text;
        string shown = string.Create(part.Length, part, static (characters, source) =>
        {
            for (int index = 0; index < characters.Length; index++)
            {
                characters[index] = source[index] is >= 0x20 and < 0x7F ? (char)source[index] : '.';
            }
        });
        return part.Length < text.Length ? shown + "..." : shown;
    }

    internal static string Name(Type type) => Type.GetTypeCode(type) switch
    {
        TypeCode.Byte => "byte",
        TypeCode.SByte => "sbyte",
        TypeCode.Int16 => "short",
        TypeCode.UInt16 => "ushort",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        _ => type.Name,
    };

    [DoesNotReturn]
    private static void ThrowTooLong<T>(T value, int size, string member) =>
        throw new WireFormatException($"{member} is {value}, which does not fit {size} characters");

    private enum Problem
    {
        None,
        NoNumber,
        TooLarge,
    }
}
