using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>A server that has as many calls as it may, over datagrams.</summary>
public sealed class DatagramOverloadTests
{
    private const string Udp = "udp://127.0.0.1:0";
    private const string There = "udp://10.0.0.2:5000";
    private const byte Sail = 1;
    private const byte Hail = 3;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Udp)]
    [InlineData("unixgram:@protosockets-datagram-overload")]
    public async Task A_call_over_the_limit_of_all_peers_is_not_taken_on_and_one_after_it_is(string address)
    {
        var handler = new FerryHandler();
        await using RunningServer<Ferry.Wire> server = Serve(handler, address, 2);
        await using Ferry.Client first = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        await using Ferry.Client second = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        Task<Ferry.Docked>[] held = [first.SailAsync(new(1), Cancelled).AsTask(), second.SailAsync(new(2), Cancelled).AsTask()];
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        foreach (Ferry.Client client in (Ferry.Client[])[first, second])
        {
            TryElsewhereException told = await Assert.ThrowsAsync<TryElsewhereException>(() => client.HailAsync(new(3), Cancelled).Soon());
            Assert.Equal((CallOutcome.NotAccepted, RefusalCode.Overloaded, There, TimeSpan.FromSeconds(3)), (told.Outcome, told.Code, told.Elsewhere, told.RetryAfter));
        }

        handler.Dock();
        Assert.Equal([1, 2], (await Task.WhenAll(held).Soon()).Select(docked => docked.Key));
        Assert.Equal(4, (await SoonTakenAsync(first)).Key);
    }

    [Fact]
    public async Task Calls_over_streams_and_over_datagrams_are_counted_together()
    {
        var handler = new FerryHandler();
        Ferry.Server both = new(handler, new ServerOptions { MaxCalls = 1, Threading = ThreadingMode.Dedicated });
        System.Net.EndPoint stream = both.Bind(TransportAddress.Parse("tcp://127.0.0.1:0"));
        await using var server = new RunningServer<Ferry.Wire>(both, TransportAddress.Parse(Udp));
        await using Ferry.Client datagrams = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        await using Ferry.Client streams = await Ferry.Client.ConnectAsync(stream, cancellationToken: Cancelled);
        Task<Ferry.Docked> held = datagrams.SailAsync(new(1), Cancelled).AsTask();
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        await Assert.ThrowsAsync<TryElsewhereException>(() => datagrams.HailAsync(new(2), Cancelled).Soon());
        await Assert.ThrowsAsync<TryElsewhereException>(() => streams.HailAsync(new(3), Cancelled).Soon());
        handler.Dock();
        Assert.Equal(1, (await held.Soon()).Key);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x0A)]
    public async Task What_is_told_is_what_the_page_says_and_a_peer_of_before_gets_the_refusal_that_it_knows(byte capabilities)
    {
        var handler = new FerryHandler();
        await using RunningServer<Ferry.Wire> server = Serve(handler, Udp, 1);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        await peer.SendAsync(RawPeer.Hello<Ferry.Wire>(capabilities));
        Assert.Equal([5, 0x0A], new[] { await peer.ReceiveAsync() }.SelectMany(hello => new[] { hello[4], hello[17] }));
        await peer.SendAsync(Request(Sail, 1, 1));
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        await peer.SendAsync(Request(Hail, 2, 2));
        byte[] told = await peer.ReceiveAsync();
        if (capabilities == 0)
        {
            Assert.Equal([4, 0, 0, 0, 0, 0, 0, 2, 0, 4], told[4..14]); // the envelope's refusal of the call 2: overloaded
        }
        else
        {
            Assert.Equal(RawPeer.Frame(11, 0, 2, [0, 4, 0, 0, 0x0B, 0xB8, .. System.Text.Encoding.UTF8.GetBytes(There)]), told); // in 3,000 ms
        }

        // The one that runs is sent again: it is not taken on twice, and not turned away either.
        await peer.SendAsync(Request(Sail, 1, 1));
        await peer.SendAsync(Request(Hail, 3, 3));
        Assert.Equal(3, (await peer.ReceiveAsync())[11]);
        handler.Dock();
        Assert.Equal(RawPeer.Frame(3, 2, 1, 0, 0, 0, 1), await peer.ReceiveAsync());
        Assert.False(handler.Sailing.Reader.TryRead(out _));
    }

    [Fact]
    public async Task An_address_that_may_be_forged_is_told_no_more_than_the_factor_of_what_came_from_it()
    {
        var handler = new FerryHandler();
        await using var server = new RunningServer<Ferry.Wire>(
            new Ferry.Server(handler, new ServerOptions { MaxCalls = 1, MaxAmplification = 1, Elsewhere = new string('x', 50), Threading = ThreadingMode.Dedicated }), TransportAddress.Parse(Udp));
        using RawDatagramPeer holder = RawDatagramPeer.To(server.EndPoint);
        await holder.SendAsync(Request(Sail, 1, 1));
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();

        // Hello is worth its answer. The advice has 12 + 6 + 50 = 68 bytes, and a request 16: the fifth has paid for it.
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        await peer.SendAsync(RawPeer.Hello<Ferry.Wire>(RawDatagramPeer.Everything));
        Assert.Equal(5, (await peer.ReceiveAsync())[4]);
        for (byte id = 1; id <= 5; id++)
        {
            await peer.SendAsync(Request(Hail, id, id));
        }

        byte[] told = await peer.ReceiveAsync();
        Assert.Equal([11, 5, 68], new[] { told[4], told[11], (byte)told.Length });
        Assert.Equal(0, peer.Available);
        handler.Dock();
    }

    [Fact]
    public async Task A_request_that_was_sent_more_than_once_may_have_been_taken_on()
    {
        (RawDatagramPeer server, Ferry.Client client) = await RawDatagramPeer.AcceptAsync<Ferry.Wire, Ferry.Client>(
            TransportAddress.Parse(Udp),
            RawDatagramPeer.Everything,
            address => Ferry.Client.ConnectAsync(address, new ClientOptions { RetransmitInterval = TimeSpan.FromMilliseconds(20) }, Cancelled));
        using RawDatagramPeer own = server;
        await using Ferry.Client connected = client;
        Task<Ferry.Docked> call = client.HailAsync(new(1), Cancelled).AsTask();
        byte[] first = await server.ReceiveNoHelloAsync();
        byte[] second = await server.ReceiveNoHelloAsync();
        Assert.Equal(first[8..12], second[8..12]);
        byte[] told = RawPeer.Frame(11, 0, 0, 0, 4, 0, 0, 0, 0);
        second.AsSpan(8, 4).CopyTo(told.AsSpan(8));
        await server.SendAsync(told);
        TryElsewhereException elsewhere = await Assert.ThrowsAsync<TryElsewhereException>(() => call.Soon());
        Assert.Equal((CallOutcome.Unknown, RefusalCode.Overloaded), (elsewhere.Outcome, elsewhere.Code));
        Assert.Contains("its outcome is unknown", elsewhere.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_without_words_for_it_leaves_the_request_unanswered_until_it_is_sent_again()
    {
        var handler = new PagerHandler();
        await using var server = new RunningServer<Pager.Wire>(new Pager.Server(handler, new ServerOptions { MaxCalls = 1, Threading = ThreadingMode.Dedicated }), TransportAddress.Parse(Udp));
        using var turnedAway = new TurnedAwayCalls(server.EndPoint);
        await using Pager.Client client = await Pager.Client.ConnectAsync(server.Address, new ClientOptions { RetransmitInterval = TimeSpan.FromMilliseconds(20) }, Cancelled);
        Task<Pager.Paged> held = client.PageAsync(new(1), Cancelled).AsTask();
        await handler.Holding.Task.Soon();
        Task<Pager.Paged> other = client.PageAsync(new(2), Cancelled).AsTask();

        // As it is sent, and as it is sent again.
        await turnedAway.NextAsync();
        await turnedAway.NextAsync();
        Assert.False(other.IsCompleted);
        handler.GoOn.SetResult();
        Assert.Equal(1, (await held.Soon()).Key);
        Assert.Equal(2, (await other.Soon()).Key);
        Assert.False(handler.IsForgotten);
    }

    /// <summary>Time for a client, in which nothing is sent a second time.</summary>
    private static ClientOptions OnceOnly { get; } = new() { RetransmitInterval = TimeSpan.FromHours(1), MaxRetransmitInterval = TimeSpan.FromHours(1) };

    /// <summary>A server that handles datagrams in the order in which they come, so that one is counted when the next one comes.</summary>
    private static RunningServer<Ferry.Wire> Serve(FerryHandler handler, string address, int calls) => new(
        new Ferry.Server(handler, new ServerOptions { MaxCalls = calls, Elsewhere = There, RetryAfter = TimeSpan.FromSeconds(3), Threading = ThreadingMode.Dedicated }), TransportAddress.Parse(address));

    private static byte[] Request(byte messageId, uint id, byte key) => RawPeer.Frame(2, messageId, id, 0, 0, 0, key);

    private static async Task<Ferry.Docked> SoonTakenAsync(Ferry.Client client)
    {
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (true)
        {
            try
            {
                return await client.HailAsync(new(4), Cancelled);
            }
            catch (TryElsewhereException) when (DateTime.UtcNow < latest)
            {
                // The other call's reply is here a moment before it is no longer counted.
                await Task.Yield();
            }
        }
    }

    private sealed class PagerHandler : Pager.IServerHandler
    {
        public TaskCompletionSource Holding { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsForgotten { get; private set; }

        public async ValueTask<Pager.Paged> PageAsync(Pager.Page request, Pager.Session session, CancellationToken cancellationToken)
        {
            if (request.Key == 1)
            {
                Holding.TrySetResult();
                await GoOn.Task;
            }

            return new Pager.Paged(request.Key);
        }

        public ValueTask DisconnectedAsync(Pager.Session session, Exception? reason)
        {
            IsForgotten = true;
            return default;
        }
    }
}
