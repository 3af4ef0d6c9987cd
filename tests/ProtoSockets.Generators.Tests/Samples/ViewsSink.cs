namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Source of records whose members have the names that views use themselves, found with a reader and without one.</summary>
internal static class ViewsSink
{
    public const string Source = """
        namespace Samples.Views;

        /// <summary>Found without a reader.</summary>
        [WireStruct]
        public readonly partial record struct Plain
        {
            /// <summary>A name of a view's own.</summary>
            public byte start { get; init; }
            /// <summary>A name of a view's own.</summary>
            public byte _start { get; init; }
            /// <summary>A name of a view's own.</summary>
            public bool from { get; init; }
            /// <summary>A name of a view's own.</summary>
            [InRange(1, 9)]
            public byte Create { get; init; }
            /// <summary>A name of a view's own.</summary>
            [LengthOf(nameof(message))]
            public partial ushort position { get; }
            /// <summary>A name of a view's own.</summary>
            [CountOf(nameof(run))]
            public partial int run2 { get; }
            /// <summary>A name of a view's own.</summary>
            [MaxBytes(200)]
            public Utf8Text message { get; init; }
            /// <summary>A name of a view's own.</summary>
            [MaxCount(20)]
            public WireList<uint> run { get; init; }
            /// <summary>A name of a view's own.</summary>
            [LengthPrefixed<int>, MaxBytes(9)]
            public ReadOnlyMemory<byte> view { get; init; }
            /// <summary>A name of a view's own.</summary>
            public Inner TryPlace { get; init; }
            /// <summary>A name of a view's own.</summary>
            [FixedBytes(4)]
            public string MemoryOf { get; init; }
            /// <summary>The rest.</summary>
            [Remaining, MaxBytes(20)]
            public byte[] _message { get; init; }
        }

        /// <summary>A record of fixed size.</summary>
        [WireStruct]
        public readonly partial record struct Inner([Bits(3)] byte value, [Bits(1)] bool error, [Bits(4)] sbyte view, [FixedBytes(2)] ReadOnlyMemory<byte> Tag);

        /// <summary>Found with a reader.</summary>
        [WireStruct]
        public readonly partial record struct Found
        {
            /// <summary>A name of a view's own.</summary>
            [OneOf(1, 2)]
            public byte reader { get; init; }
            /// <summary>Whether.</summary>
            public bool HasX { get; init; }
            /// <summary>A property.</summary>
            public bool IsY => reader == 2;
            /// <summary>When.</summary>
            [When(nameof(HasX))]
            public ushort? X { get; init; }
            /// <summary>When.</summary>
            [When(nameof(IsY)), FixedBytes(3)]
            public string? Y { get; init; }
            /// <summary>When.</summary>
            [When(nameof(HasX))]
            public Inner? view { get; init; }
            /// <summary>When.</summary>
            [When(nameof(HasX)), FixedBytes(3)]
            public ReadOnlyMemory<byte>? _reader { get; init; }
            /// <summary>An integer.</summary>
            [VarInt(VarIntFormat.Leb128)]
            public uint record { get; init; }
            /// <summary>A checked text.</summary>
            [LengthPrefixed<byte>, OneOf("a", "b")]
            public string Checked { get; init; }
            /// <summary>Digits.</summary>
            [AsciiDecimal, Terminated(" ")]
            public int Digits { get; init; }
            /// <summary>A list.</summary>
            [CountPrefixed<byte>, MaxCount(4)]
            public Plainer[] List { get; init; }
            /// <summary>A sum.</summary>
            [Checksum<Crc32>]
            public partial uint Sum { get; }
        }

        /// <summary>Of variable size.</summary>
        [WireStruct]
        public sealed partial record Plainer([LengthPrefixed<byte>] string Text, [Validate(nameof(Plainer.IsEven))] short Number)
        {
            private static bool IsEven(short number) => number % 2 == 0;
        }

        /// <summary>A union: the members of its head and of its cases, and its cases, have names of a view's own.</summary>
        [WireUnion]
        public readonly partial struct Choice
        {
            /// <summary>A name of a view's own.</summary>
            public byte kind { get; init; }
            /// <summary>A name of a view's own.</summary>
            [Discriminator]
            public partial byte tag { get; }
            /// <summary>A name of a view's own.</summary>
            public bool TryPassCase { get; init; }
            /// <summary>A name of a view's own.</summary>
            [LengthPrefixed<byte>]
            public Utf8Text AsOne { get; init; }
            /// <summary>One.</summary>
            [Case(1)]
            public readonly partial record struct One(byte _tag, bool _kind, [LengthPrefixed<byte>] string tag);
            /// <summary>Told its tag.</summary>
            [Case(2), CaseRange(4, 9)]
            public sealed partial record Value([Discriminator] byte tag, [CountPrefixed<byte>, MaxCount(3)] Choice[] reader);
            /// <summary>All others.</summary>
            [UnknownCase]
            public readonly partial record struct Other([Discriminator] byte _reader, [Remaining] ReadOnlyMemory<byte> Content);
        }

        /// <summary>A union whose cases have no view.</summary>
        [WireUnion]
        public readonly partial struct Blind
        {
            /// <summary>The tag.</summary>
            [Discriminator, NotOnWire]
            public partial bool Tag { get; }
            /// <summary>A struct.</summary>
            [Case(true)]
            public readonly partial record struct Yes(byte View);
            /// <summary>A class.</summary>
            [Case(false)]
            public sealed partial record No(byte View);
        }

        /// <summary>Told by a member, and in a list.</summary>
        [WireStruct]
        public readonly partial record struct Chosen(bool Which, [DiscriminatedBy(nameof(Chosen.Which))] Blind Blind, [CountPrefixed<byte>, MaxCount(3), DiscriminatedBy(nameof(Chosen.Which))] WireList<Blind> Blinds);

        /// <summary>Words.</summary>
        [WireStruct, Line]
        public sealed partial record Words(Utf8Text Verb, [AsciiDecimal] int Count, [Optional] string? Note);
        """;
}
