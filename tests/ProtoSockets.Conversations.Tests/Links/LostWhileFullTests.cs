using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Conversations.Tests.Reconnecting;
using ProtoSockets.Conversations.Tests.StreamedCalls;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>Connections that are lost while as much waits to be sent as may, and those who wait for room.</summary>
public sealed class LostWhileFullTests
{
    private const int Senders = 100;

    /// <summary>Less than the senders have to send.</summary>
    private static readonly ClientOptions Narrow = new() { MaxPendingSendBytes = 64 };

    private readonly StuckTransport _transport = new(Transports.Transports.Tcp);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_and_messages_that_wait_for_room_end_with_the_connection()
    {
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Flow.Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(new TransportAddress(_transport, server.EndPoint), Narrow, cancellationToken: Cancelled);
        StuckTransport.Connection connection = Assert.Single(_transport.Connections);
        connection.Stick();
        Task[] calls = [.. Enumerable.Range(0, Senders).Select(_ => client.AddAsync(new(1, 2), Timeout.InfiniteTimeSpan, Cancelled).AsTask())];
        Task[] notes = [.. Enumerable.Range(0, Senders).Select(_ => client.NoteAsync(new(1), Cancelled).AsTask())];
        Assert.All([.. calls, .. notes], static sending => Assert.False(sending.IsCompleted));
        connection.Lose();

        foreach (Task call in calls)
        {
            await Assert.ThrowsAnyAsync<CallException>(() => call.Soon());
        }

        foreach (Task note in notes)
        {
            await Assert.ThrowsAsync<ConnectionClosedException>(() => note.Soon());
        }
    }

    [Fact]
    public async Task Streams_that_wait_for_room_end_with_the_connection()
    {
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler { IsQuiet = true }), Flow.Anywhere);
        await using Weir.Client client = await Weir.Client.ConnectAsync(new TransportAddress(_transport, server.EndPoint), Narrow, cancellationToken: Cancelled);
        StuckTransport.Connection connection = Assert.Single(_transport.Connections);
        var source = new Source(int.MaxValue);
        Task filling = client.FillAsync(new(0), source, Timeout.InfiniteTimeSpan, Cancelled).AsTask();
        await source.Reached(1).Soon();
        connection.Stick();
        Task[] calls = [.. Enumerable.Range(0, Senders).Select(_ => client.LookAsync(new(1), Timeout.InfiniteTimeSpan, Cancelled).AsTask())];
        Task[] pouring = [.. Enumerable.Range(0, Senders).Select(_ => Flow.NumbersAsync(client.PourAsync(new(1, 0), Timeout.InfiniteTimeSpan, Cancelled)))];
        Task[] others = [.. Enumerable.Range(0, Senders).Select(_ => client.FillAsync(new(0), Flow.BucketsAsync(3), Timeout.InfiniteTimeSpan, Cancelled).AsTask())];
        connection.Lose();

        foreach (Task call in (Task[])[filling, .. calls, .. pouring, .. others])
        {
            await Assert.ThrowsAnyAsync<CallException>(() => call.Soon());
        }

        await source.Left.Task.Soon();
    }

    [Fact]
    public async Task Calls_go_past_a_connection_that_has_no_room_while_others_have()
    {
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Flow.Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(
            new TransportAddress(_transport, server.EndPoint), Narrow with { Connections = 2, CallTimeout = TimeSpan.FromMinutes(10) }, cancellationToken: Cancelled);
        await client.UntilConnectedAsync(2);

        // One-way messages go to the first one, which stays without calls.
        _transport.Connections.First().Stick();
        Task[] notes = [.. Enumerable.Range(0, Senders).Select(number => client.NoteAsync(new(number), Cancelled).AsTask())];
        for (int key = 0; key < 50; key++)
        {
            Assert.Equal(key, (await client.LookAsync(new(key), Cancelled).Soon()).Value);
        }

        Assert.Equal(3, await CountAsync(client.ListAsync(new(3), Cancelled)).Soon());
        Assert.False(notes[^1].IsCompleted);
        client.Abort();
        await Assert.ThrowsAnyAsync<IOException>(() => notes[^1].Soon());
    }

    [Fact]
    public async Task Who_waits_for_room_takes_that_of_a_connection_which_is_made_meanwhile()
    {
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Flow.Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(
            new TransportAddress(_transport, server.EndPoint), Narrow with { Connections = 2, Reconnect = new ReconnectOptions { InitialDelay = TimeSpan.FromMilliseconds(5) } }, cancellationToken: Cancelled);
        await client.UntilConnectedAsync(2);
        var states = new StateLog(client);
        _transport.Hold();
        _transport.Connections.Last().Lose();
        await states.UntilAsync(ClientState.BackingOff);
        _transport.Connections.First().Stick();
        Task<Vault.Balance>[] calls = [.. Enumerable.Range(0, Senders).Select(key => client.LookAsync(new(key), Timeout.InfiniteTimeSpan, Cancelled).AsTask())];
        Assert.DoesNotContain(calls, static call => call.IsCompleted);

        _transport.LetGo();

        Assert.Equal(Senders - 1, (await calls[^1].Soon()).Value);
        Assert.False(calls[0].IsCompleted);
        _transport.Connections.First().Lose();
        await Task.WhenAll(calls).Soon();
    }

    [Fact]
    public async Task A_call_that_waits_for_room_has_its_time_however_often_it_looks()
    {
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Flow.Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(new TransportAddress(_transport, server.EndPoint), Narrow with { Connections = 2 }, cancellationToken: Cancelled);
        await client.UntilConnectedAsync(2);
        Assert.All(_transport.Connections, static connection => connection.Stick());
        Task[] calls = [.. Enumerable.Range(0, Senders).Select(key => client.LookAsync(new(key), Timeout.InfiniteTimeSpan, Cancelled).AsTask())];
        CallNotSentException late = await Assert.ThrowsAsync<CallNotSentException>(() => client.LookAsync(new(1), TimeSpan.FromMilliseconds(100), Cancelled).Soon());
        Assert.Contains("no room for it within 0.1 s", late.Message, StringComparison.Ordinal);
        client.Abort();
        await Assert.ThrowsAnyAsync<CallException>(() => Task.WhenAll(calls).Soon());
    }

    [Fact]
    public async Task What_waits_for_room_goes_over_the_next_connection_of_a_client_that_connects_again()
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Flow.Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(
            new TransportAddress(_transport, server.EndPoint), Narrow with { Reconnect = new ReconnectOptions { InitialDelay = TimeSpan.FromMilliseconds(5) } }, cancellationToken: Cancelled);
        await client.UntilConnectedAsync(1);
        StuckTransport.Connection connection = Assert.Single(_transport.Connections);
        connection.Stick();
        Task<Vault.Balance>[] calls = [.. Enumerable.Range(0, Senders).Select(key => client.LookAsync(new(key), Timeout.InfiniteTimeSpan, Cancelled).AsTask())];
        Task[] notes = [.. Enumerable.Range(0, Senders).Select(number => client.NoteAsync(new(number), Cancelled).AsTask())];
        connection.Lose();

        for (int key = 0; key < Senders; key++)
        {
            Assert.Equal(key, (await calls[key].Soon()).Value);
        }

        await Task.WhenAll(notes).Soon();
        Assert.True(_transport.Connections.Count > 1);
    }

    private static async Task<int> CountAsync(IAsyncEnumerable<Vault.Page> pages)
    {
        int count = 0;
        await foreach (Vault.Page page in pages)
        {
            count++;
        }

        return count;
    }
}
