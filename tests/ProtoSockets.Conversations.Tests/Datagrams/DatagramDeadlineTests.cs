using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>Deadlines and cancellation that cross the wire over datagrams, in the default envelope.</summary>
public sealed class DatagramDeadlineTests
{
    private const string Udp = "udp://127.0.0.1:0";
    private const string Unix = "unixgram:@protosockets-datagram-deadlines";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Udp)]
    [InlineData(Unix)]
    public async Task A_cancelled_call_cancels_its_handler_and_no_other(string address)
    {
        var log = new ListLogger();
        var handler = new FerryHandler();
        await using RunningServer<Ferry.Wire> server = Serve(handler, address, new ServerOptions { LoggerFactory = log });
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        using var caller = new CancellationTokenSource();
        Task<Ferry.Docked> given = client.SailAsync(new(1), caller.Token).AsTask();
        (_, CancellationToken first) = await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        Task<Ferry.Docked> other = client.SailAsync(new(2), Cancelled).AsTask();
        (_, CancellationToken second) = await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        await caller.CancelAsync();
        Assert.Equal(1, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.Soon());
        Assert.True(first.IsCancellationRequested);
        Assert.False(second.IsCancellationRequested);
        handler.Dock();
        Assert.Equal(2, (await other.Soon()).Key);

        // A handler that gives up for that reason has not failed.
        Assert.DoesNotContain(log.Entries, entry => entry.StartsWith("Error", StringComparison.Ordinal) || entry.StartsWith("Warning", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Udp)]
    [InlineData(Unix)]
    public async Task A_handler_is_cancelled_when_the_deadline_of_its_caller_has_passed(string address)
    {
        // The two clocks are different ones, as those of two machines: the client has an hour left when the server's is over.
        var clock = new FakeTimeProvider();
        var handler = new FerryHandler();
        await using RunningServer<Ferry.Wire> server = Serve(handler, address, new ServerOptions { TimeProvider = clock, IdleTimeout = Timeout.InfiniteTimeSpan });
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        Task<Ferry.Docked> call = client.SailAsync(new(1), TimeSpan.FromHours(1), Cancelled).AsTask();
        (_, CancellationToken token) = await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        clock.Advance(TimeSpan.FromMinutes(59));
        Assert.False(token.IsCancellationRequested);

        // Its time counts from its first wait, which may have been only now.
        await PassUntilAsync(clock, () => token.IsCancellationRequested);
        Assert.Equal(1, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
        Assert.False(call.IsCompleted);
    }

    [Theory]
    [InlineData(Udp)]
    [InlineData(Unix)]
    public async Task A_call_that_has_run_out_of_time_cancels_its_handler(string address)
    {
        // The server's clock stands: what ends the handler is the client's word.
        var handler = new FerryHandler();
        await using RunningServer<Ferry.Wire> server = Serve(handler, address, new ServerOptions { TimeProvider = new FakeTimeProvider() });
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        Task<Ferry.Docked> call = client.SailAsync(new(7), TimeSpan.FromSeconds(1), Cancelled).AsTask();
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        await Assert.ThrowsAsync<CallTimedOutException>(() => call.Soon());
        Assert.Equal(7, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task A_peer_that_is_forgotten_has_its_handlers_cancelled()
    {
        var handler = new FerryHandler();
        await using RunningServer<Ferry.Wire> server = Serve(handler, Udp, new ServerOptions { MaxConnections = 1 });
        await using Ferry.Client first = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        Task<Ferry.Docked> call = first.SailAsync(new(3), Cancelled).AsTask();
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();

        // There is room for one, and another one comes.
        await using Ferry.Client second = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        Assert.Equal(3, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
        Assert.Equal(4, (await second.HailAsync(new(4), Cancelled).Soon()).Key);
        Assert.False(call.IsCompleted);
    }

    [Fact]
    public async Task A_server_that_closes_cancels_its_handlers()
    {
        var handler = new FerryHandler();
        RunningServer<Ferry.Wire> server = Serve(handler, Udp, new ServerOptions { DrainTimeout = TimeSpan.FromMilliseconds(50) });
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        _ = client.SailAsync(new(5), Cancelled).AsTask().ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        await server.DisposeAsync();
        Assert.Equal(5, await handler.TurnedBack.Reader.ReadAsync(Cancelled).Soon());
    }

    [Fact]
    public async Task A_session_that_closes_itself_lets_its_handlers_end_and_one_that_aborts_itself_does_not()
    {
        var handler = new ParterHandler();
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler), TransportAddress.Parse(Udp));
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        Task<Ferry.Docked> closing = client.SailAsync(new(0), Cancelled).AsTask();
        (Ferry.Session session, CancellationToken token) = await handler.Sailing.Task.Soon();
        session.Close();
        Assert.Equal(0, server.Server.ConnectionCount);
        Assert.False(token.IsCancellationRequested);
        Assert.False(session.Closed.IsCancellationRequested);
        handler.GoOn.SetResult();
        Assert.Equal(0, (await closing.Soon()).Key);

        // The conversation has ended, and with its last handler that is known.
        await UntilAsync(() => session.Closed.IsCancellationRequested);
        handler.Reset();
        _ = client.SailAsync(new(1), Cancelled).AsTask().ContinueWith(static ended => ended.Exception, TaskScheduler.Default);
        (session, token) = await handler.Sailing.Task.Soon();
        session.Abort();
        await UntilAsync(() => token.IsCancellationRequested && session.Closed.IsCancellationRequested);
        Assert.Equal(0, server.Server.ConnectionCount);
        handler.GoOn.SetResult();
    }

    [Fact]
    public async Task A_session_that_closes_itself_in_its_handler_still_answers()
    {
        var handler = new ParterHandler { ClosesAtOnce = true };
        await using var server = new RunningServer<Ferry.Wire>(new Ferry.Server(handler), TransportAddress.Parse(Udp));
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, OnceOnly, Cancelled);
        Task<Ferry.Docked> closing = client.SailAsync(new(0), Cancelled).AsTask();
        (Ferry.Session session, CancellationToken token) = await handler.Sailing.Task.Soon();
        Assert.False(token.IsCancellationRequested);
        handler.GoOn.SetResult();
        Assert.Equal(0, (await closing.Soon()).Key);
        await UntilAsync(() => session.Closed.IsCancellationRequested);
    }

    /// <summary>Time for a client, in which nothing is sent a second time.</summary>
    private static ClientOptions OnceOnly { get; } = new() { RetransmitInterval = TimeSpan.FromHours(1), MaxRetransmitInterval = TimeSpan.FromHours(1) };

    private static RunningServer<Ferry.Wire> Serve(FerryHandler handler, string address, ServerOptions options) => new(new Ferry.Server(handler, options), TransportAddress.Parse(address));

    private static async Task PassUntilAsync(FakeTimeProvider clock, Func<bool> isReached) =>
        await UntilAsync(() =>
        {
            clock.Advance(TimeSpan.FromMinutes(1));
            return isReached();
        });

    private static async Task UntilAsync(Func<bool> isReached)
    {
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (!isReached())
        {
            Assert.True(DateTime.UtcNow < latest, "It has not come to that in time.");
            await Task.Yield();
        }
    }

    /// <summary>Goes on when the test says so, whatever its token says.</summary>
    private sealed class ParterHandler : Ferry.IServerHandler
    {
        public bool ClosesAtOnce { get; init; }

        public TaskCompletionSource<(Ferry.Session Session, CancellationToken Token)> Sailing { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource GoOn { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Reset()
        {
            Sailing = new(TaskCreationOptions.RunContinuationsAsynchronously);
            GoOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public async ValueTask<Ferry.Docked> SailAsync(Ferry.Sail request, Ferry.Session session, CancellationToken cancellationToken)
        {
            if (ClosesAtOnce)
            {
                session.Close();
            }

            Sailing.SetResult((session, cancellationToken));
            await GoOn.Task;
            return new Ferry.Docked(request.Key);
        }

        public ValueTask<Ferry.Docked> HailAsync(Ferry.Hail request, Ferry.Session session, CancellationToken cancellationToken) => new(new Ferry.Docked(request.Key));
    }
}
