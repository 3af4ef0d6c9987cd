using ProtoSockets.Benchmarks.Analyzers;
using ProtoSockets.Benchmarks.Calls;
using ProtoSockets.Benchmarks.Wire;

switch (args)
{
    case ["wire", .. string[] rest]:
        await WireBenchmark.RunAsync(isQuick: rest.Contains("--quick"), [.. rest.Where(argument => argument != "--quick")]);
        return 0;
    case ["analyzers"] or ["analyzers", "--quick"]:
        return await AnalyzersBenchmark.RunAsync(isQuick: args.Length > 1);
    case ["calls"]:
        await CallsBenchmark.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project benchmarks/ProtoSockets.Benchmarks -- wire [--quick] [part of a shape's name...] | calls | analyzers [--quick]");
        return 2;
}
