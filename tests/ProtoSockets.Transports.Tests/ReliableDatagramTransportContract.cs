using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

/// <summary>What transports of datagrams promise that lose none: a receiver that lags holds its senders up, and a missing one is noticed at once.</summary>
public abstract class ReliableDatagramTransportContract : DatagramTransportContract
{
    [Fact]
    public async Task Where_nobody_is_bound_the_sender_is_told()
    {
        DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        EndPoint address = server.LocalEndPoint;
        server.Dispose();
        SocketException error = Assert.Throws<SocketException>(() => client.TrySend("x"u8, to: null));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        ConnectException refused = await Assert.ThrowsAsync<ConnectException>(() => Transport.ConnectAsync(address, new(), Bounded.Token).WithinLimit());
        Assert.Equal(address, refused.EndPoint);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_sending_would_block_it_can_be_waited_for(bool connected)
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = connected ? await ConnectAsync(server) : Bind();
        SocketAddress? to = connected ? null : client.ToAddress(server.LocalEndPoint);
        int sent = 0;
        while (client.TrySend([(byte)sent], to))
        {
            sent++;
        }

        Task sending = client.SendAsync(new[] { (byte)sent }, to, CancellationToken.None).AsTask();
        Assert.False(sending.IsCompleted);
        for (int i = 0; i <= sent; i++)
        {
            Assert.Equal([(byte)i], (await ReceiveAsync(server)).Datagram);
        }

        await sending.WithinLimit();
    }

    [Fact]
    public async Task A_cancelled_send_is_not_sent_and_leaves_the_channel_usable()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        int sent = 0;
        while (client.TrySend([(byte)sent], to: null))
        {
            sent++;
        }

        using var cancelling = new CancellationTokenSource();
        Task sending = client.SendAsync("cancelled"u8.ToArray(), to: null, cancelling.Token).AsTask();
        await cancelling.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending.WithinLimit());
        for (int i = 0; i < sent; i++)
        {
            Assert.Equal([(byte)i], (await ReceiveAsync(server)).Datagram);
        }

        await client.SendAsync("next"u8.ToArray(), to: null, Bounded.Token);
        Assert.Equal("next"u8.ToArray(), (await ReceiveAsync(server)).Datagram);
    }
}
