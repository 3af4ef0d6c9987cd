namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Source that uses checksums and checks in every combination, and names that collide with those of locals.</summary>
internal static class ChecksSink
{
    public const string Source = """
        namespace Samples.Checks;

        /// <summary>A digest.</summary>
        public sealed class Digest : IChecksum<Digest>
        {
            /// <inheritdoc/>
            public static void Compute(ReadOnlySpan<byte> bytes, Span<byte> checksum) => checksum.Clear();
        }

        /// <summary>Names of locals.</summary>
        [WireStruct, Padding(2)]
        public readonly partial record struct Sums
        {
            /// <summary>A name of a local.</summary>
            public byte recordStart { get; init; }
            /// <summary>A name of a local.</summary>
            [Bits(4)]
            public byte Reader { get; init; }
            /// <summary>A name of a local.</summary>
            [Bits(4)]
            public byte value { get; init; }
            /// <summary>Over all.</summary>
            [Checksum<Crc32>(SelfAsZero = true)]
            public partial uint Whole { get; }
            /// <summary>Over a part.</summary>
            [Checksum<Crc16X25>(From = nameof(WholeStart), To = nameof(Note)), LittleEndian]
            internal partial ushort Part { get; }
            /// <summary>Of bytes.</summary>
            [Checksum<Digest>(From = nameof(Note), To = nameof(Whole2)), FixedBytes(5)]
            public partial byte[] Code { get; }
            /// <summary>Of bytes.</summary>
            [Checksum<Digest>(From = nameof(Note), To = nameof(Note)), FixedBytes(5)]
            public partial ReadOnlyMemory<byte> Memory { get; }
            /// <summary>A name of a local.</summary>
            public byte WholeStart { get; init; }
            /// <summary>A name of a local.</summary>
            public byte WholeComputed { get; init; }
            /// <summary>Whether.</summary>
            public bool HasNote { get; init; }
            /// <summary>A note.</summary>
            [When(nameof(HasNote)), MaxBytes(9)]
            public string? Note { get; init; }
            /// <summary>A number.</summary>
            [VarInt(VarIntFormat.Quic)]
            public ulong Whole2 { get; init; }
            /// <summary>The rest.</summary>
            [Remaining]
            public WireList<ushort> Rest { get; init; }
            /// <summary>Over a part.</summary>
            [Checksum<Crc24>(From = nameof(Rest), To = nameof(Rest)), Bytes(3)]
            public partial uint Last { get; }
        }

        /// <summary>A class.</summary>
        [WireStruct]
        public partial record Boxed([MaxBytes(9)] byte[] Data)
        {
            /// <summary>Over all.</summary>
            [Checksum<Adler32>]
            public partial uint Sum { get; }
        }

        /// <summary>Headers with checksums.</summary>
        [Protocol]
        public sealed partial class Guarded
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>Kind.</summary>
                [MessageId]
                public byte Kind { get; init; }
                /// <summary>Length.</summary>
                [FrameLength]
                public partial ushort Length { get; }
                /// <summary>Over the header.</summary>
                [Checksum<Sum8>(To = nameof(Length))]
                public partial byte Sum { get; }
                /// <summary>Over the frame.</summary>
                [Checksum<Crc32C>(Over = ChecksumRange.Frame), LittleEndian]
                public partial uint Crc { get; }
            }

            /// <summary>A note.</summary>
            [Message(1)]
            public readonly partial record struct Note
            {
                /// <summary>The text.</summary>
                [Remaining]
                public Utf8Text Text { get; init; }
                /// <summary>Over the body.</summary>
                [Checksum<Fletcher16>]
                public partial ushort headerStart { get; }
            }
        }

        /// <summary>Digests in headers.</summary>
        [Protocol]
        public sealed partial class Signed
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>Length.</summary>
                [FrameLength]
                public partial uint Length { get; }
                /// <summary>Over the frame.</summary>
                [Checksum<Digest>(Over = ChecksumRange.Frame, SelfAsZero = true), FixedBytes(16)]
                public partial ReadOnlyMemory<byte> Code { get; }
            }

            /// <summary>A note.</summary>
            [Message]
            public readonly partial record struct Note([Remaining] Utf8Text Text);
        }

        /// <summary>Over what is around.</summary>
        [Protocol]
        public sealed partial class Around
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>Length.</summary>
                [FrameLength]
                public partial uint Length { get; }
                /// <summary>Over the header.</summary>
                [Checksum<InternetChecksum>(SelfAsZero = true)]
                public partial ushort Sum { get; }
            }

            /// <summary>A note.</summary>
            [Message]
            public readonly partial record struct Note
            {
                /// <summary>The text.</summary>
                [Remaining]
                public Utf8Text Text { get; init; }
                /// <summary>Over the header.</summary>
                [Checksum<Xor8>(Over = ChecksumRange.Header)]
                public partial byte HeaderEnd { get; }
                /// <summary>Over the frame.</summary>
                [Checksum<Digest>(Over = ChecksumRange.Frame), FixedBytes(20)]
                public partial byte[] Code { get; }
            }
        }
        """;
}
