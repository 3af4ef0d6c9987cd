using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

public sealed class UdpTransportTests : DatagramTransportContract
{
    protected override DatagramTransport Transport => Transports.Udp;

    [Fact]
    public void Port_0_reads_back_the_port_that_was_given()
    {
        using DatagramChannel channel = Bind();
        Assert.NotEqual(0, Assert.IsType<IPEndPoint>(channel.LocalEndPoint).Port);
    }

    [Fact]
    public async Task A_connected_channel_is_told_when_nobody_is_there()
    {
        DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        server.Dispose();
        Assert.True(client.TrySend("anyone?"u8, to: null));
        SocketException error = await Assert.ThrowsAsync<SocketException>(() => ReceiveAsync(client).WithinLimit());
        Assert.Equal(OperatingSystem.IsWindows() ? SocketError.ConnectionReset : SocketError.ConnectionRefused, error.SocketErrorCode);

        // And it goes on: somebody comes.
        using DatagramChannel late = Transports.Udp.Bind(server.LocalEndPoint, new());
        Assert.True(client.TrySend("now?"u8, to: null));
        (byte[] datagram, SocketAddress from) = await ReceiveAsync(late);
        Assert.Equal("now?"u8.ToArray(), datagram);
        late.TrySend("yes"u8, from);
        Assert.Equal("yes"u8.ToArray(), (await ReceiveAsync(client)).Datagram);
    }

    [Fact]
    public async Task The_next_send_is_told_too_and_can_be_repeated()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Systems differ in which call reports it.");
        DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        server.Dispose();
        Assert.True(client.TrySend("anyone?"u8, to: null));

