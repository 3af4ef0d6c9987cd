using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ProtoSockets.Transports.Tests;

/// <summary>Many UDP datagrams in one system call, as Linux has it.</summary>
public sealed class UdpRunTests
{
    private const int Size = 64;

    public UdpRunTests() => Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has it.");

    [Theory]
    [InlineData("udp", "udp://127.0.0.1:{0}")]
    [InlineData("udp6", "udp://[::1]:{0}")]
    public async Task An_independent_receiver_gets_each_datagram(string where, string address)
    {
        // More than go into one packet, and the last one is short.
        byte[] datagrams = StreamBytes.Pattern((200 * Size) + 5);
        await using PythonPeer peer = PythonPeer.Start("peer.py", "datagram-sink", where, "201");
        TransportAddress server = TransportAddress.Parse(string.Format(CultureInfo.InvariantCulture, address, await peer.ReadAsync("at")));
        using DatagramChannel client = await Transports.Udp.ConnectAsync(server.EndPoint, new(), Bounded.Token);
        Assert.Equal(201, client.TrySendMany(datagrams, Size, to: null, out SocketError error));
        Assert.Equal(SocketError.Success, error);
        Assert.Equal(string.Join(' ', datagrams.Chunk(Size).Select(datagram => datagram.Length)), await peer.ReadAsync("lengths"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(datagrams)), await peer.ReadAsync("hash"));
        await peer.EndedAsync();
    }

