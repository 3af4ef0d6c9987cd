using System.Buffers.Binary;

namespace ProtoSockets.Runtime;

/// <summary>
/// What a reader has read, to be shown to people: an entry for each member, with where it lies and what it holds. Generated code notes the entries while it reads
/// (<see cref="IWireSerializable{TSelf}.TryDescribe"/>), in a method of its own, so that reading without a dump pays nothing.
/// </summary>
public sealed class WireDump
{
    /// <summary>The most entries of a dump, so that a hostile message does not become a text of gigabytes.</summary>
    private const int MaxEntries = 2000;

    private readonly DumpEntry _root = new(string.Empty, 0);
    private readonly Stack<DumpEntry> _open = new();
    private int _entries;

    private WireDump() => _open.Push(_root);

    /// <summary>Shows the value that bytes hold.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="bytes">The bytes.</param>
    /// <param name="from">Who sent them.</param>
    /// <returns>Lines of text.</returns>
    public static string Describe<T>(ReadOnlySpan<byte> bytes, Side from)
        where T : IWireSerializable<T> => Describe(DumpText.NameOf(typeof(T)), bytes, from, static (ref WireReader reader, WireDump dump) => T.TryDescribe(ref reader, dump, out _));

    /// <summary>Shows the value that bytes hold, whose tag is somewhere else.</summary>
    /// <typeparam name="T">The union or the case.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="bytes">The bytes.</param>
    /// <param name="tag">The tag.</param>
    /// <returns>Lines of text.</returns>
    public static string Describe<T, TTag>(ReadOnlySpan<byte> bytes, TTag tag)
        where T : ITaggedSerializable<T, TTag> =>
        Describe($"{DumpText.NameOf(typeof(T))} of tag {DumpText.Show(tag)}", bytes, Side.Both, (ref WireReader reader, WireDump dump) => T.TryDescribe(ref reader, dump, tag, out _));

    /// <summary>Shows the message that a frame holds, header included.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="bytes">The frame.</param>
    /// <param name="from">Who sent it.</param>
    /// <returns>Lines of text.</returns>
    public static string DescribeFrame<T>(ReadOnlySpan<byte> bytes, Side from)
        where T : IProtocolMessage<T> => Describe(DumpText.NameOf(typeof(T)), bytes, from, static (ref WireReader reader, WireDump dump) => T.TryDescribeFrame(ref reader, dump, out _));

