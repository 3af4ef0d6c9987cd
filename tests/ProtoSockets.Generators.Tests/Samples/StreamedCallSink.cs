namespace ProtoSockets.Generators.Tests.Samples;

/// <summary>Source with calls that are answered by a stream, send one, or both, beside others, with and without an error reply, a view, a version, and names that collide with those of locals.</summary>
internal static class StreamedCallSink
{
    public const string Source = """
        namespace Samples.StreamedCalls;

        /// <summary>With an error reply.</summary>
        [Protocol(Version = 2, MinVersion = 1)]
        public sealed partial class Meter
        {
            /// <summary>Answered by a stream.</summary>
            [Request<Reading>(1, Replies = ReplyCount.Many)] public readonly partial record struct List([MaxBytes(16)] string Name);
            /// <summary>Sends one.</summary>
            [Request<Summary>(2, Takes = typeof(Sample))] public readonly partial record struct Add(uint items);
            /// <summary>Both.</summary>
            [Request<Reading>(3, Replies = ReplyCount.Many, Takes = typeof(Sample))] public sealed partial record Trade(uint call, [MaxBytes(16)] Utf8Text message);
            /// <summary>Both, with items of its own that borrow.</summary>
            [Request<Reading>(4, Replies = ReplyCount.Many, Takes = typeof(Note)), Since(2)] public readonly partial record struct Tell;
            /// <summary>Neither.</summary>
            [Request<Summary>(5)] public readonly partial record struct Look;
            /// <summary>Many replies with a last one.</summary>
            [Request<Row>(6, Replies = ReplyCount.Many)] public readonly partial record struct Rows(uint Count);
            /// <summary>An item.</summary>
            [Item(7)] public readonly partial record struct Sample(long At, double Value);
            /// <summary>An item that is a class.</summary>
            [Item(8)] public sealed partial record Note([MaxBytes(64)] Utf8Text Text, [Since(2)] uint Level);
            /// <summary>An item of answers.</summary>
            [Reply(9)] public readonly partial record struct Reading(long At, [MaxBytes(64)] ReadOnlyMemory<byte> Value);
            /// <summary>A reply.</summary>
            [Reply(10)] public readonly partial record struct Summary(uint Count);
            /// <summary>A row.</summary>
            [Reply(11, Last = nameof(IsLast))] public readonly partial record struct Row(bool IsLast);
            /// <summary>Refuses.</summary>
            [ErrorReply(12)] public readonly partial record struct Refused(ushort Code);
        }

        /// <summary>Nothing but one such call.</summary>
        [Protocol]
        internal sealed partial class Only
        {
            [Request<Reading>(1, Replies = ReplyCount.Many, Takes = typeof(Sample))] internal readonly partial record struct Trade;
            [Item(2)] internal readonly partial record struct Sample(int Value);
            [Reply] internal readonly partial record struct Reading(int Value);
        }
        """;
}
