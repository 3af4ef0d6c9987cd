using ProtoSockets;

namespace DnsSample;

/// <summary>
/// The Domain Name System (RFC 1035) with EDNS (RFC 6891). Over UDP a message is a datagram; over TCP two octets in front of it say how long it is
/// (RFC 1035, section 4.2.2), and answers come in any order (RFC 7766, section 6.2.1.1).
/// </summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 2 + 65535)]
[LengthPrefixed<ushort>]
public sealed partial class Dns
{
    // RFC 1035, section 4.1.1, with AD and CD from RFC 2535, section 6.1:
    //
    //                                 1  1  1  1  1  1
    //   0  1  2  3  4  5  6  7  8  9  0  1  2  3  4  5
    // +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
    // |                      ID                       |
    // +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
    // |QR|   Opcode  |AA|TC|RD|RA| Z|AD|CD|   RCODE   |
    // +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
    // |                    QDCOUNT                    |
    // |                    ANCOUNT                    |
    // |                    NSCOUNT                    |
    // |                    ARCOUNT                    |
    // +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+

    /// <summary>The twelve octets in front of every message.</summary>
    [Header]
    public readonly partial record struct Header
    {
        [CorrelationId]
        public ushort Id { get; init; }

        /// <summary>QR: a query is not taken for a response, nor the other way round.</summary>
        [Bits(1), Constant(false, From = Side.Client), Constant(true, From = Side.Server)]
        public partial bool IsResponse { get; }

        [Bits(4)]
        public Opcode Opcode { get; init; }

        /// <summary>AA: the server knows it of its own zones.</summary>
        [Bits(1)]
        public bool IsAuthoritative { get; init; }

        /// <summary>TC: there was more than fits a datagram; ask again over TCP.</summary>
        [Bits(1)]
        public bool IsTruncated { get; init; }

        /// <summary>RD: the client asks the server to ask others for it.</summary>
        [Bits(1)]
        public bool RecursionDesired { get; init; }

        /// <summary>RA: the server would.</summary>
        [Bits(1)]
        public bool RecursionAvailable { get; init; }

        /// <summary>Z: means nothing yet.</summary>
        [Bits(1)]
        public bool Reserved { get; init; }

        /// <summary>AD: the server has checked the signatures (RFC 4035, section 3.2.3).</summary>
        [Bits(1)]
        public bool IsAuthentic { get; init; }

        /// <summary>CD: the client checks the signatures itself (RFC 4035, section 3.2.2).</summary>
        [Bits(1)]
        public bool CheckingDisabled { get; init; }

        [Bits(4)]
        public ResponseCode Code { get; init; }

        [CountOf("Questions")]
        public partial ushort QuestionCount { get; }

        [CountOf("Answers")]
        public partial ushort AnswerCount { get; }

        [CountOf("Authority")]
        public partial ushort AuthorityCount { get; }

        [CountOf("Additional")]
        public partial ushort AdditionalCount { get; }

        /// <summary>Whether it is the response to a query that the server could not read.</summary>
        public bool IsFormatError => Code == ResponseCode.FormatError;
    }

#pragma warning disable PSOCK1004 // What does not fit a datagram is left out, and TC says so; then the client asks over TCP (RFC 2181, section 9).
    /// <summary>
    /// A query. A zone transfer gets many responses, and nothing in them but the zone's second SOA record says which is the last (RFC 5936, section 2.2);
    /// a response that does not give the question back is not the response (RFC 5452, section 9.1). So the one who asked decides when to stop reading.
    /// </summary>
    [Request<Response>(Replies = ReplyCount.Many)]
    public sealed partial record Query
    {
        [InHeader]
        public Opcode Opcode { get; init; }

        [InHeader]
        public bool IsAuthoritative { get; init; }

        [InHeader]
        public bool IsTruncated { get; init; }

        [InHeader]
        public bool RecursionDesired { get; init; }

        [InHeader]
        public bool RecursionAvailable { get; init; }

