using System.Diagnostics;

namespace ProtoSockets.Benchmarks.Analyzers;

/// <summary>Builds of one project, and what they take.</summary>
/// <param name="folder">The folder of the project.</param>
internal sealed class ProjectBuild(DirectoryInfo folder)
{
    // A server of its own, so that the builds of others are not counted and not in the way.
    private readonly string _server = $"analyzers.{Environment.ProcessId}";

    /// <summary>Builds all of the project.</summary>
    /// <param name="regime">Where the compiler comes from.</param>
    /// <param name="withAnalyzers">Whether the rules run.</param>
    /// <returns>The time.</returns>
    public async Task<BuildTime> RebuildAsync(BuildRegime regime, bool withAnalyzers)
    {
        double before = Processor();
        long start = Stopwatch.GetTimestamp();
        await RunAsync([.. Rebuild(regime, withAnalyzers), "-v:quiet"]);
        return new BuildTime(Processor() - before, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    /// <summary>Builds all of the project with the rules, each of which the compiler takes the time of; that has a cost of its own, and is left out where builds are compared.</summary>
    /// <param name="regime">Where the compiler comes from.</param>
    /// <returns>The output of the build.</returns>
    public Task<string> RebuildWithReportAsync(BuildRegime regime) => RunAsync([.. Rebuild(regime, withAnalyzers: true), "-v:detailed", "-p:ReportAnalyzer=true"]);

    /// <summary>Gets the project ready to be built.</summary>
    /// <returns>The work.</returns>
    public Task RestoreAsync() => RunAsync("restore");

    /// <summary>Ends the compiler server.</summary>
    public void EndServer() => ServerClock.End(_server);

    private string[] Rebuild(BuildRegime regime, bool withAnalyzers) =>
    [
        "build", "--no-restore", "-t:Rebuild", "-nodeReuse:false", $"-p:UseSharedCompilation={regime.HasServer}", $"-p:SharedCompilationId={_server}", $"-p:WithProtoSockets={withAnalyzers}",
    ];

    private double Processor() => ChildClock.Seconds() + ServerClock.Seconds(_server);

    private async Task<string> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = folder.FullName, RedirectStandardOutput = true, UseShellExecute = false };
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed:\n{output}");
    }
}

/// <summary>What a build takes, in seconds.</summary>
/// <param name="Processor">The processor time of all processes, the compiler server among them.</param>
/// <param name="Elapsed">The time that somebody waits.</param>
internal readonly record struct BuildTime(double Processor, double Elapsed);
