using ProtoSockets.Fuzz.Coverage;
using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Running;

/// <summary>The part of the program that runs with instrumented assemblies.</summary>
internal static class Worker
{
    public const int HungExitCode = 70;
    public const string Results = "results";

    /// <summary>Runs, and leaves the numbers in a file for the process that started this one.</summary>
    public static int Run(FuzzOptions options)
    {
        EdgeMap.Attach();
        using CurrentInput current = new(AppContext.BaseDirectory);
        FuzzRun run = new(options, current, Console.Out);
        run.Run(TargetRegistry.All().Where(target => options.Only is null || $"{target.Group}/{target.Name}".Contains(options.Only, StringComparison.OrdinalIgnoreCase)));
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, Results), $"{run.Inputs} {run.Edges} {run.Findings}");
        return run.Findings == 0 ? 0 : 1;
    }
}
