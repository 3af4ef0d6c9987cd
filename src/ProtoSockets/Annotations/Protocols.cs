namespace ProtoSockets;

/// <summary>An end of a conversation: the one that asked for it, or the one that was asked.</summary>
public enum Side
{
    /// <summary>Both sides, or: either one.</summary>
    Both = 0,

    /// <summary>The side that connects.</summary>
    Client = 1,

    /// <summary>The side that is bound and waits.</summary>
    Server = 2,
}

/// <summary>What carries a protocol's frames.</summary>
[Flags]
public enum Carriers
{
    /// <summary>A stream of bytes: TCP, TLS, Unix stream sockets. Frames are found by the protocol's framing.</summary>
    Stream = 1,

    /// <summary>Datagrams: UDP, Unix datagram sockets. One datagram is one frame; stream framing is left out.</summary>
    Datagram = 2,
}

/// <summary>
/// Makes a partial class a protocol. The messages are the records nested in it; the generator adds <c>Client</c>, <c>Server</c>, <c>Session</c>,
/// <c>IServerHandler</c> and <c>IClientHandler</c> beside them. Byte order is big-endian (network order) unless <see cref="LittleEndianAttribute"/> says otherwise.
/// A protocol that declares neither a <see cref="HeaderAttribute"/> nor a framing gets the default envelope (docs/wire-format.md).
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ProtocolAttribute : Attribute
{
    /// <summary>
    /// The newest version that is spoken. In the default envelope it is exchanged in the handshake, and peers speak the lower of their newest versions. Peers that have
    /// no version in common are refused.
    /// </summary>
    public ushort Version { get; set; } = 1;

    /// <summary>
    /// The oldest version that is spoken. Default 0: <see cref="Version"/> alone. Where a message has a <see cref="ProtocolVersionAttribute"/>, a connection speaks the oldest
    /// until that message has come.
    /// </summary>
    public ushort MinVersion { get; set; }

    /// <summary>What may carry the protocol. <see cref="Carriers.Datagram"/> makes PSOCK1004 check that every message fits a datagram.</summary>
    public Carriers Carriers { get; set; } = Carriers.Stream;

    /// <summary>
    /// A reply answers the oldest request that waits for a message of its id: for protocols whose header ties them together by nothing else, and whose replies
    /// don't come in the order of the requests. Needless where a body has a <see cref="CorrelationIdAttribute"/>.
    /// </summary>
    public bool MatchRepliesByType { get; set; }

    /// <summary>
    /// The messages are meant to be read without allocating anything. PSOCK3007 names the members that do: owned text and arrays. What the code does is the same either way.
    /// </summary>
    public bool AllocationFree { get; set; }

    /// <summary>The largest frame that either side accepts, in bytes, header included. Default 1 MiB.</summary>
    public int MaxFrameBytes { get; set; } = 1 << 20;
}

/// <summary>Gives a partial record a wire form of its own: <c>TryRead</c>, <c>Write</c>, <c>GetSize</c> and, where it is known, <c>MaxSize</c>.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class WireStructAttribute : Attribute;

/// <summary>The record in front of every message of the protocol that it is nested in. It has a fixed size.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class HeaderAttribute : Attribute
{
    /// <summary>Whose messages it stands in front of; the other side's have none. Default both.</summary>
    public Side From { get; set; }
}

/// <summary>A one-way message: sent without an answer, and pushed to the other side's handler.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class MessageAttribute : Attribute
{
    /// <summary>A message without an id: the only one-way message of its direction.</summary>
    public MessageAttribute()
    {
    }

    /// <summary>A message known by its id.</summary>
    /// <param name="id">An integer or enum constant that fits the header's <see cref="MessageIdAttribute"/> member.</param>
    public MessageAttribute(object id) => Id = id;

    /// <summary>A message known by what it begins with, in a text protocol. In a <see cref="LineAttribute"/> that is the first token.</summary>
    /// <param name="verb">ASCII text: <c>"PUB"</c>.</param>
    /// <param name="others">Further beginnings of the same message; a <see cref="VerbAttribute"/> member says which one it has.</param>
    public MessageAttribute(string verb, params string[] others)
    {
        Id = verb;
        Verbs = [verb, .. others];
    }

    /// <summary>The id on the wire, or null.</summary>
    public object? Id { get; }

    /// <summary>What the message begins with, in a text protocol.</summary>
    public string[] Verbs { get; } = [];

    /// <summary>Who sends it. Default both.</summary>
    public Side From { get; set; }

    /// <summary>
    /// The request whose replies answer this message, too (PostgreSQL's Parse, Bind and Execute, answered up to the Sync behind them). The client sends it only in one piece with
    /// that request, which has <see cref="ReplyCount.Many"/> replies: <c>client.SyncAsync(batch => batch.Parse(...), new())</c>.
    /// </summary>
    public Type? AnsweredBy { get; set; }
}

/// <summary>How many replies a request gets.</summary>
public enum ReplyCount
{
    /// <summary>Exactly one.</summary>
    One,

    /// <summary>
    /// One, or silence: the call ends without a reply when a later call on the same connection, one that is always answered, gets its reply
    /// (memcached's quiet operations).
    /// </summary>
    OneOrNone,

