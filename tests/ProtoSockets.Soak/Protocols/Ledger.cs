namespace ProtoSockets.Soak.Protocols;

/// <summary>A header with a checksum over the whole frame, so that nothing that was changed on its way passes; over streams and datagrams.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 60_000)]
public sealed partial class Ledger
{
    public enum Kind : byte
    {
        Book = 1,
    }

    [Header]
    public readonly partial record struct Header
    {
        [Magic(0x4C, From = Side.Client), Magic(0x6C, From = Side.Server)]
        [MessageId]
        public Kind Kind { get; init; }

        [FrameLength(Counts = FrameLengthCounts.Frame)]
        public partial ushort Length { get; }

        [CorrelationId]
        public uint Ticket { get; init; }

        [Checksum<Crc32C>(Over = ChecksumRange.Frame)]
        public partial uint Crc { get; }
    }

#pragma warning disable PSOCK1004 // The network is in memory, and splits nothing.
    /// <summary>Names the call, and how long its answer is to be.</summary>
    [Request<Booked>(Kind.Book)]
    public readonly partial record struct Book(int Number, ushort ReplyBytes, [Remaining, MaxBytes(50_000)] ReadOnlyMemory<byte> Load);

    [Reply]
    public readonly partial record struct Booked(int Number, [Remaining, MaxBytes(50_000)] ReadOnlyMemory<byte> Load);
#pragma warning restore PSOCK1004
}
