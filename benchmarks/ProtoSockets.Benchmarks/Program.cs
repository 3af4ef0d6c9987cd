using System.CommandLine;
using ProtoSockets.Benchmarks.Analyzers;
using ProtoSockets.Benchmarks.Net;
using ProtoSockets.Benchmarks.Telemetry;
using ProtoSockets.Benchmarks.Wire;

var root = new RootCommand("How fast ProtoSockets is, side by side with what users would write instead. Each command prints Markdown tables.")
{
    WireCommand.Create(),
    NetCommand.Create(),
    AnalyzersCommand.Create(),
    TelemetryCommand.Create(),
    Worker.CreateCommand(),
};

return await CommandLine.RunAsync(root, args);
