using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests.Datagrams;

/// <summary>How calls are counted that were not taken on.</summary>
public sealed class TurnedAwayTelemetryTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task They_are_counted_under_what_carried_them(string carrier)
    {
        var handler = new FerryHandler();
        await using var server = new RunningServer<Ferry.Wire>(
            new Ferry.Server(handler, new ServerOptions { MaxCalls = 1, Threading = ThreadingMode.Dedicated }), TransportAddress.Parse($"{carrier}://127.0.0.1:0"));
        using var turnedAway = new TurnedAwayCalls(server.EndPoint);
        await using Ferry.Client client = await Ferry.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Task<Ferry.Docked> held = client.SailAsync(new(1), Cancelled).AsTask();
        await handler.Sailing.Reader.ReadAsync(Cancelled).Soon();
        await Assert.ThrowsAsync<TryElsewhereException>(() => client.HailAsync(new(2), Cancelled).Soon());
        Assert.Equal(carrier, await turnedAway.NextAsync());
        handler.Dock();
        await held.Soon();
    }
}
