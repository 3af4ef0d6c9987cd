using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests.Snapshots;

/// <summary>The code of views and editors: of a plain record, which needs no reader, behind a header too, and of one that needs one.</summary>
public sealed class ViewSnapshots
{
    [Fact]
    public async Task A_plain_record_a_message_behind_a_header_and_a_record_with_conditions() => await Verifier.Verify(Compilations.Run(
        """
        namespace Samples;

        [WireStruct]
        public readonly partial record struct Entry(
            [Magic("E")] uint Id, [Bits(1)] bool IsOpen, [Bits(7)] byte Level, [LengthPrefixed<ushort>, MaxBytes(64)] string Name, [InRange(1, 9)] ushort Rank, [CountPrefixed<byte>] WireList<uint> Marks);

        [WireStruct]
        public readonly partial record struct Note
        {
            public bool HasText { get; init; }
            [When(nameof(HasText)), LengthPrefixed<byte>] public Utf8Text? Text { get; init; }
            [VarInt(VarIntFormat.Leb128)] public uint Weight { get; init; }
            public ushort Port { get; init; }
        }

        [Protocol]
        public sealed partial class Store
        {
            [Header]
            public readonly partial record struct Header
            {
                [MessageId] public byte Id { get; init; }
                [LengthOf("Key")] public partial byte KeyLength { get; }
                [FrameLength] public partial ushort Length { get; }
            }

            [Message(1, From = Side.Client)] public readonly partial record struct Put(Utf8Text Key, [Remaining] ReadOnlyMemory<byte> Value);
        }
        """,
        out _)).IgnoreGeneratedResult(result => !(result.HintName.Contains("+View.", StringComparison.Ordinal) || result.HintName.Contains("+Editor.", StringComparison.Ordinal)));

    [Fact]
    public async Task A_union_and_one_whose_tag_is_somewhere_else() => await Verifier.Verify(Compilations.Run(
        """
        namespace Samples;

        [WireUnion, LengthPrefixed<byte>]
        public readonly partial struct Shape
        {
            [Discriminator] public partial byte Type { get; }
            public ushort Layer { get; init; }
            [Case(1)] public readonly partial record struct Circle(uint Radius);
            [UnknownCase] public readonly partial record struct Other([Discriminator] byte Type, [Remaining] ReadOnlyMemory<byte> Content);
        }

        [WireStruct]
        public readonly partial record struct Drawing(byte Kind, [DiscriminatedBy(nameof(Drawing.Kind))] Ink Ink, Shape Shape, [DiscriminatedBy(nameof(Drawing.Kind)), CountPrefixed<byte>] Ink[] More);

        [WireUnion]
        public readonly partial struct Ink
        {
            [Discriminator, NotOnWire] public partial byte Kind_ { get; }
            [Case(1)] public readonly partial record struct Plain(byte Color);
            [Case(2)] public readonly partial record struct Named([LengthPrefixed<byte>] string Name);
        }
        """,
        out _)).IgnoreGeneratedResult(result => !(result.HintName is "Samples.Shape+View.g.cs" or "Samples.Shape+Editor.g.cs" or "Samples.Shape+Circle+Editor.g.cs" or "Samples.Drawing+Editor.g.cs" or "Samples.Shape+Other+View.g.cs" or "Samples.Ink+View.g.cs" or "Samples.Drawing+View.g.cs"));

    [Fact]
    public async Task A_message_in_the_order_of_its_header_lengths_of_variable_size_checksums_and_versions() => await Verifier.Verify(Compilations.Run(
        """
        namespace Samples;

        [Protocol]
        public sealed partial class Orb
        {
            [Header, ByteOrder(nameof(IsLittle))]
            public readonly partial record struct Header
            {
                [Bits(7)] public byte Flags { get; init; }
                [Bits(1)] public bool IsLittle { get; init; }
                [MessageId] public byte Id { get; init; }
                [FrameLength] public partial ushort Length { get; }
            }

            [Message(1, From = Side.Client), ByteOrder]
            public readonly partial record struct Put(uint Number, [InHeader] bool IsLittle, [LengthPrefixed(VarIntFormat.Leb128)] Utf8Text Name, [CountPrefixed<ushort>] WireList<uint> Marks);
        }

        [WireStruct]
        public readonly partial record struct Sealed([Since(2)] ushort Weight, [LengthPrefixed<ushort>] Utf8Text Name)
        {
            [Checksum<Crc32>(From = nameof(Name))] public partial uint Sum { get; }
        }

        [WireStruct]
        public readonly partial record struct Label(byte Kind, [LengthPrefixed(VarIntFormat.Leb128), MaxBytes(64)] Utf8Text Name, [CountPrefixed(VarIntFormat.Mqtt), MaxCount(8)] WireList<uint> Marks);
        """,
        out _)).IgnoreGeneratedResult(result => !(result.HintName is "Samples.Orb+Put+View.g.cs" or "Samples.Orb+Put+Editor.g.cs" or "Samples.Label+View.g.cs" or "Samples.Sealed+View.g.cs"));
}
