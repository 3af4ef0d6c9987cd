using System.Text;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>What is too much for a server, and how those learn of it who are not let in.</summary>
public sealed class TurnedAwayTests
{
    private const string There = "tcp://10.0.0.2:5000";

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_over_the_limit_is_told_when_and_where_to_try()
    {
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(new DeskHandler(), new ServerOptions { MaxConnections = 1, RetryAfter = TimeSpan.FromMilliseconds(250), Elsewhere = There }), Anywhere);
        await using Desk.Client first = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        TryElsewhereException told = await Assert.ThrowsAsync<TryElsewhereException>(() => Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled).Soon());
        Assert.Equal((CallOutcome.NotAccepted, RefusalCode.Overloaded), (told.Outcome, told.Code));
        Assert.Equal((TimeSpan.FromMilliseconds(250), There), (told.RetryAfter, told.Elsewhere));
        Assert.Contains("try again in 0.25 s, or at tcp://10.0.0.2:5000", told.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await first.AddAsync(new(1, 2), Cancelled)).Value);
    }

    [Fact]
    public async Task It_is_told_in_place_of_hello_and_read_to_the_end()
    {
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(new DeskHandler(), new ServerOptions { MaxConnections = 1, RetryAfter = TimeSpan.FromMilliseconds(250), Elsewhere = There }), Anywhere);
        await using Desk.Client first = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using RawPeer second = await RawPeer.ConnectAsync(server.EndPoint);

        // Bytes that a server that just closed would answer with a reset, which takes the message with it.
        await second.SendAsync([.. RawPeer.Hello<Desk.Wire>(RawPeer.Everything), .. new byte[1000]]);
        byte[] expected =
        [
            0, 0, 0, 37, 11, 0, 0, 0, 0, 0, 0, 0, // an envelope of kind 11
            0, 4,                                 // overloaded
            0, 0, 0, 250,                         // again after 250 ms
            .. Encoding.UTF8.GetBytes(There),     // where to try
        ];
        Assert.Equal(expected, await second.ReadFrameAsync());
        await second.SendAsync(new byte[100]);
        second.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        Assert.Empty(await second.ReadToEndAsync());
    }

    [Fact]
    public async Task Those_who_do_not_leave_are_told_up_to_a_number_and_closed_at_once_beyond_it()
    {
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(new DeskHandler(), new ServerOptions { MaxConnections = 1, TimeProvider = new FakeTimeProvider() }), Anywhere);
        await using Desk.Client first = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        List<RawPeer> staying = [];
        for (int number = 0; number < 64; number++)
        {
            RawPeer peer = await RawPeer.ConnectAsync(server.EndPoint);
            staying.Add(peer);
            Assert.Equal(11, (await peer.ReadFrameAsync())![4]);
        }

        using RawPeer last = await RawPeer.ConnectAsync(server.EndPoint);
        Assert.DoesNotContain((byte)11, await last.ReadToEndAsync());
        Assert.Equal(3, (await first.AddAsync(new(1, 2), Cancelled)).Value);
        staying.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public async Task A_call_over_the_limit_of_all_connections_is_not_taken_on_and_one_after_it_is()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, new ServerOptions { MaxCalls = 2, Elsewhere = There }), Anywhere);
        await using Desk.Client first = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await using Desk.Client second = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Desk.Sum>[] held = [first.HoldAsync(new(1), Cancelled).AsTask(), second.HoldAsync(new(2), Cancelled).AsTask()];
        await handler.Holding.ReadAsync(Cancelled).Soon();
        await handler.Holding.ReadAsync(Cancelled).Soon();

        // Each is counted behind its first wait: a call that is answered at once has gone through behind that.
        foreach (Desk.Client client in (Desk.Client[])[first, second])
        {
            TryElsewhereException told = await Assert.ThrowsAsync<TryElsewhereException>(async () =>
            {
                while (true)
                {
                    await client.AddAsync(new(1, 2), Cancelled).Soon();
                }
            });
            Assert.Equal((CallOutcome.NotAccepted, RefusalCode.Overloaded, There), (told.Outcome, told.Code, told.Elsewhere));
        }

        handler.Release(1, 10);
        handler.Release(2, 20);
        Assert.Equal([10, 20], (await Task.WhenAll(held).Soon()).Select(sum => sum.Value));
        Assert.Equal(3, (await SoonTakenAsync(first)).Value);
    }

    [Fact]
    public async Task A_client_of_before_gets_the_refusal_that_it_knows()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, new ServerOptions { MaxCalls = 1 }), Anywhere);
        using RawPeer client = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, capabilities: 0);
        await client.SendAsync([.. RawPeer.Frame(2, 3, 1, 0, 0, 0, 1), .. RawPeer.Frame(2, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2)]);
        byte[] refused = (await client.ReadFrameAsync())!;
        Assert.Equal([4, 0, 0, 0, 0, 0, 0, 2, 0, 4], refused[4..14]); // a refusal of the envelope's own, for the call 2: overloaded
        handler.Release(1, 5);
        Assert.Equal(3, (await client.ReadFrameAsync())![4]);
    }

    [Fact]
    public async Task A_format_without_words_for_it_is_closed()
    {
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(new OrderedTests(), new ServerOptions { MaxCalls = 1 }), Anywhere);
        await using Lines.Client first = await Lines.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        _ = first.CommandAsync(new("slow"), Cancelled).AsTask();
        await Assert.ThrowsAsync<CallLostException>(async () =>
        {
            await using Lines.Client second = await Lines.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
            while (true)
            {
                await second.CommandAsync(new("quick"), Cancelled).Soon();
            }
        });
    }

    [Fact]
    public async Task A_handler_can_send_its_caller_elsewhere()
    {
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler()), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        TryElsewhereException told = await Assert.ThrowsAsync<TryElsewhereException>(() => client.FailAsync(new("elsewhere"), Cancelled).Soon());
        Assert.Equal((RefusalCode.Overloaded, TimeSpan.FromSeconds(3), "over there"), (told.Code, told.RetryAfter, told.Elsewhere));
    }

    [Fact]
    public async Task More_messages_than_a_connection_may_send_wait_and_other_connections_go_on()
    {
        var clock = new FakeTimeProvider();
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { MaxMessagesPerSecond = 10, TimeProvider = clock, IdleTimeout = Timeout.InfiniteTimeSpan }), Anywhere);
        using RawPeer fast = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, capabilities: 0);
        await fast.SendAsync([.. Enumerable.Range(0, 25).SelectMany(number => RawPeer.Frame(1, 7, 0, 0, 0, 0, (byte)number))]);

        // The hello was the first of ten.
        await TakeAsync(0, 9);
        await using Desk.Client other = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(3, (await other.AddAsync(new(1, 2), Cancelled)).Value);
        Assert.False(handler.Notes.Reader.TryRead(out _));
        clock.Advance(TimeSpan.FromSeconds(1));
        await TakeAsync(9, 10);
        clock.Advance(TimeSpan.FromSeconds(1));
        await TakeAsync(19, 6);

        async Task TakeAsync(int first, int count)
        {
            for (int number = first; number < first + count; number++)
            {
                Assert.Equal(number, await handler.Notes.Reader.ReadAsync(Cancelled).Soon());
            }
        }
    }

    private static async Task<Desk.Sum> SoonTakenAsync(Desk.Client client)
    {
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (true)
        {
            try
            {
                return await client.AddAsync(new(1, 2), Cancelled);
            }
            catch (TryElsewhereException) when (DateTime.UtcNow < latest)
            {
                // The other call's reply is here a moment before it is no longer counted.
                await Task.Yield();
            }
        }
    }
}
