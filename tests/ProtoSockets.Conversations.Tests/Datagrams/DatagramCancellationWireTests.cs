using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>What deadlines and cancellations are in datagrams, byte by byte, and what becomes of those that come late.</summary>
public sealed class DatagramCancellationWireTests
{
    private const string Udp = "udp://127.0.0.1:0";
    private const string Unix = "unixgram:@protosockets-datagram-cancellations";
    private const byte Sail = 1;
    private const byte Hail = 3;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Each time is the first step, (8 + n % 8) * 2^(n / 8) / 8 ms, that is not below what is left.</summary>
    [Theory]
    [InlineData(Udp)]
    [InlineData(Unix)]
    public async Task A_request_that_is_sent_again_says_how_long_its_caller_waits_from_then_on_and_is_cancelled_once(string address)
    {
        var clock = new FakeTimeProvider();
        (RawDatagramPeer server, Ferry.Client client) = await AcceptAsync(address, RawDatagramPeer.Everything, clock);
        using RawDatagramPeer own = server;
        await using Ferry.Client connected = client;
        using var caller = new CancellationTokenSource();
        Task<Ferry.Docked> call = client.SailAsync(new(5), TimeSpan.FromSeconds(10), caller.Token).AsTask();
        byte[] request = await server.ReceiveNoHelloAsync();
        string id = Convert.ToHexString(request.AsSpan(8, 4));
        Assert.Equal("00000010" + "02" + "6A" + "0001" + id + "00000005", Convert.ToHexString(request)); // (8 + 2) * 2^13 / 8 = 10,240 ms
        foreach ((int pause, string left) in new[] { (1, "69"), (2, "66"), (4, "5C") })                  // 9 s: 9,216; 7 s: 7,168; 3 s: 3,072
        {
            clock.Advance(TimeSpan.FromSeconds(pause));
            clock.Advance(TimeSpan.FromMilliseconds(20));
            Assert.Equal("00000010" + "02" + left + "0001" + id + "00000005", Convert.ToHexString(await server.ReceiveAsync()));
        }

        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        Assert.Equal("0000000C" + "07" + "00" + "0000" + id, Convert.ToHexString(await server.ReceiveAsync()));

        // Neither it nor the request is sent again.
        clock.Advance(TimeSpan.FromSeconds(30));
        _ = client.HailAsync(new(6), Timeout.InfiniteTimeSpan, Cancelled).AsTask().ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
        Assert.Equal("00000010" + "02" + "00" + "0003", Convert.ToHexString((await server.ReceiveAsync()).AsSpan(0, 8)));
    }

