using System.Collections.Concurrent;
using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>What a peer over datagrams has under way in front of its handlers' first wait: while it arrives, and while a handler has not waited yet.</summary>
public sealed class DatagramArrivalTests
{
    private const byte Hail = 3;
    private static readonly TransportAddress Udp = TransportAddress.Parse("udp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_waits_for_the_arrival_of_its_peer_counts_as_calls()
    {
        const int Limit = 4;
        const int Sent = 20;
        var handler = new QuayHandler { Arrival = Block() };
        using var dropped = new SemaphoreSlim(0);
        var logger = new ListLogger(entry =>
        {
            if (entry.Contains("which is the limit", StringComparison.Ordinal))
            {
                dropped.Release();
            }
        });
        await using var server = new RunningServer<Ferry.Wire>(
            new Ferry.Server(handler, new ServerOptions { MaxCallsInFlight = Limit, LoggerFactory = logger, Threading = ThreadingMode.Dedicated }), Udp);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        for (byte id = 1; id <= Sent; id++)
        {
            await peer.SendAsync(Request(id));
        }

        for (int drop = Limit; drop < Sent; drop++)
        {
            Assert.True(await dropped.WaitAsync(Patience.Long, Cancelled));
        }

        handler.Arrival.SetResult();
        List<int> answered = [];
        while (answered.Count < Limit)
        {
            answered.Add((await peer.ReceiveAsync())[11]);
        }

        Assert.Equal([1, 2, 3, 4], answered.Order());
        Assert.Equal(Limit, handler.Events.Count(static happened => happened.StartsWith("handled", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_waits_for_the_arrival_of_its_peer_counts_among_the_calls_of_all_peers()
    {
        var handler = new QuayHandler { Arrival = Block() };
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler, new ServerOptions { MaxCalls = 2, Threading = ThreadingMode.Dedicated }), Udp);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        for (byte id = 1; id <= 3; id++)
        {
            await peer.SendAsync(Request(id));
        }

        Assert.Equal([4, 0, 0, 0, 0, 0, 0, 3, 0, 4], (await peer.ReceiveAsync())[4..14]); // the envelope's refusal of the call 3: overloaded
        handler.Arrival.SetResult();
        Assert.Equal([1, 2], new int[] { (await peer.ReceiveAsync())[11], (await peer.ReceiveAsync())[11] }.Order());
    }

    [Fact]
    public async Task A_peer_that_is_forgotten_while_it_arrives_is_told_of_its_end_behind_its_arrival_and_nothing_of_it_is_handled()
    {
        var handler = new QuayHandler { Arrival = Block() };
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler, new ServerOptions { MaxConnections = 1 }), Udp);
        using RawDatagramPeer first = RawDatagramPeer.To(server.EndPoint);
        await first.SendAsync(Request(1));
        Ferry.Session forgotten = await handler.Arrived.Task.Soon();

        // The second one takes its place.
        using RawDatagramPeer second = RawDatagramPeer.To(server.EndPoint);
        await second.SendAsync(Request(2));
        Assert.Equal(2, (await second.ReceiveAsync())[11]);
        await CancelledAsync(forgotten.Closed).Soon();
        await second.SendAsync(Request(3));
        Assert.Equal(3, (await second.ReceiveAsync())[11]);

        handler.Arrival.SetResult();
        await handler.Disposed.Task.Soon();
        Assert.Equal(["arrived", "disconnected", "disposed"], handler.Events.Where(static happened => !happened.StartsWith("handled", StringComparison.Ordinal)));
        Assert.DoesNotContain("handled 1", handler.Events);
    }

    [Fact]
    public async Task A_drain_waits_for_what_waits_for_the_arrival_of_its_peer()
    {
        var handler = new QuayHandler { Arrival = Block() };
        var time = new DrainWatch();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler, new ServerOptions { TimeProvider = time, DrainTimeout = DrainWatch.DrainTimeout }), Udp);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        await peer.SendAsync(Request(1));
        await handler.Arrived.Task.Soon();
        server.Stop();
        await time.Draining.Soon();
        await DrainWatch.GiveWayAsync();
        Assert.False(server.Running.IsCompleted);

