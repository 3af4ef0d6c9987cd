using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>Code of the application that is told that a connection has ended, and throws.</summary>
public sealed class ThrowingCallbackTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_whose_client_leaves_ends_all_the_same()
    {
        var handler = new DeskHandler();
        using var log = new ListLogger();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, new ServerOptions { LoggerFactory = log }), Anywhere);
        await using (Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled))
        {
            await FailWhenClosedAsync(handler);
        }

        await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon();
        await UntilNobodyIsThereAsync(server);
        Assert.Contains(log.Entries, entry => entry.Contains("code that was told of a cancelled call", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_connection_that_its_handler_aborts_ends_all_the_same()
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Desk.Session session = await FailWhenClosedAsync(handler);
        session.Abort();
        await client.Completion.Soon();
        await UntilNobodyIsThereAsync(server);
    }

    [Fact]
    public async Task The_clock_that_ends_an_idle_connection_goes_on()
    {
        var handler = new DeskHandler();
        var clock = new FakeTimeProvider();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, new ServerOptions { TimeProvider = clock, IdleTimeout = TimeSpan.FromMinutes(1), HeartbeatInterval = Timeout.InfiniteTimeSpan }), Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        await FailWhenClosedAsync(handler);
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (!client.Completion.IsCompleted)
        {
            Assert.True(DateTime.UtcNow < latest, "The connection is still there.");

            // The sweep runs in here, and so would what it lets out.
            clock.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        await UntilNobodyIsThereAsync(server);
    }

    private static async Task<Desk.Session> FailWhenClosedAsync(DeskHandler handler)
    {
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        session.Closed.Register(() => throw new InvalidTimeZoneException("a callback's own"));
        return session;
    }

    private static async Task UntilNobodyIsThereAsync(RunningServer<Desk.Wire> server)
    {
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (server.Server.ConnectionCount != 0)
        {
            Assert.True(DateTime.UtcNow < latest, "The connection is still counted.");
            await Task.Yield();
        }
    }
}
