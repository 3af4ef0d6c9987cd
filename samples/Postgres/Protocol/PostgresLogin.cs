using ProtoSockets;

namespace PostgresSample;

/// <summary>
/// The second phase: who is it? (sections 55.2.1, 55.3 and 55.7). From here on every message has a type byte and a length, which counts itself.
/// </summary>
[Protocol(MaxFrameBytes = 1 << 20)]
[ContinuesAs<Postgres>]
public sealed partial class PostgresLogin
{
    /// <summary>The header of all tagged messages.</summary>
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Type { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Rest, Bias = 4)]
        public partial int Length { get; }
    }

    /// <summary>PasswordMessage, SASLInitialResponse, SASLResponse: which one it is, is known from the question.</summary>
    [Message('p', From = Side.Client)]
    public readonly partial record struct Credentials([Remaining] ReadOnlyMemory<byte> Content);

    /// <summary>A password, in clear or hashed.</summary>
    [WireStruct]
    public readonly partial record struct Password([NullTerminated, MaxBytes(4096)] string Text);

    /// <summary>The first answer to SASL: the mechanism that was chosen, and its first message.</summary>
    [WireStruct]
    public readonly partial record struct SaslInitial(
        [NullTerminated, MaxBytes(255)] string Mechanism, [LengthPrefixed<int>, MaxBytes(65_536)] ReadOnlyMemory<byte> Data);

    /// <summary>Whatever the server says while it gets to know the client.</summary>
    [Message(From = Side.Server), WireUnion]
    public readonly partial struct Said
    {
        /// <summary>The header's type byte.</summary>
        [Discriminator, NotOnWire]
        public partial byte Type { get; }

        /// <summary>Authentication...: how it wants to know, or that it does.</summary>
        [Case('R')]
        public readonly partial record struct Authentication(Question Question);

        /// <summary>ErrorResponse: no. The server closes.</summary>
        [Case('E')]
        public readonly partial record struct Error([EndsWith(0), MaxCount(64)] ReportField[] Fields);

        /// <summary>NoticeResponse.</summary>
        [Case('N')]
        public readonly partial record struct Notice([EndsWith(0), MaxCount(64)] ReportField[] Fields);

        /// <summary>NegotiateProtocolVersion: the newest minor version that it speaks, and the options that it does not know.</summary>
        [Case('v')]
        public readonly partial record struct Negotiate(int Newest, [CountPrefixed<int>, MaxCount(1000)] Name[] Unknown);

        /// <summary>ParameterStatus.</summary>
        [Case('S')]
        public readonly partial record struct Parameter([NullTerminated, MaxBytes(255)] string Name, [NullTerminated, MaxBytes(8192)] string Value);

        /// <summary>BackendKeyData: what a <see cref="PostgresOpening.Cancel"/> has to show.</summary>
        [Case('K')]
        public readonly partial record struct Key(int ProcessId, int SecretKey);

        /// <summary>ReadyForQuery: the next phase begins.</summary>
        [Case('Z')]
        public readonly partial record struct Ready(TransactionStatus Status);
    }

    /// <summary>What an Authentication message asks for.</summary>
    [WireUnion]
    public readonly partial struct Question
    {
        [Discriminator]
        public partial int Code { get; }

        /// <summary>AuthenticationOk.</summary>
        [Case(0)]
        public readonly partial record struct Nothing;

        /// <summary>AuthenticationCleartextPassword.</summary>
        [Case(3)]
        public readonly partial record struct CleartextPassword;

        /// <summary>AuthenticationMD5Password.</summary>
        [Case(5)]
        public readonly partial record struct Md5Password([FixedBytes(4)] ReadOnlyMemory<byte> Salt);

        /// <summary>AuthenticationSASL: the names of the mechanisms, and a zero at the end.</summary>
        [Case(10)]
        public readonly partial record struct Sasl([EndsWith(0), MaxCount(100)] Name[] Mechanisms);

        /// <summary>AuthenticationSASLContinue.</summary>
        [Case(11)]
        public readonly partial record struct SaslContinue([Remaining] ReadOnlyMemory<byte> Data);

        /// <summary>AuthenticationSASLFinal.</summary>
        [Case(12)]
        public readonly partial record struct SaslFinal([Remaining] ReadOnlyMemory<byte> Data);

        /// <summary>GSSAPI, SSPI and whatever is still to come.</summary>
        [UnknownCase]
        public readonly partial record struct Other([Discriminator] int Code, [Remaining] ReadOnlyMemory<byte> Data);
    }

    /// <summary>A name in a list of names.</summary>
    [WireStruct]
    public readonly partial record struct Name([NullTerminated, MaxBytes(255)] string Text);
}
