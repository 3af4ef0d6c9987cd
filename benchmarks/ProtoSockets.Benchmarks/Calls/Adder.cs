namespace ProtoSockets.Benchmarks.Calls;

/// <summary>The smallest conversation: two numbers there, one back. What is left is the cost of a call. Both contenders speak it, byte for byte.</summary>
[Protocol]
internal sealed partial class Adder
{
    [Header]
    public readonly partial record struct Header
    {
        [FrameLength(Counts = FrameLengthCounts.Frame)]
        public partial ushort Length { get; }

        [MessageId]
        public ushort Kind { get; init; }

        [CorrelationId]
        public uint Call { get; init; }
    }

    [Request<Sum>(1)]
    public readonly partial record struct Add(int Left, int Right);

    [Reply(2)]
    public readonly partial record struct Sum(long Total);
}
