using ProtoSockets;

namespace PostgresSample;

/// <summary>
/// The first phase of a PostgreSQL connection (PostgreSQL 15 documentation, sections 55.2.1, 55.2.10 and 55.7): messages without a type byte, told apart by the
/// code behind their length; the server answers a request to encrypt with one bare byte.
/// <code>
/// client: offset size                                  server: offset size
///              0    4  length, these bytes included                 0    1  'S' or 'G': go on; 'N': no
///              4    4  code
/// </code>
/// </summary>
[Protocol(MaxFrameBytes = 10_000)]
[LengthPrefixed<int>(IncludesSelf = true, From = Side.Client)]
[FixedSize(1, From = Side.Server)]
[UpgradesToTls]
[ContinuesAs<PostgresLogin>]
public sealed partial class PostgresOpening
{
    /// <summary>What stands behind the length.</summary>
    [Header(From = Side.Client)]
    public readonly partial record struct Header
    {
        /// <summary>A version of the protocol, or one of the codes that no version will have: 1234 in the upper 16 bits.</summary>
        [MessageId]
        public OpeningCode Code { get; init; }
    }

    /// <summary>SSLRequest: encrypt the connection?</summary>
    [Request<Consent>(OpeningCode.SslRequest)]
    public readonly partial record struct AskForTls;

    /// <summary>GSSENCRequest: encrypt the connection by GSSAPI?</summary>
    [Request<Consent>(OpeningCode.GssEncRequest)]
    public readonly partial record struct AskForGss;

    /// <summary>The answer to either.</summary>
    [Reply]
    public readonly partial record struct Consent(byte Letter)
    {
        /// <summary>Whether TLS begins behind this byte.</summary>
        public bool IsTls => Letter == 'S';
    }

    /// <summary>CancelRequest: end what another connection is doing. The server says nothing, and closes.</summary>
    [Message(OpeningCode.CancelRequest, From = Side.Client)]
    public readonly partial record struct Cancel(int ProcessId, int SecretKey);

    /// <summary>StartupMessage. The answer is the next phase's.</summary>
    [Message(OpeningCode.Version30, From = Side.Client)]
    public readonly partial record struct Startup([EndsWith(0), MaxCount(1000)] Parameter[] Parameters);

    /// <summary>StartupMessage of a later minor version, which servers answer with NegotiateProtocolVersion.</summary>
    [Message(OpeningCode.Version35, From = Side.Client)]
    public readonly partial record struct LaterStartup([EndsWith(0), MaxCount(1000)] Parameter[] Parameters);

    /// <summary>A name and its value. The list of them ends with a zero in the place of a name.</summary>
    [WireStruct]
    public readonly partial record struct Parameter([NullTerminated, MaxBytes(255)] string Name, [NullTerminated, MaxBytes(8192)] string Value);
}

/// <summary>The codes of the first messages.</summary>
public enum OpeningCode
{
    Version30 = 3 << 16,
    Version35 = (3 << 16) + 5,
    CancelRequest = (1234 << 16) + 5678,
    SslRequest = (1234 << 16) + 5679,
    GssEncRequest = (1234 << 16) + 5680,
}
