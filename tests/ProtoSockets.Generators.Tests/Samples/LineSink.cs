namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Source with lines of every kind, frames that end with their message, and correlation ids that are bytes.</summary>
internal static class LineSink
{
    public const string Source = """
        namespace Samples.Lines;

        /// <summary>Tokens of every type, named like what generated code uses.</summary>
        [WireStruct, Line]
        public readonly partial record struct Tokens
        {
            /// <summary>Text in front of which bytes stand.</summary>
            [Magic("TOKENS "), MaxBytes(20)]
            public Utf8Text reader { get; init; }
            /// <summary>A number.</summary>
            public int writer { get; init; }
            /// <summary>Another.</summary>
            [AsciiHex]
            public ulong line { get; init; }
            /// <summary>An enum.</summary>
            public Size lineStart { get; init; }
            /// <summary>Text.</summary>
            [Ascii]
            public string value { get; init; }
            /// <summary>Text.</summary>
            [Latin1]
            public string version { get; init; }
            /// <summary>Bytes.</summary>
            public byte[] view { get; init; }
            /// <summary>Borrowed bytes.</summary>
            public ReadOnlyMemory<byte> place { get; init; }
            /// <summary>A count.</summary>
            [CountOf(nameof(Points))]
            public partial byte Count { get; }
            /// <summary>Always the same.</summary>
            [Constant(7)]
            public partial short Seven { get; }
            /// <summary>Behind the line.</summary>
            [AfterLine, MaxCount(5)]
            public WireList<ushort> Points { get; init; }
        }

        /// <summary>An enum.</summary>
        public enum Size : byte
        {
            /// <summary>None.</summary>
            None,
            /// <summary>Some.</summary>
            Some,
        }

        /// <summary>Tokens that are there or not.</summary>
        [WireStruct, Line(Separator = "; ", Terminator = "\n", MaxBytes = 300)]
        public sealed partial record Optionals
        {
            /// <summary>Always there.</summary>
            public string Key { get; init; } = "key";
            /// <summary>A number.</summary>
            [Optional]
            public int? Delay { get; init; }
            /// <summary>Text.</summary>
            [Optional, MaxBytes(4)]
            public Utf8Text? DelayPlace { get; init; }
            /// <summary>Bytes.</summary>
            [Optional]
            public byte[]? Data { get; init; }
            /// <summary>A word.</summary>
            [Keyword("noreply")]
            public bool NoReply { get; init; }
            /// <summary>Another.</summary>
            [Keyword("10")]
            public bool Ten { get; init; }
            /// <summary>Text again.</summary>
            public required string Last { get; init; }
        }

        /// <summary>An optional token, a word and a list.</summary>
        /// <param name="Name">A token.</param>
        /// <param name="Size">An enum.</param>
        /// <param name="All">A word.</param>
        /// <param name="Names">A list.</param>
        [WireStruct, Line(Lenient = true)]
        public readonly partial record struct Listed(Utf8Text Name, [Optional] Size? Size, [Keyword("all")] bool All, [MaxCount(9)] WireList<Utf8Text> Names);

        /// <summary>An array.</summary>
        /// <param name="Names">A list.</param>
        [WireStruct, Line(Separator = ",")]
        public readonly partial record struct Arrayed([MaxCount(9)] string[] Names);

        /// <summary>A list of bytes.</summary>
        /// <param name="Key">A token.</param>
        /// <param name="Values">A list.</param>
        [WireStruct, Line]
        public sealed partial record Raw(ReadOnlyMemory<byte> Key, [MaxCount(9)] WireList<ReadOnlyMemory<byte>> Values);

        /// <summary>The rest of a line.</summary>
        /// <param name="Key">A token.</param>
        /// <param name="Value">A token.</param>
        /// <param name="Rest">The rest.</param>
        [WireStruct, Line(Separator = ": ", Lenient = true)]
        public readonly partial record struct Field([Ascii] string Key, [Optional] Utf8Text? Value, [Optional, Remaining] Utf8Text? Rest);

        /// <summary>Nothing but a rest.</summary>
        /// <param name="Rest">The rest.</param>
        [WireStruct, Line]
        public readonly partial record struct Whole([Optional, Remaining, Latin1] string? Rest);

        /// <summary>What may stand in front of messages.</summary>
        /// <param name="Fields">Fields up to an empty line.</param>
        [WireStruct]
        public readonly partial record struct Notes([Magic("@\r\n"), Terminated("\r\n"), MaxCount(9)] WireList<Field> Fields);

        /// <summary>Messages told by verbs.</summary>
        [Protocol(Version = 2, MinVersion = 1), SelfDelimiting, Verbs(IgnoreCase = true), InFront<Notes>(From = Side.Server)]
        public sealed partial class Talk
        {
            /// <summary>A verb that is a member.</summary>
            [Message("hello", "goodbye"), Line]
            public readonly partial record struct Greeting([property: Verb] Utf8Text Word, [Optional, Remaining] Utf8Text? Text);

            /// <summary>A verb, and no token.</summary>
            [Request<Outcome>("ping"), Line(Lenient = true)]
            public readonly partial record struct Ping;

            /// <summary>A condition behind the line.</summary>
            [Request<Outcome>("put"), Line]
            public readonly partial record struct Put
            {
                /// <summary>A token.</summary>
                public Utf8Text Key { get; init; }
                /// <summary>The length.</summary>
                [LengthOf(nameof(Data), Null = -1)]
                public partial int Bytes { get; }
                /// <summary>Counted.</summary>
                [AfterLine, Terminated("\r\n"), MaxBytes(64)]
                public ReadOnlyMemory<byte>? Data { get; init; }
                /// <summary>Of the second version.</summary>
                [Since(2)]
                public byte? Flags { get; init; }
                /// <summary>A flag.</summary>
                public bool HasTime { get; init; }
                /// <summary>On a condition.</summary>
                [When(nameof(HasTime))]
                public uint? Time { get; init; }
            }

            /// <summary>Integers of variable length.</summary>
            [Request<Outcome>("count")]
            public readonly partial record struct Count
            {
                /// <summary>The length.</summary>
                [Magic("count"), VarInt(VarIntFormat.Vlq), LengthOf(nameof(Data))]
                public partial uint Length { get; }
                /// <summary>Counted.</summary>
                [MaxBytes(64)]
                public byte[] Data { get; init; }
                /// <summary>A number.</summary>
                [VarInt(VarIntFormat.CompactSize)]
                public ulong Number { get; init; }
                /// <summary>A list.</summary>
                [CountPrefixed(VarIntFormat.Mqtt), MaxCount(9)]
                public WireList<uint> Numbers { get; init; }
                /// <summary>A list of lines.</summary>
                [CountPrefixed(VarIntFormat.Quic), MaxCount(9)]
                public Field[] Fields { get; init; }
                /// <summary>Text.</summary>
                [LengthPrefixed(VarIntFormat.ZigZag), MaxBytes(9)]
                public string Text { get; init; }
            }

            /// <summary>Any other line.</summary>
            [Reply, Line]
            public readonly partial record struct Outcome(Utf8Text Word, [Optional] int? Code, [Remaining] Utf8Text Text);

            /// <summary>An error.</summary>
            [ErrorReply("ERROR"), Line]
            public readonly partial record struct Refusal([Remaining] Utf8Text Text);
        }

        /// <summary>Ids of bytes in the header.</summary>
        [Protocol(Carriers = Carriers.Stream | Carriers.Datagram, MaxFrameBytes = 1200)]
        public sealed partial class Transactions
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>What it is.</summary>
                [MessageId]
                public byte Kind { get; init; }
                /// <summary>The length.</summary>
                [FrameLength]
                public partial ushort Length { get; }
                /// <summary>The id.</summary>
                [CorrelationId, FixedBytes(12)]
                public ReadOnlyMemory<byte> id { get; init; }
            }

            /// <summary>A request.</summary>
            [Request<Answer>(1)]
            public readonly partial record struct Ask(int Number);

            /// <summary>Its reply.</summary>
            [Reply(2)]
            public readonly partial record struct Answer(int Number);

            /// <summary>No request.</summary>
            [Message(3)]
            public readonly partial record struct Tell(int Number);
        }

        /// <summary>Ids of other types.</summary>
        [Protocol]
        public sealed partial class Wide
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>What it is.</summary>
                [MessageId]
                public byte Kind { get; init; }
                /// <summary>The length.</summary>
                [FrameLength]
                public partial ushort Length { get; }
            }

            /// <summary>A request.</summary>
            [Request<Answer>(1)]
            public readonly partial record struct Ask([MaxBytes(9), LengthPrefixed<byte>] string Text, [CorrelationId] Guid id);

            /// <summary>Its reply.</summary>
            [Reply(2)]
            public readonly partial record struct Answer([CorrelationId] Guid route);

            /// <summary>A request.</summary>
            [Request<Sum>(3)]
            public readonly partial record struct Add([CorrelationId, FixedBytes(8)] byte[] message);

            /// <summary>Its reply.</summary>
            [Reply(4)]
            public readonly partial record struct Sum([CorrelationId, FixedBytes(8)] ReadOnlyMemory<byte> Id);
        }

        /// <summary>A <see cref="Guid"/> in the header.</summary>
        [Protocol]
        public sealed partial class Identified
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>The length.</summary>
                [FrameLength]
                public partial ushort Length { get; }
                /// <summary>The id.</summary>
                [CorrelationId]
                public Guid Id { get; init; }
            }

            /// <summary>A request.</summary>
            [Request<Answer>]
            public readonly partial record struct Ask(int Number);

            /// <summary>Its reply.</summary>
            [Reply]
            public readonly partial record struct Answer(int Number);
        }
        """;
}
