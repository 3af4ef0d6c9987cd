using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Analyzers.Tests.Lifecycle;

/// <summary>
/// What the table of states and the pages of the rules say of the framework, asked of the framework itself: where a version of .NET changes its mind, this fails.
/// </summary>
public sealed class MeasuredFactTests : IDisposable
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    private readonly byte[] _buffer = new byte[8];
    private readonly Socket _tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TcpListener _peer = new(AnyPort);
    private readonly UdpClient _datagramPeer = new(AnyPort);

    public MeasuredFactTests() => _peer.Start();

    private IPEndPoint PeerAddress => (IPEndPoint)_peer.LocalEndpoint;

    private IPEndPoint DatagramPeerAddress => (IPEndPoint)_datagramPeer.Client.LocalEndPoint!;

    public void Dispose()
    {
        _tcp.Dispose();
        _udp.Dispose();
        _peer.Dispose();
        _datagramPeer.Dispose();
    }

    [Fact]
    public void Accepting_needs_a_listener()
    {
        Assert.Throws<InvalidOperationException>(() => _tcp.Accept());
        _tcp.Bind(AnyPort);
        Assert.Throws<InvalidOperationException>(() => _tcp.Accept());
        using var listener = new TcpListener(AnyPort);
        Assert.Throws<InvalidOperationException>(() => listener.AcceptTcpClient());
        Assert.Throws<InvalidOperationException>(() => listener.Pending());
        listener.Start();
        listener.Stop();
        Assert.Throws<InvalidOperationException>(() => listener.AcceptSocket());
        listener.Start();
        Assert.False(listener.Pending());
    }

    [Fact]
    public void Listening_without_an_address_is_worth_nothing()
    {
        if (OperatingSystem.IsLinux())
        {
            _tcp.Listen();
            Assert.False(_tcp.IsBound);
            Assert.Null(_tcp.LocalEndPoint);
        }
        else
        {
            Assert.Throws<SocketException>(() => _tcp.Listen());
        }

        Assert.Throws<InvalidOperationException>(() => _tcp.Accept());
    }

    [Fact]
    public async Task Receiving_datagrams_needs_an_address()
    {
        EndPoint from = AnyPort;
        Assert.Throws<InvalidOperationException>(() => _udp.ReceiveFrom(_buffer, ref from));
        using var client = new UdpClient();
        IPEndPoint? address = null;
        Assert.Throws<InvalidOperationException>(() => client.Receive(ref address));

        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _udp.ReceiveAsync(_buffer.AsMemory(), patience.Token));

        _udp.SendTo(_buffer, DatagramPeerAddress);
        Assert.True(_udp.IsBound);
    }

    [Fact]
    public void Sending_and_receiving_need_a_peer()
    {
        Assert.Throws<SocketException>(() => _tcp.Send(_buffer));
        Assert.Throws<SocketException>(() => _tcp.Receive(_buffer));
        Assert.Throws<SocketException>(() => _tcp.SendTo(_buffer, PeerAddress));
        Assert.Throws<SocketException>(() => _udp.Send(_buffer));
        Assert.Throws<IOException>(() => new NetworkStream(_tcp));
        using var client = new TcpClient();
        Assert.Throws<InvalidOperationException>(() => client.GetStream());
        using var datagrams = new UdpClient();
        Assert.Throws<InvalidOperationException>(() => datagrams.Send(_buffer));
        Assert.Equal(8, datagrams.Send(_buffer, 8, DatagramPeerAddress));
    }

    [Fact]
    public void A_closed_socket_is_closed()
    {
        _tcp.Connect(PeerAddress);
        _tcp.Close();
        Assert.Throws<ObjectDisposedException>(() => _tcp.Send(_buffer));
        Assert.Throws<ObjectDisposedException>(() => _tcp.LocalEndPoint);
        Assert.Throws<ObjectDisposedException>(() => _tcp.NoDelay = true);
        Assert.False(_tcp.Connected);
        Assert.True(_tcp.IsBound);
        Assert.Equal(AddressFamily.InterNetwork, _tcp.AddressFamily);
        _tcp.Close();

        var client = new TcpClient();
        client.Close();
        Assert.Null(client.Client);
        Assert.Equal(0, client.Available);
        Assert.False(client.Connected);
        Assert.Throws<ObjectDisposedException>(() => client.GetStream());
    }

    [Fact]
    public void A_socket_is_bound_once_but_a_failed_bind_changes_nothing()
    {
        Assert.Throws<SocketException>(() => _tcp.Bind(PeerAddress));
        _tcp.Bind(AnyPort);
        Assert.Throws<SocketException>(() => _tcp.Bind(AnyPort));
        _tcp.Listen();
        _tcp.Listen(1);
        Assert.Throws<InvalidOperationException>(() => _tcp.Connect(PeerAddress));
    }

    [Fact]
    public void A_stream_socket_has_one_peer_and_a_datagram_socket_may_change_it()
    {
        _tcp.Connect(PeerAddress);
        Assert.Throws<SocketException>(() => _tcp.Connect(PeerAddress));
        Assert.Throws<SocketException>(() => _tcp.Listen());
        _udp.Connect(DatagramPeerAddress);
        _udp.Connect(DatagramPeerAddress);
        Assert.Throws<SocketException>(() => _udp.Bind(AnyPort));
        Assert.Throws<SocketException>(() => _udp.Listen());
        Assert.Equal(8, _udp.SendTo(_buffer, DatagramPeerAddress));
        using var client = new UdpClient();
        client.Connect(DatagramPeerAddress);
        Assert.Throws<InvalidOperationException>(() => client.Send(_buffer, 8, DatagramPeerAddress));
        Assert.Equal(8, client.Send(_buffer, 8, null));
    }

    [Fact]
    public void A_listener_binds_by_itself()
    {
        using var listener = new TcpListener(AnyPort);
        listener.Server.Bind(AnyPort);
        Assert.Throws<SocketException>(() => listener.Start());
    }

    [Fact]
    public void Options_of_the_binding_come_before_it()
    {
        _tcp.Bind(AnyPort);
        Assert.Throws<InvalidOperationException>(() => _tcp.ExclusiveAddressUse = true);
        _tcp.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        Assert.Throws<InvalidOperationException>(() => _peer.ExclusiveAddressUse = true);
        Assert.Throws<InvalidOperationException>(() => _datagramPeer.ExclusiveAddressUse = false);
        if (Socket.OSSupportsIPv6)
        {
            using var both = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
            both.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            Assert.Throws<SocketException>(() => both.DualMode = true);
        }
    }

    [Fact]
    public void The_address_is_known_once_it_is_bound()
    {
        Assert.Null(_tcp.LocalEndPoint);
        Assert.Null(_tcp.RemoteEndPoint);
        using var listener = new TcpListener(AnyPort);
        Assert.Equal(0, ((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Start();
        Assert.NotEqual(0, ((IPEndPoint)listener.LocalEndpoint).Port);
        listener.Stop();
        Assert.Equal(0, ((IPEndPoint)listener.LocalEndpoint).Port);
    }
}
