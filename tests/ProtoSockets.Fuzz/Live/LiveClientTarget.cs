using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>A client that connects to a hostile server and calls it.</summary>
internal class LiveClientTarget(LiveProtocol protocol) : LiveTarget(protocol, "client")
{
    private const int IdBytes = 4;

    /// <summary>Deadlines that would end what hangs: they are longer than anything may take.</summary>
    private static readonly ClientOptions Options = new() { CallTimeout = TimeSpan.FromMinutes(5), ConnectTimeout = TimeSpan.FromMinutes(5) };

    private StreamListener? _listener;
    private TransportAddress? _address;

    public override IEnumerable<byte[]> Seeds(Random random) =>
    [
        LiveMode.Of(isGreeted: true, Recording.Server),
        LiveMode.Of(isGreeted: false, [.. Recording.ServerHello, .. Recording.Server]),
        LiveMode.Of(isGreeted: true, Recording.Client),
    ];

    /// <summary>Makes what answers a call that was recorded answer another one: all of its frames, if it has more than one.</summary>
    /// <param name="bytes">What is said.</param>
    /// <param name="offset">Where the first frame has the id.</param>
    /// <param name="id">The other one.</param>
    public static void Answer(byte[] bytes, int offset, ReadOnlySpan<byte> id)
    {
        byte[] recorded = bytes[offset..(offset + IdBytes)];
        for (int at = offset; at >= 0 && at <= bytes.Length - IdBytes;)
        {
            id.CopyTo(bytes.AsSpan(at));
            int next = bytes.AsSpan(at + IdBytes).IndexOf(recorded);
            at = next < 0 ? -1 : at + IdBytes + next;
        }
    }

    protected sealed override async Task RunAsync(LiveMode mode, byte[] bytes)
    {
        StreamListener listener = _listener ??= Transports.Transports.Memory.Listen(new MemoryEndPoint(string.Empty), new BindOptions());
        _address ??= new TransportAddress(Transports.Transports.Memory, listener.LocalEndPoint);
        LiveBounds bounds = new();
        Task client = TalkAsync(_address);
        int id = Protocol.CorrelationOffset;
        int hello = Recording.ClientHello.Length;
        using (HostilePeer server = new(await listener.AcceptAsync(CancellationToken.None), hello + id + IdBytes))
        {
            if (mode.IsGreeted)
            {
                await server.SendAsync(Recording.ServerHello);
            }

            if (mode.IsAnswer && (mode.IsGreeted || hello == 0) && id >= 0 && bytes.Length >= id + IdBytes)
            {
                // What is damaged is the reply to this very call.
                await LiveBounds.EndsAsync(server.HasHeard, "the client has not called");
                if (server.Heard.Length >= hello + id + IdBytes)
                {
                    Answer(bytes, id, server.Heard.Slice(hello + id, IdBytes));
                }
            }

            await LiveBounds.EndsAsync(server.SayAsync(mode, bytes), "the client has not read what was sent");
            await LiveBounds.EndsAsync(client, "the client's call has not ended, and its connection has");
            await LiveBounds.EndsAsync(server.Ended, "the client has not closed");
        }

        await bounds.CheckAsync(bytes.Length);
    }

    /// <summary>Connects and calls: that ends with an answer, whatever it is, or with one of the declared errors.</summary>
    private async Task TalkAsync(TransportAddress address)
    {
        try
        {
            await using LiveClient client = await Protocol.ConnectAsync(address, Options);
            await client.CallAsync(7);
        }
        catch (Exception exception) when (exception is CallException or ConnectionClosedException or HandshakeException or WireFormatException)
        {
            // What a client may be told.
        }
    }
}
