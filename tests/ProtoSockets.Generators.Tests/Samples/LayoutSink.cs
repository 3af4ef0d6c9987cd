namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Source that uses what is laid out at run time: byte orders, alignments, directories; and names that collide with those of locals.</summary>
internal static class LayoutSink
{
    public const string Source = """
        namespace Samples.Laid;

        /// <summary>A mark.</summary>
        public enum Mark : ushort
        {
            /// <summary>Least significant byte first.</summary>
            Intel = 0x4949,
            /// <summary>Most significant byte first.</summary>
            Motorola = 0x4D4D,
        }

        /// <summary>Every number, in the order of what is around it.</summary>
        [WireStruct, ByteOrder]
        public sealed partial record Open(
            byte A, sbyte B, bool C, short D, ushort E, int F, uint G, long H, ulong I, Int128 J, UInt128 K, Half L, float M, double N, Guid O, Mark P,
            [Bytes(3)] uint Q, [Bytes(5)] long R, [FixedPoint(8), Bytes(4)] double S, [UnixTime(TimeUnit.Seconds)] DateTimeOffset T, [VarInt(VarIntFormat.Leb128)] uint U);

        /// <summary>Every form, in an order that is chosen.</summary>
        [WireStruct, LittleEndian, ByteOrder(nameof(outerOrder), Mark.Intel)]
        public readonly partial record struct Chosen
        {
            /// <summary>A part.</summary>
            [LengthOf(nameof(Text))]
            public partial ushort InFront { get; }
            /// <summary>A name of a local.</summary>
            public Mark outerOrder { get; init; }
            /// <summary>A part.</summary>
            [Bits(3)]
            public byte Three { get; init; }
            /// <summary>A part.</summary>
            [Bits(21), Reserved(Bits = 8)]
            public uint Rest { get; init; }
            /// <summary>A part.</summary>
            [CountOf(nameof(Marks))]
            public partial ushort MarkCount { get; }
            /// <summary>A part.</summary>
            [Utf16]
            public string Text { get; init; }
            /// <summary>A part.</summary>
            public Mark[] Marks { get; init; }
            /// <summary>A part.</summary>
            [CountPrefixed<uint>, MaxCount(7)]
            public WireList<Half> Halves { get; init; }
            /// <summary>A part.</summary>
            [LengthPrefixed<ushort>, MaxBytes(7)]
            public byte[] Bytes { get; init; }
            /// <summary>A part.</summary>
            public bool chosenOrder { get; init; }
            /// <summary>A part.</summary>
            [When(nameof(chosenOrder)), ByteOrder(nameof(IsEven))]
            public uint? Perhaps { get; init; }
            /// <summary>A part.</summary>
            [When(nameof(chosenOrder)), MaxBytes(9), LengthPrefixed<uint>]
            public string? PerhapsText { get; init; }
            /// <summary>A part.</summary>
            [LengthPrefixed<ushort>]
            public Open Inner { get; init; }
            /// <summary>A part.</summary>
            [ByteOrder(nameof(chosenOrder)), CountPrefixed<ushort>, MaxCount(4)]
            public Open[] Several { get; init; }
            /// <summary>A part.</summary>
            [BigEndian, CountPrefixed<ushort>, MaxCount(4)]
            public WireList<Open> Network { get; init; }
            /// <summary>A part.</summary>
            [Checksum<Crc32>]
            public partial uint Sum { get; }
            /// <summary>A part.</summary>
            public bool IsEven => Three % 2 == 0;
        }

        /// <summary>Alignments of every kind.</summary>
        [WireStruct, Align(8)]
        public readonly partial record struct Aligned
        {
            /// <summary>A name of a local.</summary>
            public byte alignStart { get; init; }
            /// <summary>A part.</summary>
            [Align(4)]
            public uint Known { get; init; }
            /// <summary>A part.</summary>
            [LengthPrefixed<byte>]
            public string Name { get; init; }
            /// <summary>A part.</summary>
            [OffsetOf(nameof(Inner))]
            public partial ushort InnerAt { get; }
            /// <summary>A part.</summary>
            [CountOf(nameof(Many))]
            public partial ushort ManyCount { get; }
            /// <summary>A part.</summary>
            [Magic(1), Align(16, OnRead = ReservedPolicy.Refuse), Reserved(1)]
            public Spread Inner { get; init; }
            /// <summary>A part.</summary>
            public bool padding { get; init; }
            /// <summary>A part.</summary>
            [When(nameof(padding)), Align(2), MaxBytes(9)]
            public string? Perhaps { get; init; }
            /// <summary>A part.</summary>
            [Align(3), MaxCount(5)]
            public WireList<Spread> Many { get; init; }
            /// <summary>A part.</summary>
            [Align(2), Bits(3)]
            public byte Three { get; init; }
            /// <summary>A part.</summary>
            [Bits(5)]
            public byte Five { get; init; }
        }

        /// <summary>Alignments from the start of the message.</summary>
        [WireStruct, Align(2, From = OffsetBase.Message)]
        public sealed partial record Spread([Align(8, From = OffsetBase.Message)] byte A, [Align(4, From = OffsetBase.Message), LengthPrefixed<ushort>] Utf8Text B);

        /// <summary>Directories, in orders that are chosen.</summary>
        [WireStruct, ByteOrder(nameof(headEnd))]
        public readonly partial record struct Folder
        {
            /// <summary>A part.</summary>
            [CountPrefixed<ushort>, Directory, MaxCount(5)]
            public Entry[] First { get; init; }
            /// <summary>A name of a local.</summary>
            public bool headEnd { get; init; }
            /// <summary>A part.</summary>
            [CountOf(nameof(Second))]
            public partial byte SecondCount { get; }
            /// <summary>A part.</summary>
            [ByteOrder(nameof(IsOther)), Directory, MaxCount(5)]
            public WireList<Entry> Second { get; init; }
            /// <summary>A part.</summary>
            [LengthPrefixed<byte>]
            public string Behind { get; init; }
            /// <summary>A part.</summary>
            public bool IsOther => !headEnd;
        }

        /// <summary>An entry with parts of every kind.</summary>
        [WireStruct, ByteOrder]
        public sealed partial record Entry
        {
            /// <summary>A part.</summary>
            [Bits(4)]
            public byte headerStart { get; init; }
            /// <summary>A part.</summary>
            [Bits(4), CountOf(nameof(Many))]
            public partial byte ManyCount { get; }
            /// <summary>A part.</summary>
            [FixedBytes(4)]
            public string Tag { get; init; } = string.Empty;
            /// <summary>A part.</summary>
            [OffsetOf(nameof(Text))]
            public partial ushort TextAt { get; }
            /// <summary>A part.</summary>
            [OffsetOf(nameof(Many), From = OffsetBase.Message, Unit = 2)]
            public partial uint ManyAt { get; }
            /// <summary>A part.</summary>
            [OffsetOf(nameof(Inner), From = OffsetBase.Message)]
            public partial uint InnerAt { get; }
            /// <summary>A part.</summary>
            [At(nameof(TextAt)), LengthPrefixed<ushort>, MaxBytes(9)]
            public string Text { get; init; } = string.Empty;
            /// <summary>A part.</summary>
            [Align(2, From = OffsetBase.Message), At(nameof(ManyAt), MayOverlap = true), MaxCount(5)]
            public WireList<short> Many { get; init; }
            /// <summary>A part.</summary>
            [When(nameof(HasInner)), At(nameof(InnerAt), Anywhere = true)]
            public Entry? Inner { get; init; }
            /// <summary>A part.</summary>
            public bool HasInner => headerStart > 3;
        }

        /// <summary>Flags in the header, and checksums around a length of any width.</summary>
        [Protocol]
        public partial class Flagged
        {
            /// <summary>A header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>A part.</summary>
                [Bits(1), FlagOf("Key")]
                public partial bool HasKey { get; }
                /// <summary>A part.</summary>
                [Bits(1), FlagOf("Text")]
                public partial bool HasText { get; }
                /// <summary>A part.</summary>
                [Bits(6)]
                public byte Rest { get; init; }
                /// <summary>A part.</summary>
                [Checksum<Crc32>(Over = ChecksumRange.Frame)]
                public partial uint InFront { get; }
                /// <summary>A part.</summary>
                [MessageId]
                public byte Id { get; init; }
                /// <summary>A part.</summary>
                [VarInt(VarIntFormat.Leb128), FrameLength]
                public partial uint Length { get; }
                /// <summary>A part.</summary>
                public byte Behind { get; init; }
            }

            /// <summary>A message with both.</summary>
            [Message(1)]
            public readonly partial record struct Both
            {
                /// <summary>A part.</summary>
                [When(nameof(Header.HasKey))]
                public uint? Key { get; init; }
                /// <summary>A part.</summary>
                [When(nameof(Header.HasText)), MaxBytes(9)]
                public string? Text { get; init; }
                /// <summary>A part.</summary>
                [Remaining]
                public byte[] Data { get; init; }
                /// <summary>A part.</summary>
                [Checksum<Sum16>(From = nameof(Data), To = nameof(Data))]
                public partial ushort OfData { get; }
            }

            /// <summary>A message that always has one, in an order that is chosen.</summary>
            [Message(2), ByteOrder(nameof(IsLittle)), Align(4)]
            public readonly partial record struct One(bool IsLittle, uint Key, [property: MaxCount(4), ClosedEnum] WireList<Mark> Marks);
        }
        """;
}
