namespace ProtoSockets.Schema;

/// <summary>A protocol: a class, its header or framing, and its messages.</summary>
internal sealed record ProtocolSpec
{
    public required TypeSpec Type { get; init; }

    public required int Version { get; init; }

    /// <summary>The oldest version that is spoken.</summary>
    public required int MinVersion { get; init; }

    /// <summary>The value of ProtoSockets.Carriers: 1 stream, 2 datagram.</summary>
    public required int Carriers { get; init; }

    public required int MaxFrameBytes { get; init; }

    /// <summary>The protocol's own header, or null.</summary>
    public required HeaderSpec? Header { get; init; }

    /// <summary>How frames are found on streams.</summary>
    public required FramingSpec Framing { get; init; }

    /// <summary>Set when verbs tell the messages apart.</summary>
    public VerbsSpec? Verbs { get; init; }

    /// <summary>The messages in the order of their declaration.</summary>
    public required EquatableArray<MessageSpec> Messages { get; init; }

    /// <summary>0 (replies come in the order of the requests, or are matched by their type), 16, 32 or 64; in bodies any number of whole bytes.</summary>
    public required int CorrelationBits { get; init; }

    /// <summary>Whether correlation ids are tokens of lines.</summary>
    public required bool CorrelationIsText { get; init; }

    /// <summary>What a connection can turn into.</summary>
    public PhaseSpec Phases { get; init; } = PhaseSpec.None;

    /// <summary>Names of generated members and types (<see cref="OptionalNames"/>) that the user has given to something else: those are left out.</summary>
    public EquatableArray<string> Taken { get; init; }

    /// <summary>Whether replies are matched by their message id, together with an id in their body where there is one.</summary>
    public required bool MatchesByType { get; init; }

    /// <summary>FNV-1a of the canonical text of all messages.</summary>
    public required ulong SchemaHash { get; init; }

    /// <summary>
    /// The protocol without requests whose reply is wrong: while somebody types a message, clients and servers are made of the others.
    /// </summary>
    public ProtocolSpec Complete() => this with
    {
        Messages = Messages
            .Where(message => message.Kind != MessageKind.Request || (Messages.Any(reply => reply.Kind == MessageKind.Reply && reply.FullName == message.ReplyType)
                && (message.Takes is null || Messages.Any(item => item.Kind == MessageKind.Item && item.FullName == message.Takes))))
            .ToEquatable(),
    };

    /// <summary>The header in front of a message, or null.</summary>
    public HeaderSpec? HeaderOf(MessageSpec message) => Header is { } header && header.IsOf(message.From) ? header : null;

    /// <summary>Whether messages travel in the default envelope.</summary>
    public bool UsesEnvelope => Framing is EnvelopeFraming;

    /// <summary>Whether the server sends requests, too.</summary>
    public bool ServerCalls => Messages.Any(message => message.Kind == MessageKind.Request && message.From != Side.Client);

    /// <summary>Whether there are calls that are answered by a stream, or send one.</summary>
    public bool StreamsCalls => Messages.Any(message => message.StreamsReplies || message.Takes is not null);

    /// <summary>Whether a peer's messages are handled one after the other: replies come in order, or silence has to be told from a reply that is late.</summary>
    public bool RepliesInOrder => (CorrelationBits == 0 && !MatchesByType) || Messages.Any(message => message.Replies == ReplyCount.OneOrNone);

    public bool HasStream => (Carriers & 1) != 0;

    /// <summary>Whether messages end with a member that streams.</summary>
    public bool HasStreams => Messages.Any(message => message.Record.Streamed is not null);

    public bool HasDatagram => (Carriers & 2) != 0;

    /// <summary>The refusal that the protocol declares, or null.</summary>
    public MessageSpec? ErrorReply => Messages.FirstOrDefault(message => message.Kind == MessageKind.Error);
}

/// <summary>The values are those of ProtoSockets.Runtime.FrameKind.</summary>
internal enum MessageKind
{
    OneWay = 1,
    Request = 2,
    Reply = 3,
    Error = 4,
    Item = 12,
}

/// <summary>The values are those of ProtoSockets.ReplyCount.</summary>
internal enum ReplyCount
{
    One,
    OneOrNone,
    Many,
}

/// <summary>A message of a protocol.</summary>
internal sealed record MessageSpec
{
    public required RecordSpec Record { get; init; }

