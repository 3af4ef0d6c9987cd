using System.ComponentModel;

namespace ProtoSockets.Runtime;

/// <summary>Reads and writes lists whose entries point to what stands behind the whole list. Generated code stands on it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class WireDirectories
{
    /// <summary>Entries of a directory.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <returns>The same object each time.</returns>
    public static WireElement<T> Entry<T>()
        where T : IWireEntry<T> => EntryElement<T>.Instance;

    /// <summary>Begins a record that has directories.</summary>
    /// <param name="reader">The reader.</param>
    /// <returns>To be handed to <see cref="End"/>.</returns>
    public static int Begin(ref WireReader reader)
    {
        int outer = reader.Reached;
        reader.Reached = 0;
        return outer;
    }

    /// <summary>Ends such a record: it ends where the last of what its entries point to does.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="outer">What <see cref="Begin"/> gave.</param>
    public static void End(ref WireReader reader, int outer)
    {
        if (reader.Reached > reader.Position)
        {
            reader.MoveTo(reader.Reached);
        }

        reader.Reached = outer;
    }

    /// <summary>Takes note of the bytes of entries that are about to be read: what they point to stands behind them.</summary>
    /// <param name="reader">The reader, in front of the entries.</param>
    /// <param name="count">How many entries.</param>
    /// <param name="size">How many bytes one takes.</param>
    public static void Reserve(ref WireReader reader, long count, int size) =>
        reader.Reached = (int)Math.Max(reader.Reached, Math.Min(reader.Position + (count * size), reader.Position + reader.Remaining));

    /// <summary>The first byte that may be meant by an entry whose data has the order of the entries.</summary>
    /// <param name="reader">The reader, behind the entry.</param>
    /// <returns>An offset from the start of the message.</returns>
    public static int Behind(ref WireReader reader) => Math.Max(reader.Position, reader.Reached);

    /// <summary>Takes note of the end of what an entry points to.</summary>
    /// <param name="reader">The reader, behind it.</param>
    public static void Reach(ref WireReader reader) => reader.Reached = Math.Max(reader.Reached, reader.Position);

    /// <summary>The most bytes that all that entries point to takes.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="list">The entries.</param>
    /// <returns>A number of bytes.</returns>
    public static int DataSize<T>(WireList<T> list)
        where T : IWireEntry<T>
    {
        int total = 0;
        foreach (T entry in list)
        {
            if (!typeof(T).IsValueType && entry is null)
            {
                WireNulls.Throw("An element");
            }

            total = checked(total + entry.GetSize() - T.HeadSize);
        }

        return total;
    }

    /// <inheritdoc cref="DataSize{T}(WireList{T})"/>
    public static int DataSize<T>(T[] list)
        where T : IWireEntry<T> => DataSize(new WireList<T>(list));

    /// <summary>Writes all that entries point to, in their order.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="writer">The writer.</param>
    /// <param name="list">The entries.</param>
    /// <param name="entries">Where the first of them starts, from the start of the message.</param>
    public static void WriteData<T>(ref WireWriter writer, WireList<T> list, int entries)
        where T : IWireEntry<T>
    {
        foreach (T entry in list)
        {
            entry.WriteData(ref writer, entries);
            entries += T.HeadSize;
        }
    }

    /// <inheritdoc cref="WriteData{T}(ref WireWriter, WireList{T}, int)"/>
    public static void WriteData<T>(ref WireWriter writer, T[] list, int entries)
        where T : IWireEntry<T> => WriteData(ref writer, new WireList<T>(list), entries);

    private sealed class EntryElement<T>() : WireElement<T>(T.HeadSize)
        where T : IWireEntry<T>
    {
        public static readonly EntryElement<T> Instance = new();

        internal override bool LooksAhead => true;

        public override bool TryRead(ref WireReader reader, out T value) => T.TryReadEntry(ref reader, out value);

        public override bool TryDescribe(ref WireReader reader, WireDump dump, out T value) => T.TryDescribeEntry(ref reader, dump, out value);

        public override void Write(ref WireWriter writer, T value)
        {
            if (!typeof(T).IsValueType && value is null)
            {
                WireNulls.Throw("An element");
            }

            value.WriteHead(ref writer);
        }

        public override int GetSize(T value) => T.HeadSize;

        public override T ToOwned(T value) => !typeof(T).IsValueType && value is null ? value! : value.ToOwned();
    }
}
