using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Conversations.Tests.StreamedCalls;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Reconnecting;

/// <summary>Connections that are made when nobody waits for them any more.</summary>
public sealed class LateConnectionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_that_is_made_behind_the_end_of_its_attempt_is_closed()
    {
        var transport = new StuckTransport(Transports.Transports.Tcp);
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Flow.Anywhere);
        transport.Hold();
        await Assert.ThrowsAsync<ConnectException>(() => Desk.Client.ConnectAsync(
            new TransportAddress(transport, server.EndPoint), new ClientOptions { ConnectTimeout = TimeSpan.FromMilliseconds(50) }, cancellationToken: Cancelled).Soon());
        transport.LetGo();
        await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon();
    }
}
