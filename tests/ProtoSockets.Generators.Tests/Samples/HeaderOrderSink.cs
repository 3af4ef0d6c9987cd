namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Source with headers whose members choose the byte order, by bits, by numbers and by texts, for lengths of every kind.</summary>
internal static class HeaderOrderSink
{
    public const string Source = """
        namespace Samples.HeaderOrders;

        /// <summary>Who chooses.</summary>
        public enum Mark : ushort
        {
            /// <summary>Big.</summary>
            Motorola = 0x4D4D,
            /// <summary>Little.</summary>
            Intel = 0x4949,
        }

        /// <summary>A number of two bytes chooses, behind one that is in its own order.</summary>
        [Protocol]
        public sealed partial class Numbers
        {
            /// <summary>The header.</summary>
            [Header, LittleEndian, ByteOrder(nameof(mark), Mark.Intel)]
            public readonly partial record struct Header
            {
                /// <summary>In front.</summary>
                public uint First { get; init; }
                /// <summary>Chooses.</summary>
                public Mark mark { get; init; }
                /// <summary>The id.</summary>
                [MessageId]
                public ushort Id { get; init; }
                /// <summary>The length.</summary>
                [FrameLength, Bytes(3)]
                public partial uint Length { get; }
                /// <summary>The call.</summary>
                [CorrelationId]
                public uint Call { get; init; }
            }

            /// <summary>Follows.</summary>
            [Request<Reply>(1), ByteOrder]
            public readonly partial record struct Ask([InHeader] Mark mark, uint reader, [MaxCount(4)] WireList<ulong> header, [Utf16, MaxBytes(32)] string Text);

            /// <summary>Follows, and streams.</summary>
            [Reply(2), ByteOrder]
            public readonly partial record struct Reply([InHeader] Mark mark, ushort writer, [LengthPrefixed<uint>] StreamedBytes Data);

            /// <summary>Does not.</summary>
            [Message(3)]
            public sealed partial record Fixed(ushort Value, [ByteOrder(nameof(mark), Mark.Intel)] ushort Other, [InHeader] Mark mark);
        }

        /// <summary>Bits choose, from the lowest.</summary>
        [Protocol, BitOrder(BitNumbering.LeastSignificantFirst)]
        public sealed partial class Flags
        {
            /// <summary>The header.</summary>
            [Header, ByteOrder(nameof(Order), 2)]
            public readonly partial record struct Header
            {
                /// <summary>Chooses.</summary>
                [Bits(2)]
                public byte Order { get; init; }
                /// <summary>Others.</summary>
                [Bits(6)]
                public byte Others { get; init; }
                /// <summary>The length.</summary>
                [FrameLength(Counts = FrameLengthCounts.Frame)]
                public partial ulong Length { get; }
                /// <summary>The id.</summary>
                [MessageId]
                public ushort Id { get; init; }
            }

            /// <summary>An id in the body, in the order of the header.</summary>
            [Request<Answer>(1), ByteOrder]
            public readonly partial record struct Ask([CorrelationId] ushort Call, [InHeader] byte Order);

            /// <summary>Its answer.</summary>
            [Reply(2), ByteOrder]
            public readonly partial record struct Answer([CorrelationId] ushort Call, [InHeader] byte Order);
        }
        """;
}
