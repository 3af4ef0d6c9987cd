using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>A connection that goes from one protocol to the next, and from clear to TLS.</summary>
public sealed class PhaseTests : Gate.IServerHandler, Ledger.IServerHandler
{
    private static readonly byte[] Startup = [0, 0, 0, 12, /* code */ 0, 3, 0, 0, /* User */ (byte)'a', (byte)'d', (byte)'a', 0];
    private static readonly byte[] AskForTls = [0, 0, 0, 8, 0x04, 0xD2, 0x16, 0x2F];
    private static readonly byte[] Add = [(byte)'a', 0, 0, 0, 12, 0, 0, 0, 2, 0, 0, 0, 3];
    private static readonly byte[] Sum = [(byte)'s', 0, 0, 0, 8, 0, 0, 0, 5];
    private static readonly byte[] Welcome = [(byte)'n', 0, 0, 0, 11, (byte)'h', (byte)'i', (byte)' ', (byte)'a', (byte)'d', (byte)'a', 0];

    private readonly TaskCompletionSource<Exception?> _gateEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Exception?> _ledgerEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Gate.Session> _gateSession = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly System.Collections.Concurrent.ConcurrentQueue<Ledger.Session> _sessions = new();
    private bool _isSlow;
    private bool _throwsWhenClosed;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask<Gate.Answer> AskForTlsAsync(Gate.AskForTls request, Gate.Session session, CancellationToken cancellationToken)
    {
        session.UpgradeToTls(Localhost.Server);
        return new(new Gate.Answer((byte)'S'));
    }

    public async ValueTask<Gate.Answer> AskAsync(Gate.Ask request, Gate.Session session, CancellationToken cancellationToken)
    {
        if (_isSlow)
        {
            await _release.Task.WaitAsync(cancellationToken);
        }

        return new Gate.Answer((byte)'N');
    }

    public ValueTask StartupAsync(Gate.Startup message, Gate.Session session, CancellationToken cancellationToken)
    {
        session.State = message.User;
        if (_throwsWhenClosed)
        {
            session.Closed.Register(() => throw new InvalidTimeZoneException("a callback's own"));
        }

        _gateSession.TrySetResult(session);
        session.ContinueAsLedger(this);
        return default;
    }

    public ValueTask DisconnectedAsync(Gate.Session session, Exception? reason)
    {
        _gateEnded.TrySetResult(reason);
        return default;
    }

    public ValueTask ConnectedAsync(Ledger.Session session, CancellationToken cancellationToken)
    {
        _sessions.Enqueue(session);
        return session.NoteAsync(new($"hi {session.State}"), cancellationToken);
    }

    public ValueTask DisconnectedAsync(Ledger.Session session, Exception? reason)
    {
        _ledgerEnded.TrySetResult(reason);
        return default;
    }

    public async ValueTask<Ledger.Sum> AddAsync(Ledger.Add request, Ledger.Session session, CancellationToken cancellationToken)
    {
        if (_isSlow)
        {
            await _release.Task.WaitAsync(cancellationToken);
        }

        return new Ledger.Sum(request.One + request.Other);
    }

    public ValueTask<Ledger.Sum> BackAsync(Ledger.Back request, Ledger.Session session, CancellationToken cancellationToken)
    {
        session.ContinueAsGate(this);
        return new(new Ledger.Sum(request.One));
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("memory:phases")]
    public async Task A_conversation_goes_on_in_the_next_protocol(string address)
    {
        await using RunningServer<Gate.Wire> server = Serve(address);
        await using Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal((byte)'N', (await gate.AskAsync(new(), Cancelled).Soon()).Letter);
        await gate.StartupAsync(new("ada"), Cancelled);
        await using Ledger.Client ledger = await gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon();
        Assert.Equal("hi ada", (await ledger.ReceiveAsync<Ledger.Note>(Cancelled).NextAsync().Soon()).Text);
        Assert.Equal(5, (await ledger.AddAsync(new(2, 3), Cancelled).Soon()).Value);
        Assert.IsType<HandedOverException>(await _gateEnded.Task.Soon());
        Assert.Equal(1, server.Server.ConnectionCount);
    }

    [Fact]
    public async Task A_callback_that_throws_when_the_first_protocol_ends_does_not_keep_the_connection_from_the_next()
    {
        _throwsWhenClosed = true;
        await using RunningServer<Gate.Wire> server = Serve();
        await using Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await gate.StartupAsync(new("ada"), Cancelled);
        await using Ledger.Client ledger = await gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon();
        Assert.Equal(5, (await ledger.AddAsync(new(2, 3), Cancelled).Soon()).Value);
    }

