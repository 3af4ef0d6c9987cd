using ProtoSockets;
using ProtoSockets.Testing;
using Tested;

TestNetwork network = new(new FaultPlan(seed: 7).SplitAtEveryByte().DelayBy(TimeSpan.FromMilliseconds(20)));
await using Till.Server server = new(new TillHandler(), new ServerOptions { TimeProvider = network.Clock });
server.Bind(network.Stream("till"));
using CancellationTokenSource stopping = new();
Task running = server.RunAsync(stopping.Token);

Task<Till.Client> connecting = Till.Client.ConnectAsync(network.Stream("till"), new ClientOptions { TimeProvider = network.Clock });
await network.Clock.AdvanceUntilAsync(connecting);
Till.Client client = await connecting;
Task<Till.Total> selling = client.AddAsync(new(258)).AsTask();
await network.Clock.AdvanceUntilAsync(selling);
Console.WriteLine($"{(await selling).Cents} cents");

client.Abort();
await stopping.CancelAsync();
await network.Clock.AdvanceUntilAsync(running);

try
{
    Golden.Matches(new Till.Add(258), "00 00 01 01");
}
catch (ExpectationException difference)
{
    Console.WriteLine(difference.Message.Split('\n')[0]);
}
