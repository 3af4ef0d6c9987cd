namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Ids of one byte: 255 calls at a time.</summary>
[Protocol]
public sealed partial class Pigeonholes
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength]
        public partial byte Length { get; }
    }

    [Request<Letter>(1)]
    public readonly partial record struct Ask([MaxBytes(20)] string Name, [CorrelationId] byte Hole);

    [Reply(2)]
    public readonly partial record struct Letter([CorrelationId] byte Hole, [MaxBytes(20)] string Text);
}
