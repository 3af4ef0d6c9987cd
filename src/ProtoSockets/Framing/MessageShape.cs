namespace ProtoSockets.Runtime;

/// <summary>
/// What finds the end of a message without reading it: steps over its parts, some of which say how long others are. Generated code makes one for every record that
/// says by itself where it ends, and <see cref="SelfDelimitingFraming"/> follows it, byte by byte if need be.
/// </summary>
public sealed class MessageShape
{
    /// <summary>Makes the shape of a record from its parts, in wire order.</summary>
    /// <param name="steps">The parts.</param>
    public MessageShape(params ShapeStep[] steps) => Steps = steps ?? throw new ArgumentNullException(nameof(steps));

    internal ShapeStep[] Steps { get; }
}

/// <summary>A record that says by itself where it ends. The generator implements it.</summary>
public interface ISelfDelimiting
{
    /// <summary>Its shape.</summary>
    static abstract MessageShape Shape { get; }
}

/// <summary>Reads a message, or passes over it.</summary>
/// <param name="reader">A reader at the message's first byte.</param>
/// <returns>False when it is malformed, or more bytes are needed.</returns>
public delegate bool ShapeReading(scoped ref WireReader reader);

/// <summary>A part of a <see cref="MessageShape"/>.</summary>
public sealed class ShapeStep
{
    private readonly Func<MessageShape>? _getElement;
    private MessageShape? _element;

    private ShapeStep(ShapeKind kind, Func<MessageShape>? element = null)
    {
        Kind = kind;
        _getElement = element;
    }

    internal ShapeKind Kind { get; }

    /// <summary>For bytes: how many. For something with a terminator: the most before it.</summary>
    internal int Count { get; private init; }

    internal byte[] Terminator { get; private init; } = [];

    internal ShapeNumber? Number { get; private init; }

    /// <summary>For what streams: whether the number counts from the mark on.</summary>
    internal bool IsCountedFromMark { get; private init; }

    /// <summary>For what streams: the most bytes.</summary>
    internal long Most { get; private init; }

    /// <summary>For what streams: what ends it besides its length.</summary>
    internal StreamedEnding? Ending { get; private init; }

    internal VarIntFormat Format { get; private init; }

    /// <summary>For what is read: what reads it.</summary>
    internal ShapeReading? Reading { get; private init; }

    internal VerbTable? Verbs { get; private init; }

    internal Func<MessageShape>[] Choices { get; private init; } = [];

    /// <summary>For a tag: the record that each byte leads to.</summary>
    internal Func<MessageShape>?[] ByTag { get; private init; } = [];

    /// <summary>What is repeated or nested; asked for when it is needed, because a record may contain itself.</summary>
    internal MessageShape Element => _element ??= _getElement!();

    /// <summary>A number of bytes.</summary>
    /// <param name="count">How many.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Bytes(int count) => new(ShapeKind.Bytes) { Count = count };

    /// <summary>Bytes that are always the same.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Constant(ReadOnlySpan<byte> bytes) => new(ShapeKind.Constant) { Terminator = bytes.ToArray() };

    /// <summary>Anything up to a terminator, which belongs to it.</summary>
    /// <param name="terminator">The terminator.</param>
    /// <param name="maxBytes">The most bytes before it.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Until(ReadOnlySpan<byte> terminator, int maxBytes) => new(ShapeKind.Until) { Terminator = terminator.ToArray(), Count = maxBytes };

    /// <summary>A line, whose tokens may be numbers that count what follows.</summary>
    /// <param name="terminator">What ends it.</param>
    /// <param name="maxBytes">The most bytes before that.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Line(ReadOnlySpan<byte> terminator, int maxBytes) => new(ShapeKind.Line) { Terminator = terminator.ToArray(), Count = maxBytes };

    /// <summary>Bytes that a number counts, and a terminator behind them.</summary>
    /// <param name="number">The number.</param>
    /// <param name="terminator">The terminator, which is not counted; may be empty.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Counted(ShapeNumber number, ReadOnlySpan<byte> terminator) => new(ShapeKind.Counted) { Number = number, Terminator = terminator.ToArray() };

    /// <summary>The place from which a length over several members counts.</summary>
    /// <returns>The part.</returns>
    public static ShapeStep Mark() => new(ShapeKind.Mark);

