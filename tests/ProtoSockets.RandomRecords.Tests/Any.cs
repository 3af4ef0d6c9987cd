using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Random values, for the code that is compiled with the records. Small and extreme ones are as likely as all others together.</summary>
public static class Any
{
    [ThreadStatic]
    private static bool t_isOld;

    /// <summary>Whether values are made up for a version that has members which the newest has no more.</summary>
    public static bool IsOld { get => t_isOld; set => t_isOld = value; }

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
    public static T[] List<T>(Random random, int most, Func<Random, T> one) => Exactly(random, random.Next(most + 1), one);

    public static T[] Exactly<T>(Random random, int count, Func<Random, T> one)
    {
        T[] list = new T[count];
        for (int index = 0; index < list.Length; index++)
        {
            list[index] = one(random);
        }

        return list;
    }

    /// <summary>One of some.</summary>
    public static T Of<T>(Random random, params ReadOnlySpan<T> values) => values[random.Next(values.Length)];

    /// <summary>So many bytes, none of which is ASCII.</summary>
    public static byte[] HighBytes(Random random, int most, int least = 0)
    {
        byte[] bytes = Bytes(random, least, most, noZero: false);
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] |= 0x80;
        }

        return bytes;
    }

    /// <summary>A token of a line: not empty, and without what stands between tokens or behind them.</summary>
    public static string Token(Random random, string encoding)
    {
        string alphabet = encoding switch { "Ascii" => "aZ09~", "Latin1" => "aZ09\u00E9", _ => "aZ09é€" };
        char[] token = new char[random.Next(1, 5)];
        for (int index = 0; index < token.Length; index++)
        {
            token[index] = alphabet[random.Next(alphabet.Length)];
        }

        return new string(token);
    }

    /// <summary>What may stand at the end of a line, with blanks inside.</summary>
    public static string TextOfLine(Random random) => random.Next(4) switch { 0 => "", 1 => "a b", 2 => "a, b: c; d", _ => Token(random, "Utf8") };

    /// <summary>A list whose last element is marked, and no other.</summary>
    public static T[] Until<T>(Random random, int most, Func<Random, bool, T> one)
    {
        T[] list = new T[random.Next(1, most + 1)];
        for (int index = 0; index < list.Length; index++)
        {
            list[index] = one(random, index == list.Length - 1);
        }

        return list;
    }

    /// <summary>A list without a value.</summary>
    public static T[] ListWithout<T>(Random random, int most, T other)
        where T : unmanaged => [.. List(random, most, Value<T>).Where(value => !value.Equals(other))];

    /// <summary>A number of so many bits, some of them behind the point.</summary>
    public static double FixedPoint(Random random, int bits, int places, bool isSigned) =>
        Math.ScaleB(isSigned ? Bits<long>(random, bits, true) : Bits<ulong>(random, bits, false), -places);

    /// <summary>The same, exact in decimal digits.</summary>
    public static decimal FixedPointDecimal(Random random, int bits, int places, bool isSigned) =>
        (isSigned ? Bits<long>(random, bits, true) : (decimal)Bits<ulong>(random, bits, false)) / (1UL << places);

    /// <summary>A number of so many decimal digits, of a type that reaches so far.</summary>
    public static ulong Digits<T>(Random random, int digits, T largest)
        where T : System.Numerics.IBinaryInteger<T>
    {
        ulong most = 1;
        for (int count = 0; count < digits; count++)
        {
            most *= 10;
        }

        return random.Next(4) == 0 ? Math.Min(most - 1, ulong.CreateChecked(largest)) : Value<ulong>(random) % Math.Min(most, ulong.CreateSaturating(largest));
    }

    /// <summary>A time as so many bytes can hold it.</summary>
    public static DateTimeOffset DateTimeOffset(Random random, TimeUnit unit, int bytes, bool isSigned)
    {
        // What .NET can hold lies between the years 1 and 9999, and what is smaller than 100 nanoseconds is lost.
        Int128 earliest = (System.DateTimeOffset.MinValue - System.DateTimeOffset.UnixEpoch).Ticks;
        Int128 latest = (System.DateTimeOffset.MaxValue - System.DateTimeOffset.UnixEpoch).Ticks;
        return System.DateTimeOffset.UnixEpoch.AddTicks((long)Ticks(random, unit, bytes, isSigned, earliest, latest));
    }

    /// <summary>The same, in UTC.</summary>
    public static DateTime DateTime(Random random, TimeUnit unit, int bytes, bool isSigned) => DateTimeOffset(random, unit, bytes, isSigned).UtcDateTime;

    /// <summary>A length of time as so many bytes can hold it.</summary>
    public static TimeSpan TimeSpan(Random random, TimeUnit unit, int bytes, bool isSigned) =>
        System.TimeSpan.FromTicks((long)Ticks(random, unit, bytes, isSigned, System.TimeSpan.MinValue.Ticks, System.TimeSpan.MaxValue.Ticks));

    /// <summary>A time of NTP's eras 0 and 1, or the default.</summary>
    public static DateTimeOffset NtpDateTimeOffset(Random random) =>
        random.Next(6) == 0 ? default : new System.DateTimeOffset(1970, 1, 1, 0, 0, 0, System.TimeSpan.Zero).AddTicks(random.NextInt64(4_200_000_000L * 10_000_000));

    /// <summary>The same, in UTC.</summary>
    public static DateTime NtpDateTime(Random random) => NtpDateTimeOffset(random).UtcDateTime;

    public static MacAddress MacAddress(Random random) => new((ulong)random.NextInt64(1L << 48));

    private static Int128 Ticks(Random random, TimeUnit unit, int bytes, bool isSigned, Int128 earliest, Int128 latest)
    {
        Int128 count = isSigned ? Bits<long>(random, 8 * bytes, true) : Bits<ulong>(random, 8 * bytes, false);
        Int128 size = unit switch
        {
            TimeUnit.Milliseconds => System.TimeSpan.TicksPerMillisecond,
            TimeUnit.Microseconds => System.TimeSpan.TicksPerMicrosecond,
            TimeUnit.Minutes => System.TimeSpan.TicksPerMinute,
            TimeUnit.Hours => System.TimeSpan.TicksPerHour,
            TimeUnit.Days => System.TimeSpan.TicksPerDay,
            TimeUnit.Seconds => System.TimeSpan.TicksPerSecond,
            _ => 1,
        };
        if (unit == TimeUnit.Nanoseconds)
        {
            count /= 100;
        }

        while (count * size < earliest || count * size > latest)
        {
            count /= 2;
        }

        return count * size;
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