    /// <summary>Shows the bytes that a value has on the wire.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="value">The value.</param>
    /// <param name="from">Who sends it.</param>
    /// <returns>Lines of text; for a value that has no wire form what is in the way.</returns>
    public static string DescribeOf<T>(T value, Side from)
        where T : IWireSerializable<T>
    {
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            byte[] bytes = new byte[value.GetSize()];
            WireWriter writer = new(bytes, from);
            value.Write(ref writer);
            return Describe<T>(writer.Written, from);
        }
        catch (WireFormatException unwritable)
        {
            return $"{value} can't be written: {unwritable.Message}";
        }
    }

    /// <summary>Shows the bytes that a value has on the wire, whose tag is somewhere else.</summary>
    /// <typeparam name="T">The union or the case.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>Lines of text; for a value that has no wire form what is in the way.</returns>
    public static string DescribeOf<T, TTag>(T value)
        where T : ITaggedSerializable<T, TTag>
    {
        ArgumentNullException.ThrowIfNull(value);
        try
        {
            byte[] bytes = new byte[value.GetSize()];
            WireWriter writer = new(bytes);
            value.Write(ref writer);
            return Describe<T, TTag>(writer.Written, value.WireTag);
        }
        catch (WireFormatException unwritable)
        {
            return $"{value} can't be written: {unwritable.Message}";
        }
    }

    /// <summary>Shows the bytes that a message has on the wire behind a header whose members of its own are zero.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    /// <param name="from">Who sends it.</param>
    /// <returns>Lines of text; for a message that has no wire form what is in the way.</returns>
    public static string DescribeFrameOf<T>(T message, Side from)
        where T : IProtocolMessage<T>
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            byte[] bytes = new byte[message.GetFrameSize()];
            WireWriter writer = new(bytes, from);
            message.WriteFrame(ref writer, default);
            return DescribeFrame<T>(writer.Written, from);
        }
        catch (WireFormatException unwritable)
        {
            return $"{message} can't be written: {unwritable.Message}";
        }
    }

    /// <summary>Whether a format asks for the bytes.</summary>
    /// <param name="format">The format.</param>
    /// <returns>True for <c>x</c> and <c>X</c>; false for none and for <c>G</c>.</returns>
    /// <exception cref="FormatException">It is another.</exception>
    public static bool IsAsked(string? format) => format switch
    {
        "x" or "X" => true,
        null or "" or "g" or "G" => false,
        _ => throw new FormatException($"The format is \"{format}\", and there are \"x\" (the bytes on the wire) and \"G\" (the members)."),
    };

    /// <summary>Reads a record and notes its members.</summary>
    /// <typeparam name="T">The record. One whose reading was written by hand is noted as a whole.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="dump">Takes the entries.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was one.</returns>
    public static bool TryRead<T>(ref WireReader reader, WireDump dump, out T value)
        where T : IWireSerializable<T> => T.TryDescribe(ref reader, dump, out value);

    /// <summary>Reads a union whose tag is somewhere else, or a case of several tags, and notes its members.</summary>
    /// <typeparam name="T">The union or the case.</typeparam>
    /// <typeparam name="TTag">The tag's type.</typeparam>
    /// <param name="reader">The reader.</param>
    /// <param name="dump">Takes the entries.</param>
    /// <param name="tag">The tag.</param>
    /// <param name="value">The value.</param>
    /// <returns>Whether there was one.</returns>
    public static bool TryRead<T, TTag>(ref WireReader reader, WireDump dump, TTag tag, out T value)
        where T : ITaggedSerializable<T, TTag> => T.TryDescribe(ref reader, dump, tag, out value);

    /// <summary>Reads a frame that is nothing but the record, and notes its members.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="frame">The reader.</param>
    /// <param name="dump">Takes the entries.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was one.</returns>
    public static bool TryReadBody<T>(ref WireReader frame, WireDump dump, out T message)
        where T : IWireSerializable<T> => T.TryDescribe(ref frame, dump, out message) && frame.TryEnd();

    /// <summary>Reads a frame in the default envelope, and notes the members of both.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="frame">The reader.</param>
    /// <param name="dump">Takes the entries.</param>
    /// <param name="messageId">The message's id; null for one that goes by any.</param>
    /// <param name="message">The message.</param>
    /// <returns>Whether there was one.</returns>
    public static bool TryReadEnvelope<T>(ref WireReader frame, WireDump dump, ushort? messageId, out T message)
        where T : IWireSerializable<T>
    {
        ArgumentNullException.ThrowIfNull(dump);
        message = default!;
        if (dump.TryAddEnvelope(ref frame, out FrameRoute route)
            && (messageId is not { } expected || route.MessageId == expected || WireChecks.OtherMessage(ref frame, 6, "MessageId", route.MessageId, expected)))
        {
            return TryReadBody(ref frame, dump, out message);
        }

        // A frame that was cut, or of another message, is shown as far as it goes, although its envelope says that this can't be right; what is wrong is not a member of the message.
        if (frame.Position == Envelope.Size)
        {
            WireReader shown = frame.Between(frame.Position, frame.Message.Length);
            _ = TryReadBody<T>(ref shown, dump, out _);
        }

        return false;
    }

    /// <summary>Opens an entry.</summary>
    /// <param name="name">The member's name.</param>
    /// <param name="position">Where it starts, from the start of the message.</param>
    public void Begin(string name, int position)
    {
        DumpEntry entry = new(name, position);
        _ = TryAdd(entry);
        _open.Push(entry);
    }

    /// <summary>Closes the entry that was opened last.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="position">Where it ends.</param>
    /// <param name="value">What it holds.</param>
    public void End<T>(int position, T value)
    {
        DumpEntry entry = _open.Pop();
        entry.End = position;
        entry.Value = entry.Elements is int count ? $"{count} {(count == 1 ? "element" : "elements")}"
            : entry.Children is { Count: > 0 } ? DumpText.NameOf(value is IWireUnion union ? union.CaseType ?? typeof(T) : typeof(T))
            : DumpText.Show(value);
    }

    /// <summary>Notes a member.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="start">Where it starts, from the start of the message.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="value">What it holds.</param>
    public void Add<T>(string name, int start, int end, T value) => TryAdd(new DumpEntry(name, start) { End = end, Value = DumpText.Show(value) });

    /// <summary>Notes a length or count in front of a member.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="name">The member's name.</param>
    /// <param name="what"><c>length</c> or <c>count</c>.</param>
    /// <param name="start">Where it starts, from the start of the message.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="value">What it says.</param>
    public void AddPrefix<T>(string name, string what, int start, int end, T value) => Add($"({what} of {name})", start, end, value);

    /// <summary>Notes a member that is some bits of a container.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="start">Where the container starts, from the start of the message.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="container">The container's bits.</param>
    /// <param name="shift">How many bits of the container are below the member's.</param>
    /// <param name="bits">How many bits it has.</param>
    /// <param name="value">What it holds.</param>
    public void AddBits<T>(string name, int start, int end, ulong container, int shift, int bits, T value)
    {
        DumpEntry parent = _open.Peek();
        if (parent.Children is not [.., { IsContainer: true } last] || last.Start != start)
        {
            last = new DumpEntry("bits", start) { End = end, IsContainer = true };
            _ = TryAdd(last);
        }

        last.Add(new DumpEntry(name, start) { End = end, Value = DumpText.Show(value), Bits = DumpText.Pattern(container, 8 * (end - start), shift, bits) });
    }

    /// <summary>Notes bytes that belong to no value.</summary>
    /// <param name="what">What they are: <c>constant</c>, <c>reserved</c>, <c>padding</c>.</param>
    /// <param name="start">Where they start, from the start of the message.</param>
    /// <param name="end">Where they end.</param>
    public void AddFiller(string what, int start, int end) => TryAdd(new DumpEntry($"({what})", start) { End = end });

    /// <summary>An element that notes each value that it reads, for the list whose entry was opened last.</summary>
    /// <typeparam name="T">The element's type.</typeparam>
    /// <param name="element">What reads it.</param>
    /// <returns>What reads and notes it.</returns>
    public WireElement<T> Element<T>(WireElement<T> element)
    {
        DumpEntry list = _open.Peek();
        list.Elements = 0;
        return new DumpElement<T>(this, list, element);
    }

    /// <summary>Shows bytes through a reader that notes what it reads.</summary>
    internal static string Describe(string title, ReadOnlySpan<byte> bytes, Side from, DumpReading reading)
    {
        DumpText text = new();
        text.Title($"{title}: {DumpText.Bytes(bytes.Length)}");
        _ = TryDescribe(text, bytes, from, reading);
        return text.ToString();
    }

    /// <summary>Adds what bytes hold to a text.</summary>
    /// <returns>Whether they hold it.</returns>
    internal static bool TryDescribe(DumpText text, ReadOnlySpan<byte> bytes, Side from, DumpReading reading)
    {
        WireDump dump = new();
        WireReader reader = new(bytes, isComplete: true, from);

        // A record that gives back no error gives back no position either: the reader's is where it stopped.
        bool isRead = reading(ref reader, dump);
        text.Entries(dump._root, bytes, reader.Error);
        return isRead;
    }

    /// <summary>Reads and notes the default envelope.</summary>
    internal bool TryAddEnvelope(ref WireReader frame, out FrameRoute route)
    {
        Begin(nameof(Envelope), frame.Position);
        bool isRead = Envelope.TryRead(ref frame, out route);
        if (frame.Position == Envelope.Size)
        {
            ReadOnlySpan<byte> bytes = frame.Message;
            Add("Length", 0, 4, BinaryPrimitives.ReadUInt32BigEndian(bytes));
            Add("Kind", 4, 5, route.Kind);
            Add("Deadline", 5, 6, bytes[5]);
            Add("MessageId", 6, 8, route.MessageId);
            Add("CorrelationId", 8, 12, (uint)route.CorrelationId);
            _open.Pop().End = frame.Position;
        }

        return isRead;
    }

    /// <summary>Opens the entry of an element of the list that was opened last.</summary>
    internal void BeginElement(int position)
    {
        DumpEntry list = _open.Peek();
        list.Elements ??= 0;
        BeginElement(list, position);
    }

    /// <summary>Opens the entry of a list's element.</summary>
    internal void BeginElement(DumpEntry list, int position)
    {
        int index = list.Elements.GetValueOrDefault();
        list.Elements = index + 1;
        DumpEntry entry = new($"[{index}]", position);
        if (index < DumpText.MaxElements)
        {
            _ = TryAdd(entry);
        }

        _open.Push(entry);
    }

    /// <summary>Entries beyond the limit are noted nowhere: their bytes are shown as bytes.</summary>
    private bool TryAdd(DumpEntry entry)
    {
        if (_entries >= MaxEntries)
        {
            return false;
        }

        _entries++;
        _open.Peek().Add(entry);
        return true;
    }
}