        [InHeader]
        public bool Reserved { get; init; }

        [InHeader]
        public bool IsAuthentic { get; init; }

        [InHeader]
        public bool CheckingDisabled { get; init; }

        [InHeader]
        public ResponseCode Code { get; init; }

        [Codec<NameCompressionCodec>]
        public NameCompression Compression { get; init; }

        public Question[] Questions { get; init; } = [];

        public ResourceRecord[] Answers { get; init; } = [];

        public ResourceRecord[] Authority { get; init; } = [];

        public ResourceRecord[] Additional { get; init; } = [];
    }

    /// <summary>A response.</summary>
    [Reply(Last = nameof(IsLast))]
    public sealed partial record Response
    {
        [InHeader]
        public Opcode Opcode { get; init; }

        [InHeader]
        public bool IsAuthoritative { get; init; }

        [InHeader]
        public bool IsTruncated { get; init; }

        [InHeader]
        public bool RecursionDesired { get; init; }

        [InHeader]
        public bool RecursionAvailable { get; init; }

        [InHeader]
        public bool Reserved { get; init; }

        [InHeader]
        public bool IsAuthentic { get; init; }

        [InHeader]
        public bool CheckingDisabled { get; init; }

        [InHeader]
        public ResponseCode Code { get; init; }

        [Codec<NameCompressionCodec>]
        public NameCompression Compression { get; init; }

        public Question[] Questions { get; init; } = [];

        public ResourceRecord[] Answers { get; init; } = [];

        public ResourceRecord[] Authority { get; init; } = [];

        public ResourceRecord[] Additional { get; init; } = [];

        /// <summary>Never: see <see cref="Query"/>.</summary>
#pragma warning disable CA1822 // The language asks the reply, not its type.
        public bool IsLast => false;
#pragma warning restore CA1822
    }

    /// <summary>FORMERR: the server could not read the query. It may give back what it could.</summary>
    [ErrorReply(When = nameof(Header.IsFormatError))]
    public sealed partial record FormatError
    {
        [InHeader]
        public Opcode Opcode { get; init; }

        [InHeader]
        public bool RecursionDesired { get; init; }

        [InHeader]
        public ResponseCode Code { get; init; } = ResponseCode.FormatError;

        public Question[] Questions { get; init; } = [];

        public ResourceRecord[] Answers { get; init; } = [];

        public ResourceRecord[] Authority { get; init; } = [];

        public ResourceRecord[] Additional { get; init; } = [];
    }
#pragma warning restore PSOCK1004
}

// RFC 1035, section 4.1.2:
//
// +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
// /                     QNAME                     /
// |                     QTYPE                     |
// |                     QCLASS                    |
// +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+

/// <summary>What is asked for.</summary>
[WireStruct]
public readonly partial record struct Question(DomainName Name, RecordType Type, RecordClass Class)
{
    /// <summary>Whether it is the same question, in the same case: what a response has to give back (RFC 5452, section 9.1).</summary>
    public bool EqualsExactly(Question other) => Name.EqualsExactly(other.Name) && Type == other.Type && Class == other.Class;

    /// <summary>The question as in a master file.</summary>
    public override string ToString() => $"{Name} {Class.ToText()} {Type.ToText()}";
}

// RFC 1035, section 4.1.3:
//
// +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+
// /                      NAME                     /
// |                      TYPE                     |
// |                     CLASS                     |
// |                      TTL                      |
// |                                               |
// |                   RDLENGTH                    |
// /                     RDATA                     /
// +--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+--+

/// <summary>A resource record.</summary>
[WireStruct]
public readonly partial record struct ResourceRecord(DomainName Name, RecordType Type, RecordClass Class, uint TimeToLive)
{
    /// <summary>0 for no data.</summary>
    [LengthOf(nameof(Data), Null = 0)]
    public partial ushort DataLength { get; }

    /// <summary>What it holds, by its type; null for nothing.</summary>
    [DiscriminatedBy(nameof(Type))]
    public RecordData? Data { get; init; }
}
