using System.CommandLine;

namespace ProtoSockets.Benchmarks.Telemetry;

/// <summary>The command line of <see cref="TelemetryBenchmark"/>.</summary>
internal static class TelemetryCommand
{
    public static Command Create()
    {
        Option<bool> quick = Arguments.Quick("Fewer and shorter rounds");
        var command = new Command("telemetry", "Calls with metrics and traces, beside calls that nobody listens to.") { quick };
        command.SetAction(async (parsed, _) =>
        {
            await TelemetryBenchmark.RunAsync(parsed.GetValue(quick));
            return ExitCodes.Done;
        });
        return command;
    }
}
