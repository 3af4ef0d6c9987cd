using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests.Snapshots;

/// <summary>The code that shows bytes to people. One of each shape: it is the code of reading with a note behind each member.</summary>
public sealed class DumpSnapshots
{
    [Fact]
    public async Task A_record_and_a_message_behind_a_header() => await Verifier.Verify(Compilations.Run(
        """
        namespace Samples;

        [WireStruct]
        public readonly partial record struct Entry([Magic("E")] uint Id, [Bits(1)] bool IsOpen, [Bits(7)] byte Level, [LengthPrefixed<ushort>, MaxBytes(64)] string Name);

        [Protocol]
        public sealed partial class Store
        {
            [Header]
            public readonly partial record struct Header
            {
                [MessageId] public byte Id { get; init; }
                [FrameLength] public partial ushort Length { get; }
            }

            [Message(1, From = Side.Client)] public readonly partial record struct Put([MaxCount(9)] Entry[] Entries);
        }
        """,
        out _)).IgnoreGeneratedResult(result => !result.HintName.Contains(".Dump.", StringComparison.Ordinal));
}
