using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

/// <summary>Reads and writes lists that say where they end with an element, or with a value in the place of one.</summary>
public static class WireEnds
{
    private const int FirstCapacity = 16;

    /// <summary>Reads a list up to the first element that is the last.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="isLast">Whether an element is the last.</param>
    /// <param name="value">The list.</param>
    /// <returns>False when there are more elements, or one is malformed; the error names its index.</returns>
    public static bool TryReadUntil<T>(ref WireReader reader, int maxCount, WireElement<T> element, Func<T, bool> isLast, out T[] value) =>
        TryReadArray(ref reader, maxCount, element, [], isLast, out value);

    /// <inheritdoc cref="TryReadUntil{T}(ref WireReader, int, WireElement{T}, Func{T, bool}, out T[])"/>
    public static bool TryReadUntil<T>(ref WireReader reader, int maxCount, WireElement<T> element, Func<T, bool> isLast, out WireList<T> value) =>
        TryReadList(ref reader, maxCount, element, [], isLast, out value);

    /// <summary>Reads a list up to the bytes that end it, and takes them.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="maxCount">The most elements allowed.</param>
    /// <param name="element">How one is read.</param>
    /// <param name="end">The bytes that end it, at least one.</param>
    /// <param name="value">The list.</param>
    /// <returns>False when there are more elements, or one is malformed; the error names its index.</returns>
    public static bool TryReadTo<T>(ref WireReader reader, int maxCount, WireElement<T> element, scoped ReadOnlySpan<byte> end, out T[] value) =>
        TryReadArray(ref reader, maxCount, element, end, null, out value);

    /// <inheritdoc cref="TryReadTo{T}(ref WireReader, int, WireElement{T}, ReadOnlySpan{byte}, out T[])"/>
    public static bool TryReadTo<T>(ref WireReader reader, int maxCount, WireElement<T> element, scoped ReadOnlySpan<byte> end, out WireList<T> value) =>
        TryReadList(ref reader, maxCount, element, end, null, out value);

    /// <summary>Writes a list whose last element says that it is.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The list.</param>
    /// <param name="element">How an element is written.</param>
    /// <param name="isLast">Whether an element is the last.</param>
    /// <param name="member">The list's name.</param>
    /// <param name="condition">The name of the element's member that says so.</param>
    /// <exception cref="WireFormatException">Another element says so too, or the last one does not.</exception>
    public static void WriteUntil<T>(ref WireWriter writer, T[] value, WireElement<T> element, Func<T, bool> isLast, string member, string condition)
    {
        WireCounts.ThrowIfNull(value);
        WriteUntil(ref writer, new WireList<T>(value), element, isLast, member, condition);
    }

    /// <inheritdoc cref="WriteUntil{T}(ref WireWriter, T[], WireElement{T}, Func{T, bool}, string, string)"/>
    public static void WriteUntil<T>(ref WireWriter writer, WireList<T> value, WireElement<T> element, Func<T, bool> isLast, string member, string condition)
    {
        ArgumentNullException.ThrowIfNull(element);
        ArgumentNullException.ThrowIfNull(isLast);
        int index = 0;
        foreach (T each in value)
        {
            index++;
            if (isLast(each) != (index == value.Count))
            {
                ThrowEndsOtherwise(member, index - 1, condition, isLast(each));
            }

            element.Write(ref writer, each);
        }

        if (index == 0)
        {
            throw new WireFormatException($"{member} is empty, and its last element must have {condition}");
        }
    }

    /// <summary>Writes a list and the bytes that end it.</summary>
    /// <typeparam name="T">The elements' type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The list.</param>
    /// <param name="element">How an element is written.</param>
    /// <param name="end">The bytes that end it.</param>
    /// <param name="member">The list's name.</param>
    /// <exception cref="WireFormatException">An element looks like the end.</exception>
    public static void WriteTo<T>(ref WireWriter writer, T[] value, WireElement<T> element, scoped ReadOnlySpan<byte> end, string member)
    {
        WireCounts.ThrowIfNull(value);
        WriteTo(ref writer, new WireList<T>(value), element, end, member);
    }

