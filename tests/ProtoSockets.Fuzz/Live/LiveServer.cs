using System.Net;
using System.Net.Sockets;
using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Runtime;
using ProtoSockets.Servers;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>A server that runs, and a client that means well beside those that do not.</summary>
internal sealed class LiveServer : IAsyncDisposable
{
    /// <summary>Both ends of datagrams keep blocks of memory that take turns, as many as were once needed.</summary>
    private const int MostResting = 8;

    private static int s_names;

    private readonly LiveLog _log = new();
    private readonly bool _isProxied;
    private readonly IProtocolServer _server;
    private readonly TransportAddress _memory;
    private readonly TransportAddress _sockets;
    private readonly TransportAddress? _datagrams;
    private long _mayBeRented;
    private long? _rentedBehindLast;
    private LiveClient? _bystander;
    private DatagramChannel? _sender;
    private int _calls;

    private LiveServer(LiveProtocol protocol, LiveWay way)
    {
        // Whoever connects to the name of the socket is a proxy; over memory there is none.
        BindOptions bind = way == LiveWay.Proxied ? new BindOptions { ProxyProtocol = new ProxyProtocolOptions { TrustedNetworks = [], TrustsUnixPeers = true } } : new BindOptions();
        _server = protocol.CreateServer(new ServerOptions { LoggerFactory = _log, Bind = bind });
        _memory = BoundTo(Transports.Transports.Memory, new MemoryEndPoint(string.Empty));
        _sockets = way == LiveWay.Proxied
            ? BoundTo(Transports.Transports.Unix, new UnixDomainSocketEndPoint($"\0protosockets-fuzz-{Environment.ProcessId}-{Interlocked.Increment(ref s_names)}"))
            : BoundTo(Transports.Transports.Tcp, new IPEndPoint(IPAddress.Loopback, 0));
        _isProxied = way == LiveWay.Proxied;
        _datagrams = way == LiveWay.Datagrams ? BoundTo(Transports.Transports.MemoryDatagram, new MemoryEndPoint(string.Empty)) : null;
        _ = _server.RunAsync(CancellationToken.None);
    }

    /// <summary>Starts one.</summary>
    public static async Task<LiveServer> StartAsync(LiveProtocol protocol, LiveWay way)
    {
        LiveServer server = new(protocol, way);
        server._bystander = await protocol.ConnectAsync(server._datagrams ?? server._memory, ClientOptions.Default);

        // What is made once, is made now.
        await server.CheckBystanderAsync();
        return server;
    }

    /// <summary>Has a connection of its own say something, and looks what becomes of it and of the others.</summary>
    public async Task TakeStreamAsync(LiveMode mode, byte[] bytes)
    {
        LiveBounds bounds = new();
        _log.Clear();
        TransportAddress address = mode.IsOverTcp || _isProxied ? _sockets : _memory;
        using (HostilePeer peer = new(await ((StreamTransport)address.Transport).ConnectAsync(address.EndPoint, new ConnectOptions(), CancellationToken.None)))
        {
            await LiveBounds.EndsAsync(peer.SayAsync(mode, bytes), "the server has not read what was sent");
            await CheckBystanderAsync();
            await LiveBounds.EndsAsync(peer.Ended, "the server has not ended a connection whose client has");
        }

        await LiveBounds.ComesAsync(() => _server.ConnectionCount <= 1, () => $"the server has {_server.ConnectionCount} connections, of which 1 is open");
        await bounds.CheckAsync(bytes.Length);
        _log.Check();
    }

    /// <summary>Sends datagrams, and looks what becomes of others.</summary>
    /// <param name="bytes">The datagrams, a byte with its length in front of each.</param>
    public async Task TakeDatagramsAsync(ReadOnlyMemory<byte> bytes)
    {
        _sender ??= await SenderAsync();

        // What is kept from input to input shows itself after some of them. What other targets have rented meanwhile is theirs; what comes back late, of this one or of others, does no harm.
        long rented = RentedCount.Value;
        _mayBeRented = _rentedBehindLast is { } last ? _mayBeRented + Math.Max(0, rented - last) : rented + MostResting;
        LiveBounds bounds = new(_mayBeRented);
        int sent = bytes.Length;
        while (!bytes.IsEmpty)
        {
            int length = Math.Min(bytes.Span[0], bytes.Length - 1);
            await LiveBounds.EndsAsync(_sender.SendAsync(bytes.Slice(1, length), to: null, CancellationToken.None).AsTask(), "the server has not received a datagram");
            bytes = bytes[(1 + length)..];
        }

        await CheckBystanderAsync();
        await bounds.CheckAsync(sent);
        _rentedBehindLast = RentedCount.Value;
        _log.Check();
    }

    /// <summary>Stops it, whatever state it is in.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAny(Task.Run(async () =>
        {
            await _bystander!.DisposeAsync();
            await _server.DisposeAsync();
        }), Task.Delay(LiveBounds.Longest));
        _sender?.Dispose();
        _log.Dispose();
    }

    private TransportAddress BoundTo(Transport transport, EndPoint endPoint) => new(transport, _server.Bind(new TransportAddress(transport, endPoint)));

    private async Task CheckBystanderAsync()
    {
        Task<bool> call = _bystander!.CallAsync(_calls++);
        await LiveBounds.EndsAsync(call, "a call of a bystander is not answered");
        FindingException.Require(await call, $"A call of a bystander gets the wrong answer");
    }

    /// <summary>A peer that hears what it is answered, and does not mind.</summary>
    private async Task<DatagramChannel> SenderAsync()
    {
        DatagramChannel channel = await ((DatagramTransport)_datagrams!.Transport).ConnectAsync(_datagrams.EndPoint, new ConnectOptions(), CancellationToken.None);
        _ = ListenAsync();
        return channel;

        async Task ListenAsync()
        {
            byte[] buffer = new byte[channel.MaxDatagramBytes];
            SocketAddress from = channel.CreateAddress();
            try
            {
                while (true)
                {
                    await channel.ReceiveAsync(buffer, from, CancellationToken.None);
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException)
            {
                // It is over.
            }
        }
    }
}
