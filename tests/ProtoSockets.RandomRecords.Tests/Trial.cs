using System.Globalization;

namespace ProtoSockets.RandomRecords.Tests;

/// <summary>Compiles records, checks them, and finds the least that fails.</summary>
internal static class Trial
{
    private const int ValuesOfRecord = 6;

    /// <summary>How many compilations are spent on making what fails smaller.</summary>
    private const int Attempts = 40;

    /// <summary>What is wrong with records, shown with as few of them and as few of their members as it takes; null when nothing is.</summary>
    public static string? Failure(RecordDeclaration[] records, int seed, bool areMixed = true) => Failure(records, some => Batch.Render(some, areMixed), seed);

    /// <summary>What is wrong with protocols, shown in the same way.</summary>
    public static string? Failure(ProtocolDeclaration[] protocols, int seed) => Failure(protocols, some => Batch.Render([], protocols: some), seed);

    private static string? Failure<T>(T[] all, Func<T[], string> render, int seed)
        where T : IDeclaration<T>
    {
        if (Try(render(all), seed) is not { } failure)
        {
            return null;
        }

        // A batch that does not compile is halved; records that contain others are rendered anew with what is left.
        while (all.Length > 1)
        {
            T[] half = all[..(all.Length / 2)];
            T[] other = all[(all.Length / 2)..];
            if (Try(render(half), seed) is { } first && IsSame(first, failure))
            {
                (all, failure) = (half, first);
            }
            else if (Try(render(other), seed) is { } second && IsSame(second, failure))
            {
                (all, failure) = (other, second);
            }
            else
            {
                break;
            }
        }

        int attempts = 0;
        for (int index = 0; index < all.Length; index++)
        {
            while (all[index].Smaller.Select(smaller => (T[])[.. all[..index], smaller, .. all[(index + 1)..]])
                .TakeWhile(_ => attempts++ < Attempts)
                .Select(some => (Some: some, Still: Try(render(some), seed)))
                .FirstOrDefault(one => one.Still is not null && IsSame(one.Still, failure)) is { Still: { } still } found)
            {
                (all, failure) = (found.Some, still);
            }
        }

        return $"{failure}\n\n{render(all)[Prelude.Source.Length..]}";
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

    private static string? Try(string source, int seed)
    {
        try
        {
            using Batch batch = Batch.Load(source);
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