    [Theory]
    [InlineData("127.0.0.1", "udp:127.0.0.1:{0}")]
    [InlineData("::1", "udp:::1:{0}")]
    [InlineData("::", "udp:127.0.0.1:{0}")]
    public async Task What_an_independent_sender_sends_is_told_apart(string bind, string where)
    {
        if (bind.Contains(':', StringComparison.Ordinal))
        {
            IPv6.SkipIfMissing();
        }

        using DatagramChannel server = Transports.Udp.Bind(new IPEndPoint(IPAddress.Parse(bind), 0), new() { ReceiveBufferBytes = 1 << 20 });
        byte[] buffer = new byte[server.ReceiveManyBytes];
        ValueTask<DatagramRun> receiving = server.ReceiveManyAsync(buffer, server.CreateAddress(), Bounded.Token);
        await using PythonPeer peer = PythonPeer.Start("peer.py", "datagram-source", string.Format(CultureInfo.InvariantCulture, where, ((IPEndPoint)server.LocalEndPoint).Port));
        string lengths = await peer.ReadAsync("lengths");
        string hash = await peer.ReadAsync("hash");
        List<byte[]> received = [];
        for (int count = lengths.Split(' ').Length; received.Count < count; receiving = server.ReceiveManyAsync(buffer, server.CreateAddress(), Bounded.Token))
        {
            DatagramRun run = await receiving;
            received.AddRange(Enumerable.Range(0, run.Count).Select(index => buffer[run[index]]));
            if (received.Count == count)
            {
                break;
            }
        }

        Assert.Equal(lengths, string.Join(' ', received.Select(datagram => datagram.Length)));
        Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(received.SelectMany(datagram => datagram).ToArray())));
        await peer.EndedAsync();
    }

    [Fact]
    public async Task They_go_through_the_system_together()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        Assert.SkipUnless(server.CanReceiveMany, "The kernel has no UDP_GRO.");
        byte[] buffer = new byte[server.ReceiveManyBytes];
        ValueTask<DatagramRun> receiving = server.ReceiveManyAsync(buffer, server.CreateAddress(), Bounded.Token);
        Assert.Equal(UdpRuns.MaxDatagrams, client.TrySendMany(StreamBytes.Pattern(UdpRuns.MaxDatagrams * Size), Size, to: null, out _));
        Assert.Equal(new DatagramRun(UdpRuns.MaxDatagrams * Size, Size), await receiving);

        // From now on only a receive of many knows where a datagram ends.
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.ReceiveAsync(buffer, server.CreateAddress(), Bounded.Token).AsTask());
    }

    [Fact]
    public async Task Where_the_route_can_not_cut_they_are_sent_one_by_one()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);

        // SO_NO_CHECK: without checksums the system does not cut (EINVAL).
        int on = 1;
        client.Socket!.SetRawSocketOption(1, 11, BitConverter.GetBytes(on));
        byte[] datagrams = StreamBytes.Pattern((9 * Size) + 1);
        Assert.Equal(10, client.TrySendMany(datagrams, Size, to: null, out SocketError error));
        Assert.Equal(SocketError.Success, error);
        foreach (byte[] expected in datagrams.Chunk(Size))
        {
            byte[] buffer = new byte[100];
            Assert.Equal(expected, buffer[..await server.ReceiveAsync(buffer, server.CreateAddress(), Bounded.Token)]);
        }
    }

    [Fact]
    public async Task Datagrams_that_are_too_large_say_so()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        Assert.Equal(0, client.TrySendMany(new byte[200_000], client.MaxDatagramBytes + 1, to: null, out SocketError error));
        Assert.Equal(SocketError.MessageSize, error);

        // Two of the largest are more than a packet, and go one after the other.
        Assert.Equal(2, client.TrySendMany(new byte[2 * client.MaxDatagramBytes], client.MaxDatagramBytes, to: null, out error));
        Assert.Equal(SocketError.Success, error);
    }

    [Fact]
    public async Task A_refusal_is_told_once_and_what_was_not_sent_can_be_sent_again()
    {
        DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        server.Dispose();
        byte[] datagrams = StreamBytes.Pattern(3 * Size);
        Assert.Equal(3, client.TrySendMany(datagrams, Size, to: null, out SocketError error));
        Assert.Equal(SocketError.Success, error);

        // The loopback answers before the send returns.
        Assert.Equal(0, client.TrySendMany(datagrams, Size, to: null, out error));
        Assert.Equal(SocketError.ConnectionRefused, error);
        using DatagramChannel late = Transports.Udp.Bind(server.LocalEndPoint, new());
        Assert.Equal(3, client.TrySendMany(datagrams, Size, to: null, out error));
        Assert.Equal(SocketError.Success, error);

        // A receive of many is told, too.
        late.Dispose();
        Assert.Equal(3, client.TrySendMany(datagrams, Size, to: null, out _));
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => client.ReceiveManyAsync(new byte[client.ReceiveManyBytes], client.CreateAddress(), Bounded.Token).WithinLimit());
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task A_refusal_ends_a_receive_of_many_that_waits()
    {
        DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        server.Dispose();
        Task<DatagramRun> receiving = client.ReceiveManyAsync(new byte[client.ReceiveManyBytes], client.CreateAddress(), Bounded.Token).AsTask();
        Assert.True(client.TrySend("anyone?"u8, to: null));
        SocketException refused = await Assert.ThrowsAsync<SocketException>(() => receiving.WithinLimit());
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    [Fact]
    public async Task A_full_buffer_says_how_many_were_taken()
    {
        using DatagramChannel server = Transports.UnixDatagram.Bind(UnixDatagramTransport.OwnName(), new());
        using DatagramChannel client = await Transports.UnixDatagram.ConnectAsync(server.LocalEndPoint, new(), Bounded.Token);
        byte[] datagrams = StreamBytes.Pattern(10_000 * Size);
        int sent = client.TrySendMany(datagrams, Size, to: null, out SocketError error);
        Assert.Equal(SocketError.WouldBlock, error);
        Assert.InRange(sent, 1, 9_999);
        byte[] buffer = new byte[100];
        foreach (byte[] expected in datagrams.Chunk(Size).Take(sent))
        {
            Assert.Equal(expected, buffer[..await server.ReceiveAsync(buffer, server.CreateAddress(), Bounded.Token)]);
        }

        ValueTask<int> nothing = server.ReceiveAsync(buffer, server.CreateAddress(), Bounded.Token);
        Assert.False(nothing.IsCompleted);
        Assert.True(client.TrySend("last"u8, to: null));
        Assert.Equal(4, await nothing);
    }

    [Fact]
    public void A_run_has_at_least_one_datagram()
    {
        Assert.Equal(1, new DatagramRun(0, 0).Count);
        Assert.Equal(0..0, new DatagramRun(0, 0)[0]);
        Assert.Equal(1, new DatagramRun(5, 64).Count);
        Assert.Equal(2, new DatagramRun(128, 64).Count);
        Assert.Equal(64..65, new DatagramRun(65, 64)[1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatagramRun(65, 64)[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => new DatagramRun(65, 64)[-1]);
    }

    private static DatagramChannel Bind() => Transports.Udp.Bind(new IPEndPoint(IPAddress.Loopback, 0), new());

    private static async Task<DatagramChannel> ConnectAsync(DatagramChannel server) => await Transports.Udp.ConnectAsync(server.LocalEndPoint, new(), Bounded.Token);
}
