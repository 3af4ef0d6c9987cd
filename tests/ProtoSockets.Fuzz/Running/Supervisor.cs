using System.Diagnostics;
using System.Globalization;
using ProtoSockets.Fuzz.Coverage;
using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Running;

/// <summary>The part of the program that outlives what it runs: it starts the instrumented copy, and tells what killed it.</summary>
internal static class Supervisor
{
    public const string WorkerOption = "--worker";

    /// <summary>Runs until the time is up or something has been found that ends the process.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(FuzzOptions options, IEnumerable<string> arguments)
    {
        using InstrumentedCopy copy = InstrumentedCopy.Create([nameof(ProtoSockets), .. TargetRegistry.AssemblyNames]);
        Stopwatch clock = Stopwatch.StartNew();
        int exitCode = copy.Run([.. arguments, WorkerOption]);
        string results = Path.Combine(copy.Folder, Worker.Results);
        if (!File.Exists(results))
        {
            using CurrentInput current = new(copy.Folder);
            (string target, byte[] input) = current.Get();
            string what = exitCode == Worker.HungExitCode ? "It never ends" : $"It ends the process with {exitCode}";
            string[] parts = target.Split('/', 2);
            string path = parts.Length == 2 ? Corpus.AddFinding(parts[0], parts[1], input, what) : "no corpus";
            Console.WriteLine($"FOUND {target}: {Convert.ToHexString(input)}\n{what}\nkept in {path}");
            Console.WriteLine("the run was cut short, 1 finding");
            return 1;
        }

        string[] numbers = File.ReadAllText(results).Split(' ');
        double seconds = clock.Elapsed.TotalSeconds;
        Console.WriteLine(FormattableString.Invariant($"{numbers[0]} inputs in {seconds:0} s, {double.Parse(numbers[0], CultureInfo.InvariantCulture) / seconds:0} inputs/s, {numbers[1]} edges, {numbers[2]} findings, seed {options.Seed}"));
        return exitCode;
    }
}
