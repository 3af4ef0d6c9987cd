using System.Globalization;

namespace ProtoSockets.Benchmarks.Net.Programs;

/// <summary>Servers of the samples beside those that their protocols come from, under load programs of other people.</summary>
internal static class OtherPrograms
{
    private const int WarmTurns = 3;

    /// <summary>The names of the rows.</summary>
    public static IEnumerable<string> Names => LoadProgram.All(isQuick: false).Select(load => load.Name);

    /// <summary>Prints the table.</summary>
    /// <param name="isQuick">Fewer and shorter rounds.</param>
    /// <param name="regimes">Where to run.</param>
    /// <param name="names">Parts of the names of the rows to run; empty for all.</param>
    /// <returns>Whether all could run.</returns>
    public static async Task<bool> RunAsync(bool isQuick, Regimes regimes, string[] names)
    {
        LoadProgram[] loads = [.. LoadProgram.All(isQuick).Where(load => Arguments.Picks(names, load.Name))];
        var table = new MarkdownTable("load", "cores", "test", "ours, requests/s", "theirs, requests/s", "ours / theirs");
        bool isComplete = true;
        foreach (bool isPinned in new[] { true, false })
        {
            foreach (LoadProgram load in loads.Where(_ => regimes.HasFlag(isPinned ? Regimes.Pinned : Regimes.Unpinned)))
            {
                isComplete &= await NetBenchmark.TryAsync($"{load.Name}, {(isPinned ? "pinned" : "unpinned")}", () => AddAsync(table, load, isQuick ? 3 : 7, isPinned));
            }
        }

        if (loads.Length > 0)
        {
            Console.Write(table);
        }

        return isComplete;
    }

    private static async Task AddAsync(MarkdownTable table, LoadProgram load, int rounds, bool isPinned)
    {
        int? core = isPinned ? 0 : null;
        (OtherProgram ours, int ourPort) = await OtherProgram.ServeAsync(load.Ours, core);
        using OtherProgram ourServer = ours;
        (OtherProgram theirs, int theirPort) = await OtherProgram.ServeAsync(load.Theirs, core);
        using OtherProgram theirServer = theirs;
        for (int turn = 0; turn < WarmTurns; turn++)
        {
            await MeasureAsync(load, ourPort, core);
            await MeasureAsync(load, theirPort, core);
        }

        var random = new Random();
        List<(Dictionary<string, double> Ours, Dictionary<string, double> Theirs)> results = [];
        while (results.Count < rounds)
        {
            bool isOursFirst = random.Next(2) == 0;
            Dictionary<string, double> first = await MeasureAsync(load, isOursFirst ? ourPort : theirPort, core);
            Dictionary<string, double> second = await MeasureAsync(load, isOursFirst ? theirPort : ourPort, core);
            results.Add(isOursFirst ? (first, second) : (second, first));
        }

        foreach (string test in results[0].Ours.Keys)
        {
            table.Add(
                load.Name,
                isPinned ? "1" : "all",
                test,
                Text(Median.Of(results.Select(round => round.Ours[test])), "N0"),
                Text(Median.Of(results.Select(round => round.Theirs[test])), "N0"),
                Text(Median.Of(results.Select(round => round.Ours[test] / round.Theirs[test])), "0.00"));
        }
    }

    private static async Task<Dictionary<string, double>> MeasureAsync(LoadProgram load, int port, int? core)
    {
        string output = await OtherProgram.RunAsync(load.Load(port), core);
        var rates = load.Rates(output).ToDictionary(rate => rate.Test, rate => rate.Rate);
        return rates.Count > 0 && rates.Values.All(rate => rate > 0) ? rates : throw new ComparisonException($"{load.Name}: it printed no rates.");
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
