using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Reads and writes bytes up to a terminator, and compares byte and array members by their content.</summary>
public static partial class WireBytes
{
    /// <summary>Reads bytes up to a zero, and passes over this.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="maxBytes">The most bytes before the zero.</param>
    /// <param name="value">The bytes, borrowed from the message.</param>
    /// <returns>False when no zero follows, or it is too far away.</returns>
    public static bool TryReadTerminated(ref WireReader reader, int maxBytes, out ReadOnlyMemory<byte> value)
    {
        if (!TryFindTerminator(ref reader, maxBytes, unit: 1, out int length))
        {
            value = default;
            return false;
        }

        _ = reader.TryBorrow(length, out value);
        reader.Skip(1);
        return true;
    }

    /// <summary>Writes bytes and a zero.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The bytes.</param>
    /// <exception cref="WireFormatException">There is a zero among them.</exception>
    public static void WriteTerminated(ref WireWriter writer, ReadOnlySpan<byte> value)
    {
        int zero = value.IndexOf((byte)0);
        if (zero >= 0)
        {
            ThrowContainsTerminator(zero);
        }

        Span<byte> bytes = writer.Take(value.Length + 1);
        value.CopyTo(bytes);
        bytes[^1] = 0;
    }

    /// <summary>Writes bytes and a zero.</summary>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The bytes.</param>
    /// <exception cref="WireFormatException">There is a zero among them.</exception>
    public static void WriteTerminated(ref WireWriter writer, ReadOnlyMemory<byte> value) => WriteTerminated(ref writer, value.Span);

    /// <summary>Whether two members hold the same bytes.</summary>
    /// <param name="left">One member.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they do.</returns>
    public static bool ContentEquals(ReadOnlyMemory<byte> left, ReadOnlyMemory<byte> right) => left.Span.SequenceEqual(right.Span);

    /// <summary>Whether two members hold equal elements. Null is equal only to null.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="left">One member.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they do.</returns>
    public static bool ContentEquals<T>(T[]? left, T[]? right) =>
        ReferenceEquals(left, right) || (left is not null && right is not null && ElementContent<T>.SequenceEqual(left, right));

    /// <summary>A hash of a member's bytes; it differs from process to process.</summary>
    /// <param name="value">The member.</param>
    /// <returns>The hash.</returns>
    public static int ContentHash(ReadOnlyMemory<byte> value)
    {
        HashCode hash = default;
        hash.AddBytes(value.Span);
        return hash.ToHashCode();
    }

    /// <summary>A hash of a member's elements; it differs from process to process.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="value">The member.</param>
    /// <returns>The hash; 0 for null.</returns>
    public static int ContentHash<T>(T[]? value)
    {
        if (value is null)
        {
            return 0;
        }

        HashCode hash = default;
        foreach (T element in value)
        {
            hash.Add(ElementContent<T>.Hash(element));
        }

        return hash.ToHashCode();
    }

    /// <summary>Finds the terminator in what is left: one zero, or two that make up one unit of two bytes.</summary>
    /// <param name="reader">The reader; it does not move.</param>
    /// <param name="maxBytes">The most bytes before the terminator.</param>
    /// <param name="unit">The size of the terminator: 1 or 2.</param>
    /// <param name="length">How many bytes stand before the terminator.</param>
    internal static bool TryFindTerminator(ref WireReader reader, int maxBytes, int unit, out int length)
    {
        // No further than the limit, so that a hostile megabyte without a zero costs no more than the limit does.
        ReadOnlySpan<byte> rest = reader.Rest;
        bool isCut = rest.Length - unit >= maxBytes;
        ReadOnlySpan<byte> window = isCut ? rest[..(maxBytes + unit)] : rest;
        length = unit == 1 ? window.IndexOf((byte)0) : IndexOfZeroUnit(window);
        if (length >= 0)
        {
            return true;
        }

        return isCut
            ? reader.Malformed($"no terminator within the limit of {maxBytes} bytes")
            : reader.Short(rest.Length + 1L, $"no terminator in the {rest.Length} bytes that are left");
    }

    private static int IndexOfZeroUnit(ReadOnlySpan<byte> bytes)
    {
        int start = 0;
        while (true)
        {
            int found = bytes[start..].IndexOf("\0\0"u8);
            if (found < 0)
            {
                return -1;
            }

            start += found;
            if (start % 2 == 0)
            {
                return start;
            }

            // The second half of one unit and the first of the next.
            start++;
        }
    }

    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowContainsTerminator(int index) =>
        throw new WireFormatException($"There is a zero at index {index}, where the reader of the bytes would see their end.");
}
