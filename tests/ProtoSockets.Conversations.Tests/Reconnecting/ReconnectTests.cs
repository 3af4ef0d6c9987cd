using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>A client whose connection is lost, and what becomes of its calls. Over real sockets, also with a server that is not ours.</summary>
public sealed class ReconnectTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static readonly ClientOptions Again = new() { Reconnect = new ReconnectOptions { InitialDelay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) } };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_restarted_on_its_port_is_found_again()
    {
        var first = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(first.Address, Again, cancellationToken: Cancelled);
        Assert.Equal(new Vault.Balance(7, 1), await client.LookAsync(new(7), Cancelled).Soon());
        Assert.Equal(first.EndPoint, client.RemoteEndPoint);
        await first.DisposeAsync();

        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), first.Address);

        Assert.Equal(new Vault.Balance(8, 2), await client.LookAsync(new(8), Cancelled).Soon());
        Assert.Equal(ClientState.Connected, client.State);
        Assert.False(client.Closed.IsCancellationRequested);
        Assert.False(client.Completion.IsCompleted);
    }

    [Fact]
    public async Task A_call_whose_outcome_is_unknown_fails_and_says_so_unless_it_is_idempotent()
    {
        await using VaultPeer peer = await VaultPeer.StartAsync();
        await using Vault.Client client = await ConnectAsync(peer, Again);
        Task<Vault.Balance> book = client.BookAsync(new(1), Cancelled).AsTask();
        Assert.Equal("0003", (await peer.DoAsync("read"))[12..16]);                     // the message id of Book, at offset 6
        Task<Vault.Balance> read = client.LookAsync(new(2), Cancelled).AsTask();
        Assert.Equal("0001", (await peer.DoAsync("read"))[12..16]);                     // Look
        await peer.DoAsync("reset");

        CallLostException lost = await Assert.ThrowsAsync<CallLostException>(() => book.Soon());
        Assert.Equal(CallOutcome.Unknown, lost.Outcome);
        Assert.False(read.IsCompleted);
        await peer.DoAsync("accept");
        string again = await peer.DoAsync("read");
        Assert.Equal("0001", again[12..16]);
        Assert.Equal("00000002", again[24..]);
        await peer.DoAsync("reply 42 9");
        Assert.Equal(new Vault.Balance(42, 9), await read.Soon());
    }

    [Fact]
    public async Task A_call_that_was_cancelled_between_two_connections_is_not_sent_again()
    {
        await using VaultPeer peer = await VaultPeer.StartAsync();
        await using Vault.Client client = await ConnectAsync(peer, Again);
        var states = new StateLog(client);
        using var caller = new CancellationTokenSource();
        Task<Vault.Balance> call = client.LookAsync(new(1), caller.Token).AsTask();
        await peer.DoAsync("read");
        await peer.DoAsync("reset");
        await states.UntilAsync(ClientState.BackingOff);

        // The next connection waits for its greeting.
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        await peer.DoAsync("accept");
        Task<Vault.Balance> other = client.LookAsync(new(9), Cancelled).AsTask();
        Assert.Equal("00000009", (await peer.DoAsync("read"))[24..]);
        await peer.DoAsync("reply 9 1");
        Assert.Equal(9, (await other.Soon()).Value);
    }

    [Fact]
    public async Task A_server_that_dies_without_reading_leaves_the_outcome_unknown_too()
    {
        await using VaultPeer peer = await VaultPeer.StartAsync();
        await using Vault.Client client = await ConnectAsync(peer, Again);
        Task<Vault.Balance> book = client.BookAsync(new(1), Cancelled).AsTask();
        await peer.DisposeAsync();

        await Assert.ThrowsAsync<CallLostException>(() => book.Soon());
        await using VaultPeer next = await VaultPeer.StartAsync(((IPEndPoint)peer.Address.EndPoint).Port);
        Task<Vault.Balance> later = client.BookAsync(new(3), Cancelled).AsTask();
        await next.DoAsync("accept");
        Assert.Equal("00000003", (await next.DoAsync("read"))[24..]);
        await next.DoAsync("reply 3 1");
        Assert.Equal(3, (await later.Soon()).Value);
    }

    [Fact]
    public async Task What_did_not_leave_this_machine_is_sent_over_the_next_connection_and_nothing_is_lost_silently()
    {
        const int Calls = 40;
        await using VaultPeer peer = await VaultPeer.StartAsync();
        Task accepted = peer.DoAsync("accept");
        await using Vault.Client client = await Vault.Client.ConnectAsync(
            peer.Address, Again with { MaxPendingSendBytes = 1 << 26, Connect = new ConnectOptions { SendBufferBytes = 1 << 16 } }, cancellationToken: Cancelled);
        await accepted;

        // Far more than the buffers of both ends: the peer reads nothing, so that most of it waits here.
        byte[] bytes = new byte[800_000];
        Task<Vault.Balance>[] calls = [.. Enumerable.Range(0, Calls).Select(_ => client.StoreAsync(new(bytes), Cancelled).AsTask())];
        await peer.DoAsync("reset");
        await peer.DisposeAsync();
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), peer.Address);

        await Task.WhenAll(calls).ContinueWith(static _ => { }, TaskScheduler.Default).Soon();
        int answered = calls.Count(static call => call.IsCompletedSuccessfully && call.Result == new Vault.Balance(800_000, 2));
        int unknown = calls.Count(static call => call.Exception?.InnerException is CallLostException);
        Assert.Equal(Calls, answered + unknown);
        Assert.InRange(unknown, 1, Calls - 1);
    }

    [Fact]
    public async Task The_second_address_is_used_when_nobody_is_at_the_first()
    {
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), Anywhere);
        TransportAddress[] addresses = [FreePort(), server.Address];
        await using Vault.Client plain = await Vault.Client.ConnectAsync(addresses, cancellationToken: Cancelled);
        await using Vault.Client client = await Vault.Client.ConnectAsync(addresses, Again, cancellationToken: Cancelled);
        Assert.Equal(2, (await plain.LookAsync(new(1), Cancelled).Soon()).Server);
        Assert.Equal(2, (await client.LookAsync(new(1), Cancelled).Soon()).Server);
    }

    [Fact]
    public async Task The_first_connection_is_not_tried_again_and_all_addresses_are_named()
    {
        TransportAddress[] addresses = [FreePort(), FreePort()];
        ConnectException exception = await Assert.ThrowsAsync<ConnectException>(() => Vault.Client.ConnectAsync(addresses, Again, cancellationToken: Cancelled).Soon());
        Assert.All(addresses, address => Assert.Contains(address.EndPoint.ToString()!, exception.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task When_a_server_is_lost_the_other_one_takes_over()
    {
        var first = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Anywhere);
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync([first.Address, second.Address], Again, cancellationToken: Cancelled);
        Assert.Equal(1, (await client.LookAsync(new(1), Cancelled).Soon()).Server);
        await first.DisposeAsync();
        Assert.Equal(2, (await client.LookAsync(new(1), Cancelled).Soon()).Server);
    }

    [Fact]
    public async Task A_name_is_resolved_again_for_each_attempt()
    {
        var first = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Anywhere);
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), Anywhere);
        var names = new MovingName { At = first.EndPoint };
        var address = new TransportAddress(names, new DnsEndPoint("vault.example", 5000));
        await using Vault.Client client = await Vault.Client.ConnectAsync(address, Again, cancellationToken: Cancelled);
        Assert.Equal(1, (await client.LookAsync(new(1), Cancelled).Soon()).Server);
        names.At = second.EndPoint;
        await first.DisposeAsync();
        Assert.Equal(2, (await client.LookAsync(new(1), Cancelled).Soon()).Server);
        Assert.All(names.Asked, asked => Assert.Equal(address.EndPoint, asked));
    }

    [Fact]
    public async Task A_server_that_drains_finishes_what_it_has_while_the_other_one_takes_what_comes()
    {
        var handler = new VaultHandler(1);
        await using var first = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync([first.Address, second.Address], Again, cancellationToken: Cancelled);
        var states = new StateLog(client);
        Task<Vault.Balance> held = client.HoldAsync(new(1), Cancelled).AsTask();
        await handler.Holding.ReadAsync(Cancelled).Soon();
        first.Stop();
        Assert.Equal(second.Address, (await states.UntilAsync(ClientState.Connected)).Address);

        Assert.Equal(2, (await client.BookAsync(new(2), Cancelled).Soon()).Server);
        Assert.False(held.IsCompleted);
        handler.Release(1);
        Assert.Equal(new Vault.Balance(1, 1), await held.Soon());
        await first.Running.Soon();
        Assert.Equal(0, handler.Booked);
    }

    [Theory]
    [InlineData("goodbye 0", "refuse 5")]          // shutting down
    [InlineData("elsewhere 5")]                    // try elsewhere: shutting down
    [InlineData("goodbye 1")]                      // all that was accepted is answered, and this was not
    public async Task A_call_that_a_leaving_server_has_not_accepted_is_sent_to_another_one(params string[] answers)
    {
        await using VaultPeer peer = await VaultPeer.StartAsync();
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), Anywhere);
        await using Vault.Client client = await ConnectAsync(peer, Again, second.Address);
        Task<Vault.Balance> call = client.BookAsync(new(1), Cancelled).AsTask();
        await peer.DoAsync("read");
        foreach (string answer in answers)
        {
            await peer.DoAsync(answer);
        }

        Task finished = peer.DoAsync("finish");
        Assert.Equal(new Vault.Balance(1, 2), await call.Soon());
        await finished;
    }

    [Fact]
    public async Task A_refusal_of_a_server_that_does_not_leave_is_its_handlers_own_word()
    {
        await using VaultPeer peer = await VaultPeer.StartAsync();
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), Anywhere);
        await using Vault.Client client = await ConnectAsync(peer, Again, second.Address);
        var states = new StateLog(client);
        Task<Vault.Balance> call = client.BookAsync(new(1), Cancelled).AsTask();
        await peer.DoAsync("read");
        await peer.DoAsync("refuse 5");
        Assert.Equal(RefusalCode.ShuttingDown, (await Assert.ThrowsAsync<CallRefusedException>(() => call.Soon())).Code);

        // Nothing is wrong with the connection.
        Task<Vault.Balance> next = client.LookAsync(new(2), Cancelled).AsTask();
        Assert.Equal("00000002", (await peer.DoAsync("read"))[24..]);
        await peer.DoAsync("reply 2 1");
        Assert.Equal(new Vault.Balance(2, 1), await next.Soon());
        Assert.Equal(0, states.Count);
    }

    [Fact]
    public async Task A_farewell_alone_does_not_say_that_a_call_was_not_accepted()
    {
        await using VaultPeer peer = await VaultPeer.StartAsync();
        await using Vault.Client client = await ConnectAsync(peer, Again);
        Task<Vault.Balance> call = client.BookAsync(new(1), Cancelled).AsTask();
        await peer.DoAsync("read");
        await peer.DoAsync("goodbye 0");
        await peer.DoAsync("finish");
        await Assert.ThrowsAsync<CallLostException>(() => call.Soon());
    }

    [Fact]
    public async Task A_client_of_one_connection_learns_too_that_its_call_was_not_accepted()
    {
        await using VaultPeer peer = await VaultPeer.StartAsync();
        await using Vault.Client client = await ConnectAsync(peer, options: null);
        Task<Vault.Balance> call = client.BookAsync(new(1), Cancelled).AsTask();
        await peer.DoAsync("read");
        await peer.DoAsync("goodbye 1");
        await peer.DoAsync("finish");
        Assert.Equal(RefusalCode.ShuttingDown, (await Assert.ThrowsAsync<CallRefusedException>(() => call.Soon())).Code);
    }

    [Fact]
    public async Task A_call_that_a_busy_server_has_not_taken_on_is_not_called_again()
    {
        await using VaultPeer peer = await VaultPeer.StartAsync();
        await using Vault.Client client = await ConnectAsync(peer, Again);
        Task<Vault.Balance> call = client.LookAsync(new(1), Cancelled).AsTask();
        await peer.DoAsync("read");
        await peer.DoAsync("elsewhere 4");
        Assert.Equal(RefusalCode.Overloaded, (await Assert.ThrowsAsync<TryElsewhereException>(() => call.Soon())).Code);
        Assert.Equal(ClientState.Connected, client.State);
        await peer.DoAsync("reset");
    }

    [Fact]
    public async Task Each_connection_is_prepared_before_a_call_goes_to_it()
    {
        var handler = new VaultHandler(1);
        var first = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(
            [first.Address], Again, prepare: async (one, token) => await one.LoginAsync(new(77), token), cancellationToken: Cancelled);
        Assert.Equal([77], handler.Users);
        await first.DisposeAsync();

        // It may go to the connection that has just ended, and is sent again then.
        Task<Vault.Balance> early = client.LookAsync(new(1), Cancelled).AsTask();

        var next = new VaultHandler(2);
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(next), first.Address);
        Assert.Equal(2, (await early.Soon()).Server);
        Assert.Equal([77], next.Users);
    }

    [Fact]
    public async Task A_connection_that_can_not_be_prepared_is_not_used_and_tried_again()
    {
        int user = 1;
        var handler = new VaultHandler(1);
        var first = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(
            [first.Address], Again, prepare: async (one, token) => await one.LoginAsync(new(Volatile.Read(ref user)), token), cancellationToken: Cancelled);
        var states = new StateLog(client);
        Volatile.Write(ref user, -1);
        await first.DisposeAsync();
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), first.Address);
        while ((await states.UntilAsync(ClientState.BackingOff)).Reason is not CallRefusedException { Message: "no such user" })
        {
        }

        Volatile.Write(ref user, 2);
        Assert.Equal(2, (await client.LookAsync(new(1), Cancelled).Soon()).Server);
    }

    [Fact]
    public async Task Pushes_go_on_over_connections()
    {
        var first = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(first.Address, Again, cancellationToken: Cancelled);
        await using IAsyncEnumerator<Vault.Posted> posted = client.ReceiveAsync<Vault.Posted>(Cancelled).GetAsyncEnumerator(Cancelled);
        await client.NoteAsync(new(1), Cancelled).Soon();
        Assert.True(await posted.MoveNextAsync().Soon());
        Assert.Equal(1, posted.Current.Number);
        ValueTask<bool> next = posted.MoveNextAsync();
        await first.DisposeAsync();
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), first.Address);
        await client.LookAsync(new(0), Cancelled).Soon();
        await client.NoteAsync(new(2), Cancelled).Soon();
        Assert.True(await next.Soon());
        Assert.Equal(2, posted.Current.Number);
        ValueTask<bool> last = posted.MoveNextAsync();
        await client.DisposeAsync();
        await Assert.ThrowsAsync<ConnectionClosedException>(() => last.Soon());
    }

    [Fact]
    public async Task Pushes_are_not_to_be_had_while_a_connection_is_prepared_and_that_is_said()
    {
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Anywhere);
        InvalidOperationException said = await Assert.ThrowsAsync<InvalidOperationException>(() => Vault.Client.ConnectAsync(
            [server.Address],
            Again,
            prepare: static async (one, token) =>
            {
                await one.NoteAsync(new(1), token);
                _ = await one.ReceiveAsync<Vault.Posted>(token).NextAsync();
            },
            cancellationToken: Cancelled).Soon());
        Assert.Contains("ReceiveAsync of the client that ConnectAsync gives", said.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pushes_for_which_a_connection_had_no_room_while_it_was_opened_are_not_lost_silently()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        TransportAddress address = (IPEndPoint)listener.LocalEndPoint!;
        Task<Ledger.Client> connecting = Ledger.Client.ConnectAsync(
            [address],
            static async (at, token) =>
            {
                Gate.Client gate = await Gate.Client.ConnectAsync(at, new ClientOptions { PushBacklog = 2 }, cancellationToken: token);
                Ledger.Client ledger = await gate.ContinueAsLedgerAsync(cancellationToken: token);
                Assert.Equal(3, (await ledger.AddAsync(new(1, 2), token)).Value);
                return ledger;
            },
            Again with { PushBacklog = 2 },
            Cancelled);
        using RawPeer peer = RawPeer.Of(await listener.AcceptAsync(Cancelled).Soon());
        await peer.SendAsync(
            (byte)'n', 0, 0, 0, 6, (byte)'1', 0,            // a note: its tag, its length with itself, its text
            (byte)'n', 0, 0, 0, 6, (byte)'2', 0,
            (byte)'n', 0, 0, 0, 6, (byte)'3', 0,
            (byte)'s', 0, 0, 0, 8, 0, 0, 0, 3);             // the sum
        await using Ledger.Client client = await connecting.Soon();
        List<string> texts = [];
        ConnectionClosedException behind = await Assert.ThrowsAsync<ConnectionClosedException>(async () =>
        {
            await foreach (Ledger.Note note in client.ReceiveAsync<Ledger.Note>(Cancelled))
            {
                texts.Add(note.Text);
            }
        }).Soon();
        Assert.Contains("fell behind: 2 messages were kept", behind.Message, StringComparison.Ordinal);
        Assert.Equal(["1", "2"], texts);
    }

    [Fact]
    public async Task Pushes_go_to_the_handler_over_connections()
    {
        var pushes = new Pushes();
        var first = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(first.Address, Again, pushes, Cancelled);
        await client.NoteAsync(new(1), Cancelled).Soon();
        Assert.Equal(1, await pushes.Got.Reader.ReadAsync(Cancelled).Soon());
        await first.DisposeAsync();
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(2)), first.Address);
        await client.LookAsync(new(0), Cancelled).Soon();
        await client.NoteAsync(new(2), Cancelled).Soon();
        Assert.Equal(2, await pushes.Got.Reader.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task Messages_and_calls_with_many_replies_wait_for_a_connection_too()
    {
        var first = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(first.Address, Again, cancellationToken: Cancelled);
        var states = new StateLog(client);
        await first.DisposeAsync();
        await states.UntilAsync(ClientState.BackingOff);
        Task note = client.NoteAsync(new(5), Cancelled).AsTask();
        Task<int> pages = CountAsync();
        Assert.False(note.IsCompleted);

        var handler = new VaultHandler(2);
        await using var second = new RunningServer<Vault.Wire>(new Vault.Server(handler), first.Address);
        await note.Soon();
        Assert.Equal(5, await handler.Notes.ReadAsync(Cancelled).Soon());
        Assert.Equal(3, await pages.Soon());

        async Task<int> CountAsync()
        {
            int count = 0;
            await foreach (Vault.Page page in client.ListAsync(new(3), Cancelled))
            {
                count++;
            }

            return count;
        }
    }

    [Fact]
    public async Task Closing_ends_what_waits_and_what_is_in_flight()
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        Vault.Client client = await Vault.Client.ConnectAsync(server.Address, Again, cancellationToken: Cancelled);
        var states = new StateLog(client);
        Task<Vault.Balance> held = client.HoldAsync(new(1), Cancelled).AsTask();
        await handler.Holding.ReadAsync(Cancelled).Soon();
        await client.DisposeAsync().Soon();
        await Assert.ThrowsAsync<CallLostException>(() => held.Soon());
        await Assert.ThrowsAsync<CallNotSentException>(() => client.LookAsync(new(1), Cancelled).Soon());
        await Assert.ThrowsAsync<ConnectionClosedException>(() => client.NoteAsync(new(1), Cancelled).Soon());
        Assert.Equal(ClientState.Closed, client.State);
        Assert.Equal(ClientState.Closed, (await states.NextAsync()).State);
        Assert.True(client.Closed.IsCancellationRequested);
        Assert.True(client.Completion.IsCompletedSuccessfully);
        Assert.Equal(0, states.Count);
    }

    [Fact]
    public async Task Closing_while_nobody_is_there_ends_what_waits()
    {
        var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Anywhere);
        Vault.Client client = await Vault.Client.ConnectAsync(server.Address, Again, cancellationToken: Cancelled);
        var states = new StateLog(client);
        await server.DisposeAsync();
        await states.UntilAsync(ClientState.BackingOff);
        Task<Vault.Balance> waiting = client.LookAsync(new(1), Cancelled).AsTask();
        client.Abort();
        await Assert.ThrowsAsync<CallNotSentException>(() => waiting.Soon());
        await client.Completion.Soon();
        await client.DisposeAsync();
    }

    [Fact]
    public async Task An_adopted_connection_can_not_be_made_again()
    {
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Anywhere);
        using StreamConnection connection = await Transports.Transports.Tcp.ConnectAsync(server.EndPoint, new ConnectOptions(), Cancelled);
        await Assert.ThrowsAsync<ArgumentException>(() => Vault.Client.AdoptAsync(connection, Again, cancellationToken: Cancelled));
    }

    /// <summary>Connects to a server that accepts when it is told to.</summary>
    private static async Task<Vault.Client> ConnectAsync(VaultPeer peer, ClientOptions? options, params TransportAddress[] others)
    {
        Task accepted = peer.DoAsync("accept");
        Vault.Client client = await Vault.Client.ConnectAsync([peer.Address, .. others], options, cancellationToken: Cancelled);
        await accepted;
        return client;
    }

    private static IPEndPoint FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return (IPEndPoint)socket.LocalEndPoint!;
    }

    private sealed class Pushes : Vault.IClientHandler
    {
        public System.Threading.Channels.Channel<int> Got { get; } = System.Threading.Channels.Channel.CreateUnbounded<int>();

        public ValueTask PostedAsync(Vault.Posted message, Vault.Client client, CancellationToken cancellationToken)
        {
            Got.Writer.TryWrite(message.Number);
            return default;
        }
    }

    /// <summary>A transport whose one name stands for another address from time to time.</summary>
    private sealed class MovingName : StreamTransport
    {
        public EndPoint At { get; set; } = null!;

        public System.Collections.Concurrent.ConcurrentQueue<EndPoint> Asked { get; } = new();

        public override string Scheme => "tcp";

        public override StreamListener Listen(EndPoint endPoint, BindOptions options) => throw new NotSupportedException();

        public override ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
        {
            Asked.Enqueue(endPoint);
            return Transports.Transports.Tcp.ConnectAsync(At, options, cancellationToken);
        }
    }
}
