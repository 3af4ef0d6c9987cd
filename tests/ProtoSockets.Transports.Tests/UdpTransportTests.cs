using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

public sealed class UdpTransportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Loopbacks => new() { "127.0.0.1", "::1" };

    [Theory]
    [MemberData(nameof(Loopbacks))]
    public async Task A_datagram_goes_to_a_bound_channel_and_its_answer_back(string address)
    {
        SkipWithoutFamily(address);
        using DatagramChannel server = Transports.Udp.Bind(new IPEndPoint(IPAddress.Parse(address), 0), new BindOptions());
        using DatagramChannel client = await Transports.Udp.ConnectAsync(server.LocalEndPoint, new ConnectOptions(), Cancelled);
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
        Assert.Null(server.RemoteEndPoint);
        await client.SendAsync("question"u8.ToArray(), to: null, Cancelled);
        SocketAddress from = server.CreateAddress();
        var buffer = new byte[100];
        int count = await server.ReceiveAsync(buffer, from, Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        Assert.Equal("question"u8.ToArray(), buffer[..count]);
        Assert.Equal(client.LocalEndPoint, server.ToEndPoint(from));
        await server.SendAsync("answer"u8.ToArray(), from, Cancelled);
        count = await client.ReceiveAsync(buffer, client.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        Assert.Equal("answer"u8.ToArray(), buffer[..count]);
    }

    [Fact]
    public async Task A_dual_mode_channel_hears_both_families_and_tells_an_IPv4_peer_as_such()
    {
        SkipWithoutFamily("::1");
        using DatagramChannel server = Transports.Udp.Bind(new IPEndPoint(IPAddress.IPv6Any, 0), new BindOptions());
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        foreach (IPAddress address in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using DatagramChannel client = await Transports.Udp.ConnectAsync(new IPEndPoint(address, port), new ConnectOptions(), Cancelled);
            Assert.True(client.TrySend("hello"u8, to: null));
            SocketAddress from = server.CreateAddress();
            await server.ReceiveAsync(new byte[100], from, Cancelled).AsTask().WaitAsync(Patience, Cancelled);
            Assert.Equal(client.LocalEndPoint, server.ToEndPoint(from));
            Assert.True(server.TrySend("hello back"u8, from));
            Assert.Equal(10, await client.ReceiveAsync(new byte[100], client.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled));
        }
    }

    [Fact]
    public async Task A_connected_channel_does_not_hear_strangers()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel stranger = Bind();
        using DatagramChannel client = await Transports.Udp.ConnectAsync(server.LocalEndPoint, new ConnectOptions(), Cancelled);
        SocketAddress to = ((IPEndPoint)client.LocalEndPoint).Serialize();
        Assert.True(stranger.TrySend("forged"u8, to));
        Assert.True(server.TrySend("real"u8, to));
        var buffer = new byte[100];
        int count = await client.ReceiveAsync(buffer, client.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled);
        Assert.Equal("real"u8.ToArray(), buffer[..count]);
    }

    [Fact]
    public async Task Nobody_at_the_port_is_reported_and_the_channel_goes_on()
    {
        EndPoint nobody;
        using (DatagramChannel gone = Bind())
        {
            nobody = gone.LocalEndPoint;
        }

        using DatagramChannel client = await Transports.Udp.ConnectAsync(nobody, new ConnectOptions(), Cancelled);
        Assert.True(client.TrySend("anybody there?"u8, to: null));
        SocketException exception = await Assert.ThrowsAsync<SocketException>(
            () => client.ReceiveAsync(new byte[100], client.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled));
        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
        using DatagramChannel back = Transports.Udp.Bind(nobody, new BindOptions());
        Assert.True(client.TrySend("and now?"u8, to: null));
        Assert.Equal(8, await back.ReceiveAsync(new byte[100], back.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled));
    }

    [Fact]
    public async Task An_empty_datagram_is_a_datagram()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await Transports.Udp.ConnectAsync(server.LocalEndPoint, new ConnectOptions(), Cancelled);
        Assert.True(client.TrySend([], to: null));
        Assert.Equal(0, await server.ReceiveAsync(new byte[100], server.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled));
    }

    [Fact]
    public async Task The_largest_datagram_goes_and_a_larger_one_is_refused()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await Transports.Udp.ConnectAsync(server.LocalEndPoint, new ConnectOptions(), Cancelled);
        Assert.Equal(65_507, client.MaxDatagramBytes);
        await client.SendAsync(new byte[65_507], to: null, Cancelled);
        Assert.Equal(65_507, await server.ReceiveAsync(new byte[70_000], server.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled));
        SocketException exception = Assert.Throws<SocketException>(() => client.TrySend(new byte[65_508], to: null));
        Assert.Equal(SocketError.MessageSize, exception.SocketErrorCode);
    }

    [Fact]
    public void A_bound_port_is_exclusive_and_can_be_shared_by_saying_so()
    {
        using DatagramChannel first = Bind();
        BindException exception = Assert.Throws<BindException>(() => Transports.Udp.Bind(first.LocalEndPoint, new BindOptions()));
        Assert.Equal(BindFailure.InUse, exception.Failure);
        using DatagramChannel shared = Transports.Udp.Bind(new IPEndPoint(IPAddress.Loopback, 0), new BindOptions { SharePort = true });
        using DatagramChannel other = Transports.Udp.Bind(shared.LocalEndPoint, new BindOptions { SharePort = true });
        Assert.Equal(shared.LocalEndPoint, other.LocalEndPoint);
    }

    [Fact]
    public void An_address_of_another_machine_is_not_available()
    {
        BindException exception = Assert.Throws<BindException>(() => Transports.Udp.Bind(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 0), new BindOptions()));
        Assert.Equal(BindFailure.NotAvailable, exception.Failure);
    }

    [Fact]
    public async Task A_broadcast_needs_to_be_allowed_and_arrives()
    {
        using DatagramChannel listener = Transports.Udp.Bind(new IPEndPoint(IPAddress.Any, 0), new BindOptions());
        SocketAddress everyone = new IPEndPoint(IPAddress.Parse("127.255.255.255"), ((IPEndPoint)listener.LocalEndPoint).Port).Serialize();
        using (DatagramChannel timid = Bind())
        {
            Assert.Equal(SocketError.AccessDenied, Assert.Throws<SocketException>(() => timid.TrySend("hello"u8, everyone)).SocketErrorCode);
        }

        using DatagramChannel sender = Transports.Udp.Bind(new IPEndPoint(IPAddress.Loopback, 0), new BindOptions { Broadcast = true });
        Assert.True(sender.TrySend("hello, all"u8, everyone));
        Assert.Equal(10, await listener.ReceiveAsync(new byte[100], listener.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled));
    }

    [Fact]
    public async Task A_member_of_a_group_hears_what_is_sent_to_it()
    {
        IPAddress group = IPAddress.Parse("239.255.77.77");
        const int loopback = 1;
        using DatagramChannel member = Transports.Udp.Bind(new IPEndPoint(IPAddress.Any, 0), new BindOptions());
        member.JoinGroup(group, loopback);
        using DatagramChannel sender = Bind();
        sender.Socket!.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(loopback));
        Assert.True(sender.TrySend("dear members"u8, new IPEndPoint(group, ((IPEndPoint)member.LocalEndPoint).Port).Serialize()));
        Assert.Equal(12, await member.ReceiveAsync(new byte[100], member.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled));
        member.LeaveGroup(group, loopback);
    }

    [Fact]
    public async Task Cancelling_a_receive_leaves_the_channel_usable()
    {
        using DatagramChannel server = Bind();
        using var cancel = new CancellationTokenSource();
        Task<int> receiving = server.ReceiveAsync(new byte[100], server.CreateAddress(), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving.WaitAsync(Patience, Cancelled));
        using DatagramChannel client = await Transports.Udp.ConnectAsync(server.LocalEndPoint, new ConnectOptions(), Cancelled);
        Assert.True(client.TrySend("again"u8, to: null));
        Assert.Equal(5, await server.ReceiveAsync(new byte[100], server.CreateAddress(), Cancelled).AsTask().WaitAsync(Patience, Cancelled));
    }

    [Fact]
    public async Task Closing_a_channel_ends_its_receive()
    {
        DatagramChannel server = Bind();
        Task<int> receiving = server.ReceiveAsync(new byte[100], server.CreateAddress(), Cancelled).AsTask();
        server.Dispose();
        Exception exception = await Assert.ThrowsAnyAsync<Exception>(() => receiving.WaitAsync(Patience, Cancelled));
        Assert.True(exception is SocketException or ObjectDisposedException, exception.ToString());
        server.Dispose();
    }

    private static DatagramChannel Bind() => Transports.Udp.Bind(new IPEndPoint(IPAddress.Loopback, 0), new BindOptions());

    private static void SkipWithoutFamily(string address)
    {
        if (address.Contains(':', StringComparison.Ordinal) && !Socket.OSSupportsIPv6)
        {
            Assert.Skip("This machine has no IPv6.");
        }
    }
}
