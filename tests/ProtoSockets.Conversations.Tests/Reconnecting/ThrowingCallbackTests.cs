using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Conversations.Tests.StreamedCalls;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>Callers whose own callbacks throw when a client's tokens are cancelled.</summary>
public sealed class ThrowingCallbackTests
{
    private static readonly ReconnectOptions Quickly = new() { InitialDelay = TimeSpan.FromMilliseconds(5), MaxDelay = TimeSpan.FromMilliseconds(50) };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_ends_though_who_is_told_of_it_throws(bool reconnects)
    {
        var logger = new ListLogger();
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Flow.Anywhere);
        Vault.Client client = await Vault.Client.ConnectAsync(
            server.Address, new ClientOptions { Reconnect = reconnects ? Quickly : null, LoggerFactory = logger }, cancellationToken: Cancelled);
        var states = new StateLog(client);
        client.Closed.Register(static () => throw new InvalidTimeZoneException());
        await client.DisposeAsync().Soon();
        Assert.True(client.Completion.IsCompletedSuccessfully);
        Assert.Equal(ClientState.Closed, (await states.NextAsync()).State);
        Assert.Single(logger.Entries, static entry => entry.Contains("code that was told of the end", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_whose_end_a_caller_does_not_bear_is_made_again()
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Flow.Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(
            [server.Address],
            new ClientOptions { Reconnect = Quickly },
            prepare: static (one, _) =>
            {
                one.Closed.Register(static () => throw new InvalidTimeZoneException());
                return default;
            },
            cancellationToken: Cancelled);
        for (int number = 0; number < 3; number++)
        {
            Assert.Equal(number, (await client.LookAsync(new(number), Cancelled).Soon()).Value);
            await handler.UntilSessionsAsync(number + 1);
            handler.Sessions.Last().Abort();
            await handler.UntilSessionsAsync(number + 2).Soon();
        }
    }

    [Fact]
    public async Task A_client_ends_while_it_prepares_a_connection_for_a_caller_that_throws()
    {
        var handler = new VaultHandler(1);
        var preparing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int prepared = 0;
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Flow.Anywhere);
        Vault.Client client = await Vault.Client.ConnectAsync(
            [server.Address],
            new ClientOptions { Reconnect = Quickly },
            prepare: async (_, token) =>
            {
                if (Interlocked.Increment(ref prepared) > 1)
                {
                    token.Register(static () => throw new InvalidTimeZoneException());
                    preparing.TrySetResult();
                    await Task.Delay(Timeout.Infinite, token);
                }
            },
            cancellationToken: Cancelled);
        await handler.UntilSessionsAsync(1);
        handler.Sessions.Last().Abort();
        await preparing.Task.Soon();
        await client.DisposeAsync().Soon();
        Assert.True(client.Completion.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task An_attempt_times_out_though_who_is_told_of_it_throws()
    {
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(new VaultHandler(1)), Flow.Anywhere);
        await Assert.ThrowsAsync<ConnectException>(() => Vault.Client.ConnectAsync(
            [server.Address],
            new ClientOptions { ConnectTimeout = TimeSpan.FromSeconds(1) },
            prepare: static async (_, token) =>
            {
                token.Register(static () => throw new InvalidTimeZoneException());
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
            },
            cancellationToken: Cancelled).Soon());
    }
}
