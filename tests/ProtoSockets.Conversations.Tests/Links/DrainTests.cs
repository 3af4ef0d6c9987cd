using System.Net;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>Servers that stop while their clients call.</summary>
public sealed class DrainTests
{
    private const byte Goodbye = 6;
    private const byte TryElsewhere = 11;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static readonly byte[] Hold = RawPeer.Frame(2, 3, 1, 0, 0, 0, 1);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_runs_is_finished_what_is_on_its_way_is_told_and_the_end_comes_behind_the_clients_goodbye()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { RetryAfter = TimeSpan.FromSeconds(2), Elsewhere = "there" }), Anywhere);
        using RawPeer client = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, RawPeer.Everything);
        await client.SendAsync(Hold);
        await handler.Holding.ReadAsync(Cancelled).Soon();
        server.Stop();
        Assert.Equal([0, 0, 0, 23, Goodbye, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 7, 0xD0, .. "there"u8], await client.ReadFrameAsync());

        // A request that had left before the goodbye came.
        await client.SendAsync(RawPeer.Frame(2, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2));
        Assert.Equal([0, 0, 0, 23, TryElsewhere, 0, 0, 0, 0, 0, 0, 2, 0, 5, 0, 0, 7, 0xD0, .. "there"u8], await client.ReadFrameAsync());
        handler.Release(1, 42);
        Assert.Equal(RawPeer.Frame(3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 42), await client.ReadFrameAsync());

        // All is answered, and still the server waits for what may be on its way.
        await client.SendAsync(RawPeer.Frame(2, 1, 3, 0, 0, 0, 1, 0, 0, 0, 2));
        Assert.Equal(TryElsewhere, (await client.ReadFrameAsync())![4]);
        await client.SendAsync(RawPeer.Frame(Goodbye, 0, 0));
        Assert.Null(await client.ReadFrameAsync());
        Assert.False(server.Running.IsCompleted);
        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await server.Running.Soon();
        Assert.Null(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task A_client_of_before_is_refused_and_not_reset_however_long_it_goes_on()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        using RawPeer client = await RawPeer.GreetAsync<Desk.Wire>(server.EndPoint, capabilities: 0);
        await client.SendAsync(Hold);
        await handler.Holding.ReadAsync(Cancelled).Soon();
        server.Stop();
        Assert.Equal(Goodbye, (await client.ReadFrameAsync())![4]);
        byte[] add = RawPeer.Frame(2, 1, 2, 0, 0, 0, 1, 0, 0, 0, 2);
        await client.SendAsync(add);
        Assert.Equal([4, 0, 0, 0, 0, 0, 0, 2, 0, 5], (await client.ReadFrameAsync())![4..14]);
        handler.Release(1, 42);
        Assert.Equal(3, (await client.ReadFrameAsync())![4]);

        // All that was accepted is answered.
        Assert.Equal(RawPeer.Frame(Goodbye, 1, 0), await client.ReadFrameAsync());
        Assert.Null(await client.ReadFrameAsync());

        // The server has said its last; what comes now is read all the same, to the end.
        for (int late = 0; late < 1000; late++)
        {
            await client.SendAsync(add);
        }

        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await server.Running.Soon();
        Assert.Empty(await client.ReadToEndAsync());
    }

    [Fact]
    public async Task A_format_without_a_goodbye_is_answered_ended_and_not_reset()
    {
        var handler = new OrderedTests();
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(handler), Anywhere);
        using RawPeer client = await RawPeer.ConnectAsync(server.EndPoint);
        await client.SendAsync("one\r\n"u8.ToArray());
        byte[] answer = new byte[100];
        Assert.Equal("did one\r\n"u8.Length, await client.Socket.ReceiveAsync(answer, Cancelled).Soon());
        server.Stop();
        Assert.Equal(0, await client.Socket.ReceiveAsync(answer, Cancelled).Soon());
        for (int late = 0; late < 1000; late++)
        {
            await client.SendAsync("late\r\n"u8.ToArray());
        }

        client.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
        await server.Running.Soon();
        Assert.Equal(0, await client.Socket.ReceiveAsync(answer, Cancelled).Soon());
    }

    [Fact]
    public async Task Who_says_hello_to_a_server_that_stops_is_sent_elsewhere()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client busy = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Desk.Sum> held = busy.HoldAsync(new(1), Cancelled).AsTask();
        await handler.Holding.ReadAsync(Cancelled).Soon();
        using RawPeer late = await RawPeer.ConnectAsync(server.EndPoint);
        await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        server.Stop();
        while (!busy.IsServerLeaving)
        {
            await Task.Yield();
        }

        await late.SendAsync(RawPeer.Hello<Desk.Wire>(RawPeer.Everything));

        // Its drain may begin behind the hello, too: then it is told goodbye, and the server waits for its own.
        List<byte> kinds = [];
        while (await late.ReadFrameAsync() is { } frame)
        {
            kinds.Add(frame[4]);
            if (frame[4] == Goodbye)
            {
                await late.SendAsync(RawPeer.Frame(Goodbye, 0, 0));
            }
        }

        Assert.True(kinds is [TryElsewhere] or [5, Goodbye] or [], Convert.ToHexString([.. kinds]));
        late.Dispose();
        handler.Release(1, 42);
        Assert.Equal(42, (await held.Soon()).Value);
        await server.Running.Soon();
    }

    [Fact]
    public async Task No_request_follows_a_clients_goodbye_and_those_that_are_not_sent_say_so()
    {
        (RawPeer server, Desk.Client client) = await RawPeer.AcceptAsync<Desk.Wire, Desk.Client>(
            RawPeer.Everything, at => Desk.Client.ConnectAsync((IPEndPoint)at, cancellationToken: Cancelled));
        using (server)
        await using (client)
        {
            int refused = 0;
            Task[] callers =
            [
                .. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
                {
                    while (true)
                    {
                        try
                        {
                            await client.AddAsync(new(1, 2), Cancelled);
                        }
                        catch (TryElsewhereException elsewhere)
                        {
                            Assert.Equal((RefusalCode.ShuttingDown, (TimeSpan?)null), (elsewhere.Code, elsewhere.RetryAfter));
                            Interlocked.Increment(ref refused);
                            return;
                        }
                    }
                })),
            ];

            // A goodbye with nothing in it, as servers of before say it.
            for (int answered = 0; answered < 200; answered++)
            {
                await AnswerAsync();
            }

            await server.SendAsync(RawPeer.Frame(Goodbye, 0, 0));
            while (!await AnswerAsync())
            {
                // What was sent before the goodbye came is answered.
            }

            await Task.WhenAll(callers).Soon();
            Assert.Equal(4, refused);
            Assert.True(client.IsServerLeaving);
            await Assert.ThrowsAsync<TryElsewhereException>(() => client.AddAsync(new(1, 2), Cancelled).Soon());

            // Nothing came behind it: the next thing that does is the end.
            server.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            Assert.Null(await server.ReadFrameAsync());

            async Task<bool> AnswerAsync()
            {
                byte[] frame = (await server.ReadFrameAsync())!;
                if (frame[4] == Goodbye)
                {
                    return true;
                }

                Assert.Equal(2, frame[4]);
                byte[] reply = RawPeer.Frame(3, 2, 0, 0, 0, 0, 0, 0, 0, 0, 3);
                frame.AsSpan(8, 4).CopyTo(reply.AsSpan(8));
                await server.SendAsync(reply);
                return false;
            }
        }
    }
}
