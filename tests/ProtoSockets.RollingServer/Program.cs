using ProtoSockets;
using ProtoSockets.RollingServer;
using ProtoSockets.Transports;
using Samples;

// Serves an address until a signal comes, drains, and says how many requests it took on.
using var stopping = new StopSignal();
var handler = new LedgerHandler();
await using var server = new Ledger.Server(handler, new ServerOptions { DrainTimeout = TimeSpan.FromSeconds(30) });
Console.WriteLine($"Listening on {server.Bind(TransportAddress.Parse($"tcp://{args[0]}"))}");
await server.RunAsync(stopping.Token);
Console.WriteLine($"entered {handler.Entered}");
