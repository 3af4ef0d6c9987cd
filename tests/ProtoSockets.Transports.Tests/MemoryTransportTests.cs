using System.Net;

namespace ProtoSockets.Transports.Tests;

public sealed class MemoryTransportTests : StreamTransportContract
{
    private readonly MemoryNetwork _network = new();

    protected override StreamTransport ServerTransport => Transports.Memory;

    [Fact]
    public void Networks_do_not_know_each_other()
    {
        using StreamListener here = Transports.Memory.Listen(_network.EndPoint("chat"), new());
        using StreamListener there = Transports.Memory.Listen(new MemoryNetwork().EndPoint("chat"), new());
        Assert.NotEqual(here.LocalEndPoint, there.LocalEndPoint);
    }

    [Fact]
    public void An_empty_name_reads_back_the_name_that_was_given()
    {
        using StreamListener listener = Transports.Memory.Listen(_network.EndPoint(), new());
        Assert.NotEmpty(Assert.IsType<MemoryEndPoint>(listener.LocalEndPoint).Name);
    }

    [Fact]
    public async Task A_buffer_has_the_size_that_was_asked_for()
    {
        using StreamPair pair = await ConnectAsync(new() { ReceiveBufferBytes = 10 }, new() { ReceiveBufferBytes = 20 });
        Assert.Equal(10, pair.Client.TrySend(new byte[100]));
        Assert.Equal(20, pair.Server.TrySend(new byte[100]));
    }

    [Fact]
    public async Task A_send_that_is_larger_than_the_buffer_passes_a_reader_that_waits()
    {
        using StreamPair pair = await ConnectAsync(new() { ReceiveBufferBytes = 4 });
        Task<byte[]> receiving = pair.Server.ReceiveExactlyAsync(10);
        byte[] bytes = StreamBytes.Pattern(10);
        await pair.Client.SendAsync(bytes, Bounded.Token).WithinLimit();
        Assert.Equal(bytes, await receiving);
    }

    [Fact]
    public async Task Connecting_waits_while_the_line_of_peers_is_full()
    {
        using StreamListener listener = Transports.Memory.Listen(_network.EndPoint("chat"), new() { Backlog = 1 });
        using StreamConnection first = await Transports.Memory.ConnectAsync(listener.LocalEndPoint, new(), Bounded.Token);
        Task<StreamConnection> second = Transports.Memory.ConnectAsync(listener.LocalEndPoint, new(), Bounded.Token).AsTask();
        Assert.False(second.IsCompleted);
        using StreamConnection accepted = await listener.AcceptAsync(Bounded.Token);
        using StreamConnection connected = await second.WithinLimit();
        Assert.NotEqual(first.LocalEndPoint, connected.LocalEndPoint);
    }

    [Fact]
    public async Task A_peer_that_was_never_accepted_is_reset_when_the_listener_closes()
    {
        StreamListener listener = Transports.Memory.Listen(_network.EndPoint("chat"), new());
        using StreamConnection client = await Transports.Memory.ConnectAsync(listener.LocalEndPoint, new(), Bounded.Token);
        listener.Dispose();
        AssertReset(await Assert.ThrowsAnyAsync<Exception>(() => client.ReceiveAsync(new byte[1], Bounded.Token).WithinLimit()));
    }

    [Fact]
    public async Task Two_receives_at_a_time_are_refused()
    {
        using StreamPair pair = await ConnectAsync();
        Task<int> first = pair.Client.ReceiveAsync(new byte[1], Bounded.Token).AsTask();
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await pair.Client.ReceiveAsync(new byte[1], Bounded.Token));
        await pair.Server.SendAllAsync("x"u8.ToArray());
        Assert.Equal(1, await first.WithinLimit());
    }

    [Fact]
    public void A_name_can_not_be_shared() =>
        Assert.Throws<NotSupportedException>(() => Transports.Memory.Listen(_network.EndPoint("chat"), new() { SharePort = true }));

    [Fact]
    public void An_end_point_goes_through_a_socket_address()
    {
        MemoryEndPoint endPoint = _network.EndPoint("Größe");
        SocketAddress address = endPoint.Serialize();
        Assert.Equal(endPoint, _network.EndPoint().Create(address));
        Assert.Equal(address, _network.EndPoint("Größe").Serialize());
        Assert.NotEqual(address, _network.EndPoint("Grosse").Serialize());
    }

    [Fact]
    public void A_name_has_a_limit() => Assert.Throws<ArgumentException>(() => _network.EndPoint(new string('x', MemoryEndPoint.MaxNameBytes + 1)));

    protected override EndPoint FreeEndPoint() => _network.EndPoint();
}
