using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests;

/// <summary>A connection that the network has taken away, as callers are told of it.</summary>
public sealed class LostConnectionTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_that_is_reset_before_the_client_has_said_hello_is_lost_and_no_matter_of_sockets()
    {
        using StreamListener listener = Transports.Transports.Memory.Listen(new MemoryNetwork().EndPoint(), new BindOptions());
        StreamConnection connection = await Transports.Transports.Memory.ConnectAsync(listener.LocalEndPoint, new ConnectOptions(), Cancelled);
        using StreamConnection server = await listener.AcceptAsync(Cancelled);
        server.Reset();
        ConnectionClosedException lost = await Assert.ThrowsAsync<ConnectionClosedException>(() => Desk.Client.AdoptAsync(connection, cancellationToken: Cancelled).Soon());
        Assert.StartsWith("The connection was lost: ", lost.Message, StringComparison.Ordinal);
        Assert.IsType<SocketException>(lost.InnerException);
    }
}
