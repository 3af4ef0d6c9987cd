using System.CommandLine;

namespace ProtoSockets.Benchmarks.Wire;

/// <summary>The command line of <see cref="WireBenchmark"/>.</summary>
internal static class WireCommand
{
    public static Command Create()
    {
        Option<bool> quick = Arguments.Quick("Fewer rounds");
        Argument<string[]> names = Arguments.Names("shapes", () => WireBenchmark.Shapes().Select(shape => shape.Name));
        var command = new Command("wire", "Serializers: generated, by hand, and other people's.") { names, quick };
        command.SetAction(async (parsed, _) =>
        {
            await WireBenchmark.RunAsync(parsed.GetValue(quick), parsed.GetRequiredValue(names));
            return ExitCodes.Done;
        });
        return command;
    }
}
