using System.Globalization;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Compiles records, checks them, and finds the least that fails.</summary>
internal static class Trial
{
    private const int ValuesOfRecord = 6;

    /// <summary>How many compilations are spent on making what fails smaller.</summary>
    private const int Attempts = 20;

    /// <summary>What is wrong with records, shown with as few of them and as few of their members as it takes; null when nothing is.</summary>
    public static string? Failure(RecordDeclaration[] records, int seed, bool areMixed = true)
    {
        if (Try(records, seed, areMixed) is not { } failure)
        {
            return null;
        }

        // A batch that does not compile is halved; records that contain others are rendered anew with what is left.
        int attempts = 0;
        while (records.Length > 1)
        {
            RecordDeclaration[] half = records[..(records.Length / 2)];
            RecordDeclaration[] other = records[(records.Length / 2)..];
            if (Try(half, seed, areMixed) is { } first && IsSame(first, failure))
            {
                (records, failure) = (half, first);
            }
            else if (Try(other, seed, areMixed) is { } second && IsSame(second, failure))
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
            for (int piece = records[index].Pieces.Count - 1; piece >= 0 && records[index].Pieces.Count > 1 && attempts++ < Attempts; piece--)
            {
                RecordDeclaration[] smaller = [.. records];
                smaller[index] = records[index] with { Pieces = [.. records[index].Pieces.Where((_, other) => other != piece)] };
                if (Try(smaller, seed, areMixed) is { } still && IsSame(still, failure))
                {
                    (records, failure) = (smaller, still);
                }
            }
        }

        return $"{failure}\n\n{Batch.Render(records, areMixed)[Prelude.Source.Length..]}";
    }

    /// <summary>What is wrong with a compiled record; null when nothing is.</summary>
    public static string? Failure(RecordProbe probe, int seed, int values = ValuesOfRecord)
    {
        Random random = new(seed);
        for (int value = 0; value < values; value++)
        {
            try
            {
                probe.Check(random);
            }
            catch (Exception exception)
            {
                return $"{probe.Name}: {exception.GetType().Name}: {exception.Message}\n{string.Join('\n', exception.StackTrace?.Split('\n').Take(3) ?? [])}";
            }
        }

        return null;
    }

    /// <summary>A number of the environment.</summary>
    public static ulong Option(string name, ulong otherwise) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : otherwise;

    /// <summary>Whether two failures are of the same kind, so that a smaller one is not another.</summary>
    private static bool IsSame(string left, string right) => Kind(left) == Kind(right);

    private static string Kind(string failure) => failure.StartsWith("It does not compile", StringComparison.Ordinal)
        ? string.Join(' ', failure.Split(' ').Where(word => word.StartsWith("CS", StringComparison.Ordinal) || word.StartsWith("PSOCK", StringComparison.Ordinal)).Distinct().Take(1))
        : string.Join(' ', failure.Split(' ').Skip(1).Where(word => word.All(char.IsLetter)).Take(3));

    private static string? Try(RecordDeclaration[] records, int seed, bool areMixed)
    {
        try
        {
            using Batch batch = Batch.Load(Batch.Render(records, areMixed));
            List<string> failures = [];
            foreach (RecordProbe probe in batch.Probes)
            {
                if (Failure(probe, seed) is { } failure)
                {
                    failures.Add(failure);
                }
            }

            return failures.Count == 0 ? null : string.Join('\n', failures.Take(10));
        }
        catch (Exception exception)
        {
            // It does not compile, or does not load.
            return exception is InvalidOperationException ? exception.Message : exception.ToString();
        }
    }
}
