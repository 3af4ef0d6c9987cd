namespace ProtoSockets.Conversations.Tests.Protocols;

/// <summary>Ids of bytes in the bodies of messages: a token of 8 bytes, a <see cref="Guid"/>, a number of 128 bits.</summary>
[Protocol]
public sealed partial class Tickets
{
    [Header]
    public readonly partial record struct Header
    {
        [MessageId]
        public byte Kind { get; init; }

        [FrameLength]
        public partial ushort Length { get; }
    }

    [Request<Taken>(1)]
    public readonly partial record struct Take([MaxBytes(20), LengthPrefixed<byte>] string Name, [CorrelationId, FixedBytes(8)] ReadOnlyMemory<byte> Token);

    [Reply(2)]
    public readonly partial record struct Taken([CorrelationId, FixedBytes(8)] byte[] Token, int Number);

    [Request<Found>(3)]
    public readonly partial record struct Find([CorrelationId] Guid Id);

    [Reply(4)]
    public readonly partial record struct Found(byte Shelf, [CorrelationId] Guid Id);

    [Request<Sum>(5)]
    public readonly partial record struct Add([CorrelationId] UInt128 Id, int Left, int Right);

    [Reply(6)]
    public readonly partial record struct Sum([CorrelationId] UInt128 Id, long Value);
}
