using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Peers that do not keep to the protocol, or take too much.</summary>
public sealed class PeerTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static readonly byte[] Hello = MakeHello();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Garbage => new()
    {
        { "47 45 54 20 2F 20 48 54 54 50 2F 31 2E 31 0D 0A", "over the limit" },                    // "GET / HTTP/1.1": a length of 1,195,725,856
        { "00 00 00 05 02", "12 are counted" },                                                     // a frame shorter than its envelope
        { "00 00 00 0C 02 00 00 01 00 00 00 01", "not the handshake" },                             // a request before the handshake
        { "00 00 00 20 05 00 00 00 00 00 00 00 58 58 58 58 01 00 00 01 00 00 00 00 00 00 00 00 00 10 00 00", "handshake" }, // another magic
    };

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_ends_its_own_connection_with_one_log_entry_and_no_other(string hex, string reason)
    {
        var log = new ListLogger();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler(), new ServerOptions { LoggerFactory = log }), Anywhere);
        await using Desk.Client healthy = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using Socket socket = await ConnectAsync(server.EndPoint);
        await socket.SendAsync(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), Cancelled);
        await WaitForEndAsync(socket);
        Assert.Equal(3, (await healthy.AddAsync(new(1, 2), Cancelled)).Value);
        string entry = Assert.Single(log.Entries, entry => entry.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Contains(reason, entry, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_in_the_middle_of_a_frame_is_told_once()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        using (Socket socket = await ConnectAsync(server.EndPoint))
        {
            await socket.SendAsync(Hello, Cancelled);
            await socket.SendAsync(new byte[] { 0, 0, 0, 20, 2 }, Cancelled);
            socket.Shutdown(SocketShutdown.Send);
            await WaitForEndAsync(socket);
        }

        Exception? reason = await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon();
        Assert.Contains("in the middle of a frame: 5 bytes", Assert.IsType<ConnectionClosedException>(reason).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_nobody_asked_for_ends_the_connection_with_one_typed_error()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Desk.Client> connecting = Desk.Client.ConnectAsync(listener.LocalEndPoint!, cancellationToken: Cancelled);
        using Socket socket = await listener.AcceptAsync(Cancelled);
        await socket.SendAsync(Hello, Cancelled);
        await using Desk.Client client = await connecting.Soon();
        Task<Desk.Sum> call = client.AddAsync(new(1, 2), Cancelled).AsTask();

        // Sum under a correlation id that the client cannot have chosen for its first call: every id in turn but one is wrong.
        byte[] reply = [0, 0, 0, 20, 3, 0, 0, 2, 0xDE, 0xAD, 0xBE, 0xEF, 0, 0, 0, 0, 0, 0, 0, 3];
        await socket.SendAsync(reply, Cancelled);
        CallLostException lost = await Assert.ThrowsAsync<CallLostException>(() => call.Soon());
        Assert.Contains("nobody asked for", lost.Message, StringComparison.Ordinal);
        await client.Completion.Soon();
    }

    [Fact]
    public async Task Peers_of_different_schemas_part_at_the_handshake_and_say_why()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        HandshakeException exception = await Assert.ThrowsAsync<HandshakeException>(() => OtherDesk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled).Soon());
        Assert.Contains("schema", exception.Message, StringComparison.Ordinal);
        Assert.IsType<HandshakeException>(await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task Connections_over_the_limit_are_closed_at_once_and_room_is_made_by_leaving()
    {
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(new DeskHandler(), new ServerOptions { MaxConnections = 2 }), Anywhere);
        await using Desk.Client first = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Desk.Client second = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await Assert.ThrowsAnyAsync<IOException>(() => Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled).Soon());
        await second.DisposeAsync();
        await using Desk.Client third = await RetryAsync(() => Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled));
        Assert.Equal(3, (await third.AddAsync(new(1, 2), Cancelled)).Value);
    }

    [Fact]
    public async Task A_peer_that_does_not_shake_hands_in_time_is_closed()
    {
        var time = new FakeTimeProvider();
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { TimeProvider = time, HandshakeTimeout = TimeSpan.FromSeconds(4) }), Anywhere);
        using Socket socket = await ConnectAsync(server.EndPoint);
        await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        time.Advance(TimeSpan.FromSeconds(6));
        await WaitForEndAsync(socket);
        Exception? reason = await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon();
        Assert.Contains("handshake took longer than 4 s", reason!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_idle_connection_is_closed_and_a_busy_one_is_not()
    {
        var time = new FakeTimeProvider();
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { TimeProvider = time, IdleTimeout = TimeSpan.FromSeconds(60) }), Anywhere);
        await using Desk.Client idle = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await using Desk.Client busy = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await idle.AddAsync(new(1, 2), Cancelled);
        Task<Desk.Sum> call = busy.HoldAsync(new(1), TimeSpan.FromHours(1), Cancelled).AsTask();
        await handler.Holding.ReadAsync(Cancelled).Soon();
        time.Advance(TimeSpan.FromSeconds(90));
        await idle.Completion.Soon();
        handler.Release(1, 5);
        Assert.Equal(5, (await call.Soon()).Value);
    }

    [Fact]
    public async Task No_more_handlers_run_for_a_connection_than_its_limit()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, new ServerOptions { MaxCallsInFlight = 3 }), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Desk.Sum>[] calls = [.. Enumerable.Range(0, 30).Select(key => client.HoldAsync(new(key), Cancelled).AsTask())];
        for (int key = 0; key < 30; key++)
        {
            int holding = await handler.Holding.ReadAsync(Cancelled).Soon();
            handler.Release(holding, holding);
        }

        await Task.WhenAll(calls).Soon();
        Assert.InRange(handler.MostRunning, 1, 3);
    }

    [Fact]
    public async Task A_peer_that_does_not_read_holds_its_sender_up_and_no_other()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { MaxPendingSendBytes = 64 * 1024 }), Anywhere);
        using Socket lazy = await ConnectAsync(server.EndPoint);
        await lazy.SendAsync(Hello, Cancelled);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        byte[] text = new byte[60_000];
        Task sending = Task.CompletedTask;
        for (int letter = 0; letter < 1000 && sending.IsCompleted; letter++)
        {
            sending = session.LetterAsync(new(text), Cancelled).AsTask();
        }

        Assert.False(sending.IsCompleted);
        await using Desk.Client healthy = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(3, (await healthy.AddAsync(new(1, 2), Cancelled)).Value);

        // As soon as it reads, its sender goes on.
        Task reading = DrainAsync(lazy);
        await sending.Soon();
        session.Abort();
        await reading.Soon();
    }

    [Fact]
    public async Task A_slow_peer_is_disconnected_where_the_server_says_so()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { MaxPendingSendBytes = 64 * 1024, SlowPeer = SlowPeerPolicy.Disconnect }), Anywhere);
        using Socket lazy = await ConnectAsync(server.EndPoint);
        await lazy.SendAsync(Hello, Cancelled);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        await Assert.ThrowsAsync<ConnectionClosedException>(async () =>
        {
            while (true)
            {
                await session.LetterAsync(new(new byte[60_000]), Cancelled);
            }
        });
        Assert.Contains("slow", (await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon())!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_to_a_slow_peer_are_dropped_where_the_server_says_so()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { MaxPendingSendBytes = 64 * 1024, SlowPeer = SlowPeerPolicy.Drop }), Anywhere);
        using Socket lazy = await ConnectAsync(server.EndPoint);
        await lazy.SendAsync(Hello, Cancelled);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        for (int letter = 0; letter < 1000; letter++)
        {
            await session.LetterAsync(new(new byte[60_000]), Cancelled).Soon();
        }

        Assert.False(session.Closed.IsCancellationRequested);
    }

    [Fact]
    public async Task Unread_pushes_beyond_the_backlog_end_the_reading_after_those_that_are_kept()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, new ClientOptions { PushBacklog = 10 }, cancellationToken: Cancelled);
        for (int number = 0; number < 20; number++)
        {
            await client.NoteAsync(new(number), Cancelled);
        }

        // When the reply is here, all pushes before it are.
        await client.AddAsync(new(1, 2), Cancelled);
        for (int number = 0; number < 20; number++)
        {
            await handler.Notes.Reader.ReadAsync(Cancelled).Soon();
        }

        await client.AddAsync(new(1, 2), Cancelled);
        var received = new List<int>();
        ConnectionClosedException exception = await Assert.ThrowsAsync<ConnectionClosedException>(async () =>
        {
            await foreach (Desk.Notice notice in client.ReceiveAsync<Desk.Notice>(Cancelled))
            {
                received.Add(notice.Number);
            }
        });
        Assert.Contains("fell behind", exception.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 10), received);
    }

    private static byte[] MakeHello()
    {
        var description = Desk.Wire.Description;
        var hello = new byte[32];
        hello[3] = 32;
        hello[4] = 5;
        "PSKT"u8.CopyTo(hello.AsSpan(12));
        hello[16] = 1;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(hello.AsSpan(18), description.Version);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(hello.AsSpan(20), description.SchemaHash);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(hello.AsSpan(28), 1 << 20);
        return hello;
    }

    private static async Task<Socket> ConnectAsync(EndPoint endPoint)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(endPoint, Cancelled);
        return socket;
    }

    /// <summary>Reads until the server has closed, in good order or not.</summary>
    private static Task WaitForEndAsync(Socket socket) => DrainAsync(socket).Soon();

    private static async Task DrainAsync(Socket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, Cancelled) > 0)
            {
                // What the server said before it closed does not matter here.
            }
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }
    }

    private static async Task<T> RetryAsync<T>(Func<Task<T>> attempt)
    {
        for (int left = 200; ; left--)
        {
            try
            {
                return await attempt();
            }
            catch (IOException) when (left > 0)
            {
                await Task.Yield();
            }
        }
    }
}