    [Fact]
    public async Task A_client_that_connects_again_takes_each_connection_through_the_protocols_before()
    {
        await using RunningServer<Gate.Wire> server = Serve();
        await using Ledger.Client ledger = await Ledger.Client.ConnectAsync(
            [server.Address],
            async (address, token) =>
            {
                Gate.Client gate = await Gate.Client.ConnectAsync(address, cancellationToken: token);
                await gate.AskAsync(new(), token);
                await gate.StartupAsync(new("ada"), token);
                return await gate.ContinueAsLedgerAsync(cancellationToken: token);
            },
            new ClientOptions { Reconnect = new ReconnectOptions { InitialDelay = TimeSpan.FromMilliseconds(5) } },
            Cancelled);
        await using IAsyncEnumerator<Ledger.Note> notes = ledger.ReceiveAsync<Ledger.Note>(Cancelled).GetAsyncEnumerator(Cancelled);
        Assert.True(await notes.MoveNextAsync().Soon());
        Assert.Equal("hi ada", notes.Current.Text);
        Assert.Equal(5, (await ledger.AddAsync(new(2, 3), Cancelled).Soon()).Value);
        ValueTask<bool> second = notes.MoveNextAsync();
        Assert.True(_sessions.TryDequeue(out Ledger.Session? session));
        session.Abort();
        Assert.True(await second.Soon());
        Assert.Equal("hi ada", notes.Current.Text);
        Assert.Equal(9, (await ledger.AddAsync(new(4, 5), Cancelled).Soon()).Value);
        await Assert.ThrowsAsync<InvalidOperationException>(() => ledger.ContinueAsGateAsync(cancellationToken: Cancelled).Soon());
    }

