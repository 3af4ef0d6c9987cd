using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>Servers that are restarted, or cut their connections off, while clients call: every call ends in its reply or in a typed error, and no request is done that nobody knows of.</summary>
public sealed class RestartUnderLoadTests(ITestOutputHelper output)
{
    private const int Callers = 16;
    private const int Rounds = 4;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static readonly ReconnectOptions Fast = new() { InitialDelay = TimeSpan.FromMilliseconds(2), MaxDelay = TimeSpan.FromMilliseconds(20), StableAfter = TimeSpan.Zero };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_rolling_restart_behind_two_ports_fails_no_call(int connections)
    {
        List<VaultHandler> handlers = [new(1), new(2)];
        RunningServer<Vault.Wire>[] servers = [.. handlers.Select(static handler => new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere))];
        await using Vault.Client client = await Vault.Client.ConnectAsync(
            [.. servers.Select(static server => server.Address)], new ClientOptions { Reconnect = Fast, Connections = connections }, cancellationToken: Cancelled);
        using var load = new Load(client, isIdempotent: false);
        for (int round = 0; round < Rounds; round++)
        {
            for (int index = 0; index < servers.Length; index++)
            {
                await load.MoreAsync(500);
                servers[index].Stop();
                await servers[index].Running.Soon();
                await servers[index].DisposeAsync();
                var handler = new VaultHandler(handlers.Count + 1);
                handlers.Add(handler);
                servers[index] = new RunningServer<Vault.Wire>(new Vault.Server(handler), servers[index].Address);
            }
        }

        await load.MoreAsync(500);
        await load.StopAsync();
        output.WriteLine($"{load.Answered} calls over {handlers.Count} servers");
        Assert.Empty(load.Failures);
        Assert.Equal(load.Answered, handlers.Sum(static handler => handler.Booked));
        await Task.WhenAll(servers.Select(static server => server.DisposeAsync().AsTask())).Soon();
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public async Task Connections_that_are_cut_off_fail_with_an_unknown_outcome_what_is_not_idempotent_and_nothing_else(int connections, bool isIdempotent)
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(server.Address, new ClientOptions { Reconnect = Fast, Connections = connections }, cancellationToken: Cancelled);
        using var load = new Load(client, isIdempotent);
        for (int cut = 0; cut < 20; cut++)
        {
            await load.MoreAsync(200);
            while (handler.Sessions.TryDequeue(out Vault.Session? session))
            {
                session.Abort();
            }
        }

        await load.MoreAsync(200);
        await load.StopAsync();
        output.WriteLine($"{load.Answered} calls answered, {load.Failures.Count} of unknown outcome");
        Assert.All(load.Failures, static failure => Assert.Equal(CallOutcome.Unknown, Assert.IsType<CallLostException>(failure).Outcome));
        if (isIdempotent)
        {
            Assert.Empty(load.Failures);
        }
        else
        {
            Assert.InRange(handler.Booked, load.Answered, load.Answered + load.Failures.Count);
        }
    }

    /// <summary>Callers that call one after the other until they are stopped.</summary>
    private sealed class Load : IDisposable
    {
        private readonly Vault.Client _client;
        private readonly bool _isIdempotent;
        private readonly Task[] _callers;
        private readonly System.Collections.Concurrent.ConcurrentQueue<Exception> _failures = new();
        private readonly SemaphoreSlim _ended = new(0);
        private int _answered;
        private volatile bool _isStopping;

        public Load(Vault.Client client, bool isIdempotent)
        {
            _client = client;
            _isIdempotent = isIdempotent;
            _callers = [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => CallAsync(caller)))];
        }

        public int Answered => Volatile.Read(ref _answered);

        public System.Collections.Concurrent.ConcurrentQueue<Exception> Failures => _failures;

        public void Dispose() => _ended.Dispose();

        /// <summary>Waits until so many further calls have ended.</summary>
        public async Task MoreAsync(int calls)
        {
            for (int call = 0; call < calls; call++)
            {
                Assert.True(await _ended.WaitAsync(Patience.Long, Cancelled), "No call has ended for long.");
            }
        }

        public async Task StopAsync()
        {
            _isStopping = true;
            await Task.WhenAll(_callers).Soon();
        }

        private async Task CallAsync(int caller)
        {
            for (int number = 0; !_isStopping; number++)
            {
                int key = (caller * 1_000_000) + number;
                try
                {
                    Vault.Balance balance = _isIdempotent ? await _client.LookAsync(new(key)) : await _client.BookAsync(new(key));
                    if (balance.Value != key)
                    {
                        throw new InvalidOperationException($"The reply to {key} is another one's.");
                    }

                    Interlocked.Increment(ref _answered);
                }
                catch (Exception exception)
                {
                    _failures.Enqueue(exception);
                }

                _ended.Release();
            }
        }
    }
}
