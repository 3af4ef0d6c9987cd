using MemcachedSample;
using ProtoSockets.Clients;
using ProtoSockets.Conversations.Tests;
using ProtoSockets.Conversations.Tests.Attacks;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Servers;

namespace ProtoSockets.Fuzz.Live;

/// <summary>A protocol whose real servers and clients are fuzzed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="CorrelationOffset">Where a request and its reply have the call's id, of 4 bytes; -1 where replies come in order.</param>
/// <param name="IsGreeted">Whether both sides say hello first: it is in the default envelope.</param>
/// <param name="HasDatagrams">Whether it is spoken by datagrams, too.</param>
/// <param name="CreateServer">Makes a server.</param>
/// <param name="ConnectAsync">Connects a client.</param>
internal sealed record LiveProtocol(
    string Name,
    int CorrelationOffset,
    bool IsGreeted,
    bool HasDatagrams,
    Func<ServerOptions, IProtocolServer> CreateServer,
    Func<TransportAddress, ClientOptions, Task<LiveClient>> ConnectAsync)
{
    /// <summary>All that there are: the default envelope, a header of its own, lines without ids, what streams, and a sample.</summary>
    public static IReadOnlyList<LiveProtocol> All { get; } =
    [
        new(nameof(Quarry), 8, IsGreeted: true, HasDatagrams: true, static options => new Quarry.Server(new QuarryHandler(), options), static async (address, options) =>
        {
            Quarry.Client client = await Quarry.Client.ConnectAsync(address, options);
            return new LiveClient(client, async number => (await client.DigAsync(new((ushort)(number % 100)))).Content.Length == number % 100);
        }),
        new(nameof(Till), 4, IsGreeted: false, HasDatagrams: false, static options => new Till.Server(new TillHandler(), options), static async (address, options) =>
        {
            Till.Client client = await Till.Client.ConnectAsync(address, options);
            return new LiveClient(client, async number => (await client.PriceAsync(new(number % 2 == 0 ? "apple" : "pear"))).Cents == (number % 2 == 0 ? 30u : 45));
        }),
        new(nameof(Lines), -1, IsGreeted: false, HasDatagrams: false, static options => new Lines.Server(new EchoedLines(), options), static async (address, options) =>
        {
            Lines.Client client = await Lines.Client.ConnectAsync(address, options);
            return new LiveClient(client, async number => (await client.CommandAsync(new($"line {number}"))).Text == $"line {number}");
        }),
        new(nameof(DropSlot), -1, IsGreeted: false, HasDatagrams: false, static options => new DropSlot.Server(new CountedBytes(), options), static async (address, options) =>
        {
            DropSlot.Client client = await DropSlot.Client.ConnectAsync(address, options);
            return new LiveClient(client, async number => (await client.StatAsync(new($"{number}"))).Bytes == $"{number}".Length);
        }),
        new(nameof(Memcached), 12, IsGreeted: false, HasDatagrams: false, static options => new Memcached.Server(new MemcachedHandler(new MemoryStore(1 << 20, TimeProvider.System), TimeProvider.System), options), static async (address, options) =>
        {
            Memcached.Client client = await Memcached.Client.ConnectAsync(address, options);
            return new LiveClient(client, async number => (await client.SetAsync(new(0, 0, "mine"u8.ToArray(), BitConverter.GetBytes(number)))).Cas != 0);
        }),
    ];

    private sealed class EchoedLines : Lines.IServerHandler
    {
        public ValueTask<Lines.Answer> CommandAsync(Lines.Command request, Lines.Session session, CancellationToken cancellationToken) => new(new Lines.Answer(request.Text));
    }

    private sealed class CountedBytes : DropSlot.IServerHandler
    {
        public async ValueTask<DropSlot.Stored> PutAsync(DropSlot.Put request, DropSlot.Session session, CancellationToken cancellationToken) =>
            new((await request.Body.ToArrayAsync(2_000_000, cancellationToken)).Length, "all");

        public ValueTask<DropSlot.Stored> StatAsync(DropSlot.Stat request, DropSlot.Session session, CancellationToken cancellationToken) =>
            new(new DropSlot.Stored(request.Name.ToString().Length, "none"));

        public ValueTask<DropSlot.Mirrored> MirrorAsync(DropSlot.Mirror request, DropSlot.Session session, CancellationToken cancellationToken) => new(new DropSlot.Mirrored(request.Body));

        public async ValueTask LogAsync(DropSlot.Log message, DropSlot.Session session, CancellationToken cancellationToken) => await message.Body.ToArrayAsync(2_000_000, cancellationToken);
    }
}

/// <summary>A client of any protocol.</summary>
/// <param name="client">The client.</param>
/// <param name="call">Makes a call, and says whether the answer is that of its number.</param>
internal sealed class LiveClient(IProtocolClient client, Func<int, Task<bool>> call) : IAsyncDisposable
{
    /// <summary>Makes a call.</summary>
    /// <param name="number">What the answer follows from.</param>
    /// <returns>Whether the answer is the right one.</returns>
    public Task<bool> CallAsync(int number) => call(number);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => client.DisposeAsync();
}
