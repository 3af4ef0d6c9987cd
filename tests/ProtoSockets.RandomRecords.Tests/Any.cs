using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Random values, for the code that is compiled with the records. Small and extreme ones are as likely as all others together.</summary>
public static class Any
{
    /// <summary>Any bit pattern of a primitive or an enum.</summary>
    public static T Value<T>(Random random)
        where T : unmanaged
    {
        T value = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<T>(ref value));
        switch (random.Next(4))
        {
            case 0:
                bytes[0] = (byte)random.Next(3);
                break;
            case 1:
                bytes.Fill(0xFF);
                break;
            default:
                random.NextBytes(bytes);
                break;
        }

        if (typeof(T) == typeof(bool))
        {
            bytes[0] &= 1;
        }

        return value;
    }

    /// <summary>An integer of so many bits.</summary>
    public static T Bits<T>(Random random, int bits, bool isSigned)
        where T : unmanaged
    {
        long value = Value<long>(random);
        value = bits == 64 ? value : isSigned ? value << (64 - bits) >> (64 - bits) : value & ((1L << bits) - 1);
        T result = default;
        MemoryMarshal.AsBytes(new Span<long>(ref value))[..Unsafe.SizeOf<T>()].CopyTo(MemoryMarshal.AsBytes(new Span<T>(ref result)));
        return result;
    }

    /// <summary>Characters that an encoding has; none of them is a zero.</summary>
    public static string Text(Random random, string encoding, int maxBytes)
    {
        string alphabet = encoding switch
        {
            "Ascii" => "aZ09 ~\t",
            "Latin1" => "aZ09 é\u00FF",
            _ => "aZ0 é€\uFFFD",
        };
        Encoding coding = encoding switch { "Ascii" or "Latin1" => Encoding.Latin1, "Utf16" => Encoding.Unicode, _ => Encoding.UTF8 };
        StringBuilder text = new();
        for (int length = random.Next(9); length > 0; length--)
        {
            string more = encoding is "Utf8" or "Utf16" && random.Next(8) == 0 ? "😀" : alphabet[random.Next(alphabet.Length)].ToString();
            if (coding.GetByteCount(text + more) <= maxBytes)
            {
                text.Append(more);
            }
        }

        return text.ToString();
    }

    /// <summary>So many bytes, none of them zero where that would end them.</summary>
    public static byte[] Bytes(Random random, int least, int most, bool noZero)
    {
        byte[] bytes = new byte[random.Next(least, most + 1)];
        random.NextBytes(bytes);
        for (int index = 0; noZero && index < bytes.Length; index++)
        {
            bytes[index] |= 1;
        }

        return bytes;
    }

    /// <summary>A few values.</summary>
    public static T[] List<T>(Random random, int most, Func<Random, T> one)
    {
        T[] list = new T[random.Next(most + 1)];
        for (int index = 0; index < list.Length; index++)
        {
            list[index] = one(random);
        }

        return list;
    }

    /// <summary>A number that has one text: neither infinite nor none at all.</summary>
    public static T Finite<T>(Random random)
        where T : unmanaged, System.Numerics.IFloatingPoint<T>
    {
        T value;
        do
        {
            value = Value<T>(random);
        }
        while (!T.IsFinite(value));
        return value;
    }

    /// <summary>A value as Python reads it back, to the last bit.</summary>
    public static string Describe(object value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        Half number => ((double)number).ToString("R", CultureInfo.InvariantCulture),
        float number => ((double)number).ToString("R", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };
}
