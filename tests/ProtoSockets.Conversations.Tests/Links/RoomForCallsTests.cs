using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Conversations.Tests.Reconnecting;
using ProtoSockets.Conversations.Tests.StreamedCalls;

namespace ProtoSockets.Conversations.Tests.Links;

/// <summary>As many calls are in flight as may, and others wait for a place.</summary>
public sealed class RoomForCallsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_is_cancelled_leaves_its_place_to_one_that_waits(bool reconnects)
    {
        var handler = new DeskHandler();
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler), Flow.Anywhere);
        await using Desk.Client client = await Desk.Client.ConnectAsync(
            server.Address, new ClientOptions { MaxCallsInFlight = 1, Reconnect = reconnects ? ReconnectOptions.Default : null }, cancellationToken: Cancelled);
        using var caller = new CancellationTokenSource();
        Task<Desk.Sum> first = client.HoldAsync(new(1), Timeout.InfiniteTimeSpan, caller.Token).AsTask();
        await handler.Holding.ReadAsync(Cancelled).Soon();
        Task<Desk.Sum> second = client.AddAsync(new(1, 2), Timeout.InfiniteTimeSpan, Cancelled).AsTask();
        Assert.False(second.IsCompleted);

        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Soon());
        Assert.Equal(3, (await second.Soon()).Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_call_with_many_replies_waits_for_a_place_no_longer_than_it_has_time(int connections)
    {
        var handler = new VaultHandler(1);
        await using var server = new RunningServer<Vault.Wire>(new Vault.Server(handler), Flow.Anywhere);
        await using Vault.Client client = await Vault.Client.ConnectAsync(
            server.Address, new ClientOptions { MaxCallsInFlight = 1, Connections = connections, CallTimeout = TimeSpan.FromMilliseconds(100) }, cancellationToken: Cancelled);
        await client.UntilConnectedAsync(connections);
        Task[] held = [.. Enumerable.Range(0, connections).Select(key => client.HoldAsync(new(key), Timeout.InfiniteTimeSpan, Cancelled).AsTask())];
        CallNotSentException late = await Assert.ThrowsAsync<CallNotSentException>(() => client.ListAsync(new(3), Cancelled).NextAsync().Soon());
        Assert.Contains("no room for it within 0", late.Message, StringComparison.Ordinal);
        Assert.All(held, static call => Assert.False(call.IsCompleted));
    }

    [Fact]
    public async Task Where_replies_come_in_order_the_late_reply_of_a_cancelled_call_leaves_its_place()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        await using Lines.Client client = await Lines.Client.ConnectAsync((IPEndPoint)listener.LocalEndPoint!, new ClientOptions { MaxCallsInFlight = 1 }, cancellationToken: Cancelled);
        using RawPeer peer = RawPeer.Of(await listener.AcceptAsync(Cancelled).Soon());
        using var caller = new CancellationTokenSource();
        Task<Lines.Answer> first = client.CommandAsync(new("a"), Timeout.InfiniteTimeSpan, caller.Token).AsTask();
        Task<Lines.Answer> second = client.CommandAsync(new("b"), Timeout.InfiniteTimeSpan, Cancelled).AsTask();
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Soon());
        Assert.False(second.IsCompleted);

        await peer.SendAsync("A\r\n"u8.ToArray());

        byte[] asked = new byte[6];
        for (int count = 0; count < asked.Length;)
        {
            count += await peer.Socket.ReceiveAsync(asked.AsMemory(count), Cancelled).Soon();
        }

        Assert.Equal("a\r\nb\r\n"u8, asked);
        await peer.SendAsync("B\r\n"u8.ToArray());
        Assert.Equal("B", (await second.Soon()).Text);
    }
}
