namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Replies that are known by their ids and an id in their bodies, or by their ids alone; requests of both sides.</summary>
[Protocol(MaxFrameBytes = 1 << 16)]
public sealed partial class Relay
{
    public enum Kind : byte
    {
        Note = 3,
        NoteTaken = 4,
        Watch = 8,
        Watching = 9,
        Ping = 12,
        Pong = 13,
    }

    [Header]
    public readonly partial record struct Header
    {
        [MessageId, Bits(4)]
        public Kind Kind { get; init; }

        [Bits(4)]
        public byte Level { get; init; }

        [FrameLength, VarInt(VarIntFormat.Mqtt)]
        public partial uint Length { get; }
    }

    [Message(Kind.Note), HeaderValue(nameof(Header.Level), 0)]
    public readonly partial record struct Note([LengthPrefixed<ushort>] string Topic, [Remaining, MaxBytes(1000)] string Text);

    [Request<NoteTaken>(Kind.Note, From = Side.Both), HeaderValue(nameof(Header.Level), 1)]
    public readonly partial record struct SureNote([LengthPrefixed<ushort>] string Topic, [CorrelationId] ushort Id, [Remaining, MaxBytes(1000)] string Text);

    [Reply(Kind.NoteTaken)]
    public readonly partial record struct NoteTaken([CorrelationId] ushort Id);

    [Request<Watching>(Kind.Watch)]
    public readonly partial record struct Watch([CorrelationId] ushort Id, [LengthPrefixed<ushort>] string Topic);

    [Reply(Kind.Watching)]
    public readonly partial record struct Watching([CorrelationId] ushort Id, byte Code);

    [Request<Pong>(Kind.Ping)]
    public readonly partial record struct Ping;

    [Reply(Kind.Pong)]
    public readonly partial record struct Pong;
}
