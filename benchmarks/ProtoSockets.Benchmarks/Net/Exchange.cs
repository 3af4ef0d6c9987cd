namespace ProtoSockets.Benchmarks.Net;

/// <summary>The messages of the comparison over the network: a request with its reply, a message one way, and one that the server pushes to all when a client publishes it. See <see cref="Frames"/>.</summary>
[Protocol(Carriers = Carriers.Stream | Carriers.Datagram)]
internal sealed partial class Exchange
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength(Counts = FrameLengthCounts.Frame)]
        public partial uint Length { get; }

        [MessageId]
        public ushort Kind { get; init; }

        [CorrelationId]
        public uint Call { get; init; }
    }

    [Request<Taken>(1)]
    public readonly partial record struct Put(ulong First, ulong Second, ulong Third, ulong Fourth, [Remaining, MaxBytes(1400)] ReadOnlyMemory<byte> Rest);

    [Reply(2)]
    public readonly partial record struct Taken(ulong First, ulong Second, ulong Third, ulong Fourth);

    [Message(3, From = Side.Client)]
    public readonly partial record struct Note(ulong First, [Remaining, MaxBytes(1400)] ReadOnlyMemory<byte> Rest);

    [Message(4, From = Side.Server)]
    public readonly partial record struct Pushed(ulong First, [Remaining, MaxBytes(1400)] ReadOnlyMemory<byte> Rest);

    [Message(5, From = Side.Client)]
    public readonly partial record struct Publish(ulong First, [Remaining, MaxBytes(1400)] ReadOnlyMemory<byte> Rest);
}
