namespace ProtoSockets.Tests.Records;

/// <summary>A header with lengths of sections, as memcached's binary protocol has.</summary>
[Protocol(Version = 2, MaxFrameBytes = 4096)]
public sealed partial class Store
{
    public enum Opcode : byte
    {
        Get = 0,
        Set = 1,
        GetQuietly = 9,
    }

    [Header]
    public readonly partial record struct Header
    {
        [Magic(0x80, From = Side.Client), Magic(0x81, From = Side.Server)]
        [MessageId]
        public Opcode Opcode { get; init; }

        [LengthOf("Key")]
        public partial ushort KeyLength { get; }

        [LengthOf("Extras")]
        public partial byte ExtrasLength { get; }

        public byte DataType { get; init; }

        public ushort Status { get; init; }

        [LengthOf("Extras", "Key", "Value"), FrameLength]
        public partial uint BodyLength { get; }

        [CorrelationId]
        public uint Opaque { get; init; }

        public ulong Cas { get; init; }

        public bool IsError => Status != 0;
    }

    [Request<GetReply>(Opcode.Get)]
    public readonly partial record struct Get([MaxBytes(250)] ReadOnlyMemory<byte> Key);

    [Request<GetReply>(Opcode.GetQuietly, Replies = ReplyCount.OneOrNone)]
    public readonly partial record struct GetQuietly([MaxBytes(250)] ReadOnlyMemory<byte> Key);

    [Reply]
    public readonly partial record struct GetReply([Section("Extras")] uint Flags, ReadOnlyMemory<byte> Value, [InHeader] ulong Cas);

    [Request<SetReply>(Opcode.Set)]
    public readonly partial record struct Set(
        [Section("Extras")] uint Flags, [Section("Extras")] uint Expiration, [MaxBytes(250)] ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);

    [Reply]
    public readonly partial record struct SetReply([InHeader("Cas")] ulong Version);

    [ErrorReply(When = nameof(Header.IsError))]
    public readonly partial record struct Failure(Utf8Text Value, [InHeader] ushort Status);
}

/// <summary>A header with counts, as DNS has; behind a prefix on streams.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 512), LengthPrefixed<ushort>]
public sealed partial class Resolver
{
    [Header]
    public readonly partial record struct Header
    {
        [CorrelationId]
        public ushort Id { get; init; }

        [Bits(1)]
        public bool IsResponse { get; init; }

        [Bits(15)]
        public ushort Code { get; init; }

        [CountOf("Questions")]
        public partial ushort QuestionCount { get; }

        [CountOf("Answers")]
        public partial ushort AnswerCount { get; }
    }

    [WireStruct]
    public readonly partial record struct Entry(ushort Value);

    [Request<Response>]
    public readonly partial record struct Query(WireList<Entry> Questions);

    [Reply]
    public readonly partial record struct Response(WireList<Entry> Questions, WireList<Entry> Answers)
    {
        [InHeader]
        public bool IsResponse { get; init; } = true;
    }
}

/// <summary>The default envelope.</summary>
[Protocol]
public sealed partial class Room
{
    [Request<Joined>(1)]
    public readonly partial record struct Join([MaxBytes(32)] string Nick);

    [Reply]
    public readonly partial record struct Joined(byte Member);

    [Message(3, From = Side.Client)]
    public readonly partial record struct Say([MaxBytes(512)] Utf8Text Text);
}

/// <summary>Frames that end with a line.</summary>
[Protocol, Delimited("\r\n")]
public sealed partial class Lines
{
    [Request<Result>]
    public readonly partial record struct Command([Remaining] Utf8Text Text);

    [Reply]
    public readonly partial record struct Result([Remaining] Utf8Text Text);
}

/// <summary>A tag, and a length that counts itself and not the tag, as PostgreSQL has.</summary>
[Protocol]
public sealed partial class Tagged
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Tag { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Frame, Bias = -1)]
        public partial uint Length { get; }
    }

    [Request<Done>('Q')]
    public readonly partial record struct Query([NullTerminated, MaxBytes(1000)] string Sql);

    [Reply('C')]
    public readonly partial record struct Done([NullTerminated, MaxBytes(64)] string Text);
}
