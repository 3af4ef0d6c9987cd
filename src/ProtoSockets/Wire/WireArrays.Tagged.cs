using System.Runtime.CompilerServices;

namespace ProtoSockets.Runtime;

public static partial class WireArrays
{
    /// <summary>Reads as many unions as there are tags. One may take no bytes: the tags did.</summary>
    /// <typeparam name="T">The union.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="tags">The tag of each.</param>
    /// <param name="dump">Takes an entry for each, or null.</param>
    /// <param name="value">The array.</param>
    /// <returns>False when an element is malformed; the error names its index.</returns>
    public static bool TryReadTagged<T, TTag>(ref WireReader reader, WireList<TTag> tags, WireDump? dump, out T[] value)
        where T : ITaggedSerializable<T, TTag>
    {
        value = [];
        if (!reader.TryDescend())
        {
            return false;
        }

        T[] values = tags.IsEmpty ? [] : new T[Math.Min(tags.Count, FirstCapacity)];
        int index = 0;
        foreach (TTag tag in tags)
        {
            if (index == values.Length)
            {
                Array.Resize(ref values, (int)Math.Min(tags.Count, 2L * index));
            }

            dump?.BeginElement(reader.Position);
            if (!(dump is null ? T.TryRead(ref reader, tag, out values[index]) : T.TryDescribe(ref reader, dump, tag, out values[index])))
            {
                return WireCounts.In(ref reader, index);
            }

            dump?.End(reader.Position, values[index]);
            index++;
        }

        reader.Ascend();
        value = values;
        return true;
    }

    /// <summary>Writes unions, each of which has the tag that says so.</summary>
    /// <typeparam name="T">The union.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="value">The array.</param>
    /// <param name="tags">The tag of each.</param>
    /// <param name="member">The array's name.</param>
    /// <param name="source">What holds the tags.</param>
    /// <exception cref="WireFormatException">The array is null, there are more or fewer tags than elements, an element has another tag, or holds what its wire form can't.</exception>
    public static void WriteTagged<T, TTag>(ref WireWriter writer, T[] value, WireList<TTag> tags, string member, string source)
        where T : ITaggedSerializable<T, TTag>
    {
        WireCounts.ThrowIfNull(value);
        if (value.Length != tags.Count)
        {
            WireUnions.ThrowTagCount(member, value.Length, source, tags.Count);
        }

        int index = 0;
        foreach (TTag tag in tags)
        {
            T each = value[index];
            if (!EqualityComparer<TTag>.Default.Equals(each.WireTag, tag))
            {
                ThrowOther(member, index, each.WireTag, source, tag);
            }

            each.Write(ref writer);
            index++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowOther<TTag>(string member, int index, TTag actual, string source, TTag expected) =>
        WireUnions.ThrowOtherTag($"{member}[{index}]", actual, $"{source}[{index}]", expected);
}
