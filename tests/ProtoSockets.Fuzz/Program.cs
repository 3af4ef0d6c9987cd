using System.CommandLine;
using ProtoSockets.Fuzz.Running;

namespace ProtoSockets.Fuzz;

/// <summary>Bytes that no peer of good will sends, for every generated decoder. Ends with a line that sums up, and with 0 when nothing was found.</summary>
internal static class Program
{
    private const double UsualMinutes = 1;

    private static int Main(string[] arguments)
    {
        Option<double?> minutes = new("--minutes") { Description = $"How long to run; {UsualMinutes} unless --inputs says how many." };
        Option<long?> inputs = new("--inputs") { Description = "How many inputs to run: with the same seed the same ones." };
        Option<int?> seed = new("--seed") { Description = "Where chance begins; any number unless said." };
        Option<string?> only = new("--only") { Description = "A part of the names of the targets to run: all unless said." };
        Option<bool> save = new("--save") { Description = "Keep the inputs that take branches of their own in the corpus." };
        Option<bool> worker = new(Supervisor.WorkerOption) { Hidden = true };
        RootCommand root = new("Gives every generated decoder hostile bytes.") { minutes, inputs, seed, only, save, worker };
        root.SetAction(parsed =>
        {
            TimeSpan? time = parsed.GetValue(minutes) is { } given ? TimeSpan.FromMinutes(given) : parsed.GetValue(inputs) is null ? TimeSpan.FromMinutes(UsualMinutes) : null;
            FuzzOptions options = new(time, parsed.GetValue(inputs), parsed.GetValue(seed) ?? Random.Shared.Next(), parsed.GetValue(only), parsed.GetValue(save));
            return parsed.GetValue(worker) ? Worker.Run(options) : Supervisor.Run(options, parsed.GetValue(seed) is null ? [.. arguments, "--seed", $"{options.Seed}"] : arguments);
        });
        return root.Parse(arguments).Invoke();
    }
}