    public required MessageKind Kind { get; init; }

    /// <summary>Who sends it: requests the client, replies and errors the server.</summary>
    public required Side From { get; init; }

    /// <summary>Its id, or null when it has none (of its own).</summary>
    public required MessageIdSpec? Id { get; init; }

    /// <summary>What the message begins with, in a protocol with verbs; none for the one that begins with anything else.</summary>
    public EquatableArray<string> Verbs { get; init; }

    /// <summary>For a request: the full name of its reply.</summary>
    public string? ReplyType { get; init; }

    /// <summary>For a request: how many replies it gets.</summary>
    public ReplyCount Replies { get; init; }

    /// <summary>For a request: whether its replies are a stream of the default envelope, which needs no last one.</summary>
    public bool StreamsReplies { get; init; }

    /// <summary>For a request: the full name of the items of the stream that is sent with it; null for none.</summary>
    public string? Takes { get; init; }

    /// <summary>For a request: whether doing it twice does no more than doing it once.</summary>
    public bool IsIdempotent { get; init; }

    /// <summary>For a reply: the bool member that is true for the last of many.</summary>
    public string? Last { get; init; }

    /// <summary>For an error: the bool member of the header that tells it.</summary>
    public string? ErrorWhen { get; init; }

    /// <summary>For a reply or error without an id of its own: the ids that it carries, those of the requests that it answers.</summary>
    public EquatableArray<MessageIdSpec> AnsweredIds { get; init; }

    /// <summary>For a request: the member that tells which case a union in the reply is; else null.</summary>
    public CallTagSpec? CallTag { get; init; }

    /// <summary>For a reply: whether its request tells which case a union in it is.</summary>
    public bool TakesCallTag => Record.Members.Any(member => member.Tagged is { Source.Place: TagPlace.Request });

    /// <summary>Members of the header that have one value in this message.</summary>
    public EquatableArray<HeaderValueSpec> HeaderValues { get; init; }

    /// <summary>The member of the header that tells this message from others of the same id, and its value; null when there are no others.</summary>
    public HeaderValueSpec? Told { get; init; }

    /// <summary>The member of the body that ties a reply to its request, or null.</summary>
    public CorrelationSpec? Correlation { get; init; }

    /// <summary>Whether its replies, or it as a reply, are matched by the message id.</summary>
    public bool IsMatchedByType { get; init; }

    /// <summary>The versions that have it; null for all.</summary>
    public VersionSpec? Versions { get; init; }

    /// <summary>Whether its bytes depend on the version.</summary>
    public bool IsVersioned => Versions is not null || Record.IsVersioned;

    /// <summary>The number by which the engine knows the message: its id, with the value that tells it from others of that id above it.</summary>
    public long RouteId => Told is null ? Id!.Value : Id!.Value | ((Told.Value + 1) << 32);

    /// <summary>For a message that is a union of several: how it is told; else null.</summary>
    public MessageUnionSpec? Union { get; init; }

    /// <summary>For a one-way message: the full name of the request whose replies answer it, too; else null.</summary>
    public string? AnsweredBy { get; init; }

    /// <summary>What it is dispatched by.</summary>
    public IEnumerable<long> RouteIds => Id is not null ? [RouteId] : Union is not null ? AnsweredIds.Select(id => id.Value) : [];

    public string Name => Record.Type.Name;

    public string FullName => Record.Type.FullName;
}

/// <summary>A member of a request that tells which case a union in the reply is.</summary>
/// <param name="Name">The member.</param>
/// <param name="IsBoolean">Whether it is a bool.</param>
internal sealed record CallTagSpec(string Name, bool IsBoolean);

/// <summary>What the messages of a protocol begin with, where that tells them apart.</summary>
/// <param name="IgnoreCase">Whether letters may have either case.</param>
internal sealed record VerbsSpec(bool IgnoreCase)
{
    /// <summary>What may stand in front of the beginning; null for nothing.</summary>
    public FrontSpec? Front { get; init; }
}

/// <summary>Records that may stand in front of a message's beginning.</summary>
/// <param name="TypeName">Their type.</param>
/// <param name="From">In front of whose messages.</param>
internal sealed record FrontSpec(string TypeName, Side From);

