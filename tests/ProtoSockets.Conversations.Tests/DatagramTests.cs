using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Protocols;

namespace ProtoSockets.Conversations.Tests;

public sealed class DatagramTests : Beacon.IServerHandler
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("udp://127.0.0.1:0");

    private int _pings;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public ValueTask<Beacon.Pong> PingAsync(Beacon.Ping request, Beacon.Session session, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _pings);
        return new(new Beacon.Pong(request.Number));
    }

    public ValueTask NoteAsync(Beacon.Note message, Beacon.Session session, CancellationToken cancellationToken) =>
        session.NoticeAsync(new(message.Number), cancellationToken);

    [Theory]
    [InlineData("udp://127.0.0.1:0")]
    [InlineData("udp://[::1]:0")]
    [InlineData("unixgram:@protosockets-conversation-datagrams")]
    [InlineData("tcp://127.0.0.1:0")]
    public async Task The_same_protocol_goes_over_datagrams_and_streams(string address)
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), TransportAddress.Parse(address));
        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int number = 0; number < 100; number++)
        {
            Assert.Equal(number, (await client.PingAsync(new(number), Cancelled)).Number);
        }

        await client.NoteAsync(new(7), Cancelled);
        Assert.Equal(7, (await client.ReceiveAsync<Beacon.Notice>(Cancelled).NextAsync().Soon()).Number);
    }

    [Fact]
    public async Task A_lost_request_is_sent_again_and_a_forged_reply_is_passed_over()
    {
        using var server = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task<Beacon.Client> connecting = Beacon.Client.ConnectAsync(
            new TransportAddress(Anywhere.Transport, server.LocalEndPoint!),
            new ClientOptions { RetransmitInterval = TimeSpan.FromMilliseconds(20) },
            cancellationToken: Cancelled);
        var buffer = new byte[2048];
        (byte[] hello, EndPoint client) = await ReceiveAsync(server, buffer);
        Assert.Equal(5, hello[4]);

        // The first hello is taken for lost; the second one is answered.
        (hello, client) = await ReceiveAsync(server, buffer);
        await server.SendToAsync(hello, client, Cancelled);
        await using Beacon.Client connected = await connecting.Soon();

        Task<Beacon.Pong> call = connected.PingAsync(new(42), Cancelled).AsTask();
        byte[] first = await NextRequestAsync(server, buffer);
        byte[] second = await NextRequestAsync(server, buffer);
        Assert.Equal(first, second);

        // A reply under another id, one from another socket, and garbage; then the right one.
        byte[] reply = (byte[])second.Clone();
        reply[4] = 3;
        reply[7] = 2;
        byte[] forged = (byte[])reply.Clone();
        forged[8] ^= 0xFF;
        await server.SendToAsync(forged, client, Cancelled);
        await server.SendToAsync(new byte[] { 1, 2, 3 }, client, Cancelled);
        using (var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp))
        {
            byte[] other = (byte[])reply.Clone();
            other[^1] = 99;
            await stranger.SendToAsync(other, client, Cancelled);
        }

        await server.SendToAsync(reply, client, Cancelled);
        Assert.Equal(42, (await call.Soon()).Number);
    }

    [Fact]
    public async Task Retransmissions_pause_longer_each_time_until_the_deadline()
    {
        var time = new FakeTimeProvider();
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), Anywhere);
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Task<Beacon.Client> connecting = Beacon.Client.ConnectAsync(
            new TransportAddress(Anywhere.Transport, silent.LocalEndPoint!),
            new ClientOptions { TimeProvider = time, RetransmitInterval = TimeSpan.FromSeconds(1), CallTimeout = TimeSpan.FromSeconds(10) },
            cancellationToken: Cancelled);
        var buffer = new byte[2048];
        (byte[] hello, EndPoint client) = await ReceiveAsync(silent, buffer);
        await silent.SendToAsync(hello, client, Cancelled);
        await using Beacon.Client connected = await connecting.Soon();
        Task<Beacon.Pong> call = connected.PingAsync(new(1), Cancelled).AsTask();
        await ReceiveAsync(silent, buffer);
        foreach (int pause in new[] { 1, 2, 4 })
        {
            time.Advance(TimeSpan.FromSeconds(pause) - TimeSpan.FromMilliseconds(100));
            Assert.Equal(0, silent.Available);
            time.Advance(TimeSpan.FromMilliseconds(200));
            await ReceiveAsync(silent, buffer);
        }

        time.Advance(TimeSpan.FromSeconds(4));
        await Assert.ThrowsAsync<CallTimedOutException>(() => call.Soon());
    }

    [Fact]
    public async Task Garbage_datagrams_are_dropped_and_the_others_are_served()
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this), Anywhere);
        using var stranger = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var random = new Random(1);
        for (int datagram = 0; datagram < 200; datagram++)
        {
            byte[] garbage = new byte[random.Next(0, 1500)];
            random.NextBytes(garbage);
            await stranger.SendToAsync(garbage, server.EndPoint, Cancelled);
        }

        await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal(5, (await client.PingAsync(new(5), Cancelled)).Number);
        Assert.Equal(1, Volatile.Read(ref _pings));
    }

    [Fact]
    public async Task Forged_addresses_do_not_keep_new_peers_out()
    {
        await using var server = new RunningServer<Beacon.Wire>(new Beacon.Server(this, new ServerOptions { MaxConnections = 8 }), Anywhere);
        for (int peer = 0; peer < 50; peer++)
        {
            await using Beacon.Client client = await Beacon.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
            Assert.Equal(peer, (await client.PingAsync(new(peer), Cancelled)).Number);
        }

        Assert.InRange(server.Server.ConnectionCount, 1, 8);
    }

    private static async Task<byte[]> NextRequestAsync(Socket socket, byte[] buffer)
    {
        while (true)
        {
            (byte[] datagram, _) = await ReceiveAsync(socket, buffer);
            if (datagram[4] == 2)
            {
                return datagram;
            }
        }
    }

    private static async Task<(byte[] Datagram, EndPoint From)> ReceiveAsync(Socket socket, byte[] buffer)
    {
        SocketReceiveFromResult result = await socket.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), Cancelled).AsTask().Soon();
        return (buffer[..result.ReceivedBytes], result.RemoteEndPoint);
    }
}
