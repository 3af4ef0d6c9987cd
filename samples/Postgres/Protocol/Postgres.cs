using ProtoSockets;

namespace PostgresSample;

/// <summary>
/// The main phase: queries (PostgreSQL 15 documentation, sections 55.2.2 to 55.2.9 and 55.7).
/// <code>
/// offset size
///      0    1  type
///      1    4  length of what follows, these bytes included
/// </code>
/// </summary>
[Protocol(MaxFrameBytes = 64 << 20)]
public sealed partial class Postgres
{
    /// <summary>The header of all messages.</summary>
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Type { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Rest, Bias = 4)]
        public partial int Length { get; }
    }

    /// <summary>Simple query: any number of statements.</summary>
    [Request<QueryReply>('Q', Replies = ReplyCount.Many)]
    public readonly partial record struct Query([NullTerminated, MaxBytes(16 << 20)] string Sql);

    /// <summary>Ends a batch of the messages of an extended query. The replies to all of them come up to its own.</summary>
    [Request<QueryReply>('S', Replies = ReplyCount.Many)]
    public readonly partial record struct Sync;

    /// <summary>Makes a prepared statement. Behind an error, what follows up to the <see cref="Sync"/> is skipped.</summary>
    [Message('P', From = Side.Client, AnsweredBy = typeof(Sync))]
    public readonly partial record struct Parse(
        [NullTerminated, MaxBytes(255)] string Statement, [NullTerminated, MaxBytes(16 << 20)] string Sql, [CountPrefixed<ushort>] uint[] ParameterTypes);

    /// <summary>Makes a portal: a statement with its parameters.</summary>
    [Message('B', From = Side.Client, AnsweredBy = typeof(Sync))]
    public readonly partial record struct Bind(
        [NullTerminated, MaxBytes(255)] string Portal,
        [NullTerminated, MaxBytes(255)] string Statement,
        [CountPrefixed<ushort>] Format[] ParameterFormats,
        [CountPrefixed<ushort>] Datum[] Parameters,
        [CountPrefixed<ushort>] Format[] ResultFormats);

    /// <summary>Asks what a statement or a portal gives.</summary>
    [Message('D', From = Side.Client, AnsweredBy = typeof(Sync))]
    public readonly partial record struct Describe(ObjectKind Kind, [NullTerminated, MaxBytes(255)] string Name);

    /// <summary>Runs a portal.</summary>
    /// <param name="Portal">Which one.</param>
    /// <param name="MaxRows">After how many rows to pause; 0 for never.</param>
    [Message('E', From = Side.Client, AnsweredBy = typeof(Sync))]
    public readonly partial record struct Execute([NullTerminated, MaxBytes(255)] string Portal, int MaxRows);

    /// <summary>Drops a statement or a portal.</summary>
    [Message('C', From = Side.Client, AnsweredBy = typeof(Sync))]
    public readonly partial record struct Close(ObjectKind Kind, [NullTerminated, MaxBytes(255)] string Name);

    /// <summary>Asks for the replies so far.</summary>
    [Message('H', From = Side.Client, AnsweredBy = typeof(Sync))]
    public readonly partial record struct Flush;

    /// <summary>CopyData to the server, while a COPY FROM STDIN waits for it.</summary>
    [Message('d', From = Side.Client)]
    public readonly partial record struct CopyData([Remaining] ReadOnlyMemory<byte> Data);

    /// <summary>CopyDone: that was all.</summary>
    [Message('c', From = Side.Client)]
    public readonly partial record struct CopyDone;

    /// <summary>CopyFail: forget it.</summary>
    [Message('f', From = Side.Client)]
    public readonly partial record struct CopyFail([NullTerminated, MaxBytes(8192)] string Reason);

    /// <summary>Terminate.</summary>
    [Message('X', From = Side.Client)]
    public readonly partial record struct Terminate;

    /// <summary>NoticeResponse: at any time.</summary>
    [Message('N', From = Side.Server)]
    public readonly partial record struct Notice([EndsWith(0), MaxCount(64)] ReportField[] Fields);

    /// <summary>NotificationResponse: at any time; what LISTEN asked for.</summary>
    [Message('A', From = Side.Server)]
    public readonly partial record struct Notification(int ProcessId, [NullTerminated, MaxBytes(255)] string Channel, [NullTerminated, MaxBytes(8192)] string Payload);

    /// <summary>ParameterStatus: at any time.</summary>
    [Message('S', From = Side.Server)]
    public readonly partial record struct ParameterStatus([NullTerminated, MaxBytes(255)] string Name, [NullTerminated, MaxBytes(8192)] string Value);

    /// <summary>One of the replies to a query, up to the <see cref="Ready"/> that ends them.</summary>
    [Reply(Last = nameof(QueryReply.IsLast)), WireUnion]
    public readonly partial struct QueryReply
    {
        /// <summary>The header's type byte.</summary>
        [Discriminator, NotOnWire]
        public partial byte Type { get; }

        /// <summary>Whether the server is ready for the next query: this is the last reply.</summary>
        public bool IsLast => Kind == CaseKind.Ready;

        /// <summary>RowDescription: the columns of the rows that follow.</summary>
        [Case('T')]
        public readonly partial record struct RowDescription([CountPrefixed<ushort>] Column[] Columns);

        /// <summary>DataRow.</summary>
        [Case('D')]
        public readonly partial record struct Row([CountPrefixed<ushort>] Datum[] Values);

        /// <summary>CommandComplete: a statement is done.</summary>
        [Case('C')]
        public readonly partial record struct Complete([NullTerminated, MaxBytes(255)] string Tag);

        /// <summary>EmptyQueryResponse.</summary>
        [Case('I')]
        public readonly partial record struct Empty;

        /// <summary>ErrorResponse.</summary>
        [Case('E')]
        public readonly partial record struct Error([EndsWith(0), MaxCount(64)] ReportField[] Fields);

        /// <summary>CopyInResponse: the server waits for <see cref="CopyData"/>.</summary>
        [Case('G')]
        public readonly partial record struct CopyIn(byte Overall, [CountPrefixed<ushort>] Format[] Formats);

        /// <summary>CopyOutResponse: rows follow as <see cref="CopyRow"/>.</summary>
        [Case('H')]
        public readonly partial record struct CopyOut(byte Overall, [CountPrefixed<ushort>] Format[] Formats);

        /// <summary>CopyBothResponse, of replication.</summary>
        [Case('W')]
        public readonly partial record struct CopyBoth(byte Overall, [CountPrefixed<ushort>] Format[] Formats);

        /// <summary>CopyData from the server.</summary>
        [Case('d')]
        public readonly partial record struct CopyRow([Remaining] ReadOnlyMemory<byte> Data);

        /// <summary>CopyDone from the server.</summary>
        [Case('c')]
        public readonly partial record struct CopyEnd;

        [Case('1')]
        public readonly partial record struct ParseComplete;

        [Case('2')]
        public readonly partial record struct BindComplete;

        [Case('3')]
        public readonly partial record struct CloseComplete;

        /// <summary>ParameterDescription: the types of a statement's parameters.</summary>
        [Case('t')]
        public readonly partial record struct ParameterDescription([CountPrefixed<ushort>] uint[] Types);

        /// <summary>NoData: a statement without rows.</summary>
        [Case('n')]
        public readonly partial record struct NoData;

        /// <summary>PortalSuspended: there are more rows than were asked for.</summary>
        [Case('s')]
        public readonly partial record struct Suspended;

        /// <summary>ReadyForQuery.</summary>
        [Case('Z')]
        public readonly partial record struct Ready(TransactionStatus Status);
    }

    /// <summary>A column of a row.</summary>
    [WireStruct]
    public readonly partial record struct Column(
        [NullTerminated, MaxBytes(255)] string Name, uint TableId, short Number, uint TypeId, short TypeSize, int TypeModifier, Format Format);
}

/// <summary>How a value is written.</summary>
public enum Format : short
{
    Text = 0,
    Binary = 1,
}

/// <summary>What Describe and Close are about.</summary>
public enum ObjectKind : byte
{
    Statement = (byte)'S',
    Portal = (byte)'P',
}
