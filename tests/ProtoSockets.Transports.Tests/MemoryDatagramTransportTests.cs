using System.Net;

namespace ProtoSockets.Transports.Tests;

public sealed class MemoryDatagramTransportTests : ReliableDatagramTransportContract
{
    private readonly MemoryNetwork _network = new();

    protected override DatagramTransport Transport => Transports.MemoryDatagram;

    [Fact]
    public void Streams_and_datagrams_may_have_the_same_name()
    {
        using StreamListener listener = Transports.Memory.Listen(_network.EndPoint("chat"), new());
        using DatagramChannel channel = Transports.MemoryDatagram.Bind(_network.EndPoint("chat"), new());
        Assert.Equal(listener.LocalEndPoint, channel.LocalEndPoint);
    }

    [Fact]
    public async Task Room_is_counted_in_bytes_too()
    {
        using DatagramChannel server = Bind(new() { ReceiveBufferBytes = 10 });
        using DatagramChannel client = await ConnectAsync(server);

        // One fits always.
        Assert.True(client.TrySend(new byte[20], to: null));
        Assert.False(client.TrySend(new byte[1], to: null));
        await ReceiveAsync(server);
        Assert.True(client.TrySend(new byte[4], to: null));
        Assert.True(client.TrySend(new byte[6], to: null));
        Assert.False(client.TrySend(new byte[1], to: null));
    }

    [Fact]
    public async Task Senders_that_wait_are_let_in_in_their_order()
    {
        using DatagramChannel server = Bind(new() { ReceiveBufferBytes = 1 });
        using DatagramChannel first = await ConnectAsync(server);
        using DatagramChannel second = await ConnectAsync(server);
        using DatagramChannel third = await ConnectAsync(server);
        Assert.True(first.TrySend("0"u8, to: null));
        Task one = first.SendAsync("1"u8.ToArray(), to: null, Bounded.Token).AsTask();
        Task two = second.SendAsync("2"u8.ToArray(), to: null, Bounded.Token).AsTask();
        Task three = third.SendAsync("3"u8.ToArray(), to: null, Bounded.Token).AsTask();
        second.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => two.WithinLimit());
        Assert.Equal("0"u8.ToArray(), (await ReceiveAsync(server)).Datagram);
        await one.WithinLimit();
        Assert.Equal("1"u8.ToArray(), (await ReceiveAsync(server)).Datagram);
        await three.WithinLimit();
        Assert.Equal("3"u8.ToArray(), (await ReceiveAsync(server)).Datagram);
    }

    [Fact]
    public async Task A_receiver_that_closes_ends_the_sends_that_wait()
    {
        DatagramChannel server = Bind(new() { ReceiveBufferBytes = 1 });
        using DatagramChannel client = await ConnectAsync(server);
        Assert.True(client.TrySend("0"u8, to: null));
        Task sending = client.SendAsync("1"u8.ToArray(), to: null, Bounded.Token).AsTask();
        server.Dispose();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => sending.WithinLimit());
    }

    protected override EndPoint FreeEndPoint() => _network.EndPoint();
}
