using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Groups;

/// <summary>Sessions that are told the same.</summary>
public sealed class GroupTests
{
    private const int LetterBytes = 50_000;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("memory", 1_000)]
    [InlineData("tcp", 40)]
    public async Task All_members_get_the_message_that_was_written_once(string carrier, int count)
    {
        BulletinHandler handler = new();
        TransportAddress address = carrier == "memory" ? new MemoryNetwork().EndPoint() : TransportAddress.Parse("tcp://127.0.0.1:0");
        await using var server = new RunningServer<Bulletin.Wire>(new Bulletin.Server(handler), address);
        List<Bulletin.Client> clients = [];
        try
        {
            for (int index = 0; index < count; index++)
            {
                Bulletin.Client client = await Bulletin.Client.ConnectAsync(server.Address, cancellationToken: Cancelled).Soon();
                clients.Add(client);
                await client.SubscribeAsync(new(1), Cancelled).Soon();
            }

            Assert.Equal(count, handler.Group.Count);
            int number = Random.Shared.Next();
            await handler.Group.ItemAsync(new(new(number), 7), cancellationToken: Cancelled).Soon();
            foreach (Bulletin.Client client in clients)
            {
                Assert.Equal(new Bulletin.Item(new(number), 7), await client.ReceiveAsync<Bulletin.Item>(Cancelled).NextAsync().Soon());
            }

            Assert.Equal(1, TalliedCodec.WrittenOf(number));
        }
        finally
        {
            await Task.WhenAll(clients.Select(client => client.DisposeAsync().AsTask()));
        }
    }

    [Fact]
    public async Task Members_of_another_version_get_theirs_written_once()
    {
        BulletinHandler handler = new();
        await using var server = new RunningServer<Bulletin.Wire>(new Bulletin.Server(handler), new MemoryNetwork().EndPoint());
        await using OldBulletin.Client old = await OldBulletin.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await using OldBulletin.Client older = await OldBulletin.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await using Bulletin.Client current = await Bulletin.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await using Bulletin.Client other = await Bulletin.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await old.SubscribeAsync(new(1), Cancelled).Soon();
        await current.SubscribeAsync(new(1), Cancelled).Soon();
        await older.SubscribeAsync(new(1), Cancelled).Soon();
        await other.SubscribeAsync(new(1), Cancelled).Soon();
        int number = Random.Shared.Next();
        await handler.Group.ItemAsync(new(new(number), 7), cancellationToken: Cancelled).Soon();
        Assert.Equal(new OldBulletin.Item(new(number)), await old.ReceiveAsync<OldBulletin.Item>(Cancelled).NextAsync().Soon());
        Assert.Equal(new OldBulletin.Item(new(number)), await older.ReceiveAsync<OldBulletin.Item>(Cancelled).NextAsync().Soon());
        Assert.Equal(new Bulletin.Item(new(number), 7), await current.ReceiveAsync<Bulletin.Item>(Cancelled).NextAsync().Soon());
        Assert.Equal(new Bulletin.Item(new(number), 7), await other.ReceiveAsync<Bulletin.Item>(Cancelled).NextAsync().Soon());
        Assert.Equal(2, TalliedCodec.WrittenOf(number));
    }

    [Fact]
    public async Task Who_is_excepted_or_has_left_gets_nothing()
    {
        DeskHandler handler = new();
        Desk.Group group = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        (Desk.Client first, Desk.Session one) = await ConnectAsync(server, handler);
        (Desk.Client second, Desk.Session two) = await ConnectAsync(server, handler);
        Assert.True(group.Add(one));
        Assert.True(group.Add(two));
        Assert.False(group.Add(two));
        await group.NoticeAsync(new(1), except: one, cancellationToken: Cancelled).Soon();
        await group.NoticeAsync(new(2), cancellationToken: Cancelled).Soon();
        Assert.Equal(2, (await first.ReceiveAsync<Desk.Notice>(Cancelled).NextAsync().Soon()).Number);
        Assert.Equal(1, (await second.ReceiveAsync<Desk.Notice>(Cancelled).NextAsync().Soon()).Number);
        Assert.True(group.Remove(one));
        Assert.False(group.Remove(one));
        Assert.False(group.Contains(one));
        await group.NoticeAsync(new(3), cancellationToken: Cancelled).Soon();
        await one.NoticeAsync(new(4), Cancelled);
        Assert.Equal(4, (await first.ReceiveAsync<Desk.Notice>(Cancelled).NextAsync().Soon()).Number);
        await first.DisposeAsync();
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Who_is_gone_is_taken_out_and_can_not_come_in()
    {
        DeskHandler handler = new();
        Desk.Group group = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        (Desk.Client client, Desk.Session session) = await ConnectAsync(server, handler);
        Assert.True(group.Add(session));
        await client.DisposeAsync();
        await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon();
        Assert.Equal(0, group.Count);
        Assert.False(group.Add(session));
        Assert.Equal(0, group.Count);
        await group.NoticeAsync(new(1), cancellationToken: Cancelled).Soon();
    }

    [Fact]
    public async Task Over_datagrams_who_is_forgotten_is_taken_out()
    {
        BeaconHandler handler = new();
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(handler), TransportAddress.Parse("udp://127.0.0.1:0"));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.PingAsync(new(1), Cancelled).Soon();
        Assert.Equal(1, handler.Group.Count);
        await handler.Group.NoticeAsync(new(5), cancellationToken: Cancelled).Soon();
        Assert.Equal(5, (await client.ReceiveAsync<Beacon.Notice>(Cancelled).NextAsync().Soon()).Number);
        handler.Session!.Close();
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (handler.Group.Count != 0)
        {
            Assert.True(DateTime.UtcNow < latest, "The peer is still in the group.");
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Joining_leaving_and_sending_at_the_same_time_lose_nothing()
    {
        DeskHandler handler = new();
        Desk.Group group = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        (Desk.Client stays, Desk.Session session) = await ConnectAsync(server, handler);
        group.Add(session);
        List<(Desk.Client Client, Desk.Session Session)> others = [];
        for (int index = 0; index < 8; index++)
        {
            others.Add(await ConnectAsync(server, handler));
        }

        const int Messages = 500;
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task[] churning = [.. others.Select(other => Task.Run(
            () =>
            {
                while (!ending.IsCancellationRequested)
                {
                    group.Add(other.Session);
                    group.Remove(other.Session);
                }
            },
            Cancelled))];
        for (int number = 0; number < Messages; number++)
        {
            await group.NoticeAsync(new(number), cancellationToken: Cancelled).Soon();
        }

        await ending.CancelAsync();
        await Task.WhenAll(churning).Soon();
        int expected = 0;
        await foreach (Desk.Notice notice in stays.ReceiveAsync<Desk.Notice>(Cancelled))
        {
            Assert.Equal(expected++, notice.Number);
            if (expected == Messages)
            {
                break;
            }
        }

        Assert.Equal(1, group.Count);
        await stays.DisposeAsync();
        await Task.WhenAll(others.Select(other => other.Client.DisposeAsync().AsTask()));
    }

    [Theory]
    [InlineData(SlowPeerPolicy.Drop)]
    [InlineData(SlowPeerPolicy.Disconnect)]
    public async Task A_slow_member_does_not_hold_up_the_others(SlowPeerPolicy policy)
    {
        DeskHandler handler = new();
        Desk.Group group = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, new() { SlowPeer = policy, MaxPendingSendBytes = LetterBytes }), new MemoryNetwork().EndPoint());
        PausedTransport paused = new(Transports.Transports.Memory);
        (Desk.Client slow, Desk.Session session) = await ConnectAsync(server, handler, paused);
        (Desk.Client fast, Desk.Session other) = await ConnectAsync(server, handler);
        group.Add(session);
        group.Add(other);
        paused.Pause();
        const int Letters = 20;
        for (int letter = 0; letter < Letters; letter++)
        {
            ValueTask sending = group.LetterAsync(Letter(letter), cancellationToken: Cancelled);
            Assert.True(sending.IsCompletedSuccessfully);
            Assert.Equal(letter, (await fast.ReceiveAsync<Desk.Letter>(Cancelled).NextAsync().Soon()).Text.Span[0]);
        }

        Assert.Equal(policy == SlowPeerPolicy.Drop ? 2 : 1, group.Count);
        paused.Resume();
        if (policy == SlowPeerPolicy.Drop)
        {
            // Some were dropped; what comes now arrives again.
            await slow.AddAsync(new(1, 2), Cancelled).Soon();
            await group.LetterAsync(Letter(99), cancellationToken: Cancelled).Soon();
            List<int> got = [];
            await foreach (Desk.Letter letter in slow.ReceiveAsync<Desk.Letter>(Cancelled))
            {
                got.Add(letter.Text.Span[0]);
                if (got[^1] == 99)
                {
                    break;
                }
            }

            Assert.InRange(got.Count, 2, Letters - 1);
        }

        await slow.DisposeAsync();
        await fast.DisposeAsync();
    }

    [Fact]
    public async Task A_slow_member_that_is_waited_for_gets_all_and_the_others_do_not_wait()
    {
        DeskHandler handler = new();
        Desk.Group group = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, new() { MaxPendingSendBytes = LetterBytes }), new MemoryNetwork().EndPoint());
        PausedTransport paused = new(Transports.Transports.Memory);
        (Desk.Client slow, Desk.Session session) = await ConnectAsync(server, handler, paused);
        (Desk.Client fast, Desk.Session other) = await ConnectAsync(server, handler);
        group.Add(session);
        group.Add(other);
        paused.Pause();
        int sent = 0;
        Task waiting = Task.CompletedTask;
        while (waiting.IsCompletedSuccessfully)
        {
            Assert.True(sent < 50, "Nobody is slow.");
            waiting = group.LetterAsync(Letter(sent), cancellationToken: Cancelled).AsTask();
            Assert.Equal(sent++, (await fast.ReceiveAsync<Desk.Letter>(Cancelled).NextAsync().Soon()).Text.Span[0]);
        }

        Assert.False(waiting.IsCompleted);
        paused.Resume();
        await waiting.Soon();
        int expected = 0;
        await foreach (Desk.Letter letter in slow.ReceiveAsync<Desk.Letter>(Cancelled))
        {
            Assert.Equal(expected++, letter.Text.Span[0]);
            if (expected == sent)
            {
                break;
            }
        }

        await slow.DisposeAsync();
        await fast.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_can_not_be_written_goes_to_nobody()
    {
        DeskHandler handler = new();
        Desk.Group group = new();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), new MemoryNetwork().EndPoint());
        (Desk.Client client, Desk.Session session) = await ConnectAsync(server, handler);
        group.Add(session);
        await Assert.ThrowsAsync<WireFormatException>(async () => await group.LetterAsync(new(new byte[70_000]), cancellationToken: Cancelled));
        await group.NoticeAsync(new(1), cancellationToken: Cancelled).Soon();
        Assert.Equal(1, (await client.ReceiveAsync<Desk.Notice>(Cancelled).NextAsync().Soon()).Number);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_message_that_can_not_be_written_for_one_version_goes_to_nobody()
    {
        GazetteHandler handler = new();
        await using var server = new RunningServer<Gazette.Wire>(new Gazette.Server(handler), new MemoryNetwork().EndPoint());
        await using OldGazette.Client old = await OldGazette.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await old.SubscribeAsync(new(1), Cancelled).Soon();
        await using Gazette.Client current = await Gazette.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await current.SubscribeAsync(new(1), Cancelled).Soon();

        // What is too long is written for the second version only.
        await Assert.ThrowsAsync<WireFormatException>(async () => await handler.Group.ItemAsync(new(1, "a note of more than nine"), cancellationToken: Cancelled));
        await handler.Group.ItemAsync(new(2, "short"), cancellationToken: Cancelled).Soon();
        Assert.Equal(2, (await current.ReceiveAsync<Gazette.Item>(Cancelled).NextAsync().Soon()).Number);
        Assert.Equal(2, (await old.ReceiveAsync<OldGazette.Item>(Cancelled).NextAsync().Soon()).Number);
    }

    private static Desk.Letter Letter(int number)
    {
        byte[] text = new byte[LetterBytes];
        text[0] = (byte)number;
        return new Desk.Letter(text);
    }

    private static async Task<(Desk.Client Client, Desk.Session Session)> ConnectAsync(RunningServer<Desk.Wire> server, DeskHandler handler, StreamTransport? transport = null)
    {
        Desk.Client client = await Desk.Client.ConnectAsync(new TransportAddress(transport ?? server.Address.Transport, server.EndPoint), cancellationToken: Cancelled).Soon();
        return (client, await handler.Connected.Reader.ReadAsync(Cancelled).Soon());
    }

    private sealed class BulletinHandler : Bulletin.IServerHandler
    {
        public Bulletin.Group Group { get; } = new();

        public ValueTask<Bulletin.Subscribed> SubscribeAsync(Bulletin.Subscribe request, Bulletin.Session session, CancellationToken cancellationToken)
        {
            Group.Add(session);
            return new(new Bulletin.Subscribed(request.Topic));
        }
    }

    private sealed class GazetteHandler : Gazette.IServerHandler
    {
        public Gazette.Group Group { get; } = new();

        public ValueTask<Gazette.Subscribed> SubscribeAsync(Gazette.Subscribe request, Gazette.Session session, CancellationToken cancellationToken)
        {
            Group.Add(session);
            return new(new Gazette.Subscribed(request.Topic));
        }
    }

    private sealed class BeaconHandler : Beacon.IServerHandler
    {
        public Beacon.Group Group { get; } = new();

        public Beacon.Session? Session { get; private set; }

        public ValueTask<Beacon.Pong> PingAsync(Beacon.Ping request, Beacon.Session session, CancellationToken cancellationToken)
        {
            Session = session;
            Group.Add(session);
            return new(new Beacon.Pong(request.Number));
        }

        public ValueTask NoteAsync(Beacon.Note message, Beacon.Session session, CancellationToken cancellationToken) => default;
    }
}
