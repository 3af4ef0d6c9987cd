namespace ProtoSockets.Runtime;

/// <summary>
/// Reads and writes arrays. A count from the wire is never trusted with memory: an element takes at least one byte, and an array grows with the elements
/// that are really there.
/// </summary>
public static partial class WireArrays
{
    /// <summary>The capacity that an array of elements of variable size starts with.</summary>
    private const int FirstCapacity = 16;

    /// <summary>Reads an array of known length.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="count">How many elements.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="value">The array.</param>
    /// <returns>False when fewer bytes are left, or an element is malformed; the error names its index.</returns>
    public static bool TryRead<T>(ref WireReader reader, int count, WireElement<T> element, out T[] value)
    {
        ArgumentNullException.ThrowIfNull(element);
        if (element.IsPlain)
        {
            return TryReadPlain(ref reader, count, element, out value);
        }

        value = [];
        if (!WireCounts.CanHold(ref reader, count, element.FixedSize ?? 1) || !reader.TryDescend())
        {
            return false;
        }

        T[] values = count == 0 ? [] : new T[element.FixedSize is null ? Math.Min(count, FirstCapacity) : count];
        for (int index = 0; index < count; index++)
        {
            if (index == values.Length)
            {
                Array.Resize(ref values, (int)Math.Min(count, 2L * index));
            }

            if (!element.TryRead(ref reader, out values[index]))
            {
                return WireCounts.In(ref reader, index);
            }
        }

        reader.Ascend();
        value = values;
        return true;
    }

    /// <summary>Reads an array that takes all that is left of the message or of the enclosing length.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="value">The array.</param>
    /// <returns>False when there are more elements, or bytes that make up none, or an element is malformed; the error names its index.</returns>
    public static bool TryReadRemaining<T>(ref WireReader reader, int maxCount, WireElement<T> element, out T[] value)
    {
        ArgumentNullException.ThrowIfNull(element);
        value = [];
        if (element.FixedSize is int size)
        {
            return WireCounts.TryCountRemaining(ref reader, maxCount, size, out int count) && TryRead(ref reader, count, element, out value);
        }

        if (!reader.TryDescend())
        {
            return false;
        }

        T[] values = [];
        int index = 0;
        for (; reader.Remaining > 0; index++)
        {
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

    /// <summary>Writes an array's elements.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The array.</param>
    /// <param name="element">How one is written.</param>
    /// <exception cref="WireFormatException">The array is null, or an element holds what its wire form can't.</exception>
    public static void Write<T>(ref WireWriter writer, T[] value, WireElement<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        WireCounts.ThrowIfNull(value);
        if (value.Length > 0)
        {
            element.WriteEach(ref writer, value);
        }
    }

    /// <summary>The most bytes that <see cref="Write"/> takes.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="value">The array.</param>
    /// <param name="element">How one is written.</param>
    /// <returns>A number of bytes.</returns>
    /// <exception cref="WireFormatException">The array is null.</exception>
    public static int GetSize<T>(T[] value, WireElement<T> element)
    {
        ArgumentNullException.ThrowIfNull(element);
        WireCounts.ThrowIfNull(value);
        if (element.FixedSize is int size)
        {
            return checked(value.Length * size);
        }

        int total = 0;
        foreach (T each in value)
        {
            total = checked(total + element.GetSize(each));
        }

        return total;
    }

    private static bool TryReadPlain<T>(ref WireReader reader, int count, WireElement<T> element, out T[] value)
    {
        int size = element.FixedSize.GetValueOrDefault();
        value = [];
        if (!WireCounts.CanHold(ref reader, count, size))
        {
            return false;
        }

        _ = reader.TryTake(count * size, out ReadOnlySpan<byte> bytes);
        if (count > 0)
        {
            value = GC.AllocateUninitializedArray<T>(count);
            element.ReadMany(bytes, value);
        }

        return true;
    }
}
