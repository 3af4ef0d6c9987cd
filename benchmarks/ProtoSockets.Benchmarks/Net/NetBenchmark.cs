using ProtoSockets.Benchmarks.Net.Programs;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>
/// Clients and servers over the loopback interface, each in a process of its own, beside what people would pick instead and beside what is possible. Contenders take turns in random order, ratios are taken
/// inside a round, and the table shows medians.
/// </summary>
internal static class NetBenchmark
{
    /// <summary>The names of all rows.</summary>
    public static IEnumerable<string> Names(bool isQuick) => [.. Rows.All(isQuick).Select(row => row.Name), IdleConnections.Name, .. OtherPrograms.Names];

    /// <summary>Prints the tables.</summary>
    /// <param name="isQuick">Fewer and shorter rounds, small payloads, fewer idle connections.</param>
    /// <param name="regimes">Where to run.</param>
    /// <param name="names">Parts of the names of the rows to run; empty for all.</param>
    /// <returns>0; 1 when a comparison could not run.</returns>
    public static async Task<int> RunAsync(bool isQuick, Regimes regimes, string[] names)
    {
        Row[] rows = [.. Rows.All(isQuick).Where(row => Arguments.Picks(names, row.Name))];
        var table = new NetTable();
        bool isComplete = true;
        foreach (bool isPinned in new[] { true, false })
        {
            if (!regimes.HasFlag(isPinned ? Regimes.Pinned : Regimes.Unpinned))
            {
                continue;
            }

            using var round = new Rounds(isQuick, isPinned);
            foreach (Row row in rows)
            {
                isComplete &= await TryAsync($"{row.Name}, {(isPinned ? "pinned" : "unpinned")}", async () => table.Add(await round.RunAsync(row), isPinned));
            }
        }

        if (rows.Length > 0)
        {
            Console.Write(table);
        }

        if (Arguments.Picks(names, IdleConnections.Name))
        {
            isComplete &= await TryAsync(IdleConnections.Name, () => IdleConnections.RunAsync(isQuick));
        }

        isComplete &= await OtherPrograms.RunAsync(isQuick, regimes, names);
        return isComplete ? ExitCodes.Done : ExitCodes.Failed;
    }

    /// <summary>Runs a part. That it could not run is said, and the others go on.</summary>
    /// <returns>Whether it ran.</returns>
    public static async Task<bool> TryAsync(string name, Func<Task> run)
    {
        await Console.Error.WriteLineAsync(name);
        try
        {
            await run();
            return true;
        }
        catch (ComparisonException exception)
        {
            await Console.Error.WriteLineAsync($"{name}: could not run: {exception.Message}");
            return false;
        }
    }
}
