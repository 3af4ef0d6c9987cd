using ProtoSockets.Clients;
using ProtoSockets.Runtime;
using ProtoSockets.Servers;

namespace ProtoSockets.Soak.Protocols;

/// <summary>What came back: the number in the reply, and its bytes.</summary>
internal readonly record struct SpokenReply(int Number, ReadOnlyMemory<byte> Load);

/// <summary>Calls a server.</summary>
internal delegate ValueTask<SpokenReply> SpokenCall(int number, int requestBytes, int replyBytes, CancellationToken cancellationToken);

/// <summary>A protocol as the soak speaks it: calls that are named by a number and carry bytes that follow from it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="NoticesFlips">Whether a byte that was changed on its way is noticed.</param>
/// <param name="HasDatagrams">Whether it is spoken by datagrams, too.</param>
/// <param name="CreateServer">Makes a server whose handler does the work.</param>
/// <param name="ConnectAsync">Connects a client.</param>
internal sealed record Spoken(
    string Name,
    bool NoticesFlips,
    bool HasDatagrams,
    Func<CallWork, ServerOptions, SpokenServer> CreateServer,
    Func<TransportAddress, ClientOptions, CancellationToken, Task<SpokenClient>> ConnectAsync)
{
    /// <summary>All that there are.</summary>
    public static IReadOnlyList<Spoken> All { get; } =
    [
        new(nameof(Ledger), NoticesFlips: true, HasDatagrams: true, SpokenLedger.CreateServer, SpokenLedger.ConnectAsync),
        new(nameof(Counter), NoticesFlips: false, HasDatagrams: true, SpokenCounter.CreateServer, SpokenCounter.ConnectAsync),
        new(nameof(Lines), NoticesFlips: false, HasDatagrams: false, SpokenLines.CreateServer, SpokenLines.ConnectAsync),
    ];
}

/// <summary>A server of any protocol.</summary>
internal abstract class SpokenServer : IAsyncDisposable
{
    public abstract int ConnectionCount { get; }

    public abstract void Bind(TransportAddress address);

    public abstract Task RunAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    public static SpokenServer Of<TProtocol>(ProtocolServer<TProtocol> server)
        where TProtocol : struct, IProtocol => new OfProtocol<TProtocol>(server);

    private sealed class OfProtocol<TProtocol>(ProtocolServer<TProtocol> server) : SpokenServer
        where TProtocol : struct, IProtocol
    {
        public override int ConnectionCount => server.ConnectionCount;

        public override void Bind(TransportAddress address) => server.Bind(address);

        public override Task RunAsync(CancellationToken cancellationToken) => server.RunAsync(cancellationToken);

        public override ValueTask DisposeAsync() => server.DisposeAsync();
    }
}

/// <summary>A client of any protocol.</summary>
internal sealed class SpokenClient(IAsyncDisposable client, SpokenCall call, CancellationToken closed) : IAsyncDisposable
{
    /// <summary>Cancelled when its connection has ended.</summary>
    public CancellationToken Closed => closed;

    public SpokenCall CallAsync => call;

    public static SpokenClient Of<TProtocol>(ProtocolClient<TProtocol> client, SpokenCall call)
        where TProtocol : struct, IProtocol => new(client, call, client.Closed);

    public ValueTask DisposeAsync() => client.DisposeAsync();
}
