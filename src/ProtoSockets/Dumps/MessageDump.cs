namespace ProtoSockets.Runtime;

/// <summary>A message in the table from which a protocol's frames are shown to people. Generated code makes it.</summary>
public sealed class MessageDump
{
    private readonly long[] _ids;

    private MessageDump(string name, FrameKind? kind, Side from, long[] ids, DumpReading read)
    {
        Name = name;
        Kind = kind;
        From = from;
        _ids = ids;
        Read = read;
    }

    internal string Name { get; }

    /// <summary>Null for the header alone.</summary>
    internal FrameKind? Kind { get; }

    internal Side From { get; }

    internal DumpReading Read { get; }

    /// <summary>A message.</summary>
    /// <typeparam name="T">Its record.</typeparam>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="from">Who sends it.</param>
    /// <param name="ids">The ids that it goes by; none for any.</param>
    /// <returns>The row.</returns>
    public static MessageDump Of<T>(string name, FrameKind kind, Side from, params long[] ids)
        where T : IProtocolMessage<T> => new(name, kind, from, ids, static (ref WireReader reader, WireDump dump) => T.TryDescribeFrame(ref reader, dump, out _));

    /// <summary>The header, for frames whose message is not known.</summary>
    /// <typeparam name="T">Its record.</typeparam>
    /// <param name="name">Its name.</param>
    /// <returns>The row.</returns>
    public static MessageDump OfHeader<T>(string name)
        where T : IWireSerializable<T> => new(name, null, Side.Both, [], static (ref WireReader reader, WireDump dump) => T.TryDescribe(ref reader, dump, out _));

    /// <summary>Whether a frame can hold the message.</summary>
    internal bool IsAt(FrameRoute route, Side from) =>
        Kind == route.Kind
        && (From == from || From == Side.Both || from == Side.Both)
        && (_ids.Length == 0 || _ids.Contains(route.MessageId));
}
