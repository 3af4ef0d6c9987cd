using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>What can be wrong with the bytes of an integer of variable length.</summary>
internal enum VarIntProblem
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The bytes end before the integer does.</summary>
    Incomplete,

    /// <summary>It goes on past the most bytes allowed.</summary>
    TooLong,

    /// <summary>It has bits beyond the 64th.</summary>
    Overflow,

    /// <summary>It is longer than need be, in a format that has only the shortest form.</summary>
    NotShortest,
}

/// <summary>What the formats of variable length have in common: their errors, and the choice among them where it is not known at compile time.</summary>
internal static class VarInts
{
    /// <summary>The most bytes that a format takes for 64 bits.</summary>
    public static int MaxBytes(VarIntFormat format) => format switch
    {
        VarIntFormat.Leb128 or VarIntFormat.ZigZag or VarIntFormat.Vlq => Leb128.MaxBytes,
        VarIntFormat.Mqtt => MqttVarInt.MaxBytes,
        VarIntFormat.Quic => QuicVarInt.MaxBytes,
        VarIntFormat.CompactSize => CompactSize.MaxBytes,
        _ => throw UnknownFormat(format),
    };

    /// <summary>How many bytes an integer takes, by its first ones; 0 when they do not say yet, -1 when it goes on past the most bytes of the format.</summary>
    public static int LengthOf(VarIntFormat format, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return 0;
        }

