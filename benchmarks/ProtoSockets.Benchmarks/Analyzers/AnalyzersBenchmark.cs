using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ProtoSockets.Benchmarks.Analyzers;

/// <summary>
/// What all analyzers together add to <c>dotnet build</c>, on a project of 2,000 files with 20,000 calls of sockets. The processor time of the whole build counts, so that what
/// else the machine does stays out of it. Builds with and without take turns, and the compiler's own report says what each analyzer took.
/// </summary>
internal static partial class AnalyzersBenchmark
{
    private const int Files = 2_000;
    private const int CallsInFile = 10;
    private const double Goal = 1.10;

    public static async Task<int> RunAsync(bool isQuick)
    {
        int rounds = isQuick ? 3 : 7;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ProtoSockets.Benchmarks.");
        try
        {
            GeneratedProject.Write(folder.FullName, FindAnalyzers(), Files);
            await BuildAsync(folder, "restore");
            double[] without = new double[rounds];
            double[] with = new double[rounds];
            string report = "";
            for (int round = 0; round < rounds; round++)
            {
                if (round % 2 == 0)
                {
                    (without[round], _) = await BuildAsync(folder, Rebuild(withAnalyzers: false));
                    (with[round], report) = await BuildAsync(folder, Rebuild(withAnalyzers: true));
                }
                else
                {
                    (with[round], report) = await BuildAsync(folder, Rebuild(withAnalyzers: true));
                    (without[round], _) = await BuildAsync(folder, Rebuild(withAnalyzers: false));
                }
            }

            double ratio = Median.Of(with.Zip(without, static (more, less) => more / less));
            var table = new MarkdownTable("build", "processor s", "least", "ratio", "goal");
            table.Add("without ProtoSockets' analyzers", Seconds(Median.Of(without)), Seconds(without.Min()), "1.00", "");
            table.Add("with them", Seconds(Median.Of(with)), Seconds(with.Min()), ratio.ToString("0.00", CultureInfo.InvariantCulture), $"<= {Goal:0.00}: {(ratio <= Goal ? "met" : "missed")}");
            Console.WriteLine($"{Files} files, {Files * CallsInFile} calls of sockets; medians of {rounds} rounds.\n");
            Console.WriteLine(table);
            PrintShares(report);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string[] Rebuild(bool withAnalyzers) =>
        ["build", "--no-restore", "-t:Rebuild", "-v:detailed", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:ReportAnalyzer=true", $"-p:WithProtoSockets={withAnalyzers}"];

    private static async Task<(double ProcessorSeconds, string Output)> BuildAsync(DirectoryInfo folder, params string[] arguments)
    {
        double before = ChildClock.Seconds();
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (ChildClock.Seconds() - before, output)
            : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}");
    }

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
        string? root = AppContext.BaseDirectory;
        while (root is not null && !File.Exists(Path.Combine(root, "ProtoSockets.sln")))
        {
            root = Path.GetDirectoryName(root);
        }

        // The benchmark is built with the analyzers, in the same configuration: .../bin/Release/net10.0.
        string configuration = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name;
        string path = Path.Combine(root ?? throw new InvalidOperationException("Run this inside of the repository."), "analyzers", "ProtoSockets.Analyzers", "bin", configuration, "netstandard2.0", "ProtoSockets.Analyzers.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException("Build the analyzers first.", path);
    }

    private static string Seconds(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\s*(?<time>[<\d.]+)\s+(?:[<\d]+)\s+(?<name>ProtoSockets\.Analyzers\.\S+) \(", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ReportRow();
}
