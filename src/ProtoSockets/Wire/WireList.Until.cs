using System.Diagnostics.CodeAnalysis;
using ProtoSockets.Runtime;

namespace ProtoSockets;

public readonly partial struct WireList<T>
{
    /// <summary>Reads a list that ends where its terminator stands instead of an element, and passes over the terminator.</summary>
    /// <param name="reader">The reader. One that does not lend its bytes gives a list over an array.</param>
    /// <param name="terminator">The terminator.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="list">The list, borrowed from the message.</param>
    /// <returns>False when there are more elements, or no terminator, or an element is malformed; the error names its index.</returns>
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Generated code calls it, with the type at hand.")]
    public static bool TryReadUntil(ref WireReader reader, ReadOnlySpan<byte> terminator, int maxCount, WireElement<T> element, out WireList<T> list)
    {
        ArgumentNullException.ThrowIfNull(element);
        list = default;
        if (!reader.LendsBytes)
        {
            return TryReadArray(WireArrays.TryReadUntil(ref reader, terminator, maxCount, element, out T[] items), items, out list);
        }

        if (!reader.TryDescend())
        {
            return false;
        }

        int start = reader.Position;
        int count = 0;
        for (; ; count++)
        {
            if (!WireTerminated.TryEndList(ref reader, terminator, out bool isEnd))
            {
                return false;
            }

            if (isEnd)
            {
                break;
            }

            if (count == maxCount)
            {
                return WireCounts.TooMany(ref reader, maxCount);
            }

            int position = reader.Position;
            if (!element.TryRead(ref reader, out _))
            {
                return WireCounts.In(ref reader, count);
            }

            if (reader.Position == position)
            {
                return WireCounts.TakesNoBytes(ref reader, count);
            }
        }

        reader.Ascend();
        list = new WireList<T>(reader.LendMessage(), start, count, reader.From, element, reader.Version, reader.IsLittleEndian);
        return true;
    }
}
