using ProtoSockets.Fuzz.Targets;

namespace ProtoSockets.Fuzz.Live;

/// <summary>
/// A server or a client that runs, and hears what no peer of good will says. Whatever that is, its conversation ends with one declared error or goes on, in bounded time and memory; others go on; and
/// nothing is left of it.
/// </summary>
internal abstract class LiveTarget : FuzzTarget
{
    private readonly Lazy<Recording> _recording;

    protected LiveTarget(LiveProtocol protocol, string name)
        : base("Live", $"{protocol.Name}.{name}")
    {
        Protocol = protocol;
        _recording = new(() => Task.Run(() => Recording.OfAsync(protocol)).GetAwaiter().GetResult());
    }

    /// <summary>All that there are.</summary>
    public static IEnumerable<FuzzTarget> All() => LiveProtocol.All.SelectMany(static protocol => (FuzzTarget[])
    [
        new LiveServerTarget(protocol),
        new LiveClientTarget(protocol),
        .. protocol.HasDatagrams ? (FuzzTarget[])[new LiveDatagramTarget(protocol), new LiveDatagramClientTarget(protocol)] : [],
    ]).Concat(EnvelopeTargets.All());

    /// <summary>Several threads have part in it, so that the same input takes other branches each time.</summary>
    public override bool IsSteady => false;

    protected LiveProtocol Protocol { get; }

    /// <summary>What well-behaved peers say.</summary>
    protected Recording Recording => _recording.Value;

    public override void Run(byte[] input)
    {
        if (input.Length > 0)
        {
            Task.Run(() => RunAsync(new LiveMode(input[0]), input[1..])).GetAwaiter().GetResult();
        }
    }

    protected abstract Task RunAsync(LiveMode mode, byte[] bytes);
}

/// <summary>A server that a hostile client talks to.</summary>
internal class LiveServerTarget(LiveProtocol protocol, string name = "server", LiveWay way = LiveWay.Stream) : LiveTarget(protocol, name)
{
    private LiveServer? _server;

    public override IEnumerable<byte[]> Seeds(Random random) =>
    [
        LiveMode.Of(isGreeted: true, Recording.Client),
        LiveMode.Of(isGreeted: false, [.. Recording.ClientHello, .. Recording.Client]),
        LiveMode.Of(isGreeted: false, Recording.Server),
    ];

    protected sealed override async Task RunAsync(LiveMode mode, byte[] bytes)
    {
        _server ??= await LiveServer.StartAsync(Protocol, way);
        try
        {
            await TakeAsync(_server, mode, bytes);
        }
        catch
        {
            // What the fault has left behind is not the next input's.
            await _server.DisposeAsync();
            _server = null;
            throw;
        }
    }

    protected virtual Task TakeAsync(LiveServer server, LiveMode mode, byte[] bytes) => server.TakeStreamAsync(mode, mode.IsGreeted ? [.. Recording.ClientHello, .. bytes] : bytes);
}

/// <summary>A server that gets hostile datagrams.</summary>
internal sealed class LiveDatagramTarget(LiveProtocol protocol) : LiveServerTarget(protocol, "datagrams", LiveWay.Datagrams)
{
    public override IEnumerable<byte[]> Seeds(Random random) =>
    [
        [0, (byte)Recording.ClientHello.Length, .. Recording.ClientHello, (byte)(Recording.Client.Length / 3), .. Recording.Client],
        [0, (byte)(Recording.Client.Length / 3), .. Recording.Client],
    ];

    protected override Task TakeAsync(LiveServer server, LiveMode mode, byte[] bytes) => server.TakeDatagramsAsync(bytes);
}
