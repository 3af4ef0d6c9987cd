namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Messages that handlers look at rather than read.</summary>
[Protocol(MaxFrameBytes = 1024)]
public sealed partial class Gallery
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength]
        public partial ushort Length { get; }

        [MessageId]
        public byte Kind { get; init; }

        [CorrelationId]
        public uint Id { get; init; }
    }

    [Request<Found>(1)]
    public readonly partial record struct Find(ushort Room, [MaxBytes(50)] string Painter, [MaxCount(8)] uint[] Years, [MaxBytes(50)] Utf8Text Title);

    [Reply(2)]
    public readonly partial record struct Found(uint Number);

    [Request<Found>(3)]
    public readonly partial record struct Count(ushort Room);

    [Message(4, From = Side.Client)]
    public readonly partial record struct Watch([MaxBytes(50)] Utf8Text Painter);

    [Message(5, From = Side.Server)]
    public readonly partial record struct Sold(uint Number, [MaxBytes(50)] Utf8Text Title);

    [ErrorReply(6)]
    public readonly partial record struct Refused([MaxBytes(200)] string Reason);
}
