using System.Collections.Concurrent;
using System.Net;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Servers;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Interception;

/// <summary>Interceptors of servers: rights, checks, logs; and what becomes of their failures.</summary>
public sealed class ServerInterceptorTests
{
    private static readonly SessionKey<string> User = new("user");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nobody_gets_in_before_the_login(bool waits)
    {
        DeskHandler handler = new();
        Rights rights = new() { Waits = waits };
        Journal journal = new();
        await using var server = Start(handler, journal, rights);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => client.AddAsync(new(1, 2), Cancelled).Soon());
        Assert.Equal((RefusalCode.Rejected, "log in first"), (refused.Code, refused.Message));

        // The connection goes on, also behind a message that gets no answer.
        await journal.WaitAsync(1);
        await client.NoteAsync(new(4), Cancelled);
        await journal.WaitAsync(2);
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        session.Items.Set(User, "ada");
        Assert.Equal(3, (await client.AddAsync(new(1, 2), Cancelled).Soon()).Value);
        await journal.WaitAsync(3);
        await client.NoteAsync(new(5), Cancelled);
        Assert.Equal(5, await handler.Notes.Reader.ReadAsync(Cancelled).Soon());
        await journal.WaitAsync(4);
        Assert.Equal(
            [
                "Add read", "Desk 1 CallRefusedException", "Note read", "Desk 7 CallRefusedException", "Add read", "Desk 1 done", "Note read", "Desk 7 done",
            ],
            journal.Lines);
    }

    [Theory]
    [InlineData("throw", RefusalCode.HandlerFailed)]
    [InlineData("later", RefusalCode.HandlerFailed)]
    [InlineData("refuse", RefusalCode.Rejected)]
    public async Task What_a_handler_throws_is_told(string how, RefusalCode code)
    {
        Journal journal = new();
        await using var server = Start(new DeskHandler(), journal);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(code, (await Assert.ThrowsAsync<CallRefusedException>(() => client.FailAsync(new(how), Cancelled).Soon())).Code);
        await journal.WaitAsync(1);
        Assert.Equal(how == "refuse" ? "Desk 6 CallRefusedException" : "Desk 6 InvalidTimeZoneException", journal.Lines.Last());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_interceptor_that_fails_fails_the_call_alone(bool waits)
    {
        ListLogger log = new();
        Broken broken = new() { Waits = waits };
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(new DeskHandler(), new() { Interceptors = [broken], LoggerFactory = log }), new MemoryNetwork().EndPoint());
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => client.AddAsync(new(13, 2), Cancelled).Soon());
        Assert.Equal((RefusalCode.HandlerFailed, "The handler failed."), (refused.Code, refused.Message));
        Assert.Equal(3, (await client.AddAsync(new(1, 2), Cancelled).Soon()).Value);
        Assert.Contains(log.Entries, entry => entry.StartsWith("Error: Desk interceptor Broken failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Interceptors_are_asked_in_order_and_told_the_other_way_round()
    {
        ConcurrentQueue<string> lines = new();
        await using var server = Start(new DeskHandler(), new Named("a", lines), new Named("b", lines));
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await client.AddAsync(new(1, 2), Cancelled).Soon();
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (lines.Count < 4 && DateTime.UtcNow < latest)
        {
            await Task.Yield();
        }

        Assert.Equal(["a asked", "b asked", "b told", "a told"], lines);
    }

    [Fact]
    public async Task A_handler_that_waits_behind_an_interceptor_that_waits_is_cancelled_with_its_call()
    {
        DeskHandler handler = new();
        await using var server = Start(handler, new Rights { Waits = true, LetsAllIn = true });
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using CancellationTokenSource giving = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task call = client.HoldAsync(new(1), giving.Token).AsTask();
        Assert.Equal(1, await handler.Holding.ReadAsync(Cancelled).Soon());
        await giving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.Soon());

        // Its place is free again, and others are answered.
        Task<Desk.Sum> other = client.HoldAsync(new(2), Cancelled).AsTask();
        Assert.Equal(2, await handler.Holding.ReadAsync(Cancelled).Soon());
        handler.Release(2, 22);
        Assert.Equal(22, (await other.Soon()).Value);
    }

    [Fact]
    public async Task Many_calls_behind_an_interceptor_that_waits_are_all_answered()
    {
        await using var server = Start(new DeskHandler(), new Rights { Waits = true, LetsAllIn = true });
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Desk.Sum>[] calls = [.. Enumerable.Range(0, 2_000).Select(number => client.AddAsync(new(number, 1), Cancelled).AsTask())];
        Desk.Sum[] sums = await Task.WhenAll(calls).Soon();
        Assert.Equal(Enumerable.Range(1, 2_000).Select(static sum => (long)sum), sums.Select(static sum => sum.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task In_a_format_of_its_own_the_refusal_is_the_protocols(bool waits)
    {
        Tasting tasting = new() { Waits = waits };
        await using var server = new RunningServer<Till.Wire>(new Till.Server(new TillHandler(), new() { Interceptors = [tasting] }), new MemoryNetwork().EndPoint());
        await using Till.Client client = await Till.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        CallResult<Till.Amount, Till.Refusal> refused = await client.TryPriceAsync(new("poison"), Cancelled).Soon();
        Assert.Equal(new Till.Refusal(9, "not for sale"), refused.Error);
        Assert.Equal(30u, (await client.PriceAsync(new("apple"), Cancelled).Soon()).Cents);
        int lines = 0;
        await foreach (Till.StockLine line in client.StockAsync(default, Cancelled))
        {
            lines++;
        }

        Assert.Equal(3, lines);
    }

    [Fact]
    public async Task A_handler_that_takes_views_is_behind_them_as_well()
    {
        Journal journal = new();
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(new Viewer(), new() { Interceptors = [journal] }), new MemoryNetwork().EndPoint());
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Number);
        await journal.WaitAsync(1);
        Assert.Equal(["Ping read", "Beacon 1 done"], journal.Lines);
    }

    [Fact]
    public async Task Datagrams_are_behind_them_as_well()
    {
        Rights rights = new() { Waits = true, LetsAllIn = true };
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(new Viewer(), new() { Interceptors = [rights] }), TransportAddress.Parse("udp://127.0.0.1:0"));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(7, (await client.PingAsync(new(7), Cancelled).Soon()).Number);
    }

    private static RunningServer<Desk.Wire> Start(DeskHandler handler, params IServerInterceptor[] interceptors) =>
        new(new Desk.Server(handler, new() { Interceptors = interceptors }), new MemoryNetwork().EndPoint());

    /// <summary>Lets in whoever has a name.</summary>
    private sealed class Rights : IServerInterceptor
    {
        public bool Waits { get; init; }

        public bool LetsAllIn { get; init; }

        public ValueTask OnCallAsync<TMessage>(ServerCallContext call, TMessage message, CancellationToken cancellationToken)
        {
            return Waits ? LaterAsync() : LetsAllIn || call.Session.Items.TryGet(User, out _) ? default : throw new CallRefusedException("log in first");

            async ValueTask LaterAsync()
            {
                await Task.Yield();
                if (!LetsAllIn && !call.Session.Items.TryGet(User, out _))
                {
                    throw new CallRefusedException("log in first");
                }
            }
        }
    }

    /// <summary>Writes down what is read, and how it ends.</summary>
    private sealed class Journal : IServerInterceptor
    {
        private int _completed;

        public ConcurrentQueue<string> Lines { get; } = new();

        public ValueTask OnCallAsync<TMessage>(ServerCallContext call, TMessage message, CancellationToken cancellationToken)
        {
            Lines.Enqueue($"{typeof(TMessage).Name} read");
            return default;
        }

        public void OnCompleted(ServerCallContext call, Exception? failure)
        {
            Assert.InRange(call.Elapsed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
            Lines.Enqueue($"{call.Protocol} {call.MessageId} {failure?.GetType().Name ?? "done"}");
            Interlocked.Increment(ref _completed);
        }

        /// <summary>Waits for the end of so many calls.</summary>
        public async Task WaitAsync(int count)
        {
            DateTime latest = DateTime.UtcNow + Patience.Long;
            while (Volatile.Read(ref _completed) < count)
            {
                Assert.True(DateTime.UtcNow < latest, $"{_completed} of {count} calls have ended.");
                await Task.Yield();
            }
        }
    }

    private sealed class Broken : IServerInterceptor
    {
        public bool Waits { get; init; }

        public async ValueTask OnCallAsync<TMessage>(ServerCallContext call, TMessage message, CancellationToken cancellationToken)
        {
            if (Waits)
            {
                await Task.Yield();
            }

            if (message is Desk.Add { Left: 13 })
            {
                throw new InvalidTimeZoneException("secret");
            }
        }

        public void OnCompleted(ServerCallContext call, Exception? failure) => throw new InvalidTimeZoneException("secret");
    }

    private sealed class Named(string name, ConcurrentQueue<string> lines) : IServerInterceptor
    {
        public ValueTask OnCallAsync<TMessage>(ServerCallContext call, TMessage message, CancellationToken cancellationToken)
        {
            lines.Enqueue($"{name} asked");
            return default;
        }

        public void OnCompleted(ServerCallContext call, Exception? failure) => lines.Enqueue($"{name} told");
    }

    /// <summary>Checks what is asked for, and refuses with the protocol's own error reply.</summary>
    private sealed class Tasting : IServerInterceptor
    {
        public bool Waits { get; init; }

        public async ValueTask OnCallAsync<TMessage>(ServerCallContext call, TMessage message, CancellationToken cancellationToken)
        {
            if (Waits)
            {
                await Task.Yield();
            }

            if (message is Till.Price { Item: "poison" })
            {
                throw new CallRefusedException(new Till.Refusal(9, "not for sale"));
            }
        }
    }

    private sealed class Viewer : Beacon.Ping.IViewHandler
    {
        public ValueTask<Beacon.Pong> PingAsync(Beacon.Ping.View request, Beacon.Session session, CancellationToken cancellationToken) => new(new Beacon.Pong(request.Number));

        public ValueTask NoteAsync(Beacon.Note message, Beacon.Session session, CancellationToken cancellationToken) => default;
    }
}
