namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Unions with tags in all places, lists that say where they end, and optional members.</summary>
internal static class Unions
{
    public const string Source = """"
        namespace Samples.Unions;

        /// <summary>Kinds.</summary>
        public enum Sort : byte
        {
            /// <summary>One.</summary>
            One = 1,
            /// <summary>Two.</summary>
            Two = 2,
        }

        /// <summary>A point.</summary>
        [WireStruct]
        public readonly partial record struct Point(int X, int Y);

        /// <summary>A union with everything.</summary>
        [WireUnion, Case<Point>(Sort.One), LengthPrefixed(VarIntFormat.Quic, OnRest = RestPolicy.Ignore), LittleEndian]
        public readonly partial struct Everything
        {
            /// <summary>A head.</summary>
            [Magic(0x7F), Bits(4)]
            public byte Version { get; init; }

            /// <summary>The tag.</summary>
            [Discriminator, Bits(4)]
            public partial Sort Tag { get; }

            /// <summary>Per side.</summary>
            [Constant(1, From = Side.Client), Constant(2, From = Side.Server)]
            public partial byte Who { get; }

            /// <summary>Borrows.</summary>
            [LengthPrefixed<byte>]
            public ReadOnlyMemory<byte> Extra { get; init; }

            /// <summary>Whether more follows.</summary>
            public bool HasMore { get; init; }

            /// <summary>More.</summary>
            [When(nameof(HasMore))]
            public Point? More { get; init; }

            /// <summary>No members.</summary>
            [Case(Sort.Two)]
            public readonly partial record struct Empty;

            /// <summary>A text.</summary>
            [Case(3)]
            public readonly partial record struct Text([LengthPrefixed<byte>] Utf8Text Value);

            /// <summary>Another text.</summary>
            [Case(4), Case(5)]
            public readonly partial record struct @class([Discriminator] Sort state, [LengthPrefixed<byte>] Utf8Text @value);

            /// <summary>A class.</summary>
            [CaseRange(6, 9)]
            public sealed partial record Many([Discriminator] Sort Tag)
            {
                /// <summary>The same again.</summary>
                [MaxCount(4)]
                public Everything[] Items { get; init; } = [];
            }

            /// <summary>What is not known.</summary>
            [UnknownCase]
            public readonly partial record struct Unknown([Discriminator] Sort tag, [Remaining] ReadOnlyMemory<byte> reader);
        }

        /// <summary>All tags.</summary>
        [WireUnion]
        internal readonly partial struct Truth
        {
            /// <summary>The tag.</summary>
            [Discriminator]
            public partial bool Value { get; }

            [Case(true)]
            internal readonly partial record struct Right(int Value);

            [Case(false)]
            internal readonly partial record struct Wrong(string Reason);
        }

        /// <summary>A tag that is left.</summary>
        [WireUnion]
        public readonly partial struct Left
        {
            /// <summary>The first two bytes.</summary>
            [Discriminator(Peek = true)]
            public partial ushort First { get; }

            /// <summary>A case.</summary>
            [Case(0x0102)]
            public readonly partial record struct A([Magic(1, 2)] byte Value);

            /// <summary>The rest.</summary>
            [UnknownCase]
            public readonly partial record struct B([Discriminator] ushort First);
        }

        /// <summary>A tag that is somewhere else.</summary>
        [WireUnion]
        public readonly partial struct Outside
        {
            /// <summary>The tag.</summary>
            [Discriminator, NotOnWire]
            public partial Sort Tag { get; }

            /// <summary>A case.</summary>
            [Case(Sort.One)]
            public readonly partial record struct One(byte Value);

            /// <summary>The others.</summary>
            [UnknownCase]
            public readonly partial record struct Others([Discriminator] Sort Kind, [Remaining] ReadOnlyMemory<byte> Bytes);
        }

        /// <summary>Where tags are.</summary>
        [WireStruct]
        public readonly partial record struct Places
        {
            /// <summary>Computed.</summary>
            [TagOf(nameof(First))]
            public partial Sort Tag { get; }

            /// <summary>Set.</summary>
            [Bits(8)]
            public Sort Set { get; init; }

            /// <summary>A property.</summary>
            public Sort Property => (Sort)((int)Set + 1);

            /// <summary>A union.</summary>
            [LengthPrefixed<byte>]
            public Outside First { get; init; }

            /// <summary>A union.</summary>
            [DiscriminatedBy(nameof(Set)), LengthPrefixed<ushort>(Bias = 2, OnRest = RestPolicy.Ignore)]
            public Outside Second { get; init; }

            /// <summary>A length.</summary>
            [LengthOf(nameof(Third), OnRest = RestPolicy.Ignore)]
            public partial byte Length { get; }

            /// <summary>A union.</summary>
            [DiscriminatedBy(nameof(Property))]
            public Outside Third { get; init; }

            /// <summary>Elements.</summary>
            [CountPrefixed<byte>]
            public WireList<Everything> Elements { get; init; }

            /// <summary>Up to the last.</summary>
            [Until(nameof(Stop.IsLast)), MaxCount(9), MaxBytes(99)]
            public Stop[] Stops { get; init; }

            /// <summary>Up to a value.</summary>
            [EndsWith(0), MaxCount(9)]
            public WireList<ushort> Numbers { get; init; }

            /// <summary>When bytes are left.</summary>
            [Optional, Reserved(1)]
            public Point? Point { get; init; }

            /// <summary>When more are left.</summary>
            [Optional, EndsWith("\r\n"), MaxCount(9)]
            public Stop[]? Lines { get; init; }
        }

        /// <summary>An element.</summary>
        [WireStruct]
        public readonly partial record struct Stop(bool IsLast);

        /// <summary>Unions in messages.</summary>
        [Protocol]
        public sealed partial class Talk
        {
            /// <summary>A question.</summary>
            [Request<Answer>(1)]
            public readonly partial record struct Ask(Sort What);

            /// <summary>An answer.</summary>
            [Reply(2)]
            public readonly partial record struct Answer([DiscriminatedBy(nameof(Ask.What), InRequest = true)] Outside Value);

            /// <summary>A union alone.</summary>
            [Message(3, From = Side.Server)]
            public readonly partial record struct News(Everything Everything);
        }

        /// <summary>Unions behind a header.</summary>
        [Protocol]
        public sealed partial class Headed
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>The id.</summary>
                [MessageId]
                public Sort Id { get; init; }

                /// <summary>A tag.</summary>
                public Sort Tag { get; init; }

                /// <summary>The length.</summary>
                [FrameLength]
                public partial ushort Length { get; }
            }

            /// <summary>A question.</summary>
            [Request<Answer>(Sort.One)]
            public readonly partial record struct Ask([InHeader] Sort Tag);

            /// <summary>Told by the message id.</summary>
            [Reply]
            public readonly partial record struct Answer([DiscriminatedBy("Id")] Outside Value);

            /// <summary>Told by the header.</summary>
            [Message(Sort.Two, From = Side.Client)]
            public readonly partial record struct Note
            {
                /// <summary>The tag.</summary>
                [InHeader, TagOf(nameof(Value))]
                public partial Sort Tag { get; }

                /// <summary>The union.</summary>
                public Outside Value { get; init; }
            }
        }
        """";
}
