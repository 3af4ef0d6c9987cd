namespace ProtoSockets.Runtime;

/// <summary>What kind of frame it is.</summary>
public enum FrameKind : byte
{
    /// <summary>None of the kinds that the protocol declares for its sender.</summary>
    Unknown = 0,

    /// <summary>A one-way message.</summary>
    Message = 1,

    /// <summary>A request.</summary>
    Request = 2,

    /// <summary>The reply to a request.</summary>
    Reply = 3,

    /// <summary>The refusal of a request.</summary>
    Error = 4,

    /// <summary>The default envelope's handshake.</summary>
    Hello = 5,

    /// <summary>The default envelope's farewell: the sender will answer no further requests.</summary>
    Goodbye = 6,

    /// <summary>In the default envelope: the client no longer waits for the reply to a request.</summary>
    Cancel = 7,

    /// <summary>In the default envelope: the trace that the request behind it belongs to.</summary>
    Trace = 8,

    /// <summary>In the default envelope: asks a peer that has been silent whether it is there.</summary>
    Ping = 9,

    /// <summary>In the default envelope: the answer to <see cref="Ping"/>.</summary>
    Pong = 10,

    /// <summary>In the default envelope: the server does not take on the request, or the connection; another server may.</summary>
    TryElsewhere = 11,

    /// <summary>In the default envelope: an item of the stream that the client sends with a call.</summary>
    Item = 12,

    /// <summary>In the default envelope: the end of the stream that its sender sends within a call.</summary>
    End = 13,

    /// <summary>In the default envelope: how much more of the other side's stream its receiver takes.</summary>
    Credit = 14,
}

/// <summary>Where a frame belongs: what its header says, as far as the engine needs to know.</summary>
/// <param name="Kind">What kind of frame it is.</param>
/// <param name="MessageId">The message id; 0 in protocols without ids.</param>
/// <param name="CorrelationId">The correlation id: a number, or up to 16 bytes, the first one being the most significant; 0 in protocols without one.</param>
public readonly record struct FrameRoute(FrameKind Kind, long MessageId, UInt128 CorrelationId)
{
    /// <summary>For a reply: the tag that its request gives to a union in it (<see cref="DiscriminatedByAttribute.InRequest"/>); else 0.</summary>
    public long CallTag { get; init; }

    /// <summary>For a request in the default envelope: how long its caller waits, as <c>docs/wire-format.md</c> says; 0 is for ever.</summary>
    public byte Deadline { get; init; }
}

/// <summary>What the engine has to know of a protocol once.</summary>
public sealed record ProtocolDescription
{
    /// <summary>The protocol's name: its class.</summary>
    public required string Name { get; init; }

    /// <summary>Its version (<see cref="ProtocolAttribute.Version"/>).</summary>
    public required ushort Version { get; init; }

    /// <summary>The oldest version that it speaks (<see cref="ProtocolAttribute.MinVersion"/>); 0 for <see cref="Version"/> alone.</summary>
    public ushort MinVersion { get; init; }

    /// <summary>A hash of the wire form of all its messages; peers whose hash differs do not understand each other.</summary>
    public required ulong SchemaHash { get; init; }

    /// <summary>What may carry it.</summary>
    public required Carriers Carriers { get; init; }

    /// <summary>The largest frame that is accepted, in bytes.</summary>
    public required int MaxFrameBytes { get; init; }

    /// <summary>
    /// How many bits of a correlation id there are, up to 128; 0 when replies come in the order of the requests. Ids of more than 64 bits are drawn at random, every one of them.
    /// </summary>
    public required int CorrelationBits { get; init; }

    /// <summary>Whether correlation ids are tokens of lines, of at most <see cref="CorrelationBits"/>: text that the client makes, or any that its caller chose.</summary>
    public bool CorrelationIsText { get; init; }

    /// <summary>
    /// Whether a peer's requests are handled one at a time, in order: because there are no correlation ids, or because silence means something (a reply to a
    /// later request says that there will be none to an earlier one).
    /// </summary>
    public required bool RepliesInOrder { get; init; }

    /// <summary>
    /// Whether a reply is matched by its message id, together with the correlation id in its body where it has one, and not by a correlation id in the header or
    /// the order. <see cref="CorrelationBits"/> then are those of the narrowest id in a body; 0 when there is none.
    /// </summary>
    public bool MatchesByType { get; init; }

