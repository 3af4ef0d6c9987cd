namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Source with members that stream behind every kind of length, in every kind of message, and names that collide with those of locals.</summary>
internal static class StreamSink
{
    public const string Source = """
        namespace Samples.Streams;

        /// <summary>The default envelope.</summary>
        [Protocol]
        public sealed partial class Depot
        {
            /// <summary>A request.</summary>
            [Request<Parcel>(1)]
            public readonly partial record struct Store([MaxBytes(16)] string Name, [Remaining] StreamedBytes reader);

            /// <summary>A reply.</summary>
            [Reply(2)]
            public readonly partial record struct Parcel(bool HasNote, [When("HasNote"), MaxBytes(16)] string? Note, [Remaining, MaxBytes(1_000_000_000)] StreamedBytes writer);

            /// <summary>A request with many replies that has a reply of its own kind.</summary>
            [Request<Piece>(3, Replies = ReplyCount.Many)]
            public sealed partial record Fetch([MaxCount(4)] ushort[] Numbers, [Remaining] StreamedBytes value);

            /// <summary>The reply, a class.</summary>
            [Reply(4, Last = nameof(IsLast))]
            public sealed partial record Piece(bool IsLast, [Remaining] StreamedBytes Data);

            /// <summary>A message of both sides.</summary>
            [Message(5)]
            public readonly partial record struct Note
            {
                /// <summary>The length of all.</summary>
                [LengthOf(nameof(Text), nameof(frame)), VarInt(VarIntFormat.Quic)]
                public partial ulong Length { get; }
                /// <summary>A part.</summary>
                [FixedBytes(4)]
                public string Text { get; init; }
                /// <summary>What streams.</summary>
                public StreamedBytes frame { get; init; }
            }

            /// <summary>May be answered by nothing.</summary>
            [Request<Parcel>(6, Replies = ReplyCount.OneOrNone)]
            public readonly partial record struct Ask([Remaining] StreamedBytes Data);

            /// <summary>Asked by the server.</summary>
            [Request<Said>(7, From = Side.Server)]
            public readonly partial record struct Say([Remaining] StreamedBytes Data);

            /// <summary>The client's answer.</summary>
            [Reply(8)]
            public readonly partial record struct Said([Remaining] StreamedBytes Data);
        }

        /// <summary>Lengths in the header, with a unit and a bias, and messages that do not stream beside those that do.</summary>
        [Protocol, LittleEndian]
        public sealed partial class Silo
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>The kind.</summary>
                [MessageId]
                public byte Kind { get; init; }
                /// <summary>A flag.</summary>
                public bool IsError { get; init; }
                /// <summary>The name's length.</summary>
                [LengthOf("Name")]
                public partial byte NameLength { get; }
                /// <summary>The data's length.</summary>
                [LengthOf("Data", Bias = 2, Unit = 1)]
                public partial ulong DataLength { get; }
                /// <summary>Everything's length.</summary>
                [FrameLength, LengthOf("Name", "Data")]
                public partial long Length { get; }
            }

            /// <summary>A request.</summary>
            [Request<Filled>(1)]
            public readonly partial record struct Fill(string Name, StreamedBytes Data, [InHeader] bool IsError = false);

            /// <summary>Its reply, under its id.</summary>
            [Reply]
            public readonly partial record struct Filled([Section("Data")] uint Bytes);

            /// <summary>Another one.</summary>
            [Request<Taken>(2)]
            public readonly partial record struct Take([Section("Name")] ushort Number);

            /// <summary>Its reply.</summary>
            [Reply]
            public readonly partial record struct Taken(StreamedBytes Data);

            /// <summary>The refusal.</summary>
            [ErrorReply(When = nameof(Header.IsError))]
            public readonly partial record struct Refused([InHeader] bool IsError, [Section("Name")] byte Code);
        }

        /// <summary>A length of variable size in the header, and versions.</summary>
        [Protocol(Version = 3, MinVersion = 1)]
        public sealed partial class Barge
        {
            /// <summary>The header.</summary>
            [Header]
            public readonly partial record struct Header
            {
                /// <summary>The kind.</summary>
                [MessageId]
                public byte Kind { get; init; }
                /// <summary>The length.</summary>
                [FrameLength, VarInt(VarIntFormat.Mqtt)]
                public partial uint Length { get; }
            }

            /// <summary>A message.</summary>
            [Message(1, From = Side.Client)]
            public readonly partial record struct Ship([Since(2)] ushort? Number, [Remaining] StreamedBytes Cargo);
        }

        /// <summary>A length in front, which counts itself.</summary>
        [Protocol, LengthPrefixed<uint>(Bytes = 3, IncludesSelf = true)]
        public sealed partial class Pipeline
        {
            /// <summary>A request.</summary>
            [Request<Flow>]
            public readonly partial record struct Pump([Remaining] StreamedBytes Oil);

            /// <summary>A reply.</summary>
            [Reply]
            public readonly partial record struct Flow(byte Valve, [Remaining] StreamedBytes Oil);
        }

        /// <summary>A length of variable size in front.</summary>
        [Protocol, LengthPrefixed(VarIntFormat.CompactSize), UpgradesToTls]
        public sealed partial class Rope
        {
            /// <summary>A message.</summary>
            [Message(From = Side.Client)]
            public readonly partial record struct Pull([Remaining] StreamedBytes Strands);

            /// <summary>A message.</summary>
            [Message(From = Side.Server)]
            public readonly partial record struct Slack(byte Metres);
        }
        """;
}
