using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>A client with several connections to one server.</summary>
public sealed class PoolTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(4)]
    [InlineData(12)]        // more than are looked at one by one
    public async Task Calls_are_spread_over_the_connections_by_their_load(int connections)
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using Vault.Client client = await ConnectAsync(server.Address, handler, connections);
        Task<Vault.Balance>[] calls = [.. Enumerable.Range(0, connections * 5).Select(key => client.HoldAsync(new(key), Cancelled).AsTask())];
        Dictionary<object, int> loads = [];
        for (int call = 0; call < calls.Length; call++)
        {
            int key = await handler.Holding.ReadAsync(Cancelled).Soon();
            object session = handler.HeldBy[key];
            loads[session] = loads.GetValueOrDefault(session) + 1;
        }

        if (connections <= 8)
        {
            Assert.Equal(connections, loads.Count);
            Assert.All(loads.Values, static load => Assert.Equal(5, load));
        }
        else
        {
            // Two choices at random are no choice of the best: but no connection gets a multiple of its share.
            Assert.InRange(loads.Count, connections / 2, connections);
            Assert.All(loads.Values, static load => Assert.InRange(load, 1, 15));
        }

        for (int key = 0; key < calls.Length; key++)
        {
            handler.Release(key);
            Assert.Equal(key, (await calls[key].Soon()).Value);
        }
    }

    [Fact]
    public async Task A_lost_connection_is_replaced_while_the_others_go_on()
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using Vault.Client client = await ConnectAsync(server.Address, handler, connections: 3);
        var states = new StateLog(client);
        Assert.True(handler.Sessions.TryPeek(out Vault.Session? session));
        session.Abort();
        for (int call = 0; call < 200; call++)
        {
            Assert.Equal(call, (await client.LookAsync(new(call), Cancelled).Soon()).Value);
            Assert.Equal(ClientState.Connected, client.State);
        }

        await states.UntilAsync(ClientState.BackingOff);
        ClientStateChangedEventArgs back = await states.UntilAsync(ClientState.Connected);
        Assert.InRange(back.Connection, 0, 2);
        await handler.UntilSessionsAsync(4);

        // All three take part again.
        Task<Vault.Balance>[] calls = [.. Enumerable.Range(0, 6).Select(key => client.HoldAsync(new(key), Cancelled).AsTask())];
        HashSet<object> used = [];
        for (int call = 0; call < calls.Length; call++)
        {
            used.Add(handler.HeldBy[await handler.Holding.ReadAsync(Cancelled).Soon()]);
        }

        Assert.Equal(3, used.Count);
        for (int key = 0; key < calls.Length; key++)
        {
            handler.Release(key);
        }

        await Task.WhenAll(calls).Soon();
    }

    [Fact]
    public async Task Only_the_calls_of_the_lost_connection_fail()
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using Vault.Client client = await ConnectAsync(server.Address, handler, connections: 2);
        Task<Vault.Balance>[] calls = [.. Enumerable.Range(0, 4).Select(key => client.HoldAsync(new(key), Cancelled).AsTask())];
        for (int call = 0; call < calls.Length; call++)
        {
            await handler.Holding.ReadAsync(Cancelled).Soon();
        }

        Vault.Session lost = handler.HeldBy[0];
        lost.Abort();
        for (int key = 0; key < calls.Length; key++)
        {
            if (ReferenceEquals(handler.HeldBy[key], lost))
            {
                await Assert.ThrowsAsync<CallLostException>(() => calls[key].Soon());
            }
            else
            {
                handler.Release(key);
                Assert.Equal(key, (await calls[key].Soon()).Value);
            }
        }
    }

    [Fact]
    public async Task Messages_stay_in_order()
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using Vault.Client client = await ConnectAsync(server.Address, handler, connections: 4);
        for (int number = 0; number < 1000; number++)
        {
            await client.NoteAsync(new(number), Cancelled);
        }

        for (int number = 0; number < 1000; number++)
        {
            Assert.Equal(number, await handler.Notes.ReadAsync(Cancelled).Soon());
        }
    }

    [Fact]
    public async Task More_calls_than_the_connections_have_room_for_wait_for_it()
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using Vault.Client client = await ConnectAsync(server.Address, handler, connections: 2, new ClientOptions { MaxCallsInFlight = 2 });
        Task<Vault.Balance>[] calls = [.. Enumerable.Range(0, 9).Select(key => client.HoldAsync(new(key), Cancelled).AsTask())];
        for (int key = 0; key < calls.Length; key++)
        {
            handler.Release(await handler.Holding.ReadAsync(Cancelled).Soon());
        }

        await Task.WhenAll(calls).Soon();
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.LookAsync(new(1), caller.Token).Soon());
    }

    [Fact]
    public async Task Pushes_of_all_connections_come_to_one_reader()
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using Vault.Client client = await ConnectAsync(server.Address, handler, connections: 3);
        foreach ((Vault.Session session, int number) in handler.Sessions.Select(static (session, index) => (session, index)))
        {
            await session.PostedAsync(new(number), Cancelled);
        }

        List<int> numbers = [];
        await foreach (Vault.Posted posted in client.ReceiveAsync<Vault.Posted>(Cancelled))
        {
            numbers.Add(posted.Number);
            if (numbers.Count == 3)
            {
                break;
            }
        }

        Assert.Equal([0, 1, 2], numbers.Order());
    }

    [Theory]
    [InlineData("memory:pool")]
    [InlineData("unix:@protosockets-pool-tests")]
    public async Task Other_streams_are_pooled_as_well(string address)
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), TransportAddress.Parse(address));
        await using Vault.Client client = await ConnectAsync(TransportAddress.Parse(address), handler, connections: 2);
        Assert.Equal(5, (await client.LookAsync(new(5), Cancelled).Soon()).Value);
    }

    [Fact]
    public async Task Datagrams_are_pooled_as_well()
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(new Lamp()), TransportAddress.Parse("udp://127.0.0.1:0"));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, new ClientOptions { Connections = 3 }, cancellationToken: Cancelled);
        for (int number = 0; number < 50; number++)
        {
            Assert.Equal(number, (await client.PingAsync(new(number), Cancelled).Soon()).Number);
        }
    }

    private static async Task<Vault.Client> ConnectAsync(TransportAddress address, VaultHandler handler, int connections, ClientOptions? options = null)
    {
        Vault.Client client = await Vault.Client.ConnectAsync(address, (options ?? new ClientOptions()) with { Connections = connections }, cancellationToken: Cancelled);
        await handler.UntilSessionsAsync(connections);

        // A session is there when the server has greeted; the client takes it up a moment later.
        await client.UntilConnectedAsync(connections);
        return client;
    }

    private sealed class Lamp : Beacon.IServerHandler
    {
        public ValueTask<Beacon.Pong> PingAsync(Beacon.Ping request, Beacon.Session session, CancellationToken cancellationToken) => new(new Beacon.Pong(request.Number));

        public ValueTask NoteAsync(Beacon.Note message, Beacon.Session session, CancellationToken cancellationToken) => default;
    }
}
