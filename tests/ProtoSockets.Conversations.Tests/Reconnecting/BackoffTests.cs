using System.Net;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>How long a client waits between two attempts, what it tells of them, and what waits meanwhile. The clock is the test's, and so is the randomness; nobody is at the address from the second attempt on.</summary>
public sealed class BackoffTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly ScriptedRandom _random = new();
    private readonly Switchboard _network = new();
    private readonly RunningServer<Vault.Wire> _server = new(new Vault.Server(new VaultHandler(1)), TransportAddress.Parse("tcp://127.0.0.1:0"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private ReconnectOptions Defaults => new() { InitialDelay = TimeSpan.FromMilliseconds(100), MaxDelay = TimeSpan.FromSeconds(1), Random = _random };

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData(1, 0.5, new[] { 50, 100, 200, 400, 500, 500 })]               // full jitter: any part of 100, 200, 400, 800, 1,000, 1,000
    [InlineData(1, 0.0, new[] { 0, 0, 0, 0, 0, 0 })]                          // down to nothing
    [InlineData(0, 0.5, new[] { 100, 200, 400, 800, 1000, 1000 })]            // none: the longest
    [InlineData(0.5, 0.0, new[] { 50, 100, 200, 400, 500, 500 })]             // half of it, at least the other half
    [InlineData(0.5, 0.999999, new[] { 99, 199, 399, 799, 999, 999 })]
    public async Task Waits_double_up_to_the_longest_and_are_drawn_within_the_jitter(double jitter, double drawn, int[] milliseconds)
    {
        _random.Value = drawn;
        (Vault.Client client, StateLog states) = await ConnectAsync(Defaults with { Jitter = jitter });
        await using (client)
        {
            _network.IsDown = true;
            Lose();
            for (int failures = 1; failures <= milliseconds.Length; failures++)
            {
                ClientStateChangedEventArgs change = await states.UntilAsync(ClientState.BackingOff);
                Assert.Equal(failures, change.Failures);
                Assert.Equal(milliseconds[failures - 1], (int)change.Delay.TotalMilliseconds);
                Assert.Equal(change.Delay == TimeSpan.Zero ? client.State : ClientState.BackingOff, client.State);
                await AdvanceAsync(change.Delay, states);
            }
        }
    }

    [Fact]
    public async Task Without_randomness_of_the_callers_own_waits_differ_and_stay_within_their_bounds()
    {
        var options = Defaults with { Random = null };
        HashSet<TimeSpan> delays = [];
        for (int client = 0; client < 4; client++)
        {
            TimeSpan delay = await FirstDelayAsync(options);
            Assert.InRange(delay, TimeSpan.Zero, options.InitialDelay);
            delays.Add(delay);
        }

        Assert.True(delays.Count > 1, "All waits are the same.");
    }

    [Fact]
    public async Task Changes_are_told_in_order_with_their_reasons()
    {
        _random.Value = 0.5;
        (Vault.Client client, StateLog states) = await ConnectAsync(Defaults);
        await using (client)
        {
            _network.IsDown = true;
            Lose();
            ClientStateChangedEventArgs lost = await states.NextAsync();
            Assert.Equal(ClientState.BackingOff, lost.State);
            Assert.IsType<ConnectionClosedException>(lost.Reason);
            await AdvanceAsync(lost.Delay, states);
            Assert.Equal(ClientState.Connecting, (await states.NextAsync()).State);
            ClientStateChangedEventArgs failed = await states.NextAsync();
            Assert.Equal(ClientState.BackingOff, failed.State);
            Assert.Contains("is down", Assert.IsType<ConnectException>(failed.Reason).Message, StringComparison.Ordinal);
            _network.IsDown = false;
            await AdvanceAsync(failed.Delay, states);
            Assert.Equal(ClientState.Connecting, (await states.NextAsync()).State);
            ClientStateChangedEventArgs connected = await states.NextAsync();
            Assert.Equal(ClientState.Connected, connected.State);
            Assert.Same(_network, connected.Address!.Transport);
        }

        Assert.Equal(ClientState.Closed, (await states.NextAsync()).State);
        Assert.Equal(0, states.Count);
    }

    [Fact]
    public async Task A_handler_of_changes_that_throws_harms_nobody_and_is_logged()
    {
        var log = new ListLogger();
        (Vault.Client client, StateLog states) = await ConnectAsync(Defaults, log);
        await using (client)
        {
            client.StateChanged += (_, _) => throw new InvalidTimeZoneException("mine");
            Lose();
            await AdvanceAsync((await states.UntilAsync(ClientState.BackingOff)).Delay, states);
            await states.UntilAsync(ClientState.Connected);
            Assert.Equal(1, (await client.LookAsync(new(1), Cancelled).Soon()).Value);
        }

        Assert.Contains(log.Entries, static entry => entry.StartsWith("Error", StringComparison.Ordinal) && entry.Contains("state", StringComparison.Ordinal));
    }

    [Fact]
    public async Task After_as_many_failures_as_may_be_the_client_is_closed()
    {
        (Vault.Client client, StateLog states) = await ConnectAsync(Defaults with { MaxAttempts = 2 });
        _network.IsDown = true;
        Lose();
        TimeSpan first = (await states.UntilAsync(ClientState.BackingOff)).Delay;
        Task<Vault.Balance> waiting = client.BookAsync(new(1), Cancelled).AsTask();
        await AdvanceAsync(first, states);
        await AdvanceAsync((await states.UntilAsync(ClientState.BackingOff)).Delay, states);
        ClientStateChangedEventArgs closed = await states.UntilAsync(ClientState.Closed);
        Assert.Contains("given up", closed.Reason!.Message, StringComparison.Ordinal);
        Assert.Contains("is down", closed.Reason.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CallNotSentException>(() => waiting.Soon());
        await client.Completion.Soon();
        Assert.Equal(3, _network.Attempts);
        await client.DisposeAsync();
    }

    [Fact]
    public async Task A_server_that_accepts_and_closes_is_asked_less_and_less_until_a_connection_has_lasted()
    {
        _random.Value = 0.5;
        (Vault.Client client, StateLog states) = await ConnectAsync(Defaults);
        await using (client)
        {
            for (int loss = 0; loss < 3; loss++)
            {
                Lose();
                ClientStateChangedEventArgs change = await states.UntilAsync(ClientState.BackingOff);
                Assert.Equal(50 << loss, (int)change.Delay.TotalMilliseconds);
                await AdvanceAsync(change.Delay, states);
                await states.UntilAsync(ClientState.Connected);
            }

            _clock.Advance(TimeSpan.FromSeconds(5));
            Lose();
            Assert.Equal(50, (int)(await states.UntilAsync(ClientState.BackingOff)).Delay.TotalMilliseconds);
        }
    }

    [Fact]
    public async Task Calls_wait_up_to_the_limit_and_one_more_says_what_to_do()
    {
        (Vault.Client client, StateLog states) = await ConnectAsync(Defaults with { MaxQueuedCalls = 3 });
        await using (client)
        {
            _network.IsDown = true;
            Lose();
            TimeSpan delay = (await states.UntilAsync(ClientState.BackingOff)).Delay;
            Task<Vault.Balance>[] waiting = [.. Enumerable.Range(0, 3).Select(key => client.BookAsync(new(key), Cancelled).AsTask())];
            CallQueueFullException full = await Assert.ThrowsAsync<CallQueueFullException>(() => client.BookAsync(new(3), Cancelled).Soon());
            Assert.Equal(3, full.Limit);
            Assert.Equal(CallOutcome.NotSent, full.Outcome);
            Assert.Contains("Call again later", full.Message, StringComparison.Ordinal);
            Assert.Contains("MaxQueuedCalls", full.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<CallQueueFullException>(() => client.NoteAsync(new(3), Cancelled).Soon());
            Assert.All(waiting, static call => Assert.False(call.IsCompleted));

            _network.IsDown = false;
            await AdvanceAsync(delay, states);
            for (int key = 0; key < 3; key++)
            {
                Assert.Equal(key, (await waiting[key].Soon()).Value);
            }

            Assert.Equal(4, (await client.BookAsync(new(4), Cancelled).Soon()).Value);
        }
    }

    [Fact]
    public async Task A_call_that_waits_ends_with_its_own_deadline_and_leaves_its_place()
    {
        (Vault.Client client, StateLog states) = await ConnectAsync(Defaults with { InitialDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1), Jitter = 0, MaxQueuedCalls = 1 });
        await using (client)
        {
            _network.IsDown = true;
            Lose();
            await states.UntilAsync(ClientState.BackingOff);
            Task<Vault.Balance> overdue = client.BookAsync(new(1), TimeSpan.FromSeconds(2), Cancelled).AsTask();
            _clock.Advance(TimeSpan.FromSeconds(1.9));
            Assert.False(overdue.IsCompleted);
            _clock.Advance(TimeSpan.FromSeconds(0.2));
            CallNotSentException exception = await Assert.ThrowsAsync<CallNotSentException>(() => overdue.Soon());
            Assert.Contains("not connected within 2 s", exception.Message, StringComparison.Ordinal);

            using var caller = new CancellationTokenSource();
            Task<Vault.Balance> cancelled = client.BookAsync(new(2), caller.Token).AsTask();
            await caller.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.Soon());
            Task note = client.NoteAsync(new(2), Cancelled).AsTask();
            Assert.False(note.IsCompleted);
        }
    }

    [Fact]
    public async Task An_idempotent_call_that_was_sent_and_finds_no_connection_again_is_of_unknown_outcome()
    {
        await using VaultPeer peer = await VaultPeer.StartAsync();
        Task accepted = peer.DoAsync("accept");
        var options = new ClientOptions { Reconnect = Defaults with { InitialDelay = TimeSpan.FromHours(1), MaxDelay = TimeSpan.FromHours(1), Jitter = 0 }, TimeProvider = _clock };
        await using Vault.Client client = await Vault.Client.ConnectAsync(peer.Address, options, cancellationToken: Cancelled);
        await accepted;
        var states = new StateLog(client);
        Task<Vault.Balance> call = client.LookAsync(new(1), TimeSpan.FromSeconds(3), Cancelled).AsTask();
        await peer.DoAsync("read");
        await peer.DoAsync("reset");
        await states.UntilAsync(ClientState.BackingOff);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(call.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(2));
        CallLostException lost = await Assert.ThrowsAsync<CallLostException>(() => call.Soon());
        Assert.Contains("to be sent again", lost.Message, StringComparison.Ordinal);
        Assert.Contains("not connected within 3 s", lost.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_is_said_when_connecting()
    {
        foreach (ReconnectOptions wrong in new[]
        {
            Defaults with { Jitter = 1.5 },
            Defaults with { Jitter = double.NaN },
            Defaults with { InitialDelay = TimeSpan.FromSeconds(-1) },
            Defaults with { MaxDelay = TimeSpan.FromMilliseconds(1) },
            Defaults with { MaxQueuedCalls = -1 },
            Defaults with { MaxAttempts = 0 },
            Defaults with { StableAfter = TimeSpan.FromSeconds(-1) },
            Defaults with { MaxDelay = TimeSpan.MaxValue },
        })
        {
            await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Vault.Client.ConnectAsync(_server.Address, new ClientOptions { Reconnect = wrong }, cancellationToken: Cancelled));
        }

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Vault.Client.ConnectAsync(_server.Address, new ClientOptions { Connections = 0 }, cancellationToken: Cancelled));
        await Assert.ThrowsAsync<ArgumentException>(() => Vault.Client.ConnectAsync(Array.Empty<TransportAddress>(), cancellationToken: Cancelled));
    }

    private async Task<TimeSpan> FirstDelayAsync(ReconnectOptions options)
    {
        (Vault.Client client, StateLog states) = await ConnectAsync(options);
        await using (client)
        {
            Lose();
            return (await states.UntilAsync(ClientState.BackingOff)).Delay;
        }
    }

    private async Task<(Vault.Client Client, StateLog States)> ConnectAsync(ReconnectOptions options, ListLogger? log = null)
    {
        Vault.Client client = await Vault.Client.ConnectAsync(
            new TransportAddress(_network, _server.EndPoint), new ClientOptions { Reconnect = options, TimeProvider = _clock, LoggerFactory = log }, cancellationToken: Cancelled);
        StateLog states = new(client);
        Assert.Equal(1, (await client.LookAsync(new(1), Cancelled).Soon()).Value);
        return (client, states);
    }

    private void Lose() => _network.Last!.Dispose();

    /// <summary>Moves the clock when the client waits for it: the delay is told before it begins.</summary>
    private async Task AdvanceAsync(TimeSpan delay, StateLog states)
    {
        if (delay == TimeSpan.Zero)
        {
            return;
        }

        for (int before = states.Count; states.Count == before;)
        {
            _clock.Advance(TimeSpan.FromTicks(Math.Max(1, delay.Ticks)));
            await Task.Yield();
        }
    }

    /// <summary>A transport over TCP that can be cut off.</summary>
    private sealed class Switchboard : StreamTransport
    {
        private int _attempts;

        public bool IsDown { get; set; }

        public StreamConnection? Last { get; private set; }

        public int Attempts => Volatile.Read(ref _attempts);

        public override string Scheme => "tcp";

        public override StreamListener Listen(EndPoint endPoint, BindOptions options) => throw new NotSupportedException();

        public override async ValueTask<StreamConnection> ConnectAsync(EndPoint endPoint, ConnectOptions options, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _attempts);
            return IsDown
                ? throw new ConnectException(endPoint, "the network is down.", innerException: null)
                : Last = await Transports.Transports.Tcp.ConnectAsync(endPoint, options, cancellationToken);
        }
    }

    private sealed class ScriptedRandom : Random
    {
        public double Value { get; set; }

        public override double NextDouble() => Value;
    }
}
