namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>What a client sends until it ends its half of the connection (as <c>nc -N</c> does), and what the server answers behind that.</summary>
[Protocol(MaxFrameBytes = 256), SelfDelimiting]
public sealed partial class DropSlot
{
    /// <summary><c>PUT name\r\n</c>, and bytes to the end of what the client sends.</summary>
    [Request<Stored>("PUT"), Line]
    public readonly partial record struct Put
    {
        [MaxBytes(64)]
        public Utf8Text Name { get; init; }

        [AfterLine, CloseDelimited, MaxBytes(2_000_000)]
        public StreamedBytes Body { get; init; }
    }

    /// <summary><c>STAT name\r\n</c>.</summary>
    [Request<Stored>("STAT"), Line]
    public readonly partial record struct Stat([MaxBytes(64)] Utf8Text Name);

    /// <summary><c>STORED bytes sha-256\r\n</c>.</summary>
    [Reply("STORED"), Line]
    public readonly partial record struct Stored(long Bytes, Utf8Text Digest);

    /// <summary><c>MIRROR\r\n</c>, and bytes to the end of what the client sends.</summary>
    [Request<Mirrored>("MIRROR"), Line]
    public readonly partial record struct Mirror([AfterLine, CloseDelimited] StreamedBytes Body);

    /// <summary><c>MIRRORED\r\n</c>, and the same bytes to the end of the connection.</summary>
    [Reply("MIRRORED"), Line]
    public readonly partial record struct Mirrored([AfterLine, CloseDelimited] StreamedBytes Body);

    /// <summary><c>LOG\r\n</c>, and bytes to the end of what the client sends, which nobody answers.</summary>
    [Message("LOG", From = Side.Client), Line]
    public readonly partial record struct Log([AfterLine, CloseDelimited] StreamedBytes Body);
}
