using System.CommandLine;

namespace ProtoSockets.Benchmarks.Analyzers;

/// <summary>The command line of <see cref="AnalyzersBenchmark"/>.</summary>
internal static class AnalyzersCommand
{
    public static Command Create()
    {
        Option<bool> quick = Arguments.Quick("3 rounds instead of 7");
        var command = new Command("analyzers", "What the analyzers add to a build.") { quick };
        command.SetAction((parsed, _) => AnalyzersBenchmark.RunAsync(parsed.GetValue(quick)));
        return command;
    }
}