/// <summary>A message that is a union of several, told by the message id in the header.</summary>
/// <param name="Tag">The union's property for its tag.</param>
internal sealed record MessageUnionSpec(string Tag);

/// <summary>A message id.</summary>
/// <param name="Value">Its value.</param>
/// <param name="Expression">The value as C# code of the header member's type: <c>7</c>, or <c>global::Samples.Opcode.Get</c>, or a cast.</param>
internal sealed record MessageIdSpec(long Value, string Expression);

/// <summary>A protocol's own header.</summary>
internal sealed record HeaderSpec
{
    public required RecordSpec Record { get; init; }

    /// <summary>The member that tells the messages apart, or null.</summary>
    public required MemberSpec? MessageId { get; init; }

    /// <summary>The member that ties replies to requests, or null.</summary>
    public required MemberSpec? CorrelationId { get; init; }

    /// <summary>The member that says how long the frame is, or null.</summary>
    public required FrameLengthSpec? FrameLength { get; init; }

    /// <summary>Whether messages behind it end with a member that streams, so that its lengths count more than a buffer holds.</summary>
    public bool HasStreams { get; init; }

    /// <summary>Whose messages it stands in front of.</summary>
    public Side From { get; init; }

    /// <summary>Whether it stands in front of a message.</summary>
    /// <param name="sender">Who sends the message.</param>
    public bool IsOf(Side sender) => From == Side.Both || From == sender;

    /// <summary>The header's size, a length field of variable size not counted: the rest is fixed.</summary>
    public int Bytes => Record.Size.Minimum - (VarInt is null ? 0 : 1);

    /// <summary>The form of the frame's length where that is an integer of variable length, else null.</summary>
    public VarIntForm? VarInt => FrameLength?.VarInt;

    /// <summary>The bytes that a message takes, header and body.</summary>
    public SizeSpec SizeWith(SizeSpec body) => body + (FrameLength is { VarInt: { } form } length
        ? new SizeSpec(Bytes + Width(form, length, body.Minimum), body.Maximum is { } most ? Bytes + Width(form, length, most) : null)
        : SizeSpec.Fixed(Bytes));

    private int Width(VarIntForm form, FrameLengthSpec length, int body) => VarInts.Size(form.Format, Math.Max(0, (long)body + Bytes - length.Add));
}

/// <summary>Where the header says how long the frame is.</summary>
/// <param name="Member">The member's name.</param>
/// <param name="Primitive">Its type.</param>
/// <param name="Offset">Its offset from the start of the header.</param>
/// <param name="Width">Its width in bytes.</param>
/// <param name="Order">Its byte order.</param>
/// <param name="Add">What to add to its value to get the length of the whole frame; where its size is variable, its own size comes on top.</param>
internal sealed record FrameLengthSpec(string Member, PrimitiveKind Primitive, int Offset, int Width, ByteOrder Order, int Add)
{
    /// <summary>Where the member stands that chooses its byte order at run time; null where that is known.</summary>
    public OrderPlaceSpec? Chooser { get; init; }

    /// <summary>Its form where it is an integer of variable length, else null. <see cref="Width"/> is 0 then.</summary>
    public VarIntForm? VarInt { get; init; }
}

/// <summary>How frames are found on streams.</summary>
internal abstract record FramingSpec;

/// <summary>The default envelope.</summary>
internal sealed record EnvelopeFraming : FramingSpec;

/// <summary>The header's own length.</summary>
internal sealed record HeaderFraming : FramingSpec;

/// <summary>A length of fixed width in front of each frame.</summary>
internal sealed record LengthPrefixFraming(FixedPrefix Prefix) : FramingSpec;

/// <summary>A length of variable length in front of each frame.</summary>
internal sealed record VarIntPrefixFraming(VarIntFormat Format) : FramingSpec;

/// <summary>Bytes that end each frame.</summary>
internal sealed record DelimiterFraming(EquatableArray<byte> Delimiter) : FramingSpec;

/// <summary>Frames of one size.</summary>
internal sealed record FixedSizeFraming(int Bytes) : FramingSpec;

/// <summary>The user's own framer.</summary>
internal sealed record CustomFraming(string FramerType) : FramingSpec;

/// <summary>None: datagrams only.</summary>
internal sealed record NoFraming : FramingSpec;

/// <summary>A frame ends where its message ends.</summary>
internal sealed record SelfDelimitingFraming : FramingSpec;
