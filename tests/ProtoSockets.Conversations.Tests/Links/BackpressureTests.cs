using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>Readers that are slow, and who waits for them. Nothing else runs meanwhile, since the memory of the whole process is looked at.</summary>
[Collection(nameof(AllocationTests))]
public sealed class BackpressureTests
{
    /// <summary>What may lie between a sender and a reader that takes nothing: what the library keeps, and what the two systems do.</summary>
    private const long MostBetween = 32 << 20;

    private const int CallsMeanwhile = 500;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_does_not_read_holds_its_client_and_no_other_and_memory_stays_bounded()
    {
        (RawPeer lazy, Till.Client client) = await AcceptTillAsync();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
        await using Desk.Client healthy = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using (lazy)
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            string item = new('x', 40);
            long sent = 0;
            List<Task> calls = [];

            // Far more than may lie between: those that have no room wait, and cost no more than a caller that waits does.
            for (int number = 0; number < 5_000; number++)
            {
                Task<Till.Amount> call = client.PriceAsync(new(item), TimeSpan.FromMinutes(10), Cancelled).AsTask();
                sent += 48;
                calls.Add(call);
            }

            Assert.Equal(3, (await healthy.AddAsync(new(1, 2), Cancelled)).Value);
            long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
            Assert.True(grown < MostBetween, $"{grown} bytes for {sent}");
            Assert.DoesNotContain(calls, call => call.IsCompleted);
            client.Abort();
            await Assert.ThrowsAnyAsync<CallException>(() => Task.WhenAll(calls).Soon());
        }
    }

    [Fact]
    public async Task One_way_messages_wait_for_a_server_that_does_not_read_and_go_on_when_it_does()
    {
        (RawPeer lazy, Desk.Client client) = await RawPeer.AcceptAsync<Desk.Wire, Desk.Client>(
            RawPeer.Everything, at => Desk.Client.ConnectAsync((IPEndPoint)at, new ClientOptions { MaxPendingSendBytes = 64 * 1024 }, cancellationToken: Cancelled));
        using (lazy)
        {
            await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
            await using Desk.Client healthy = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
            Task sending = await SendUntilHeldAsync(() => client.NoteAsync(new(1), Cancelled).AsTask(), size: 16, healthy);
            Task reading = lazy.ReadToEndAsync();
            await sending.Soon();
            client.Abort();
            await reading.Soon();
        }
    }

    [Fact]
    public async Task A_client_that_does_not_read_its_replies_gets_no_more_of_them_made()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        using RawPeer lazy = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, RawPeer.Everything);
        await using Desk.Client healthy = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        long before = GC.GetTotalMemory(forceFullCollection: true);

        // 1,000 replies of 900,000 bytes.
        for (uint number = 1; number <= 1000; number++)
        {
            await lazy.SendAsync(RawPeer.Frame(2, 4, number, 0, 0x0D, 0xBB, 0xA0));
        }

        for (int round = 0; round < 100; round++)
        {
            Assert.Equal(3, (await healthy.AddAsync(new(1, 2), Cancelled)).Value);
        }

        long grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        Assert.True(grown < MostBetween, $"{grown} bytes for replies that nobody reads");

        // As soon as it reads, they are made.
        for (int number = 0; number < 50; number++)
        {
            Assert.Equal(3, (await lazy.ReadFrameAsync())![4]);
        }
    }

    [Fact]
    public async Task A_handler_that_pushes_to_a_client_that_does_not_read_waits_and_its_client_can_send_no_more()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, new ServerOptions { MaxPendingSendBytes = 64 * 1024, SendTimeout = TimeSpan.FromMinutes(10) }), Anywhere);
        using RawPeer lazy = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, RawPeer.Everything);
        await using Desk.Client healthy = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        lazy.Socket.ReceiveBufferSize = 4096;

        // Each note is answered with a notice.
        byte[] notes = [.. Enumerable.Range(0, 4096).SelectMany(number => RawPeer.Frame(1, 7, 0, 0, 0, 0, (byte)number))];
        Task sending = await SendUntilHeldAsync(() => lazy.SendAsync(notes), notes.Length, healthy);

        // As soon as it reads, it can send on.
        while (!sending.IsCompleted)
        {
            Assert.Equal(1, (await lazy.ReadFrameAsync())![4]);
        }

        await sending;
    }

    /// <summary>Sends to a peer that takes nothing, until the sender is held: for as long as another connection, on which all goes on, takes for a number of calls.</summary>
    /// <returns>What is held.</returns>
    private static async Task<Task> SendUntilHeldAsync(Func<Task> send, int size, Desk.Client healthy)
    {
        for (long sent = 0; sent < MostBetween; sent += size)
        {
            Task sending = send();
            for (int call = 0; call < CallsMeanwhile && !sending.IsCompleted; call++)
            {
                Assert.Equal(3, (await healthy.AddAsync(new(1, 2), Cancelled)).Value);
            }

            if (!sending.IsCompleted)
            {
                return sending;
            }

            await sending;
        }

        Assert.Fail($"{MostBetween} bytes were taken for a peer that takes nothing.");
        return Task.CompletedTask;
    }

    private static async Task<(RawPeer Server, Till.Client Client)> AcceptTillAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Till.Client> connecting = Till.Client.ConnectAsync(
            (IPEndPoint)listener.LocalEndPoint!, new ClientOptions { MaxPendingSendBytes = 64 * 1024, MaxCallsInFlight = 1000 }, cancellationToken: Cancelled);
        RawPeer peer = RawPeer.Of(await listener.AcceptAsync(Cancelled).Soon());
        return (peer, await connecting.Soon());
    }
}
