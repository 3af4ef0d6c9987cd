namespace ProtoSockets.Tests.Text;

/// <summary>NATS, client protocol (docs.nats.io, "Client Protocol"): verbs in either case, optional arguments in the middle, counted payloads.</summary>
[Protocol(MaxFrameBytes = 1 << 16), SelfDelimiting, Verbs(IgnoreCase = true)]
public sealed partial class Nats
{
    /// <summary><c>INFO {json}\r\n</c>.</summary>
    [Message("INFO", From = Side.Server), Line(Lenient = true)]
    public readonly partial record struct Info([Remaining] Utf8Text Options);

    /// <summary><c>CONNECT {json}\r\n</c>.</summary>
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
        public partial int Bytes { get; }

        [AfterLine, Terminated("\r\n"), MaxBytes(60_000)]
        public ReadOnlyMemory<byte> Payload { get; init; }
    }

    /// <summary><c>HPUB subject [reply-to] #header-bytes #total-bytes\r\n[headers]\r\n\r\n[payload]\r\n</c>.</summary>
    [Message("HPUB", From = Side.Client), Line(Lenient = true), Magic("\r\n")]
    public readonly partial record struct HPub
    {
        public Utf8Text Subject { get; init; }

        [Optional]
        public Utf8Text? ReplyTo { get; init; }

        [LengthOf(nameof(Headers))]
        public partial int HeaderBytes { get; }

        [LengthOf(nameof(Headers), nameof(Payload))]
        public partial int TotalBytes { get; }

        [AfterLine, MaxBytes(4096)]
        public ReadOnlyMemory<byte> Headers { get; init; }

        [MaxBytes(60_000)]
        public ReadOnlyMemory<byte> Payload { get; init; }
    }

    /// <summary><c>SUB subject [queue-group] sid\r\n</c>.</summary>
    [Message("SUB", From = Side.Client), Line(Lenient = true)]
    public readonly partial record struct Sub(Utf8Text Subject, [Optional] Utf8Text? Queue, Utf8Text Sid);

    /// <summary><c>UNSUB sid [max-msgs]\r\n</c>.</summary>
    [Message("UNSUB", From = Side.Client), Line(Lenient = true)]
    public readonly partial record struct Unsub(Utf8Text Sid, [Optional] int? MaxMessages);

    /// <summary><c>MSG subject sid [reply-to] #bytes\r\n[payload]\r\n</c>.</summary>
    [Message("MSG", From = Side.Server), Line(Lenient = true)]
    public readonly partial record struct Msg
    {
        public Utf8Text Subject { get; init; }

        public Utf8Text Sid { get; init; }

        [Optional]
        public Utf8Text? ReplyTo { get; init; }

        [LengthOf(nameof(Payload))]
        public partial int Bytes { get; }

        [AfterLine, Terminated("\r\n"), MaxBytes(60_000)]
        public ReadOnlyMemory<byte> Payload { get; init; }
    }

    [Message("PING"), Line(Lenient = true)]
    public readonly partial record struct Ping;

    [Message("PONG"), Line(Lenient = true)]
    public readonly partial record struct Pong;

    [Message("+OK", From = Side.Server), Line(Lenient = true)]
    public readonly partial record struct Ok;

    /// <summary><c>-ERR 'message'\r\n</c>.</summary>
    [Message("-ERR", From = Side.Server), Line(Lenient = true)]
    public readonly partial record struct Err([Remaining] Utf8Text Text);
}

