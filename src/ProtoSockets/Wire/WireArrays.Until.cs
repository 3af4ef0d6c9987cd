using System.Diagnostics.CodeAnalysis;

namespace ProtoSockets.Runtime;

public static partial class WireArrays
{
    /// <summary>Reads an array that ends where its terminator stands instead of an element, and passes over the terminator.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="terminator">The terminator.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="value">The array.</param>
    /// <returns>False when there are more elements, or no terminator, or an element is malformed; the error names its index.</returns>
    public static bool TryReadUntil<T>(ref WireReader reader, ReadOnlySpan<byte> terminator, int maxCount, WireElement<T> element, out T[] value)
    {
        ArgumentNullException.ThrowIfNull(element);
        value = [];
        if (!reader.TryDescend())
        {
            return false;
        }

        T[] values = [];
        int index = 0;
        for (; ; index++)
        {
            if (!WireTerminated.TryEndList(ref reader, terminator, out bool isEnd))
            {
                return false;
            }

            if (isEnd)
            {
                break;
            }

            if (index == maxCount)
            {
                return WireCounts.TooMany(ref reader, maxCount);
            }

            if (index == values.Length)
            {
                Array.Resize(ref values, (int)Math.Min(maxCount, Math.Max(FirstCapacity, 2L * index)));
            }

            int start = reader.Position;
            if (!element.TryRead(ref reader, out values[index]))
            {
                return WireCounts.In(ref reader, index);
            }

            if (reader.Position == start)
            {
                return WireCounts.TakesNoBytes(ref reader, index);
            }
        }

        reader.Ascend();
        Array.Resize(ref values, index);
        value = values;
        return true;
    }

    /// <summary>Writes an array's elements and the terminator behind them.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The array.</param>
    /// <param name="element">How one is written.</param>
    /// <param name="terminator">The terminator.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">The array is null, or an element holds what its wire form can't, or begins with the terminator.</exception>
    public static void WriteUntil<T>(ref WireWriter writer, T[] value, WireElement<T> element, ReadOnlySpan<byte> terminator, string member)
    {
        WireCounts.ThrowIfNull(value);
        WriteUntil(ref writer, (WireList<T>)value, element, terminator, member);
    }

    /// <summary>Writes a list's elements and the terminator behind them.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The list.</param>
    /// <param name="element">How one is written.</param>
    /// <param name="terminator">The terminator.</param>
    /// <param name="member">The member.</param>
    /// <exception cref="WireFormatException">An element holds what its wire form can't, or begins with the terminator.</exception>
    public static void WriteUntil<T>(ref WireWriter writer, WireList<T> value, WireElement<T> element, ReadOnlySpan<byte> terminator, string member)
    {
        ArgumentNullException.ThrowIfNull(element);
        int index = 0;
        foreach (T each in value)
        {
            int start = writer.Position;
            element.Write(ref writer, each);
            if (writer.Written[start..].StartsWith(terminator))
            {
                ThrowBeginsWithEnd(member, index, terminator);
            }

            index++;
        }

        writer.Write(terminator);
    }

    [DoesNotReturn]
    private static void ThrowBeginsWithEnd(string member, int index, ReadOnlySpan<byte> terminator) =>
        throw new WireFormatException($"{member}[{index}] begins with the bytes {Convert.ToHexString(terminator)} that end the list");
}
