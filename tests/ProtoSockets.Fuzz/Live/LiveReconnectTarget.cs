using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Fuzz.Targets;
using ProtoSockets.Transports;

namespace ProtoSockets.Fuzz.Live;

/// <summary>A client that connects again, to a server that says the same wrong things each time. Its calls end, and so does its connecting.</summary>
internal sealed class LiveReconnectTarget() : LiveTarget(Vaults, "reconnecting")
{
    private const int IdOffset = 8;
    private const int IdBytes = 4;

    private static readonly ClientOptions Options = new()
    {
        CallTimeout = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromMinutes(5),
        Reconnect = new ReconnectOptions { InitialDelay = TimeSpan.Zero, MaxDelay = TimeSpan.FromMilliseconds(1), MaxAttempts = 3 },
    };

    private StreamListener? _listener;
    private TransportAddress? _address;
    private Task<StreamConnection>? _accepting;

    private static LiveProtocol Vaults => new(
        nameof(Vault), IdOffset, IsGreeted: true, HasDatagrams: false, static options => new Vault.Server(new VaultHandler(1), options), static async (address, options) =>
        {
            Vault.Client client = await Vault.Client.ConnectAsync(address, options);
            return new LiveClient(client, async number => (await client.LookAsync(new(number))).Value == number);
        });

    public override IEnumerable<byte[]> Seeds(Random random) =>
    [
        LiveMode.Of(isGreeted: true, Recording.Server),
        LiveMode.Of(isGreeted: false, [.. Recording.ServerHello, .. Recording.Server]),
        LiveMode.Of(isGreeted: true, []),

        // Goodbye, in front of the answers and in place of them.
        LiveMode.Of(isGreeted: true, [0, 0, 0, 12, 6, 0, 0, 0, 0, 0, 0, 0, .. Recording.Server]),

        // The call goes elsewhere, since the server is shutting down (5).
        LiveMode.Of(isGreeted: true, [0, 0, 0, 18, 11, 0, 0, 0, .. Recording.Server[8..12], 0, 5, 0, 0, 0, 0]),
    ];

    protected override async Task RunAsync(LiveMode mode, byte[] bytes)
    {
        StreamListener listener = _listener ??= Transports.Transports.Memory.Listen(new MemoryEndPoint(string.Empty), new BindOptions());
        _address ??= new TransportAddress(Transports.Transports.Memory, listener.LocalEndPoint);
        LiveBounds bounds = new();
        Task client = TalkAsync(_address, connections: mode.IsOverTcp ? 2 : 1);
        List<Task> serving = [];
        Task deadline = Task.Delay(LiveBounds.Longest);
        while (!client.IsCompleted)
        {
            _accepting ??= listener.AcceptAsync(CancellationToken.None).AsTask();
            FindingException.Require(await Task.WhenAny(client, _accepting, deadline) != deadline, $"After {LiveBounds.Longest.TotalSeconds:0} s the client's calls have not ended, of {serving.Count} connections");
            if (_accepting.IsCompleted)
            {
                serving.Add(ServeAsync(await _accepting, mode, [.. bytes], client));
                _accepting = null;
            }
        }

        await client;
        await LiveBounds.EndsAsync(Task.WhenAll(serving), "the client has not closed all of its connections");
        await bounds.CheckAsync((bytes.Length + Recording.ServerHello.Length) * Math.Max(1, serving.Count));
    }

    private async Task ServeAsync(StreamConnection connection, LiveMode mode, byte[] bytes, Task client)
    {
        int hello = Recording.ClientHello.Length;
        using HostilePeer server = new(connection, hello + IdOffset + IdBytes);
        if (mode.IsGreeted)
        {
            await server.SendAsync(Recording.ServerHello);
            if (mode.IsAnswer && bytes.Length >= IdOffset + IdBytes)
            {
                // Not each connection has a call.
                await Task.WhenAny(server.HasHeard, client, Task.Delay(1));
                if (server.Heard.Length >= hello + IdOffset + IdBytes)
                {
                    LiveClientTarget.Answer(bytes, IdOffset, server.Heard.Slice(hello + IdOffset, IdBytes));
                }
            }
        }

        await server.SayAsync(mode, bytes);
        await server.Ended;
    }

    private static async Task TalkAsync(TransportAddress address, int connections)
    {
        try
        {
            await using Vault.Client client = await Vault.Client.ConnectAsync(address, Options with { Connections = connections });
            await Task.WhenAll(EndAsync(client.LookAsync(new(7)).AsTask()), EndAsync(client.BookAsync(new(8)).AsTask()), EndAsync(ListAsync(client)));
        }
        catch (Exception exception) when (IsDeclared(exception))
        {
            // What a client may be told.
        }
    }

    private static async Task ListAsync(Vault.Client client)
    {
        await foreach (Vault.Page page in client.ListAsync(new(3)))
        {
            // As many as come.
        }
    }

    private static async Task EndAsync(Task call)
    {
        try
        {
            await call;
        }
        catch (Exception exception) when (IsDeclared(exception))
        {
            // What a caller may be told.
        }
    }

    private static bool IsDeclared(Exception exception) => exception is CallException or ConnectionClosedException or HandshakeException or WireFormatException;
}