        handler.Arrival.SetResult();
        Assert.Equal(1, (await peer.ReceiveAsync())[11]);
        await server.Running.Soon();
    }

    [Fact]
    public async Task A_drain_waits_for_a_handler_that_has_not_waited_yet()
    {
        using ManualResetEventSlim handling = new();
        var handler = new QuayHandler { Handling = handling };
        var time = new DrainWatch();
        await using var server = new RunningServer<Ferry.Wire>(
            new Ferry.Server(handler, new ServerOptions { TimeProvider = time, DrainTimeout = DrainWatch.DrainTimeout, Threading = ThreadingMode.Pool }), Udp);
        using RawDatagramPeer peer = RawDatagramPeer.To(server.EndPoint);
        await peer.SendAsync(Request(1));
        await handler.Entered.Task.Soon();
        server.Stop();
        await time.Draining.Soon();
        await DrainWatch.GiveWayAsync();
        Assert.False(server.Running.IsCompleted);

        handling.Set();
        Assert.Equal(1, (await peer.ReceiveAsync())[11]);
        await server.Running.Soon();
    }

    [Fact]
    public async Task What_a_handler_uses_that_has_not_waited_yet_is_disposed_behind_it()
    {
        using ManualResetEventSlim handling = new();
        var handler = new QuayHandler { Handling = handling };
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler, new ServerOptions { MaxConnections = 1, Threading = ThreadingMode.Pool }), Udp);
        using RawDatagramPeer first = RawDatagramPeer.To(server.EndPoint);
        await first.SendAsync(Request(1));
        await handler.Entered.Task.Soon();
        using RawDatagramPeer second = RawDatagramPeer.To(server.EndPoint);
        await second.SendAsync(Request(2));
        Assert.Equal(2, (await second.ReceiveAsync())[11]);
        await handler.Disconnected.Task.Soon();
        await DrainWatch.GiveWayAsync();

        handling.Set();
        await handler.Disposed.Task.Soon();
        Assert.Equal(["handled 1", "disposed"], handler.Events.Where(static happened => happened is "handled 1" or "disposed"));
    }

    private static TaskCompletionSource Block() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static byte[] Request(byte id) => RawPeer.Frame(2, Hail, id, 0, 0, 0, id);

    private static async Task CancelledAsync(CancellationToken token)
    {
        TaskCompletionSource cancelled = Block();
        await using (token.Register(cancelled.SetResult))
        {
            await cancelled.Task;
        }
    }

    /// <summary>Holds up its first peer where the test wants it to, and tells what happens to that one.</summary>
    private sealed class QuayHandler : Ferry.IServerHandler
    {
        private Ferry.Session? _first;

        /// <summary>What the first peer's arrival waits for.</summary>
        public TaskCompletionSource? Arrival { get; init; }

        /// <summary>What the handler of request 1 waits for, on its thread.</summary>
        public ManualResetEventSlim? Handling { get; init; }

        public TaskCompletionSource<Ferry.Session> Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Entered { get; } = Block();

        public TaskCompletionSource Disconnected { get; } = Block();

        public TaskCompletionSource Disposed { get; } = Block();

        public ConcurrentQueue<string> Events { get; } = new();

        public async ValueTask ConnectedAsync(Ferry.Session session, CancellationToken cancellationToken)
        {
            if (Interlocked.CompareExchange(ref _first, session, null) is not null)
            {
                return;
            }

            session.RegisterForDisposeAsync(new Resource(this));
            Arrived.SetResult(session);
            if (Arrival is not null)
            {
                await Arrival.Task;
                Events.Enqueue("arrived");
            }
        }

        public ValueTask<Ferry.Docked> SailAsync(Ferry.Sail request, Ferry.Session session, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Ferry.Docked> HailAsync(Ferry.Hail request, Ferry.Session session, CancellationToken cancellationToken)
        {
            if (request.Key == 1 && Handling is not null)
            {
                // Not as a handler should.
                Entered.SetResult();
                Assert.True(Handling.Wait(Patience.Long, CancellationToken.None));
            }

            Events.Enqueue($"handled {request.Key}");
            return new(new Ferry.Docked(request.Key));
        }

        public ValueTask DisconnectedAsync(Ferry.Session session, Exception? reason)
        {
            if (ReferenceEquals(session, _first))
            {
                Events.Enqueue("disconnected");
                Disconnected.SetResult();
            }

            return default;
        }

        private sealed class Resource(QuayHandler handler) : IAsyncDisposable
        {
            public ValueTask DisposeAsync()
            {
                handler.Events.Enqueue("disposed");
                handler.Disposed.SetResult();
                return default;
            }
        }
    }
}
