namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Source with members that stream in frames that end with their message, and behind lengths of their own.</summary>
internal static class StreamTextSink
{
    public const string Source = """
        namespace Samples.StreamTexts;

        /// <summary>Lines with counted payloads.</summary>
        [Protocol, SelfDelimiting, Verbs(IgnoreCase = true)]
        public sealed partial class Texts
        {
            /// <summary>A payload and its terminator.</summary>
            [Request<Given>("set"), Line]
            public readonly partial record struct Set
            {
                /// <summary>A token.</summary>
                public Utf8Text reader { get; init; }
                /// <summary>The length.</summary>
                [LengthOf(nameof(value))]
                public partial long writer { get; }
                /// <summary>What streams.</summary>
                [AfterLine, Terminated("\r\n")]
                public StreamedBytes value { get; init; }
            }

            /// <summary>Two lengths of which one counts two members.</summary>
            [Reply("given"), Line(Lenient = true)]
            public sealed partial record Given
            {
                /// <summary>A length.</summary>
                [LengthOf(nameof(Head))]
                public partial int HeadBytes { get; }
                /// <summary>A length of both.</summary>
                [LengthOf(nameof(Head), nameof(Data))]
                public partial ulong AllBytes { get; }
                /// <summary>A part.</summary>
                [AfterLine, MaxBytes(64)]
                public ReadOnlyMemory<byte> Head { get; init; }
                /// <summary>What streams.</summary>
                [Terminated("\r\nEND\r\n"), MaxBytes(1_000_000_000)]
                public StreamedBytes Data { get; init; }
            }

            /// <summary>Nothing behind it.</summary>
            [Message("note"), Line]
            public readonly partial record struct Note
            {
                /// <summary>The length.</summary>
                [LengthOf(nameof(Data), Unit = 2, Bias = 1), AsciiHex]
                public partial uint Length { get; }
                /// <summary>What streams.</summary>
                [AfterLine]
                public StreamedBytes Data { get; init; }
            }
        }

        /// <summary>No lines.</summary>
        [Protocol, SelfDelimiting, LittleEndian]
        public sealed partial class Binaries
        {
            /// <summary>A length of its own.</summary>
            [Request<Answer>]
            public readonly partial record struct Ask([Bits(4)] byte Low, [Bits(4)] byte High, [LengthPrefixed<ulong>(Bytes = 6), BigEndian] StreamedBytes Data);

            /// <summary>A length behind others.</summary>
            [Reply]
            public readonly partial record struct Answer
            {
                /// <summary>A number.</summary>
                public ushort Number { get; init; }
                /// <summary>A length of two.</summary>
                [LengthOf(nameof(Fixed), nameof(Data), IncludesSelf = true)]
                public partial uint Length { get; }
                /// <summary>A part.</summary>
                [FixedBytes(4)]
                public string Fixed { get; init; }
                /// <summary>What streams.</summary>
                public StreamedBytes Data { get; init; }
            }
        }

        /// <summary>Nothing says a length.</summary>
        [Protocol, SelfDelimiting]
        public sealed partial class Open
        {
            /// <summary>Chunks of a client.</summary>
            [Request<Last>]
            public readonly partial record struct Ask(byte Kind, [Chunked<uint>(Bytes = 3), LittleEndian, MaxBytes(1_000)] StreamedBytes writer);

            /// <summary>The end of the connection.</summary>
            [Reply]
            public readonly partial record struct Last(byte Kind, [CloseDelimited] StreamedBytes reader);
        }

        /// <summary>HTTP's chunks.</summary>
        [Protocol, SelfDelimiting]
        public sealed partial class Web
        {
            /// <summary>A line in front.</summary>
            [Message(From = Side.Client), Line]
            public sealed partial record Post([Ascii] string Target, [AfterLine, Terminated("\r\n"), MaxBytes(64)] Utf8Text Field, [Chunked] StreamedBytes Body);
        }

        /// <summary>Lengths of their own in frames that say theirs.</summary>
        [Protocol]
        public sealed partial class Framed
        {
            /// <summary>Of variable size.</summary>
            [Message(1)]
            public readonly partial record struct Zig([LengthPrefixed(VarIntFormat.ZigZag)] StreamedBytes Data);

            /// <summary>Of variable size, within another.</summary>
            [Message(2)]
            public readonly partial record struct Both
            {
                /// <summary>Around.</summary>
                [LengthOf(nameof(Data)), VarInt(VarIntFormat.Mqtt)]
                public partial uint All { get; }
                /// <summary>What streams.</summary>
                [LengthPrefixed(VarIntFormat.CompactSize)]
                public StreamedBytes Data { get; init; }
            }

            /// <summary>Of fixed size.</summary>
            [Message(3)]
            public readonly partial record struct Plain([LengthPrefixed<int>(Bias = -4)] StreamedBytes Data);
        }
        """;
}