    [Fact]
    public async Task A_call_that_times_out_is_cancelled_once()
    {
        var clock = new FakeTimeProvider();
        (RawDatagramPeer server, Ferry.Client client) = await AcceptAsync(Udp, RawDatagramPeer.Everything, clock, TimeSpan.FromHours(1));
        using RawDatagramPeer own = server;
        await using Ferry.Client connected = client;
        Task<Ferry.Docked> call = client.SailAsync(new(5), TimeSpan.FromSeconds(10), Cancelled).AsTask();
        byte[] request = await server.ReceiveNoHelloAsync();
        clock.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<CallTimedOutException>(() => call.Soon());
        Assert.Equal("0000000C" + "07" + "00" + "0000" + Convert.ToHexString(request.AsSpan(8, 4)), Convert.ToHexString(await server.ReceiveAsync()));
        Assert.Equal(0, server.Available);
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x07)] // heartbeats, elsewhere and streams, as a server of streams says
    public async Task A_server_that_does_not_say_that_it_knows_cancellations_gets_none(byte capabilities)
    {
        (RawDatagramPeer server, Ferry.Client client) = await AcceptAsync(Udp, capabilities, TimeProvider.System, TimeSpan.FromHours(1));
        using RawDatagramPeer own = server;
        await using Ferry.Client connected = client;
        using var caller = new CancellationTokenSource();
        Task<Ferry.Docked> call = client.SailAsync(new(5), caller.Token).AsTask();
        Assert.Equal(Sail, (await server.ReceiveNoHelloAsync())[7]);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());
        _ = client.HailAsync(new(6), Cancelled).AsTask().ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
        byte[] next = await server.ReceiveAsync();
        Assert.Equal([2, Hail], new[] { next[4], next[7] });
    }

    [Theory]
    [InlineData(Udp)]
    [InlineData(Unix)]
    public async Task A_cancellation_by_hand_ends_all_handlers_of_its_request_and_a_second_one_is_passed_over(string address)
    {
        var handler = new FerryHandler();
        await using RunningServer<Ferry.Wire> server = Serve(handler, address, TimeProvider.System);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);

        // Its request was sent again, and is handled again.
        await peer.SendAsync(Request(Sail, 0x01020304, key: 1));
        await peer.SendAsync(Request(Sail, 0x01020304, key: 1));
        await peer.SendAsync(Request(Sail, 0x01020305, key: 2));
        List<(int Key, CancellationToken Token)> sailing = [];
        for (int call = 0; call < 3; call++)
        {
            sailing.Add(await handler.Sailing.Reader.ReadAsync(Cancelled).Soon());
        }

        await peer.SendAsync(RawPeer.Frame(7, 0, 0x01020304));
        await peer.SendAsync(RawPeer.Frame(7, 0, 0x01020304));
        Assert.Equal(1, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(1, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
        Assert.False(sailing.Single(call => call.Key == 2).Token.IsCancellationRequested);

        // Of neither there is an answer: the first datagram is that of the other call.
        handler.Dock();
        Assert.Equal(RawPeer.Frame(3, 2, 0x01020305, 0, 0, 0, 2), await peer.ReceiveAsync());
        await peer.SendAsync(Request(Hail, 9, key: 3));
        Assert.Equal(RawPeer.Frame(3, 2, 9, 0, 0, 0, 3), await peer.ReceiveAsync());
    }

    [Fact]
    public async Task A_request_that_comes_behind_its_cancellation_is_passed_over_for_a_second()
    {
        var clock = new FakeTimeProvider();
        await using RunningServer<Ferry.Wire> server = Serve(new FerryHandler(), Udp, clock);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        await peer.SendAsync(RawPeer.Frame(7, 0, 7));
        await peer.SendAsync(Request(Hail, 7, key: 1));
        await peer.SendAsync(Request(Hail, 8, key: 2));
        Assert.Equal(RawPeer.Frame(3, 2, 8, 0, 0, 0, 2), await peer.ReceiveAsync());

        // Who uses the id again later is heard.
        clock.Advance(TimeSpan.FromSeconds(1));
        await peer.SendAsync(Request(Hail, 7, key: 3));
        Assert.Equal(RawPeer.Frame(3, 2, 7, 0, 0, 0, 3), await peer.ReceiveAsync());
    }

    [Fact]
    public async Task A_cancellation_that_comes_before_the_first_wait_of_its_handler_ends_it()
    {
        var handler = new ThinkingHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler, new ServerOptions { Threading = ThreadingMode.Pool }), TransportAddress.Parse(Udp));
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        await peer.SendAsync(Request(Sail, 7, key: 1));
        await handler.Begun.Task.Soon();
        await peer.SendAsync(RawPeer.Frame(7, 0, 7));

        // When these have been answered, the cancellation in front of them has been taken.
        for (uint id = 100; id < 110; id++)
        {
            await peer.SendAsync(Request(Hail, id, key: 2));
            Assert.Equal(RawPeer.Frame(3, 2, id, 0, 0, 0, 2), await peer.ReceiveAsync());
        }

        handler.MayWait.Set();
        await handler.Ended.Task.Soon();
    }

    [Fact]
    public async Task Frames_that_clients_do_not_send_over_datagrams_are_dropped_and_nothing_is_answered()
    {
        var log = new ListLogger();
        await using var server = new RunningServer<Ferry.Wire>(
            new Ferry.Server(new FerryHandler(), new ServerOptions { Threading = ThreadingMode.Dedicated, LoggerFactory = log }), TransportAddress.Parse(Udp));
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        foreach (byte kind in (byte[])[3, 4, 6, 8, 9, 10, 11, 12, 13, 14])
        {
            await peer.SendAsync(RawPeer.Frame(kind, Hail, 5, 0, 0, 0, 1));
        }

        await peer.SendAsync(Request(Hail, 9, key: 3));
        Assert.Equal(RawPeer.Frame(3, 2, 9, 0, 0, 0, 3), await peer.ReceiveAsync());
        Assert.Equal(10, log.Entries.Count(entry => entry.Contains("a client does not send frames of kind", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Udp)]
    [InlineData(Unix)]
    public async Task A_client_of_nothing_but_the_description_gives_calls_up(string address)
    {
        string python = ExternalProgram.Find("python3", "python3");
        string script = Path.Combine(AppContext.BaseDirectory, "Peers", "datagram_peer.py");
        var handler = new FerryHandler();
        await using RunningServer<Ferry.Wire> server = Serve(handler, address, TimeProvider.System);
        string where = server.EndPoint is IPEndPoint ip ? $"{ip.Port}" : "@" + Unix.Split('@')[1];
        await using RunningProgram peer = RunningProgram.Start(new ProcessStartInfo(python, [script, where, Convert.ToHexString(RawPeer.Hello<Ferry.Wire>(0))]));
        Assert.Equal("the server understands 0a", await peer.HearAsync());

        // The first is cancelled, the second says that its caller waits 1.125 ms; the third is answered.
        Assert.Equal([1, 2], new[] { await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon(), await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon() }.Order());
        Assert.Equal("answered 33", await peer.HearAsync());
    }

    private static byte[] Request(byte messageId, uint id, byte key) => RawPeer.Frame(2, messageId, id, 0, 0, 0, key);

    /// <summary>A server that handles datagrams in the order in which they come.</summary>
    private static RunningServer<Ferry.Wire> Serve(FerryHandler handler, string address, TimeProvider clock) => new(
        new Ferry.Server(handler, new ServerOptions { Threading = ThreadingMode.Dedicated, TimeProvider = clock, IdleTimeout = Timeout.InfiniteTimeSpan }), TransportAddress.Parse(address));

    private static Task<(RawDatagramPeer Server, Ferry.Client Client)> AcceptAsync(string address, byte capabilities, TimeProvider clock, TimeSpan? interval = null) =>
        RawDatagramPeer.AcceptAsync<Ferry.Wire, Ferry.Client>(
            TransportAddress.Parse(address),
            capabilities,
            server => Ferry.Client.ConnectAsync(
                server,
                new ClientOptions { TimeProvider = clock, RetransmitInterval = interval ?? TimeSpan.FromSeconds(1), MaxRetransmitInterval = interval ?? TimeSpan.FromSeconds(4) },
                Cancelled));

    /// <summary>Has something to do in front of its first wait.</summary>
    private sealed class ThinkingHandler : Ferry.IServerHandler, IDisposable
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ManualResetEventSlim MayWait { get; } = new();

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<Ferry.Docked> SailAsync(Ferry.Sail request, Ferry.Session session, CancellationToken cancellationToken)
        {
            Begun.SetResult();
            MayWait.Wait(Patience.Long, CancellationToken.None);
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            }
            finally
            {
                Ended.SetResult();
            }

            return default;
        }

        public ValueTask<Ferry.Docked> HailAsync(Ferry.Hail request, Ferry.Session session, CancellationToken cancellationToken) => new(new Ferry.Docked(request.Key));

        public void Dispose() => MayWait.Dispose();
    }
}
