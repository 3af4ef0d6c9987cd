using FsCheck;
using FsCheck.Fluent;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>
/// Whatever protocol can be declared compiles; its frames are found, routed and read as they were written. <c>PROTOSOCKETS_RANDOM_SEED</c> chooses other protocols,
/// <c>PROTOSOCKETS_RANDOM_BATCHES</c> more of them.
/// </summary>
public sealed class RandomProtocolTests
{
    private const int ProtocolsInBatch = 24;

    [Fact]
    public void All_that_can_be_declared_compiles_and_its_frames_are_read_as_they_were_written()
    {
        ulong seed = Trial.Option("PROTOSOCKETS_RANDOM_SEED", 20261123);
        int batches = (int)Trial.Option("PROTOSOCKETS_RANDOM_BATCHES", 1);
        Config config = Config.QuickThrowOnFailure.WithReplay(seed, 0x9E3779B97F4A7C15).WithMaxTest(batches).WithQuietOnSuccess(true);
        string? failure = null;
        Check.One(config, Prop.ForAll(ProtocolCatalogue.Protocol.ArrayOf(ProtocolsInBatch).ToArbitrary(), protocols =>
        {
            failure ??= Trial.Failure(protocols, (int)seed);
            return true;
        }));

        Assert.True(failure is null, $"With PROTOSOCKETS_RANDOM_SEED={seed}:\n{failure}");
    }
}