        // The loopback answers before the send returns.
        SocketException error = Assert.Throws<SocketException>(() => client.TrySend("hello?"u8, to: null));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
        using DatagramChannel late = Transports.Udp.Bind(server.LocalEndPoint, new());
        Assert.True(client.TrySend("hello?"u8, to: null));
        Assert.Equal("hello?"u8.ToArray(), (await ReceiveAsync(late)).Datagram);
    }

    [Fact]
    public async Task A_channel_to_many_does_not_fail_for_one_that_left()
    {
        using DatagramChannel server = Bind();
        DatagramChannel gone = Bind();
        SocketAddress nobody = server.ToAddress(gone.LocalEndPoint);
        gone.Dispose();
        Assert.True(server.TrySend("anyone?"u8, nobody));
        using DatagramChannel client = await ConnectAsync(server);
        Assert.True(client.TrySend("me"u8, to: null));
        Assert.Equal("me"u8.ToArray(), (await ReceiveAsync(server)).Datagram);
    }

    [Fact]
    public async Task What_does_not_fit_into_the_buffer_is_lost()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows reports it as an error.");
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        client.TrySend("0123456789"u8, to: null);
        client.TrySend("next"u8, to: null);
        byte[] buffer = new byte[4];
        Assert.Equal(4, await server.ReceiveAsync(buffer, server.CreateAddress(), Bounded.Token));
        Assert.Equal("0123"u8.ToArray(), buffer);
        Assert.Equal("next"u8.ToArray(), (await ReceiveAsync(server)).Datagram);
    }

    [Fact]
    public async Task A_shared_port_can_be_bound_twice()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows can't share a port.");
        var sharing = new BindOptions { SharePort = true };
        using DatagramChannel first = Bind(sharing);
        using DatagramChannel second = Transports.Udp.Bind(first.LocalEndPoint, sharing);
        using DatagramChannel client = await ConnectAsync(first);
        client.TrySend("x"u8, to: null);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Bounded.Token);
        Task<int>[] receiving =
        [
            first.ReceiveAsync(new byte[1], first.CreateAddress(), enough.Token).AsTask(),
            second.ReceiveAsync(new byte[1], second.CreateAddress(), enough.Token).AsTask(),
        ];
        Task<int> winner = await Task.WhenAny(receiving);
        Assert.Equal(1, await winner);
        await enough.CancelAsync();
    }

    [Fact]
    public async Task Broadcast_has_to_be_asked_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux broadcasts on the loopback.");
        using DatagramChannel receiver = Transports.Udp.Bind(new IPEndPoint(IPAddress.Any, 0), new());
        var all = new IPEndPoint(IPAddress.Parse("127.255.255.255"), ((IPEndPoint)receiver.LocalEndPoint).Port);
        using (DatagramChannel refused = Bind())
        {
            SocketException error = Assert.Throws<SocketException>(() => refused.TrySend("all"u8, refused.ToAddress(all)));
            Assert.Equal(SocketError.AccessDenied, error.SocketErrorCode);
        }

        using DatagramChannel sender = Bind(new() { Broadcast = true });
        Assert.True(sender.TrySend("all"u8, sender.ToAddress(all)));
        Assert.Equal("all"u8.ToArray(), (await ReceiveAsync(receiver)).Datagram);

        await Assert.ThrowsAsync<ConnectException>(() => Transports.Udp.ConnectAsync(all, new(), Bounded.Token).WithinLimit());
        using DatagramChannel connected = await Transports.Udp.ConnectAsync(all, new() { Broadcast = true }, Bounded.Token);
        Assert.True(connected.TrySend("again"u8, to: null));
        Assert.Equal("again"u8.ToArray(), (await ReceiveAsync(receiver)).Datagram);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_multicast_group_can_be_joined_and_left(bool dualMode)
    {
        if (dualMode)
        {
            IPv6.SkipIfMissing();
        }

        // Of the organisation's own, RFC 2365.
        var group = IPAddress.Parse("239.255.77.7");
        int loopback = NetworkInterface.LoopbackInterfaceIndex;
        using DatagramChannel receiver = Transports.Udp.Bind(new IPEndPoint(dualMode ? IPAddress.IPv6Any : IPAddress.Any, 0), new());
        using DatagramChannel sender = Bind();
        sender.Socket!.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(loopback));
        SocketAddress to = sender.ToAddress(new IPEndPoint(group, ((IPEndPoint)receiver.LocalEndPoint).Port));
        try
        {
            receiver.JoinGroup(group, loopback);
            sender.TrySend("members"u8, to);
        }
        catch (SocketException error)
        {
            Assert.Skip($"This machine's loopback has no multicast: {error.Message}");
        }

        (byte[] datagram, SocketAddress from) = await ReceiveAsync(receiver);
        Assert.Equal("members"u8.ToArray(), datagram);
        Assert.Equal(sender.LocalEndPoint, receiver.ToEndPoint(from));

        receiver.LeaveGroup(group, loopback);
        sender.TrySend("nobody"u8, to);
        sender.TrySend("you"u8, sender.ToAddress(new IPEndPoint(IPAddress.Loopback, ((IPEndPoint)receiver.LocalEndPoint).Port)));
        Assert.Equal("you"u8.ToArray(), (await ReceiveAsync(receiver)).Datagram);
        Assert.Throws<SocketException>(() => receiver.LeaveGroup(group, loopback));
    }

    [Fact]
    public void A_multicast_group_of_IPv6_can_be_joined_and_left()
    {
        IPv6.SkipIfMissing();
        using DatagramChannel receiver = Transports.Udp.Bind(new IPEndPoint(IPAddress.IPv6Any, 0), new());
        int loopback = NetworkInterface.IPv6LoopbackInterfaceIndex;

        // Interface-local scope, RFC 4291 section 2.7.
        receiver.JoinGroup(IPAddress.Parse("ff01::7707"), loopback);
        Assert.Throws<SocketException>(() => receiver.JoinGroup(IPAddress.Parse("ff01::7707"), loopback));
        receiver.LeaveGroup(IPAddress.Parse("ff01::7707"), loopback);
        Assert.Throws<SocketException>(() => receiver.LeaveGroup(IPAddress.Parse("ff01::7707"), loopback));
    }

    [Fact]
    public async Task A_dual_mode_channel_talks_to_both_families()
    {
        IPv6.SkipIfMissing();
        using DatagramChannel server = Transports.Udp.Bind(new IPEndPoint(IPAddress.IPv6Any, 0), new());
        int port = ((IPEndPoint)server.LocalEndPoint).Port;
        foreach (IPAddress loopback in new[] { IPAddress.Loopback, IPAddress.IPv6Loopback })
        {
            using DatagramChannel client = await Transports.Udp.ConnectAsync(new IPEndPoint(loopback, port), new(), Bounded.Token);
            client.TrySend("ping"u8, to: null);
            (_, SocketAddress from) = await ReceiveAsync(server);
            Assert.Equal(client.LocalEndPoint, server.ToEndPoint(from));
            Assert.Equal(server.ToAddress(client.LocalEndPoint), from);
            server.TrySend("pong"u8, from);
            Assert.Equal("pong"u8.ToArray(), (await ReceiveAsync(client)).Datagram);
        }
    }

    [Fact]
    public void An_address_of_the_other_family_is_refused_before_it_is_sent_to()
    {
        IPv6.SkipIfMissing();
        using DatagramChannel four = Bind();
        using DatagramChannel six = Transports.Udp.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0), new());
        Assert.Throws<ArgumentException>(() => four.ToAddress(six.LocalEndPoint));
        Assert.Throws<ArgumentException>(() => six.ToAddress(four.LocalEndPoint));
        Assert.Throws<ArgumentException>(() => four.ToAddress(new DnsEndPoint("localhost", 1)));
    }

    [Fact]
    public async Task IPv6_has_the_room_that_its_header_does_not_take()
    {
        IPv6.SkipIfMissing();
        using DatagramChannel server = Transports.Udp.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0), new());
        using DatagramChannel client = await ConnectAsync(server);
        Assert.Equal(65_527, client.MaxDatagramBytes);
        Assert.True(client.TrySend(new byte[65_527], to: null));
        Assert.Equal(65_527, (await ReceiveAsync(server)).Datagram.Length);
        Assert.Throws<SocketException>(() => client.TrySend(new byte[65_528], to: null));
    }

    [Fact]
    public async Task Localhost_means_the_same_to_both_sides()
    {
        using DatagramChannel server = Transports.Udp.Bind(new DnsEndPoint("localhost", 0), new());
        using DatagramChannel client = await Transports.Udp.ConnectAsync(
            new DnsEndPoint("localhost", ((IPEndPoint)server.LocalEndPoint).Port), new(), Bounded.Token);
        client.TrySend("x"u8, to: null);
        Assert.Equal("x"u8.ToArray(), (await ReceiveAsync(server)).Datagram);
    }

    [Fact]
    public async Task A_name_is_resolved_to_an_address_with_a_route()
    {
        using DatagramChannel server = Bind();
        int port = ((IPEndPoint)server.LocalEndPoint).Port;

        // Connecting to a broadcast address is refused at once, unless it was asked for.
        var transport = new UdpTransport((_, _) => Task.FromResult(new[] { IPAddress.Broadcast, IPAddress.Loopback }));
        using DatagramChannel client = await transport.ConnectAsync(new DnsEndPoint("chat.test", port), new(), Bounded.Token);
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
    }

    [Fact]
    public async Task A_name_without_a_way_to_it_says_what_each_address_answered()
    {
        var transport = new UdpTransport((_, _) => Task.FromResult(new[] { IPAddress.Broadcast }));
        ConnectException error = await Assert.ThrowsAsync<ConnectException>(
            () => transport.ConnectAsync(new DnsEndPoint("chat.test", 7), new(), Bounded.Token).WithinLimit());
        Assert.Contains("chat.test:7: 255.255.255.255:7: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_can_choose_its_own_port()
    {
        using DatagramChannel free = Bind();
        EndPoint mine = free.LocalEndPoint;
        free.Dispose();
        using DatagramChannel server = Bind();
        using DatagramChannel client = await Transports.Udp.ConnectAsync(server.LocalEndPoint, new() { LocalEndPoint = mine }, Bounded.Token);
        Assert.Equal(mine, client.LocalEndPoint);
    }

    protected override EndPoint FreeEndPoint() => new IPEndPoint(IPAddress.Loopback, 0);
}