    /// <summary>Whether the server sends requests, too.</summary>
    public bool ServerCalls { get; init; }

    /// <summary>Whether frames are in the default envelope, which has a handshake and errors of its own.</summary>
    public required bool UsesEnvelope { get; init; }

    /// <summary>Whether there are calls that are answered by a stream, or send one.</summary>
    public bool StreamsCalls { get; init; }

    /// <summary>
    /// Whether a connection may be handed over to another protocol, or changed to TLS. What arrives is then looked at one frame at a time: behind any of them may
    /// follow what is not this protocol's.
    /// </summary>
    public bool HandsOver { get; init; }
}

/// <summary>A protocol as the engine sees it. The generator implements it on a struct, so that each protocol gets machine code of its own.</summary>
public interface IProtocol : IFramer
{
    /// <summary>What the engine has to know once.</summary>
    static abstract ProtocolDescription Description { get; }

    /// <summary>Whether the two sides frame their messages differently: <see cref="IFramer.Find"/> then looks at <see cref="FrameScan.From"/>, and the other members of
    /// <see cref="IFramer"/> are the client's.</summary>
    static virtual bool IsFramedBySide => false;

    /// <summary>For <see cref="IsFramedBySide"/>: as <see cref="IFramer.Overhead"/>, for one side.</summary>
    /// <param name="from">The sender.</param>
    /// <returns>A number of bytes.</returns>
    static virtual int OverheadFrom(Side from) => throw new NotSupportedException();

    /// <summary>For <see cref="IsFramedBySide"/>: as <see cref="IFramer.PrefixLength"/>, for one side.</summary>
    /// <param name="from">The sender.</param>
    /// <returns>A number of bytes.</returns>
    static virtual int PrefixLengthFrom(Side from) => throw new NotSupportedException();

    /// <summary>For <see cref="IsFramedBySide"/>: as <see cref="IFramer.Complete"/>, for one side.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="frame">The buffer from the frame's first byte on.</param>
    /// <param name="payloadLength">How many bytes the message has.</param>
    /// <returns>How many bytes the frame takes.</returns>
    static virtual int CompleteFrom(Side from, Span<byte> frame, int payloadLength) => throw new NotSupportedException();

    /// <summary>Whether messages of the protocol end with members that stream: frames are then looked for by <see cref="FindStreamed"/> first.</summary>
    static virtual bool HasStreams => false;

    /// <summary>For <see cref="HasStreams"/>: looks for a frame whose last member streams at the front of the received bytes.</summary>
    /// <param name="received">What was received and not yet consumed.</param>
    /// <param name="scan">What earlier calls found out about the same frame.</param>
    /// <param name="maxFrameBytes">The most bytes in front of the member.</param>
    /// <param name="version">The version of the protocol that is spoken.</param>
    /// <param name="frame">The frame; found when the part in front of the member is whole. While it is not: the least number of bytes to receive, as its head's length.</param>
    /// <param name="reason">For <see cref="FrameStatus.Malformed"/>: what is wrong.</param>
    /// <returns>Null when the frame is another one, which <see cref="IFramer.Find"/> finds.</returns>
    static virtual FrameStatus? FindStreamed(
        ReadOnlyMemory<byte> received, ref FrameScan scan, int maxFrameBytes, ushort version, out StreamedFrame frame, out string? reason) => throw new NotSupportedException();

    /// <summary>For <see cref="HasStreams"/>: as <see cref="IFramer.Complete"/>, for a message whose last member is sent behind the buffer.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="frame">The buffer from the frame's first byte on.</param>
    /// <param name="headLength">How many bytes of the message are in it.</param>
    /// <param name="behind">How many follow.</param>
    /// <returns>How many bytes are in the buffer.</returns>
    static virtual int CompleteStreamed(Side from, Span<byte> frame, int headLength, long behind) => throw new NotSupportedException();

    /// <summary>Reads where a frame belongs from its header.</summary>
    /// <param name="message">A reader at the message's first byte; <see cref="WireReader.From"/> says who sent it.</param>
    /// <param name="route">Where it belongs.</param>
    /// <returns>False when the header is malformed.</returns>
    static abstract bool TryReadRoute(ref WireReader message, out FrameRoute route);

