using System.Globalization;
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

    private const int ValuesOfRecord = 6;

    [Fact]
    public void All_that_can_be_declared_compiles_and_is_read_as_it_was_written()
    {
        ulong seed = Option("PROTOSOCKETS_RANDOM_SEED", 20261122);
        int batches = (int)Option("PROTOSOCKETS_RANDOM_BATCHES", 1);
        TestContext.Current.SendDiagnosticMessage($"PROTOSOCKETS_RANDOM_SEED={seed} PROTOSOCKETS_RANDOM_BATCHES={batches}");

        // The gamma of a SplitMix generator is odd.
        Config config = Config.QuickThrowOnFailure.WithReplay(seed, 0x9E3779B97F4A7C15).WithMaxTest(batches).WithQuietOnSuccess(true);
        Gen<RecordDeclaration[]> gen = Pieces.Record.ArrayOf(RecordsInBatch);
        string? failure = null;
        Check.One(config, Prop.ForAll(gen.ToArbitrary(), records =>
        {
            failure ??= Failure(records, (int)seed);
            return true;
        }));

        Assert.True(failure is null, $"With PROTOSOCKETS_RANDOM_SEED={seed}:\n{failure}");
    }

    /// <summary>What is wrong with records, shown with as few of them and as few of their members as it takes; null when nothing is.</summary>
    private static string? Failure(RecordDeclaration[] records, int seed)
    {
        if (Try(records, seed) is not { } failure)
        {
            return null;
        }

        // A batch that does not compile is halved; records that contain others are rendered anew with what is left.
        while (records.Length > 1)
        {
            RecordDeclaration[] half = records[..(records.Length / 2)];
            RecordDeclaration[] other = records[(records.Length / 2)..];
            if (Try(half, seed) is { } first)
            {
                (records, failure) = (half, first);
            }
            else if (Try(other, seed) is { } second)
            {
                (records, failure) = (other, second);
            }
            else
            {
                break;
            }
        }

        for (int index = 0; index < records.Length; index++)
        {
            for (int piece = records[index].Pieces.Count - 1; piece >= 0 && records[index].Pieces.Count > 1; piece--)
            {
                RecordDeclaration[] smaller = [.. records];
                smaller[index] = records[index] with { Pieces = [.. records[index].Pieces.Where((_, other) => other != piece)] };
                if (Try(smaller, seed) is { } still)
                {
                    (records, failure) = (smaller, still);
                }
            }
        }

        return $"{failure}\n\n{Batch.Render(records)}";
    }

    private static string? Try(RecordDeclaration[] records, int seed)
    {
        try
        {
            using Batch batch = Batch.Load(Batch.Render(records));
            List<string> failures = [];
            foreach (RecordProbe probe in batch.Probes)
            {
                Random random = new(seed);
                for (int value = 0; value < ValuesOfRecord; value++)
                {
                    try
                    {
                        probe.Check(random);
                    }
                    catch (Exception exception)
                    {
                        failures.Add($"{probe.Name}: {exception.GetType().Name}: {exception.Message}\n{exception.StackTrace?.Split('\n')[0]}");
                        break;
                    }
                }
            }

            return failures.Count == 0 ? null : string.Join('\n', failures.Take(10));
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }

    private static ulong Option(string name, ulong otherwise) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : otherwise;
}
