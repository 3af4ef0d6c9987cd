using ProtoSockets.Benchmarks.Analyzers;
using ProtoSockets.Benchmarks.Net;
using ProtoSockets.Benchmarks.Wire;

switch (args)
{
    case ["wire", .. string[] rest]:
        await WireBenchmark.RunAsync(isQuick: rest.Contains("--quick"), [.. rest.Where(argument => argument != "--quick")]);
        return 0;
    case ["analyzers"] or ["analyzers", "--quick"]:
        return await AnalyzersBenchmark.RunAsync(isQuick: args.Length > 1);
    case ["net", .. string[] rest]:
        return await NetBenchmark.RunAsync(rest);
    case [Worker.Verb, string role, string peer, string threads, string medium]:
        return await Worker.RunAsync(role, peer, threads, medium);
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project benchmarks/ProtoSockets.Benchmarks -- wire [--quick] [part of a shape's name...] | net [--quick] [--pinned | --unpinned] [--ablation] [part of a row's name...] | analyzers [--quick]");
        return 2;
}
