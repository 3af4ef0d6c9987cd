using System.Collections.Concurrent;
using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Runtime;
using ProtoSockets.Servers;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>
/// A server that runs, and a connection to it that sends the input. Whatever that is: the connection ends, once and with a declared error or none, the server forgets it, and another connection,
/// which is there all the time, stays.
/// </summary>
internal sealed class ServerTarget<TProtocol, TWire>(string group, string name) : FuzzTarget(group, name)
    where TProtocol : class, IProtocolClass
    where TWire : struct, IProtocol
{
    private readonly ConcurrentQueue<AnyHandler> _handlers = new();
    private readonly FaultLog _log = new();
    private IProtocolServer? _server;
    private RawConnection? _bystander;
    private TransportAddress[] _addresses = [];

    public override int Slice => 12;

    public override bool IsNoisy => true;

    public override IEnumerable<byte[]> Seeds(Random random) => TWire.Description.Carriers.HasFlag(Carriers.Stream) ? ConversationSeeds.Of<TProtocol, TWire>(Group, Side.Client, random) : [];

    public override void Run(byte[] input)
    {
        if (input.Length > 0 && TWire.Description.Carriers.HasFlag(Carriers.Stream))
        {
            RunAsync(input).GetAwaiter().GetResult();
        }
    }

    private async Task RunAsync(byte[] input)
    {
        if (_server is null)
        {
            await StartAsync();
        }

        LiveMode mode = new(input[0]);
        int failures = _log.Failures;
        AnyHandler? handler;
        using (RawConnection attacker = await ConnectAsync(mode.IsLoopback))
        {
            await attacker.SendAsync(input.AsMemory(1), mode.Piece);
            if (mode.IsReset)
            {
                attacker.Reset();
            }
            else
            {
                await attacker.EndAsync();
                await Failures.SoonAsync(attacker.Ended, "The end of the connection");
            }
        }

        if (_handlers.TryDequeue(out handler))
        {
            Failures.RequireTyped(await Failures.SoonAsync(handler.Ended, "The end of the session"), "The session");
        }

        FindingException.Require(SpinWait.SpinUntil(() => _server!.ConnectionCount == 1, Failures.Patience), $"The server still has {_server!.ConnectionCount} connections, and one was made that is open");
        FindingException.Require(!_bystander!.Ended.IsCompleted, $"The connection beside it ended, too");
        FindingException.Require(_log.Failures - failures <= 1, $"One connection failed {_log.Failures - failures} times");
        while (_log.Exceptions.TryDequeue(out Exception? logged))
        {
            Failures.RequireTyped(logged, "Something that was logged");
        }
    }

    private async Task StartAsync()
    {
        _server = TProtocol.CreateServer(CreateHandler, new ServerOptions { LoggerFactory = _log, SendTimeout = TimeSpan.FromSeconds(5), StreamTimeout = TimeSpan.FromSeconds(1) });
        _addresses = [.. new[] { LiveMode.Any(isLoopback: false), LiveMode.Any(isLoopback: true) }.Select(address => new TransportAddress(address.Transport, _server.Bind(address)))];
        _ = _server.RunAsync(CancellationToken.None);
        _bystander = await ConnectAsync(isLoopback: false);
        FindingException.Require(SpinWait.SpinUntil(() => _server.ConnectionCount == 1 && !_handlers.IsEmpty, Failures.Patience), $"The first connection was not served");
        _handlers.Clear();
    }

    private object CreateHandler(IServerSession session)
    {
        object proxy = AnyHandler.Create(TProtocol.ServerHandlerType, out AnyHandler handler);
        _handlers.Enqueue(handler);
        return proxy;
    }

    private async Task<RawConnection> ConnectAsync(bool isLoopback)
    {
        TransportAddress address = _addresses[isLoopback ? 1 : 0];
        return new RawConnection(await ((StreamTransport)address.Transport).ConnectAsync(address.EndPoint, new ConnectOptions(), CancellationToken.None));
    }
}