    /// <inheritdoc cref="WriteTo{T}(ref WireWriter, T[], WireElement{T}, ReadOnlySpan{byte}, string)"/>
    public static void WriteTo<T>(ref WireWriter writer, WireList<T> value, WireElement<T> element, scoped ReadOnlySpan<byte> end, string member)
    {
        ArgumentNullException.ThrowIfNull(element);
        int start = writer.Position;
        value.Write(ref writer, element);
        int length = writer.Position - start;
        writer.Write(end);

        // What was written is walked as a reader would: an element that starts like the end would end the list for it, also with bytes of the next element.
        if (element.FixedSize is int size)
        {
            for (int at = 0; at < length; at += size)
            {
                CheckElement(writer.Written[(start + at)..], end, member, at / size);
            }

            return;
        }

        WireReader walk = new(writer.Written, isComplete: true, writer.From) { Version = writer.Version, IsLittleEndian = writer.IsLittleEndian };
        walk.MoveTo(start);
        for (int index = 0; index < value.Count; index++)
        {
            CheckElement(walk.Rest, end, member, index);
            if (!element.TryRead(ref walk, out _))
            {
                throw new WireFormatException(walk.Error!);
            }
        }
    }

    private static void CheckElement(ReadOnlySpan<byte> written, scoped ReadOnlySpan<byte> end, string member, int index)
    {
        if (written.StartsWith(end))
        {
            throw new WireFormatException($"{member}[{index}] starts with what ends the list, {Convert.ToHexString(end)}");
        }
    }

    [DoesNotReturn]
    private static void ThrowEndsOtherwise(string member, int index, string condition, bool isLast) => throw new WireFormatException(
        isLast ? $"{member}[{index}] has {condition}, and is not the last element" : $"{member}[{index}] is the last element, and does not have {condition}");

    private static bool TryReadArray<T>(
        ref WireReader reader, int maxCount, WireElement<T> element, scoped ReadOnlySpan<byte> end, Func<T, bool>? isLast, out T[] value)
    {
        T[]? values = [];
        bool isRead = TryWalk(ref reader, maxCount, element, end, isLast, ref values, out int count);
        Array.Resize(ref values, isRead ? count : 0);
        value = values;
        return isRead;
    }

    private static bool TryReadList<T>(
        ref WireReader reader, int maxCount, WireElement<T> element, scoped ReadOnlySpan<byte> end, Func<T, bool>? isLast, out WireList<T> value)
    {
        if (!reader.LendsBytes)
        {
            bool isRead = TryReadArray(ref reader, maxCount, element, end, isLast, out T[] items);
            value = new WireList<T>(items);
            return isRead;
        }

        value = default;
        int start = reader.Position;
        T[]? none = null;
        if (!TryWalk(ref reader, maxCount, element, end, isLast, ref none, out int count))
        {
            return false;
        }

        value = WireList<T>.Walked(ref reader, start, reader.Position - end.Length, count, element);
        return true;
    }

    /// <summary>Goes through the elements, and keeps them if there is an array to keep them in.</summary>
    private static bool TryWalk<T>(
        ref WireReader reader, int maxCount, WireElement<T> element, scoped ReadOnlySpan<byte> end, Func<T, bool>? isLast, ref T[]? values, out int count)
    {
        ArgumentNullException.ThrowIfNull(element);
        count = 0;
        if (!reader.TryDescend())
        {
            return false;
        }

        while (true)
        {
            if (isLast is null)
            {
                if (!reader.TryPeek(end.Length, out ReadOnlySpan<byte> next))
                {
                    return WireCounts.In(ref reader, count);
                }

                if (next.SequenceEqual(end))
                {
                    reader.Skip(end.Length);
                    reader.Ascend();
                    return true;
                }
            }

            if (count == maxCount)
            {
                return WireCounts.TooMany(ref reader, maxCount);
            }

            int start = reader.Position;
            if (!element.TryRead(ref reader, out T value))
            {
                return WireCounts.In(ref reader, count);
            }

            if (reader.Position == start)
            {
                return WireCounts.TakesNoBytes(ref reader, count);
            }

            if (values is not null)
            {
                if (count == values.Length)
                {
                    Array.Resize(ref values, (int)Math.Min(maxCount, Math.Max(FirstCapacity, 2L * count)));
                }

                values[count] = value;
            }

            count++;
            if (isLast is not null && isLast(value))
            {
                reader.Ascend();
                return true;
            }
        }
    }

    /// <summary>An optional member has a value, and one in front of it has none.</summary>
    /// <param name="member">The member.</param>
    /// <param name="before">The one that has none.</param>
    /// <exception cref="WireFormatException">Always.</exception>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowBehindAbsent(string member, string before) =>
        throw new WireFormatException($"{member} has a value, and {before} in front of it has none");
}