        switch (format)
        {
            case VarIntFormat.Quic:
                return 1 << (bytes[0] >> 6);
            case VarIntFormat.CompactSize:
                return bytes[0] switch { 0xFD => 3, 0xFE => 5, 0xFF => 9, _ => 1 };
            default:
                int most = MaxBytes(format);
                int last = bytes[..Math.Min(most, bytes.Length)].IndexOfAnyInRange((byte)0, (byte)0x7F);
                return last >= 0 ? last + 1 : bytes.Length >= most ? -1 : 0;
        }
    }

    /// <summary>Reads a length: never negative, so that zigzag too gives an unsigned one or <see cref="VarIntProblem.Overflow"/>.</summary>
    public static VarIntProblem DecodeLength(VarIntFormat format, ReadOnlySpan<byte> bytes, out ulong value, out int length)
    {
        switch (format)
        {
            case VarIntFormat.Leb128:
                return Leb128.Decode(bytes, Leb128.MaxBytes, out value, out length);
            case VarIntFormat.ZigZag:
                VarIntProblem problem = Leb128.Decode(bytes, Leb128.MaxBytes, out value, out length);
                long signed = ZigZag.Unmap(value);
                value = (ulong)signed;
                return problem is VarIntProblem.None && signed < 0 ? VarIntProblem.Overflow : problem;
            case VarIntFormat.Mqtt:
                return Leb128.Decode(bytes, MqttVarInt.MaxBytes, out value, out length);
            case VarIntFormat.Quic:
                return QuicVarInt.Decode(bytes, QuicVarInt.MaxBytes, out value, out length);
            case VarIntFormat.Vlq:
                return Vlq.Decode(bytes, Vlq.MaxBytes, out value, out length);
            case VarIntFormat.CompactSize:
                problem = CompactSize.Decode(bytes, CompactSize.MaxBytes, out value, out length);
                return problem is VarIntProblem.None && length > CompactSize.GetSize(value) ? VarIntProblem.NotShortest : problem;
            default:
                throw UnknownFormat(format);
        }
    }

    /// <summary>Says what is wrong with a length.</summary>
    /// <param name="problem">What is wrong: neither nothing nor that it is incomplete.</param>
    /// <param name="format">The length's format.</param>
    /// <param name="name">What the length is called.</param>
    public static string Describe(VarIntProblem problem, VarIntFormat format, string name) => problem switch
    {
        VarIntProblem.TooLong => $"{name} is longer than {MaxBytes(format)} bytes",
        VarIntProblem.NotShortest => $"{name} is not in its shortest form, the only one allowed",
        _ => $"{name} is negative or does not fit 64 bits",
    };

    /// <summary>Whether an integer may be written longer than it has to be.</summary>
    public static bool HasLongerForms(VarIntFormat format) => format is not (VarIntFormat.Mqtt or VarIntFormat.CompactSize);

    /// <summary>How many bytes the shortest form of a value takes.</summary>
    public static int GetSize(VarIntFormat format, bool isSigned, long value) => format switch
    {
        VarIntFormat.Leb128 => isSigned ? Leb128.GetSignedSize(value) : Leb128.GetSize((ulong)value),
        VarIntFormat.ZigZag => ZigZag.GetSize(value),
        VarIntFormat.Mqtt => MqttVarInt.GetSize((ulong)value),
        VarIntFormat.Quic => QuicVarInt.GetSize((ulong)value),
        VarIntFormat.Vlq => isSigned ? Vlq.GetSignedSize(value) : Vlq.GetSize((ulong)value),
        VarIntFormat.CompactSize => CompactSize.GetSize((ulong)value),
        _ => throw UnknownFormat(format),
    };

    /// <summary>Writes a value in its shortest form.</summary>
    public static void Write(VarIntFormat format, bool isSigned, ref WireWriter writer, long value)
    {
        switch (format)
        {
            case VarIntFormat.Leb128 when isSigned:
                Leb128.WriteSigned(ref writer, value);
                break;
            case VarIntFormat.Leb128:
                Leb128.Write(ref writer, (ulong)value);
                break;
            case VarIntFormat.ZigZag:
                ZigZag.Write(ref writer, value);
                break;
            case VarIntFormat.Mqtt:
                MqttVarInt.Write(ref writer, (ulong)value);
                break;
            case VarIntFormat.Quic:
                QuicVarInt.Write(ref writer, (ulong)value);
                break;
            case VarIntFormat.Vlq when isSigned:
                Vlq.WriteSigned(ref writer, value);
                break;
            case VarIntFormat.Vlq:
                Vlq.Write(ref writer, (ulong)value);
                break;
            case VarIntFormat.CompactSize:
                CompactSize.Write(ref writer, (ulong)value);
                break;
            default:
                throw UnknownFormat(format);
        }
    }

    /// <summary>Makes a value that is not negative and stands at the start of its bytes in its shortest form fill all of them.</summary>
    /// <param name="format">A format that <see cref="HasLongerForms"/>.</param>
    /// <param name="field">The bytes; of QUIC's integer 1, 2, 4 or 8.</param>
    /// <param name="size">How many of them the shortest form takes.</param>
    public static void Pad(VarIntFormat format, Span<byte> field, int size)
    {
        if (size == field.Length)
        {
            return;
        }

        switch (format)
        {
            case VarIntFormat.Leb128 or VarIntFormat.ZigZag:
                // The groups that are left are the highest, and zero.
                field[size - 1] |= 0x80;
                field[size..^1].Fill(0x80);
                field[^1] = 0;
                break;
            case VarIntFormat.Vlq:
                field[..size].CopyTo(field[^size..]);
                field[..^size].Fill(0x80);
                break;
            case VarIntFormat.Quic:
                field[0] &= 0x3F;
                field[..size].CopyTo(field[^size..]);
                field[..^size].Clear();
                field[0] |= (byte)(System.Numerics.BitOperations.Log2((uint)field.Length) << 6);
                break;
            default:
                throw UnknownFormat(format);
        }
    }

    /// <summary>Ends the reading of an integer: passes over its bytes, or records what is wrong with them.</summary>
    /// <param name="reader">The reader, at the integer's first byte.</param>
    /// <param name="problem">What is wrong.</param>
    /// <param name="length">How many bytes it takes; for <see cref="VarIntProblem.Incomplete"/>, at least.</param>
    /// <param name="maxBytes">The most bytes allowed.</param>
    /// <param name="longest">
    /// The most bytes that this value may take: those of its shortest form, or <paramref name="maxBytes"/> where padding is allowed.
    /// </param>
    /// <returns>Whether nothing is wrong.</returns>
    public static bool Conclude(ref WireReader reader, VarIntProblem problem, int length, int maxBytes, int longest)
    {
        if (problem is not VarIntProblem.None || length > longest)
        {
            return Report(ref reader, problem, length, maxBytes, longest);
        }

        reader.Skip(length);
        return true;
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowTooLarge(ulong value, string format, ulong limit) =>
        throw new WireFormatException($"The value {value} is too large for {format}, which holds at most {limit}.");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Report(ref WireReader reader, VarIntProblem problem, int length, int maxBytes, int longest) => problem switch
    {
        VarIntProblem.Incomplete => reader.Short(length),
        VarIntProblem.TooLong => reader.Malformed($"the integer is longer than {maxBytes} bytes"),
        VarIntProblem.Overflow => reader.Malformed("the integer does not fit 64 bits"),
        _ => reader.Malformed($"the integer takes {length} bytes, and its shortest form, the only one allowed, {longest}"),
    };

    private static ArgumentOutOfRangeException UnknownFormat(VarIntFormat format) =>
        new(nameof(format), format, "There is no such format of variable length.");
}
