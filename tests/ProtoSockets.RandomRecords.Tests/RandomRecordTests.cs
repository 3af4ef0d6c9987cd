using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>
/// Whatever can be declared compiles, and is read as it was written. <c>PROTOSOCKETS_RANDOM_SEED</c> chooses other records, <c>PROTOSOCKETS_RANDOM_BATCHES</c> more of them: each batch is
/// a compilation of its own.
/// </summary>
public sealed class RandomRecordTests
{
    private const int RecordsInBatch = 40;

    [Fact]
    public void All_that_can_be_declared_compiles_and_is_read_as_it_was_written()
    {
        ulong seed = Trial.Option("PROTOSOCKETS_RANDOM_SEED", 20261122);
        int batches = (int)Trial.Option("PROTOSOCKETS_RANDOM_BATCHES", 1);
        TestContext.Current.SendDiagnosticMessage($"PROTOSOCKETS_RANDOM_SEED={seed} PROTOSOCKETS_RANDOM_BATCHES={batches}");

        // The gamma of a SplitMix generator is odd.
        Config config = Config.QuickThrowOnFailure.WithReplay(seed, 0x9E3779B97F4A7C15).WithMaxTest(batches).WithQuietOnSuccess(true);
        string? failure = null;
        Check.One(config, Prop.ForAll(Catalogue.Record.ArrayOf(RecordsInBatch).ToArbitrary(), records =>
        {
            failure ??= Trial.Failure(records, (int)seed);
            return true;
        }));

        Assert.True(failure is null, $"With PROTOSOCKETS_RANDOM_SEED={seed}:\n{failure}");
    }
}
