using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>
/// A network in memory that belongs to one test: its names meet no others, its clock stands still until the test moves it, and what goes wrong on it is planned.
/// <code>
/// TestNetwork network = new(new FaultPlan(seed: 7).SplitAtEveryByte());
/// await using Chat.Server server = new(new ChatHandler(), new ServerOptions { TimeProvider = network.Clock });
/// server.Bind(network.Stream("chat"));
/// </code>
/// Clients connect to the same address. The plan lies over both ends.
/// </summary>
public sealed class TestNetwork
{
    private readonly MemoryNetwork _names = new();
    private readonly OpenEnds _ends = new();
    private readonly StreamTransport _streams;
    private readonly DatagramTransport _datagrams;

    /// <summary>Makes a network.</summary>
    /// <param name="plan">What goes wrong; null for nothing.</param>
    /// <param name="clock">The clock; null for a new one.</param>
    public TestNetwork(FaultPlan? plan = null, TestClock? clock = null)
    {
        Plan = plan ?? FaultPlan.None;
        Clock = clock ?? new TestClock();
        _streams = new FaultyStreamTransport(Transports.Transports.Memory, Plan, Clock, _ends);
        _datagrams = new FaultyDatagramTransport(Transports.Transports.MemoryDatagram, Plan, Clock, _ends);
    }

    /// <summary>What goes wrong.</summary>
    public FaultPlan Plan { get; }

    /// <summary>The clock of delays and stalls; give it to <see cref="ClientOptions.TimeProvider"/> and <see cref="ServerOptions.TimeProvider"/>.</summary>
    public TestClock Clock { get; }

    /// <summary>How many ends of connections and how many datagram channels are open: 0 once every client and server has been closed.</summary>
    public int OpenEnds => _ends.Open;

    /// <summary>Names a server that is spoken to by streams.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The address, for the server and for its clients.</returns>
    public TransportAddress Stream(string name = "server") => new(_streams, _names.EndPoint(name));

    /// <summary>Names a server that is spoken to by datagrams.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The address, for the server and for its clients.</returns>
    public TransportAddress Datagrams(string name = "server") => new(_datagrams, _names.EndPoint(name));
}