    /// <summary>
    /// Any number, ended by the first for which the member named by <see cref="ReplyAttribute.Last"/> is true. In the default envelope that need not be named: the replies then are a stream, which ends
    /// when the handler does, and of which the server sends no more than the client has room for.
    /// </summary>
    Many,
}

/// <summary>A message that one side sends, the client unless said otherwise, and the other answers with a <typeparamref name="TReply"/>.</summary>
/// <typeparam name="TReply">The answer: a record of the same protocol marked with <see cref="ReplyAttribute"/>.</typeparam>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class RequestAttribute<TReply> : Attribute
{
    /// <summary>A request without an id: the only request of the protocol.</summary>
    public RequestAttribute()
    {
    }

    /// <summary>A request known by its id.</summary>
    /// <param name="id">An integer or enum constant that fits the header's <see cref="MessageIdAttribute"/> member.</param>
    public RequestAttribute(object id) => Id = id;

    /// <summary>A request known by what it begins with, in a text protocol. In a <see cref="LineAttribute"/> that is the first token.</summary>
    /// <param name="verb">ASCII text: <c>"PUB"</c>.</param>
    /// <param name="others">Further beginnings of the same message; a <see cref="VerbAttribute"/> member says which one it has.</param>
    public RequestAttribute(string verb, params string[] others)
    {
        Id = verb;
        Verbs = [verb, .. others];
    }

    /// <summary>The id on the wire, or null.</summary>
    public object? Id { get; }

    /// <summary>What the message begins with, in a text protocol.</summary>
    public string[] Verbs { get; } = [];

    /// <summary>How many replies it gets. Default one.</summary>
    public ReplyCount Replies { get; set; }

    /// <summary>
    /// The items of the stream that the client sends with it: a record of the same protocol marked with <see cref="ItemAttribute"/>. The handler gets them as an <see cref="IAsyncEnumerable{T}"/>. Needs the
    /// default envelope, over streams.
    /// </summary>
    public Type? Takes { get; set; }

    /// <summary>
    /// Who sends it. Default the client. <see cref="Side.Server"/> and <see cref="Side.Both"/> give the generated session a method to call it with, and the client's
    /// handler one to answer it; such a request gets one reply, over a stream.
    /// </summary>
    public Side From { get; set; } = Side.Client;
}

/// <summary>
/// The answer to one or several kinds of request. On a <see cref="WireUnionAttribute"/> whose tag is <see cref="NotOnWireAttribute"/>: any of its cases, told by the header's
/// <see cref="MessageIdAttribute"/> member.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ReplyAttribute : Attribute
{
    /// <summary>A reply that carries the id of the request it answers, or none.</summary>
    public ReplyAttribute()
    {
    }

    /// <summary>A reply known by its own id.</summary>
    /// <param name="id">An integer or enum constant that fits the header's <see cref="MessageIdAttribute"/> member.</param>
    public ReplyAttribute(object id) => Id = id;

    /// <summary>A reply known by what it begins with, in a text protocol. In a <see cref="LineAttribute"/> that is the first token.</summary>
    /// <param name="verb">ASCII text: <c>"PUB"</c>.</param>
    /// <param name="others">Further beginnings of the same message; a <see cref="VerbAttribute"/> member says which one it has.</param>
    public ReplyAttribute(string verb, params string[] others)
    {
        Id = verb;
        Verbs = [verb, .. others];
    }

    /// <summary>The id on the wire, or null.</summary>
    public object? Id { get; }

    /// <summary>What the message begins with, in a text protocol.</summary>
    public string[] Verbs { get; } = [];

    /// <summary>For <see cref="ReplyCount.Many"/>: the name of a bool member of the reply that is true for the last one. Use <c>nameof</c>.</summary>
    public string? Last { get; set; }
}

/// <summary>
/// The answer of a server that refuses a request. Calls then come in two forms: <c>GetAsync</c> throws a <see cref="CallRefusedException"/> that carries
/// it, <c>TryGetAsync</c> returns it in a <see cref="CallResult{TReply, TError}"/>. At most one a protocol.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class ErrorReplyAttribute : Attribute
{
    /// <summary>An error told from other replies by <see cref="When"/>; it carries the id of the request it answers, or none.</summary>
    public ErrorReplyAttribute()
    {
    }

    /// <summary>An error told from other replies by its own id.</summary>
    /// <param name="id">An integer or enum constant that fits the header's <see cref="MessageIdAttribute"/> member.</param>
    public ErrorReplyAttribute(object id) => Id = id;

    /// <summary>An error known by what it begins with, in a text protocol. In a <see cref="LineAttribute"/> that is the first token.</summary>
    /// <param name="verb">ASCII text: <c>"PUB"</c>.</param>
    /// <param name="others">Further beginnings of the same message; a <see cref="VerbAttribute"/> member says which one it has.</param>
    public ErrorReplyAttribute(string verb, params string[] others)
    {
        Id = verb;
        Verbs = [verb, .. others];
    }

    /// <summary>The id on the wire, or null.</summary>
    public object? Id { get; }

    /// <summary>What the message begins with, in a text protocol.</summary>
    public string[] Verbs { get; } = [];

    /// <summary>The name of a bool member of the header that is true when the reply is an error. Use <c>nameof(Header.IsError)</c>.</summary>
    public string? When { get; set; }
}
