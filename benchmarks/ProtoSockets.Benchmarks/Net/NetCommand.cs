using System.CommandLine;

namespace ProtoSockets.Benchmarks.Net;

/// <summary>The command line of <see cref="NetBenchmark"/>.</summary>
internal static class NetCommand
{
    public static Command Create()
    {
        Option<bool> quick = Arguments.Quick("3 short rounds instead of 7, small payloads, fewer idle connections, no growth");
        Option<bool> pinned = new("--pinned") { Description = "Only with both processes on one core." };
        Option<bool> unpinned = new("--unpinned") { Description = "Only with all cores." };
        Option<bool> ablation = new("--ablation") { Description = "What each lever gives, instead of all else." };
        Argument<string[]> names = Arguments.Names("rows", () => NetBenchmark.Names(isQuick: false));
        var command = new Command("net", "Clients and servers over the loopback interface.") { names, quick, pinned, unpinned, ablation };
        command.Validators.Add(result =>
        {
            if (result.GetValue(pinned) && result.GetValue(unpinned))
            {
                result.AddError("--pinned and --unpinned exclude each other; without either both are run.");
            }

            if (result.GetValue(ablation) && (result.GetValue(pinned) || result.GetValue(unpinned) || result.GetValue(names) is { Length: > 0 }))
            {
                result.AddError("--ablation has rows of its own, on one core: only --quick goes with it.");
            }
        });
        command.Validators.Add(result =>
        {
            if (result.GetValue(quick) && result.GetValue(names) is { Length: > 0 } parts && !Has(parts, isQuick: true) && Has(parts, isQuick: false))
            {
                result.AddError($"--quick leaves out {string.Join(", ", parts)}.");
            }
        });
        command.SetAction((parsed, _) =>
        {
            bool isQuick = parsed.GetValue(quick);
            Regimes regimes = parsed.GetValue(pinned) ? Regimes.Pinned : parsed.GetValue(unpinned) ? Regimes.Unpinned : Regimes.Pinned | Regimes.Unpinned;
            return parsed.GetValue(ablation) ? Ablation.RunAsync(isQuick) : NetBenchmark.RunAsync(isQuick, regimes, parsed.GetRequiredValue(names));
        });
        return command;
    }

    private static bool Has(string[] parts, bool isQuick) => NetBenchmark.Names(isQuick).Any(name => Arguments.Picks(parts, name));
}