/// <summary>memcached's text protocol (doc/protocol.txt): a counted block behind the line, values up to an END.</summary>
[Protocol(MaxFrameBytes = 1 << 21), SelfDelimiting]
public sealed partial class MemcachedText
{
    /// <summary><c>set key flags exptime bytes [noreply]\r\n data \r\n</c>.</summary>
    [Request<Outcome>("set"), Line(MaxBytes = 2048)]
    public readonly partial record struct Set
    {
        [MaxBytes(250)]
        public Utf8Text Key { get; init; }

        public uint Flags { get; init; }

        public long Expires { get; init; }

        [LengthOf(nameof(Data))]
        public partial int Bytes { get; }

        [Keyword("noreply")]
        public bool NoReply { get; init; }

        [AfterLine, Terminated("\r\n"), MaxBytes(1 << 20)]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    /// <summary><c>gets key*\r\n</c>.</summary>
    [Request<Items>("gets"), Line(MaxBytes = 65536)]
    public readonly partial record struct Gets([MaxCount(100)] WireList<Utf8Text> Keys);

    /// <summary><c>delete key [noreply]\r\n</c>.</summary>
    [Request<Outcome>("delete"), Line(MaxBytes = 2048)]
    public readonly partial record struct Delete([MaxBytes(250)] Utf8Text Key);

    /// <summary><c>incr key value [noreply]\r\n</c>.</summary>
    [Request<Outcome>("incr"), Line(MaxBytes = 2048)]
    public readonly partial record struct Incr([MaxBytes(250)] Utf8Text Key, ulong Delta);

    [Request<Outcome>("version"), Line(MaxBytes = 2048)]
    public readonly partial record struct Version;

    /// <summary><c>VALUE key flags bytes [cas]\r\n data \r\n</c>, any number of them, then <c>END\r\n</c>.</summary>
    [Reply("VALUE ", "END\r\n")]
    public readonly partial record struct Items([Terminated("END\r\n"), MaxCount(100)] WireList<Item> Values);

    [WireStruct, Line(MaxBytes = 2048)]
    public readonly partial record struct Item
    {
        [Magic("VALUE ")]
        public Utf8Text Key { get; init; }

        public uint Flags { get; init; }

        [LengthOf(nameof(Data))]
        public partial int Bytes { get; }

        [Optional]
        public ulong? Cas { get; init; }

        [AfterLine, Terminated("\r\n"), MaxBytes(1 << 20)]
        public ReadOnlyMemory<byte> Data { get; init; }
    }

    /// <summary>A line with a word (<c>STORED</c>, <c>NOT_FOUND</c>) or a number, and sometimes more (<c>VERSION 1.6.18</c>).</summary>
    [Reply, Line(MaxBytes = 2048)]
    public readonly partial record struct Outcome(Utf8Text Word, [Optional, Remaining] Utf8Text? Text);

    /// <summary><c>ERROR\r\n</c>, <c>CLIENT_ERROR text\r\n</c>, <c>SERVER_ERROR text\r\n</c>.</summary>
    [ErrorReply("ERROR", "CLIENT_ERROR", "SERVER_ERROR"), Line(MaxBytes = 2048)]
    public readonly partial record struct Refusal([Verb] Utf8Text Kind, [Optional, Remaining] Utf8Text? Text);
}

/// <summary>SMTP (RFC 5321, sections 4.1 and 4.2): commands with arguments, replies of several lines.</summary>
[Protocol(MaxFrameBytes = 4096), SelfDelimiting, Verbs(IgnoreCase = true)]
public sealed partial class Smtp
{
    [Request<ReplyLine>("EHLO", Replies = ReplyCount.Many), Line]
    public readonly partial record struct Ehlo([Ascii] string Domain);

    /// <summary><c>MAIL FROM:&lt;path&gt; [parameters]\r\n</c>.</summary>
    [Request<ReplyLine>("MAIL", Replies = ReplyCount.Many), Line]
    public readonly partial record struct Mail(Utf8Text From, [MaxCount(16)] WireList<Utf8Text> Parameters);

    [Request<ReplyLine>("QUIT", Replies = ReplyCount.Many), Line]
    public readonly partial record struct Quit;

    /// <summary><c>*( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF</c>: each line is a reply, and of the last one no hyphen follows the code.</summary>
    [Reply(Last = nameof(IsLast))]
    public readonly partial record struct ReplyLine([AsciiDecimal, FixedBytes(3)] ushort Code, ReplyText Text)
    {
        public bool IsLast => !Text.IsMore;
    }

    /// <summary>What stands behind the code of a reply line, told by its first byte.</summary>
    [WireUnion]
    public readonly partial struct ReplyText
    {
        [Discriminator(Peek = true)]
        public partial byte First { get; }

        [Case(' ')]
        public readonly partial record struct Last([Magic(" "), Terminated("\r\n"), MaxBytes(506)] string Text);

        [Case('-')]
        public readonly partial record struct More([Magic("-"), Terminated("\r\n"), MaxBytes(506)] string Text);

        /// <summary><c>250\r\n</c>: servers leave the space out, too, where there is no text (RFC 5321, section 4.2).</summary>
        [Case('\r'), Magic("\r\n")]
        public readonly partial record struct Bare;
    }
}

/// <summary>An HTTP/1.1 head (RFC 9112): a start line, field lines, an empty line.</summary>
[WireStruct, Line]
public readonly partial record struct RequestHead(
    [Ascii] string Method, [Ascii] string Target, [Ascii] string Version, [AfterLine, Terminated("\r\n"), MaxCount(100)] FieldLine[] Fields);

/// <summary><c>HTTP-version SP status-code SP [ reason-phrase ] CRLF</c>, field lines, an empty line.</summary>
[WireStruct, Line]
public readonly partial record struct StatusHead(
    [Ascii] string Version, ushort Status, [Remaining] Utf8Text Reason, [AfterLine, Terminated("\r\n"), MaxCount(100)] WireList<FieldLine> Fields);

/// <summary><c>field-name ":" OWS field-value OWS CRLF</c>.</summary>
[WireStruct, Line(Separator = ": ", Lenient = true)]
public readonly partial record struct FieldLine([Ascii] string Name, [Remaining, Latin1] string Value);

/// <summary>HTTP over a connection, bodies left out.</summary>
[Protocol(MaxFrameBytes = 1 << 16), SelfDelimiting]
public sealed partial class HttpHeads
{
    [Request<Response>, Line]
    public readonly partial record struct Request(
        [Ascii] string Method, [Ascii] string Target, [Ascii] string Version, [AfterLine, Terminated("\r\n"), MaxCount(100)] FieldLine[] Fields);

    [Reply, Line]
    public readonly partial record struct Response(
        [Ascii] string Version, ushort Status, [Remaining] string Reason, [AfterLine, Terminated("\r\n"), MaxCount(100)] FieldLine[] Fields);
}