    [Fact]
    public async Task A_client_that_handed_over_is_spent_and_closing_it_leaves_the_connection_alone()
    {
        await using RunningServer<Gate.Wire> server = Serve();
        Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await gate.StartupAsync(new("ada"), Cancelled);
        await using Ledger.Client ledger = await gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon();
#pragma warning disable PSOCK2005, PSOCK2001 // That it does not work is what is tested.
        HandedOverException spent = await Assert.ThrowsAsync<HandedOverException>(() => gate.AskAsync(new(), Cancelled).Soon());
        Assert.Contains("Ledger", spent.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HandedOverException>(() => gate.StartupAsync(new("again"), Cancelled).Soon());
        await Assert.ThrowsAsync<HandedOverException>(() => gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon());
        await Assert.ThrowsAsync<HandedOverException>(() => gate.UpgradeToTlsAsync(Localhost.Client, Cancelled).Soon());
#pragma warning restore PSOCK2005, PSOCK2001
        gate.Abort();
        await gate.DisposeAsync().Soon();
        Assert.Equal(5, (await ledger.AddAsync(new(2, 3), Cancelled).Soon()).Value);
    }

    [Fact]
    public async Task Everything_sent_in_one_go_reaches_the_right_protocol_however_it_is_cut()
    {
        byte[] all = [.. Startup, .. Add, .. Add];
        await using RunningServer<Gate.Wire> server = Serve();
        for (int cut = 0; cut <= all.Length; cut += 3)
        {
            using Socket socket = await ConnectAsync(server);
            await socket.SendAsync(all.AsMemory(0, cut), Cancelled);
            await socket.SendAsync(all.AsMemory(cut), Cancelled);
            byte[] answer = await ReadAsync(socket, Welcome.Length + (2 * Sum.Length));
            Assert.Equal([.. Welcome, .. Sum, .. Sum], answer);
        }
    }

    [Fact]
    public async Task What_the_server_says_early_is_kept_for_the_next_protocol()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await using Gate.Client gate = await Gate.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket peer = await listener.AcceptAsync(Cancelled);
        Task<Gate.Answer> asked = gate.AskAsync(new(), Cancelled).AsTask();
        _ = await ReadAsync(peer, 8);

        // The answer, and right behind it the next protocol's first messages: one byte more would be an answer to nothing in the first protocol.
        await peer.SendAsync((byte[])[(byte)'N', .. Welcome, .. Welcome], Cancelled);
        Assert.Equal((byte)'N', (await asked.Soon()).Letter);
        await using Ledger.Client ledger = await gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon();
        int count = 0;
        await foreach (Ledger.Note note in ledger.ReceiveAsync<Ledger.Note>(Cancelled))
        {
            Assert.Equal("hi ada", note.Text);
            if (++count == 2)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task No_connection_is_handed_over_while_a_call_is_in_flight()
    {
        _isSlow = true;
        await using RunningServer<Gate.Wire> server = Serve();
        await using Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Gate.Answer> asked = gate.AskAsync(new(), Cancelled).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(() => gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon());
        await Assert.ThrowsAsync<InvalidOperationException>(() => gate.UpgradeToTlsAsync(Localhost.Client, Cancelled).Soon());
        _release.SetResult();
        Assert.Equal((byte)'N', (await asked.Soon()).Letter);
        Assert.Equal((byte)'N', (await gate.AskAsync(new(), Cancelled).Soon()).Letter);
    }

    [Fact]
    public async Task A_connection_goes_back_and_forth_between_two_protocols()
    {
        await using RunningServer<Gate.Wire> server = Serve();
        Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Ledger.Client? ledger = null;
        for (int round = 0; round < 20; round++)
        {
            await gate.StartupAsync(new("ada"), Cancelled);
            ledger = await gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon();
            Assert.Equal("hi ada", (await ledger.ReceiveAsync<Ledger.Note>(Cancelled).NextAsync().Soon()).Text);
            Assert.Equal(round, (await ledger.BackAsync(new(round), Cancelled).Soon()).Value);
            gate = await ledger.ContinueAsGateAsync(cancellationToken: Cancelled).Soon();
            Assert.Equal((byte)'N', (await gate.AskAsync(new(), Cancelled).Soon()).Letter);
        }

        Assert.Equal(1, server.Server.ConnectionCount);
        await gate.DisposeAsync().Soon();
    }

    [Fact]
    public async Task A_session_hands_over_only_between_messages()
    {
        await using RunningServer<Gate.Wire> server = Serve();
        await using Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await gate.StartupAsync(new("ada"), Cancelled);
        Gate.Session session = await _gateSession.Task.Soon();
        await _gateEnded.Task.Soon();
        Assert.Throws<HandedOverException>(() => session.ContinueAsLedger(this));
        Assert.Throws<HandedOverException>(() => session.UpgradeToTls(Localhost.Server));
        Assert.True(session.Closed.WaitHandle.WaitOne(Patience.Long));
    }

    [Fact]
    public async Task Draining_waits_for_the_handler_of_the_protocol_that_is_spoken_now()
    {
        _isSlow = true;
        await using RunningServer<Gate.Wire> server = Serve();
        await using Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await gate.StartupAsync(new("ada"), Cancelled);
        await using Ledger.Client ledger = await gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon();
        Task<Ledger.Sum> sum = ledger.AddAsync(new(2, 3), Cancelled).AsTask();
        Assert.Equal("hi ada", (await ledger.ReceiveAsync<Ledger.Note>(Cancelled).NextAsync().Soon()).Text);
        server.Stop();
        _release.SetResult();
        Assert.Equal(5, (await sum.Soon()).Value);
        await server.Running.Soon();
        await _ledgerEnded.Task.Soon();
    }

    [Fact]
    public async Task Closing_a_server_ends_connections_of_later_protocols()
    {
        RunningServer<Gate.Wire> server = Serve();
        await using Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await gate.StartupAsync(new("ada"), Cancelled);
        await using Ledger.Client ledger = await gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon();
        Assert.Equal(5, (await ledger.AddAsync(new(2, 3), Cancelled).Soon()).Value);
        await server.DisposeAsync();

        // A connection that may be handed over is not read from while nothing is awaited: the next call notices.
        await Assert.ThrowsAnyAsync<CallException>(() => ledger.AddAsync(new(2, 3), Cancelled).Soon());
        await ledger.Completion.Soon();
    }

    [Fact]
    public async Task A_message_of_the_wrong_phase_ends_the_connection_with_a_typed_error()
    {
        await using RunningServer<Gate.Wire> server = Serve();
        using Socket socket = await ConnectAsync(server);
        await socket.SendAsync((byte[])[.. Startup, /* Tag */ (byte)'p', /* Length */ 0, 0, 0, 4], Cancelled);
        Assert.Equal(Welcome, await ReadAsync(socket, Welcome.Length));
        ConnectionClosedException wrong = Assert.IsType<ConnectionClosedException>(await _ledgerEnded.Task.Soon());
        Assert.Contains("message 112, which Ledger does not declare", wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("memory:phases-tls")]
    public async Task A_connection_is_encrypted_on_the_way_and_handed_over_then(string address)
    {
        await using RunningServer<Gate.Wire> server = Serve(address);
        await using Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal((byte)'N', (await gate.AskAsync(new(), Cancelled).Soon()).Letter);
        Assert.Equal((byte)'S', (await gate.AskForTlsAsync(new(), Cancelled).Soon()).Letter);
        await gate.UpgradeToTlsAsync(Localhost.Client, Cancelled).Soon();
        Assert.Equal((byte)'N', (await gate.AskAsync(new(), Cancelled).Soon()).Letter);
        await gate.StartupAsync(new("ada"), Cancelled);
        await using Ledger.Client ledger = await gate.ContinueAsLedgerAsync(cancellationToken: Cancelled).Soon();
        Assert.Equal(5, (await ledger.AddAsync(new(2, 3), Cancelled).Soon()).Value);
        await ledger.DisposeAsync().Soon();
        Assert.Null(await _ledgerEnded.Task.Soon());
    }

    [Fact]
    public async Task Bytes_in_clear_behind_the_request_to_encrypt_are_refused_by_the_server()
    {
        await using RunningServer<Gate.Wire> server = Serve();
        using Socket socket = await ConnectAsync(server);
        await socket.SendAsync((byte[])[.. AskForTls, .. Startup], Cancelled);
        Assert.IsType<TlsUpgradeException>(await _gateEnded.Task.Soon());
    }

    [Fact]
    public async Task Bytes_in_clear_behind_the_servers_consent_are_refused_by_the_client()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await using Gate.Client gate = await Gate.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket peer = await listener.AcceptAsync(Cancelled);
        Task<Gate.Answer> asked = gate.AskForTlsAsync(new(), Cancelled).AsTask();
        _ = await ReadAsync(peer, 8);
        await peer.SendAsync((byte[])[(byte)'S', .. Welcome], Cancelled);
        Assert.Equal((byte)'S', (await asked.Soon()).Letter);
        TlsUpgradeException refused = await Assert.ThrowsAsync<TlsUpgradeException>(() => gate.UpgradeToTlsAsync(Localhost.Client, Cancelled).Soon());
        Assert.Contains("12 bytes came in clear", refused.Message, StringComparison.Ordinal);
        await gate.Completion.Soon();
    }

    [Fact]
    public async Task A_peer_that_does_not_speak_tls_after_all_is_a_typed_error_on_both_sides()
    {
        await using RunningServer<Gate.Wire> server = Serve();
        using Socket socket = await ConnectAsync(server);
        await socket.SendAsync(AskForTls, Cancelled);
        byte[] consent = await ReadAsync(socket, 1);
        Assert.Equal((byte)'S', Assert.Single(consent));
        await socket.SendAsync(Startup, Cancelled);
        Assert.IsType<TlsUpgradeException>(await _gateEnded.Task.Soon());

        await using Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal((byte)'S', (await gate.AskForTlsAsync(new(), Cancelled).Soon()).Letter);
        await Assert.ThrowsAsync<TlsUpgradeException>(() => gate.UpgradeToTlsAsync(new() { TargetHost = "localhost" }, Cancelled).Soon());
    }

    [Fact]
    public async Task A_client_that_is_closed_while_nothing_is_awaited_ends()
    {
        await using RunningServer<Gate.Wire> server = Serve();
        Gate.Client gate = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await gate.DisposeAsync().Soon();
        await gate.Completion.Soon();
        Assert.Null(await _gateEnded.Task.Soon());
        Gate.Client aborted = await Gate.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        aborted.Abort();
        await aborted.Completion.Soon();
    }

    private RunningServer<Gate.Wire> Serve(string address = "tcp://127.0.0.1:0") => new(new Gate.Server(this), TransportAddress.Parse(address));

    private static async Task<Socket> ConnectAsync(RunningServer<Gate.Wire> server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync((IPEndPoint)server.EndPoint, Cancelled);
        return socket;
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int read = 0; read < count;)
        {
            int more = await socket.ReceiveAsync(bytes.AsMemory(read), Cancelled).Soon();
            Assert.NotEqual(0, more);
            read += more;
        }

        return bytes;
    }
}
