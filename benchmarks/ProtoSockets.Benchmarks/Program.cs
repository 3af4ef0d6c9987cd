using ProtoSockets.Benchmarks.Calls;
using ProtoSockets.Benchmarks.Wire;

switch (args)
{
    case ["wire"]:
        await WireBenchmark.RunAsync();
        return 0;
    case ["calls"]:
        await CallsBenchmark.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("usage: dotnet run -c Release --project benchmarks/ProtoSockets.Benchmarks -- wire | calls");
        return 2;
}
