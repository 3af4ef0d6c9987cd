namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>memcached's text protocol (doc/protocol.txt) with values that stream: a frame may have 4 KiB, and a value what the server takes.</summary>
[Protocol(MaxFrameBytes = 4096), SelfDelimiting]
public sealed partial class TextVault
{
    /// <summary><c>set key flags exptime bytes\r\n data \r\n</c>.</summary>
    [Request<Outcome>("set"), Line(MaxBytes = 2048)]
    public readonly partial record struct Set
    {
        [MaxBytes(250)]
        public Utf8Text Key { get; init; }

        public uint Flags { get; init; }

        public long Expires { get; init; }

        [LengthOf(nameof(Data))]
        public partial long Bytes { get; }

        [AfterLine, Terminated("\r\n")]
        public StreamedBytes Data { get; init; }
    }

    /// <summary><c>get key\r\n</c>.</summary>
    [Request<Item>("get"), Line(MaxBytes = 2048)]
    public readonly partial record struct Get([MaxBytes(250)] Utf8Text Key);

    /// <summary><c>VALUE key flags bytes\r\n data \r\nEND\r\n</c>: the answer to a get of one key that is there.</summary>
    [Reply("VALUE"), Line(MaxBytes = 2048)]
    public readonly partial record struct Item
    {
        public Utf8Text Key { get; init; }

        public uint Flags { get; init; }

        [LengthOf(nameof(Data))]
        public partial long Bytes { get; }

        [AfterLine, Terminated("\r\nEND\r\n")]
        public StreamedBytes Data { get; init; }
    }

    /// <summary>A line with a word: <c>STORED</c>.</summary>
    [Reply, Line(MaxBytes = 2048)]
    public readonly partial record struct Outcome(Utf8Text Word);

    /// <summary><c>END\r\n</c> for a key that is not there, <c>ERROR\r\n</c>, <c>CLIENT_ERROR text\r\n</c>, <c>SERVER_ERROR text\r\n</c>.</summary>
    [ErrorReply("END", "ERROR", "CLIENT_ERROR", "SERVER_ERROR"), Line(MaxBytes = 2048)]
    public readonly partial record struct Refusal([Verb] Utf8Text Kind, [Optional, Remaining] Utf8Text? Text);
}

/// <summary>NATS (docs.nats.io, "Client Protocol") with payloads that stream.</summary>
[Protocol(MaxFrameBytes = 1 << 14), SelfDelimiting, Verbs(IgnoreCase = true)]
public sealed partial class StreamedNats
{
    [Message("INFO", From = Side.Server), Line(Lenient = true)]
    public readonly partial record struct Info([Remaining] Utf8Text Options);

    [Message("CONNECT", From = Side.Client), Line(Lenient = true)]
    public readonly partial record struct Connect([Remaining] Utf8Text Options);

    /// <summary><c>PUB subject [reply-to] #bytes\r\n[payload]\r\n</c>.</summary>
    [Message("PUB", From = Side.Client), Line(Lenient = true)]
    public readonly partial record struct Pub
    {
        public Utf8Text Subject { get; init; }

        [Optional]
        public Utf8Text? ReplyTo { get; init; }

        [LengthOf(nameof(Payload))]
        public partial long Bytes { get; }

        [AfterLine, Terminated("\r\n")]
        public StreamedBytes Payload { get; init; }
    }

    /// <summary><c>HPUB subject [reply-to] #header-bytes #total-bytes\r\n[headers]\r\n\r\n[payload]\r\n</c>.</summary>
    [Message("HPUB", From = Side.Client), Line(Lenient = true)]
    public readonly partial record struct HPub
    {
        public Utf8Text Subject { get; init; }

        [Optional]
        public Utf8Text? ReplyTo { get; init; }

        [LengthOf(nameof(Headers))]
        public partial int HeaderBytes { get; }

        [LengthOf(nameof(Headers), nameof(Payload))]
        public partial long TotalBytes { get; }

        [AfterLine, MaxBytes(4096)]
        public ReadOnlyMemory<byte> Headers { get; init; }

        [Terminated("\r\n")]
        public StreamedBytes Payload { get; init; }
    }

    [Message("SUB", From = Side.Client), Line(Lenient = true)]
    public readonly partial record struct Sub(Utf8Text Subject, [Optional] Utf8Text? Queue, Utf8Text Sid);

    /// <summary><c>MSG subject sid [reply-to] #bytes\r\n[payload]\r\n</c>.</summary>
    [Message("MSG", From = Side.Server), Line(Lenient = true)]
    public readonly partial record struct Msg
    {
        public Utf8Text Subject { get; init; }

        public Utf8Text Sid { get; init; }

        [Optional]
        public Utf8Text? ReplyTo { get; init; }

        [LengthOf(nameof(Payload))]
        public partial long Bytes { get; }

        [AfterLine, Terminated("\r\n")]
        public StreamedBytes Payload { get; init; }
    }

    /// <summary><c>HMSG subject sid [reply-to] #header-bytes #total-bytes\r\n[headers]\r\n\r\n[payload]\r\n</c>.</summary>
    [Message("HMSG", From = Side.Server), Line(Lenient = true)]
    public readonly partial record struct HMsg
    {
        public Utf8Text Subject { get; init; }

        public Utf8Text Sid { get; init; }

        [Optional]
        public Utf8Text? ReplyTo { get; init; }

        [LengthOf(nameof(Headers))]
        public partial int HeaderBytes { get; }

        [LengthOf(nameof(Headers), nameof(Payload))]
        public partial long TotalBytes { get; }

        [AfterLine, MaxBytes(4096)]
        public ReadOnlyMemory<byte> Headers { get; init; }

        [Terminated("\r\n")]
        public StreamedBytes Payload { get; init; }
    }

    [Message("PING"), Line(Lenient = true)]
    public readonly partial record struct Ping;

    [Message("PONG"), Line(Lenient = true)]
    public readonly partial record struct Pong;

    [Message("-ERR", From = Side.Server), Line(Lenient = true)]
    public readonly partial record struct Err([Remaining] Utf8Text Text);
}

/// <summary>Frames that end with their message, without lines: the member's own length stands in front of it.</summary>
[Protocol(MaxFrameBytes = 64), SelfDelimiting]
public sealed partial class Chute
{
    [Request<Landed>]
    public readonly partial record struct Slide(ushort Number, [LengthPrefixed<uint>(Bias = 1), LittleEndian, MaxBytes(2_000_000)] StreamedBytes Load);

    [Reply]
    public readonly partial record struct Landed(ushort Number, [LengthPrefixed<ulong>] StreamedBytes Load);
}

/// <summary>Lengths of the members' own, in frames that say theirs as well.</summary>
[Protocol(MaxFrameBytes = 64)]
public sealed partial class Hoist
{
    [Request<Up>(1)]
    public readonly partial record struct Lift(byte Floor, [LengthPrefixed<uint>] StreamedBytes Load);

    [Reply(2)]
    public readonly partial record struct Up(byte Floor, [LengthPrefixed(VarIntFormat.Leb128)] StreamedBytes Load);
}