    /// <summary>The same without a reader, for headers that allow it.</summary>
    /// <param name="message">The message's bytes.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="route">Where it belongs.</param>
    /// <returns>False when there is no such way, or something is wrong: <see cref="TryReadRoute"/> then says what.</returns>
    static virtual bool TryRoute(ReadOnlySpan<byte> message, Side from, out FrameRoute route)
    {
        route = default;
        return false;
    }
}

/// <summary>A message of a protocol together with its header. The generator implements it.</summary>
/// <typeparam name="TSelf">The message itself.</typeparam>
public interface IProtocolMessage<TSelf>
    where TSelf : IProtocolMessage<TSelf>
{
    /// <summary>The message id, where the protocol matches replies by it; else 0.</summary>
    static virtual long MessageId => 0;

    /// <summary>Whether its last member streams.</summary>
    static virtual bool IsStreamed => false;

    /// <summary>The last member, for a message that <see cref="IsStreamed"/>.</summary>
    /// <param name="message">The message.</param>
    /// <returns>The member.</returns>
    static virtual StreamedBytes GetStreamed(in TSelf message) => default;

    /// <summary>What ends the last member besides its length, for a message that <see cref="IsStreamed"/>; null for nothing.</summary>
    static virtual StreamedEnding? StreamedEnding => null;

    /// <summary>Whether it is a request that does no more when it is done twice (<see cref="IdempotentAttribute"/>).</summary>
    static virtual bool IsIdempotent => false;

    /// <summary>The correlation id in a request's body.</summary>
    /// <param name="message">The request.</param>
    /// <param name="id">The id that the caller chose, or 0 for any that is free.</param>
    /// <returns>Whether the request carries an id in its body.</returns>
    static virtual bool TryGetCorrelationId(in TSelf message, out UInt128 id)
    {
        id = 0;
        return false;
    }

    /// <summary>Reads a whole frame: header, body, and nothing behind it.</summary>
    /// <param name="frame">A complete reader at the message's first byte.</param>
    /// <param name="message">The message.</param>
    /// <returns>False when it is malformed.</returns>
    static abstract bool TryReadFrame(ref WireReader frame, out TSelf message);

    /// <summary>The same without a reader, for messages that allow it: those of any version, of numbers, bits, bytes and texts.</summary>
    /// <param name="bytes">The message's bytes, header included.</param>
    /// <param name="source">The same as memory; members that borrow point into it.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="message">The message; undefined when false is returned.</param>
    /// <returns>False when there is no such way, or something is wrong: <see cref="TryReadFrame"/> then says what.</returns>
    static virtual bool TryReadDirect(ReadOnlySpan<byte> bytes, ReadOnlyMemory<byte> source, Side from, out TSelf message)
    {
        System.Runtime.CompilerServices.Unsafe.SkipInit(out message);
        return false;
    }

    /// <summary>Reads a whole frame like <see cref="TryReadFrame"/>, and notes the members of header and body in a dump.</summary>
    /// <param name="frame">A complete reader at the message's first byte.</param>
    /// <param name="dump">Takes an entry for each member.</param>
    /// <param name="message">The message.</param>
    /// <returns>False when it is malformed.</returns>
    static virtual bool TryDescribeFrame(ref WireReader frame, WireDump dump, out TSelf message) => TSelf.TryReadFrame(ref frame, out message);

    /// <summary>Writes a whole frame: header and body.</summary>
    /// <param name="frame">The writer.</param>
    /// <param name="route">
    /// The correlation id to put in the header, and the message id for a message that has none of its own (a reply under its request's id).
    /// </param>
    void WriteFrame(ref WireWriter frame, in FrameRoute route);

    /// <summary>The most bytes that <see cref="WriteFrame"/> takes.</summary>
    /// <returns>A number of bytes.</returns>
    int GetFrameSize();

    /// <summary>The same in one version of the protocol. A message that came in an earlier one may lack what the newest has.</summary>
    /// <param name="message">The message.</param>
    /// <param name="version">The version of the protocol.</param>
    /// <returns>A number of bytes.</returns>
    static virtual int GetFrameSizeIn(in TSelf message, ushort version) => message.GetFrameSize();

    /// <summary>The same message with copies of whatever it borrows from a receive buffer.</summary>
    /// <returns>A message that may be kept.</returns>
    TSelf ToOwnedMessage();

    /// <summary>The tag that a request gives to a union in its reply; 0 for a request that gives none.</summary>
    /// <param name="message">The request.</param>
    /// <returns>The tag.</returns>
    static virtual long GetCallTag(in TSelf message) => 0;
}