/// <summary>Reads bytes and notes what it reads.</summary>
internal delegate bool DumpReading(ref WireReader reader, WireDump dump);

/// <summary>A member in a dump.</summary>
internal sealed class DumpEntry(string name, int start)
{
    public string Name { get; } = name;

    public int Start { get; } = start;

    /// <summary>Where it ends; null while it is open, and for ever when the fault is in it.</summary>
    public int? End { get; set; }

    public string? Value { get; set; }

    /// <summary>For some bits of a container: which.</summary>
    public string? Bits { get; init; }

    public bool IsContainer { get; init; }

    /// <summary>For a list: how many elements were read.</summary>
    public int? Elements { get; set; }

    public List<DumpEntry>? Children { get; private set; }

    public void Add(DumpEntry child) => (Children ??= []).Add(child);
}

/// <summary>Notes each element of a list that is read; a list that is read again later, when its entry is closed, is noted no more.</summary>
internal sealed class DumpElement<T>(WireDump dump, DumpEntry list, WireElement<T> inner) : WireElement<T>(inner.FixedSize)
{
    public override bool TryRead(ref WireReader reader, out T value)
    {
        if (list.End is not null)
        {
            return inner.TryRead(ref reader, out value);
        }

        dump.BeginElement(list, reader.Position);
        if (!inner.TryDescribe(ref reader, dump, out value))
        {
            return false;
        }

        dump.End(reader.Position, value);
        return true;
    }

    internal override bool LooksAhead => inner.LooksAhead;

    public override void Write(ref WireWriter writer, T value) => inner.Write(ref writer, value);

    public override int GetSize(T value) => inner.GetSize(value);

    public override T ToOwned(T value) => inner.ToOwned(value);
}
