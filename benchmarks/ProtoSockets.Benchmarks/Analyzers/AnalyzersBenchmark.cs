using System.Globalization;
using System.Text.RegularExpressions;

namespace ProtoSockets.Benchmarks.Analyzers;

/// <summary>
/// What all analyzers together add to <c>dotnet build</c>, on a project of 2,000 files with 20,000 calls of sockets. Builds with and without take turns. The processor time of the whole
/// build decides, so that what else the machine does stays out of it; the time that somebody waits stands beside it.
/// </summary>
internal static partial class AnalyzersBenchmark
{
    private const int Files = 2_000;
    private const int CallsInFile = 10;

    public static async Task<int> RunAsync(bool isQuick)
    {
        int rounds = isQuick ? 3 : 7;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("analyzers.");
        var project = new ProjectBuild(folder);
        try
        {
            GeneratedProject.Write(folder.FullName, FindAnalyzers(), typeof(ProtocolAttribute).Assembly.Location, Files);
            await project.RestoreAsync();
            var table = new MarkdownTable("compiler", "analyzers", "processor s", "least", "ratio", "elapsed s", "least", "ratio", "goal");
            foreach (BuildRegime regime in (BuildRegime[])[BuildRegime.Server, BuildRegime.Fresh])
            {
                await CompareAsync(project, regime, rounds, table);
            }

            string report = await project.RebuildWithReportAsync(BuildRegime.Server);
            Console.WriteLine($"{Files} files, {Files * CallsInFile} calls of sockets; medians of {rounds} rounds.\n");
            Console.WriteLine(table);
            PrintShares(report);
            return 0;
        }
        finally
        {
            project.EndServer();
            folder.Delete(recursive: true);
        }
    }

    private static async Task CompareAsync(ProjectBuild project, BuildRegime regime, int rounds, MarkdownTable table)
    {
        List<BuildTime> without = [];
        List<BuildTime> with = [];
        for (int round = -regime.WarmUps; round < rounds; round++)
        {
            bool isWithFirst = round % 2 != 0;
            BuildTime first = await project.RebuildAsync(regime, withAnalyzers: isWithFirst);
            BuildTime second = await project.RebuildAsync(regime, withAnalyzers: !isWithFirst);
            if (round >= 0)
            {
                with.Add(isWithFirst ? first : second);
                without.Add(isWithFirst ? second : first);
            }
        }

        double processor = Median.Of(with.Zip(without, static (more, less) => more.Processor / less.Processor));
        double elapsed = Median.Of(with.Zip(without, static (more, less) => more.Elapsed / less.Elapsed));
        string goal = regime.Goal is { } most ? $"processor <= {Ratio(most)}: {(processor <= most ? "met" : "missed")}" : "reported";
        table.Add([regime.Name, "without", .. Times(without, static time => time.Processor), "1.00", .. Times(without, static time => time.Elapsed), "1.00", ""]);
        table.Add([regime.Name, "with", .. Times(with, static time => time.Processor), Ratio(processor), .. Times(with, static time => time.Elapsed), Ratio(elapsed), goal]);
    }

    private static string[] Times(List<BuildTime> builds, Func<BuildTime, double> time) => [Seconds(Median.Of(builds.Select(time))), Seconds(builds.Min(time))];

    /// <summary>The compiler's own count of the time in each analyzer; those of other packages are left out.</summary>
    private static void PrintShares(string report)
    {
        var table = new MarkdownTable("s", "analyzer");
        foreach (Match row in ReportRow().Matches(report))
        {
            table.Add(row.Groups["time"].Value, row.Groups["name"].Value);
        }

        Console.WriteLine("As the compiler reports it, all threads together:\n");
        Console.Write(table);
    }

    private static string FindAnalyzers()
    {
        string path = Path.Combine(Repository.OutputOf("analyzers/ProtoSockets.Analyzers", "netstandard2.0"), "ProtoSockets.Analyzers.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("Build the analyzers first.", path);
    }

    private static string Seconds(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?<time>[<\d.]+)\s+(?:[<\d]+)\s+(?<name>ProtoSockets\.Analyzers\.\S+) \(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ReportRow();
}