    /// <summary>The last part: bytes that stream (<see cref="StreamedBytes"/>), so that a frame is found when they begin.</summary>
    /// <param name="number">Counts them; null where only their end says how many there are.</param>
    /// <param name="isFromMark">Whether it counts from the mark on (<see cref="Mark"/>), with what stands in between.</param>
    /// <param name="most">The most bytes.</param>
    /// <param name="ending">What follows them, or null.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Streamed(ShapeNumber? number, bool isFromMark, long most, StreamedEnding? ending) =>
        new(ShapeKind.Streamed) { Number = number, IsCountedFromMark = isFromMark, Most = most, Ending = ending };

    /// <summary>Elements that a number counts, and a terminator behind them.</summary>
    /// <param name="number">The number.</param>
    /// <param name="element">An element.</param>
    /// <param name="terminator">The terminator; may be empty.</param>
    /// <returns>The part.</returns>
    public static ShapeStep List(ShapeNumber number, Func<MessageShape> element, ReadOnlySpan<byte> terminator) =>
        new(ShapeKind.List, element) { Number = number, Terminator = terminator.ToArray() };

    /// <summary>Elements up to a terminator that stands where the next one would begin.</summary>
    /// <param name="element">An element.</param>
    /// <param name="terminator">The terminator.</param>
    /// <returns>The part.</returns>
    public static ShapeStep ListUntil(Func<MessageShape> element, ReadOnlySpan<byte> terminator) => new(ShapeKind.ListUntil, element) { Terminator = terminator.ToArray() };

    /// <summary>An integer of variable length, which may count what follows.</summary>
    /// <param name="format">Its encoding.</param>
    /// <returns>The part.</returns>
    public static ShapeStep VarInt(VarIntFormat format) => new(ShapeKind.VarInt) { Format = format };

    /// <summary>The rest of the message, whose end nothing tells but reading it: the message is read from its first byte, as far as it has come.</summary>
    /// <param name="read">Reads it, or passes over it.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Read(ShapeReading read) => new(ShapeKind.Read) { Reading = read };

    /// <summary>A record.</summary>
    /// <param name="record">Its shape.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Nested(Func<MessageShape> record) => new(ShapeKind.Nested, record);

    /// <summary>One of several records, told by how it begins.</summary>
    /// <param name="verbs">The beginnings.</param>
    /// <param name="choices">The records by their numbers; at 0 what begins with none of them.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Choice(VerbTable verbs, params Func<MessageShape>[] choices) => new(ShapeKind.Choice) { Verbs = verbs, Choices = choices };

    /// <summary>One of several records, told by a byte.</summary>
    /// <param name="skip">How many bytes of the tag stand in front of the record: 1, or 0 where it is the record's own.</param>
    /// <param name="choices">The tags and the records that they lead to.</param>
    /// <returns>The part.</returns>
    public static ShapeStep Tagged(int skip, params (byte[] Tags, Func<MessageShape> Record)[] choices)
    {
        var byTag = new Func<MessageShape>?[256];
        foreach ((byte[] tags, Func<MessageShape> record) in choices)
        {
            foreach (byte tag in tags)
            {
                byTag[tag] = record;
            }
        }

        return new(ShapeKind.Tagged) { Count = skip, ByTag = byTag };
    }

    /// <summary>The shape of an element of fixed size.</summary>
    /// <param name="count">How many bytes it has.</param>
    /// <returns>What gives it.</returns>
    public static Func<MessageShape> OfBytes(int count)
    {
        MessageShape shape = new(Bytes(count));
        return () => shape;
    }

    /// <summary>The shape of a record.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <returns>What gives it.</returns>
    public static Func<MessageShape> Of<T>()
        where T : ISelfDelimiting => static () => T.Shape;
}

internal enum ShapeKind
{
    Bytes,
    Until,
    Line,
    Counted,
    List,
    ListUntil,
    Nested,
    Choice,
    Tagged,
    Constant,
    Mark,
    Streamed,
    VarInt,
    Read,
}

/// <summary>A record that the next byte of a frame is in.</summary>
internal struct ShapeLevel
{
    public MessageShape Shape;

    /// <summary>Which of the shape's parts comes next.</summary>
    public int Step;

    /// <summary>Where the record starts.</summary>
    public int Start;

    /// <summary>Where its line starts, and how long that is.</summary>
    public int LineStart;
    public int LineLength;

    /// <summary>Where what a length over several members counts starts.</summary>
    public int Mark;

    /// <summary>Where the last integer of variable length starts.</summary>
    public int VarInt;

    /// <summary>Where a message is read: how often it was tried, and how many bytes there have to be before it is tried again.</summary>
    public int Looks;
    public int NextLook;

    /// <summary>In a list: how many elements are still to come; -1 before that is known.</summary>
    public long Left;
}
