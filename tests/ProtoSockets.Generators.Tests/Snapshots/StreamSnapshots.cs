using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests.Snapshots;

/// <summary>Messages whose last member streams, behind a header that counts them, and how the engine finds them.</summary>
public sealed class StreamSnapshots
{
    [Fact]
    public async Task A_message_whose_last_member_streams() => await Verifier.Verify(Compilations.Run(
        """
        namespace Samples;

        [Protocol]
        public sealed partial class Store
        {
            [Header]
            public readonly partial record struct Header
            {
                [MessageId] public byte Id { get; init; }
                [LengthOf("Name")] public partial byte NameLength { get; }
                [FrameLength, LengthOf("Name", "Data")] public partial ulong Length { get; }
            }

            [Message(1, From = Side.Client)] public readonly partial record struct Put(string Name, [MaxBytes(1_000_000)] StreamedBytes Data);
        }
        """,
        out _)).IgnoreGeneratedResult(result => result.HintName.Contains(".Dump.", StringComparison.Ordinal) || !(result.HintName.Contains("Put", StringComparison.Ordinal)
            || result.HintName.Contains("Header", StringComparison.Ordinal) || result.HintName.Contains("Wire", StringComparison.Ordinal)));
}
