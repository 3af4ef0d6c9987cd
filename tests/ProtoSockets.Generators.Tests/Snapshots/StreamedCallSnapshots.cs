using ProtoSockets.Generators.Tests.Harness;

namespace ProtoSockets.Generators.Tests.Snapshots;

/// <summary>What calls that stream look like on both sides.</summary>
public sealed class StreamedCallSnapshots
{
    [Fact]
    public async Task Calls_that_are_answered_by_a_stream_send_one_or_both() => await Verifier.Verify(Compilations.Run(
        """
        namespace Samples;

        [Protocol]
        public sealed partial class Meter
        {
            [Request<Reading>(1, Replies = ReplyCount.Many)] public readonly partial record struct List(int Count);
            [Request<Summary>(2, Takes = typeof(Sample))] public readonly partial record struct Add(int Series);
            [Request<Reading>(3, Replies = ReplyCount.Many, Takes = typeof(Sample))] public readonly partial record struct Trade(int Series);
            [Item(4)] public readonly partial record struct Sample(double Value);
            [Reply(5)] public readonly partial record struct Reading(double Value);
            [Reply(6)] public readonly partial record struct Summary(int Count);
        }
        """,
        out _)).IgnoreGeneratedResult(result => !result.HintName.EndsWith("Client.g.cs", StringComparison.Ordinal) && !result.HintName.EndsWith("Session.g.cs", StringComparison.Ordinal)
            && !result.HintName.EndsWith("Meter+IServerHandler.g.cs", StringComparison.Ordinal) && !result.HintName.EndsWith("Sample.g.cs", StringComparison.Ordinal));
}
