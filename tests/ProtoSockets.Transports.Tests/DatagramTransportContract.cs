using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

/// <summary>What every transport of datagrams promises; each has a class that derives from this one.</summary>
public abstract class DatagramTransportContract
{
    /// <summary>The transport.</summary>
    protected abstract DatagramTransport Transport { get; }

    /// <summary>An end point that is free.</summary>
    protected abstract EndPoint FreeEndPoint();

    [Fact]
    public async Task A_datagram_arrives_with_its_senders_address_and_can_be_answered()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = Bind();
        Assert.True(client.TrySend("ping"u8, client.ToAddress(server.LocalEndPoint)));
        (byte[] ping, SocketAddress from) = await ReceiveAsync(server);
        Assert.Equal("ping"u8.ToArray(), ping);
        Assert.Equal(client.LocalEndPoint, server.ToEndPoint(from));
        Assert.Equal(server.ToAddress(client.LocalEndPoint), from);

        Assert.True(server.TrySend("pong"u8, from));
        (byte[] pong, SocketAddress back) = await ReceiveAsync(client);
        Assert.Equal("pong"u8.ToArray(), pong);
        Assert.Equal(server.LocalEndPoint, client.ToEndPoint(back));
    }

    [Fact]
    public async Task Two_that_are_connected_need_no_addresses()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
        Assert.Null(server.RemoteEndPoint);
        Assert.True(client.TrySend("ping"u8, to: null));
        (byte[] ping, SocketAddress from) = await ReceiveAsync(server);
        Assert.Equal("ping"u8.ToArray(), ping);
        Assert.Equal(client.LocalEndPoint, server.ToEndPoint(from));
        await server.SendAsync("pong"u8.ToArray(), from, Bounded.Token);

        // The address is filled in here, too.
        (byte[] pong, SocketAddress back) = await ReceiveAsync(client);
        Assert.Equal("pong"u8.ToArray(), pong);
        Assert.Equal(server.LocalEndPoint, client.ToEndPoint(back));
        await client.SendAsync("more"u8.ToArray(), to: null, Bounded.Token);
        Assert.Equal("more"u8.ToArray(), (await ReceiveAsync(server)).Datagram);
    }

    [Fact]
    public async Task One_address_object_serves_for_senders_with_names_of_any_length()
    {
        using DatagramChannel server = Bind();
        SocketAddress from = server.CreateAddress();
        for (int i = 0; i < 12; i++)
        {
            using DatagramChannel client = Bind();
            client.TrySend("x"u8, client.ToAddress(server.LocalEndPoint));
            Assert.Equal(1, await server.ReceiveAsync(new byte[10], from, Bounded.Token));
            Assert.Equal(client.LocalEndPoint, server.ToEndPoint(from));
            Assert.Equal(server.ToAddress(client.LocalEndPoint), from);
            Assert.Equal(server.ToAddress(client.LocalEndPoint).GetHashCode(), from.GetHashCode());
        }
    }

    [Fact]
    public async Task An_empty_datagram_is_one()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        Assert.True(client.TrySend([], to: null));
        Assert.True(client.TrySend("x"u8, to: null));
        Assert.Empty((await ReceiveAsync(server)).Datagram);
        Assert.Single((await ReceiveAsync(server)).Datagram);
    }

    [Fact]
    public async Task The_largest_datagram_goes_through_and_no_larger_one()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        byte[] largest = StreamBytes.Pattern(client.MaxDatagramBytes);
        Assert.True(client.TrySend(largest, to: null));
        Assert.Equal(largest, (await ReceiveAsync(server)).Datagram);

        SocketException error = Assert.Throws<SocketException>(() => client.TrySend(new byte[client.MaxDatagramBytes + 1], to: null));
        Assert.Equal(SocketError.MessageSize, error.SocketErrorCode);
        error = Assert.Throws<SocketException>(() => client.TrySend(new byte[client.MaxDatagramBytes + 1], client.ToAddress(server.LocalEndPoint)));
        Assert.Equal(SocketError.MessageSize, error.SocketErrorCode);
    }

    [Fact]
    public async Task Datagrams_that_are_sent_at_once_arrive_each_as_it_was_and_in_order()
    {
        // All in all no more than a Unix socket keeps on Linux (net.unix.max_dgram_qlen).
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        byte[] datagrams = StreamBytes.Pattern((4 * 100) + 7);
        Assert.Equal(5, client.TrySendMany(datagrams, 100, to: null, out SocketError error));
        Assert.Equal(SocketError.Success, error);
        Assert.Equal(5, client.TrySendMany(datagrams, 100, client.ToAddress(server.LocalEndPoint), out _));
        foreach (byte[] expected in datagrams.Chunk(100).Concat(datagrams.Chunk(100)))
        {
            Assert.Equal(expected, (await ReceiveAsync(server)).Datagram);
        }
    }

    [Fact]
    public async Task Datagrams_that_are_received_together_are_told_apart()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        byte[] datagrams = StreamBytes.Pattern((4 * 100) + 7);
        byte[] buffer = new byte[server.ReceiveManyBytes];
        SocketAddress from = server.CreateAddress();
        ValueTask<DatagramRun> receiving = server.ReceiveManyAsync(buffer, from, Bounded.Token);
        Assert.Equal(5, client.TrySendMany(datagrams, 100, to: null, out _));
        List<byte[]> received = [];
        while (true)
        {
            DatagramRun run = await receiving;
            received.AddRange(Enumerable.Range(0, run.Count).Select(index => buffer[run[index]]));
            Assert.Equal(client.LocalEndPoint, server.ToEndPoint(from));
            if (received.Count >= 5)
            {
                break;
            }

            receiving = server.ReceiveManyAsync(buffer, from, Bounded.Token);
        }

        Assert.Equal(datagrams.Chunk(100), received);
    }

    [Fact]
    public async Task A_cancelled_receive_of_many_leaves_the_channel_usable_and_closing_ends_it()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        byte[] buffer = new byte[server.ReceiveManyBytes];
        using var cancelling = new CancellationTokenSource();
        Task<DatagramRun> receiving = server.ReceiveManyAsync(buffer, server.CreateAddress(), cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.WithinLimit());

        Assert.True(client.TrySend([], to: null));
        Assert.Equal(new DatagramRun(0, 0), await server.ReceiveManyAsync(buffer, server.CreateAddress(), Bounded.Token));
        receiving = server.ReceiveManyAsync(buffer, server.CreateAddress(), Bounded.Token).AsTask();
        server.Dispose();
        Exception closed = await Assert.ThrowsAnyAsync<Exception>(() => receiving.WithinLimit());
        Assert.True(closed is SocketException { SocketErrorCode: SocketError.OperationAborted } or ObjectDisposedException, closed.ToString());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.ReceiveManyAsync(buffer, client.CreateAddress(), Bounded.Token).WithinLimit());
        client.Dispose();
        Assert.Throws<ObjectDisposedException>(() => client.TrySendMany(new byte[200], 100, to: null, out _));
    }

    [Fact]
    public void Many_datagrams_need_a_size_and_a_receiver()
    {
        using DatagramChannel channel = Bind();
        Assert.Throws<ArgumentOutOfRangeException>(() => channel.TrySendMany(new byte[10], 0, to: null, out _));
        Assert.Throws<InvalidOperationException>(() => channel.TrySendMany(new byte[10], 5, to: null, out _));
        Assert.Equal(0, channel.TrySendMany([], 5, channel.ToAddress(channel.LocalEndPoint), out SocketError error));
        Assert.Equal(SocketError.Success, error);
    }

    [Fact]
    public async Task A_connected_channel_does_not_see_what_others_send()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        using DatagramChannel stranger = Bind();
        try
        {
            stranger.TrySend("psst"u8, stranger.ToAddress(client.LocalEndPoint));
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AccessDenied)
        {
            // Unix sockets tell the stranger (EPERM).
        }

        server.TrySend("hello"u8, server.ToAddress(client.LocalEndPoint));
        Assert.Equal("hello"u8.ToArray(), (await ReceiveAsync(client)).Datagram);
    }

    [Fact]
    public async Task A_cancelled_receive_leaves_the_channel_usable()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        using var cancelling = new CancellationTokenSource();
        Task<int> receiving = server.ReceiveAsync(new byte[10], server.CreateAddress(), cancelling.Token).AsTask();
        Assert.False(receiving.IsCompleted);
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.WithinLimit());
        client.TrySend("x"u8, to: null);
        Assert.Equal("x"u8.ToArray(), (await ReceiveAsync(server)).Datagram);
    }

    [Fact]
    public async Task Closing_ends_a_pending_receive()
    {
        DatagramChannel server = Bind();
        Task<int> receiving = server.ReceiveAsync(new byte[10], server.CreateAddress(), CancellationToken.None).AsTask();
        server.Dispose();
        server.Dispose();
        SocketException error = await Assert.ThrowsAsync<SocketException>(() => receiving.WithinLimit());
        Assert.Equal(SocketError.OperationAborted, error.SocketErrorCode);
    }

    [Fact]
    public async Task A_closed_channel_says_so()
    {
        using DatagramChannel server = Bind();
        DatagramChannel client = await ConnectAsync(server);
        client.Dispose();
        SocketAddress to = server.ToAddress(server.LocalEndPoint);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.ReceiveAsync(new byte[1], server.CreateAddress(), CancellationToken.None));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await client.SendAsync(new byte[1], to: null, CancellationToken.None));
        Assert.Throws<ObjectDisposedException>(() => client.TrySend(new byte[1], to: null));
        Assert.Throws<ObjectDisposedException>(() => client.TrySend(new byte[1], to));
    }

    [Fact]
    public async Task Sending_without_a_receiver_is_a_mistake_of_the_caller()
    {
        using DatagramChannel server = Bind();
        Assert.Throws<InvalidOperationException>(() => server.TrySend(new byte[1], to: null));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await server.SendAsync(new byte[1], to: null, Bounded.Token));
    }

    [Fact]
    public void An_address_in_use_is_refused()
    {
        using DatagramChannel first = Bind();
        BindException error = Assert.Throws<BindException>(() => Transport.Bind(first.LocalEndPoint, new()));
        Assert.Equal(BindFailure.InUse, error.Failure);
        Assert.Equal(first.LocalEndPoint, error.EndPoint);
    }

    [Fact]
    public void An_address_is_free_again_after_closing()
    {
        DatagramChannel first = Bind();
        EndPoint address = first.LocalEndPoint;
        first.Dispose();
        using DatagramChannel second = Transport.Bind(address, new());
        Assert.Equal(address, second.LocalEndPoint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receiving_and_sending_allocate_nothing_once_warm(bool connected)
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = connected ? await ConnectAsync(server) : Bind();
        SocketAddress? to = connected ? null : client.ToAddress(server.LocalEndPoint);
        using var lasting = new CancellationTokenSource();
        SocketAddress from = server.CreateAddress();
        SocketAddress back = client.CreateAddress();
        byte[] request = new byte[32];
        byte[] buffer = new byte[1024];
        double bytes = await Allocations.PerOperationAsync(async operations =>
        {
            for (int i = 0; i < operations; i++)
            {
                ValueTask<int> receiving = server.ReceiveAsync(buffer, from, lasting.Token);
                Assert.True(client.TrySend(request, to));
                await receiving;
                await server.SendAsync(request, from, lasting.Token);
                await client.ReceiveAsync(buffer, back, lasting.Token);
            }
        });
        Assert.True(bytes < 1, $"{bytes} bytes per round trip");
    }

    protected static async Task<(byte[] Datagram, SocketAddress From)> ReceiveAsync(DatagramChannel channel)
    {
        SocketAddress from = channel.CreateAddress();
        byte[] buffer = new byte[channel.MaxDatagramBytes + 1];
        int length = await channel.ReceiveAsync(buffer, from, Bounded.Token);
        return (buffer[..length], from);
    }

    protected DatagramChannel Bind(BindOptions? options = null) => Transport.Bind(FreeEndPoint(), options ?? new());

    protected Task<DatagramChannel> ConnectAsync(DatagramChannel server) => Transport.ConnectAsync(server.LocalEndPoint, new(), Bounded.Token).WithinLimit();
}
