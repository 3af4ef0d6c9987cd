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

        /// <summary>A closed enum.</summary>
        [ClosedEnum]
        public enum Colour : ulong
        {
            /// <summary>Red.</summary>
            Red,
            /// <summary>A keyword.</summary>
            @class = ulong.MaxValue,
            /// <summary>Again.</summary>
            Rouge = Red,
        }

        /// <summary>Flags.</summary>
        [Flags]
        public enum Flags : sbyte
        {
            /// <summary>A.</summary>
            A = 1,
            /// <summary>B.</summary>
            B = -128,
        }

        /// <summary>Every check on every kind of number.</summary>
        [WireStruct]
        public readonly partial record struct Checked(
            [InRange(1, 2)] byte A, [InRange(-1, 2)] sbyte B, [InRange(-1, short.MaxValue)] short C, [InRange(0, 5)] ushort D, [InRange(int.MinValue, -5)] int E, [InRange(7, uint.MaxValue)] uint F,
            [InRange(long.MinValue, 1)] long G, [InRange(1UL, 2)] ulong H, [InRange(-1, ulong.MaxValue)] Int128 I, [InRange(0, 1)] UInt128 J, [InRange(-1.5, 2)] Half K, [InRange(-1, 2.5f)] float L, [InRange(1e-3, 1e20)] double M,
            [OneOf(1, 2)] Int128 N, [OneOf(ulong.MaxValue)] ulong O, [OneOf(-1.5, 2)] Half P, [OneOf(Flags.A, (Flags)3)] Flags Q, [ClosedEnum] Flags R, Colour S, [ClosedEnum, OneOf(Colour.@class)] Colour T,
            [OneOf("\"", "\n{0}"), MaxBytes(3)] string U, [Validate(nameof(Checked.IsRight))] long V, [InRange(1, 2)][InHeaderless] int W)
        {
            private bool IsRight => V > 1;
        }

        /// <summary>Not ours.</summary>
        [AttributeUsage(AttributeTargets.All)]
        public sealed class InHeaderlessAttribute : Attribute;

        /// <summary>Numbers that stand for something else.</summary>
        [WireStruct]
        public readonly partial record struct Converted(
            [FixedPoint(16), Bytes(4)] double A, [FixedPoint(0, IsSigned = false), Bytes(8), LittleEndian] decimal B, [FixedPoint(63), Bytes(1)] float C, [Bcd(3)] byte D, [Bcd(19), LittleEndian] ulong E, [Bcd(2)] sbyte F,
            [UnixTime] DateTimeOffset J, [UnixTime(TimeUnit.Ticks, IsSigned = false), Bytes(3)] DateTime K,
            [NtpTime] DateTimeOffset L, [NtpTime, LittleEndian] DateTime M, [Duration(TimeUnit.Days), Bytes(1)] TimeSpan N, Ipv4Address O, Ipv6Address P, MacAddress Q, [Bytes(4)] System.Net.IPAddress R,
            System.Net.NetworkInformation.PhysicalAddress S, [MaxCount(3)] Ipv4Address[] T, [MaxCount(3)] WireList<MacAddress> U, [InRange(-1, 2.5), FixedPoint(8), Bytes(2)] decimal V, [Remaining] WireList<Ipv6Address> W);

        /// <summary>Numbers that are not always there.</summary>
        [WireStruct]
        public partial record Perhaps
        {
            /// <summary>Whether.</summary>
            [FlagOf(nameof(reader))]
            public partial bool Has { get; }
            /// <summary>A name of a local.</summary>
            [When(nameof(Has)), UnixTime]
            public DateTimeOffset? reader { get; init; }
            /// <summary>A name of a local.</summary>
            [When(nameof(Has)), Bytes(16)]
            public System.Net.IPAddress? Address { get; init; }
            /// <summary>A name of a local.</summary>
            [When(nameof(Has)), Bcd(3), InRange(1, 9)]
            public short? Number { get; init; }
            /// <summary>A name of a local.</summary>
            [When(nameof(Has))]
            public MacAddress? Mac { get; init; }
        }

        /// <summary>Flags that are computed.</summary>
        [WireStruct]
        public partial record Presence
        {
            /// <summary>Whether.</summary>
            [FlagOf(nameof(Value))]
            public partial bool HasValue { get; }
            /// <summary>Whether.</summary>
            [Bits(1), FlagOf(nameof(text))]
            internal partial bool has { get; }
            /// <summary>Seven.</summary>
            [Bits(7), InRange(3, 100)]
            public byte Seven { get; init; }
            /// <summary>Value.</summary>
            [When(nameof(HasValue)), InRange(1, 9), OneOf(4, 5), Validate(nameof(IsRight)), Validate2]
            public uint? Value { get; init; }
            /// <summary>Text.</summary>
            [When(nameof(Wants)), MaxBytes(3), Validate(nameof(Wants))]
            public string? text { get; init; }
            private bool Wants => Seven > 5;
            private static bool IsRight(uint value) => value > 3;
        }

        /// <summary>Not ours.</summary>
        [AttributeUsage(AttributeTargets.All)]
        public sealed class Validate2Attribute : Attribute;

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
