using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

public sealed class AdoptTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("unix:{0}")]
    public async Task A_listening_socket_becomes_a_listener(string text)
    {
        TransportAddress address = Address(text);
        Socket socket = Bound(address, SocketType.Stream);
        socket.Listen();
        using StreamListener listener = Adopt.Listener(socket);
        Assert.Equal(socket.LocalEndPoint, listener.LocalEndPoint);
        using StreamPair pair = await StreamPair.ConnectAsync(listener, (StreamTransport)address.Transport);
        await pair.Client.SendAllAsync("x"u8.ToArray());
        Assert.Equal("x"u8.ToArray(), await pair.Server.ReceiveExactlyAsync(1));

        Task<StreamConnection> accepting = listener.AcceptAsync(Bounded.Token).AsTask();
        listener.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => accepting.WithinLimit());
    }

    [Fact]
    public async Task A_listening_socket_can_speak_TLS()
    {
        Socket socket = Bound(TransportAddress.Parse("tcp://127.0.0.1:0"), SocketType.Stream);
        socket.Listen();
        using StreamListener listener = Adopt.Listener(socket, Certificates.ServerOptions());
        using StreamPair pair = await StreamPair.ConnectAsync(listener, Transports.Tls(Certificates.ClientOptions()));
        Assert.NotNull(pair.Client.RemoteCertificate);
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("unix:{0}")]
    public async Task A_connected_socket_becomes_a_connection(string text)
    {
        TransportAddress address = Address(text);
        using StreamListener listener = ((StreamTransport)address.Transport).Listen(address.EndPoint, new());
        Socket socket = NewSocket(address, SocketType.Stream);
        await socket.ConnectAsync(listener.LocalEndPoint, Bounded.Token);
        using StreamConnection server = await listener.AcceptAsync(Bounded.Token);
        using StreamConnection client = Adopt.Connection(socket);
        Assert.Equal(listener.LocalEndPoint, client.RemoteEndPoint);
        client.FillUp();
        client.Dispose();
        Assert.NotEmpty(await server.ReceiveToEndAsync());
    }

    [Theory]
    [InlineData("udp://127.0.0.1:0", true)]
    [InlineData("udp://127.0.0.1:0", false)]
    [InlineData("unixgram:{0}", true)]
    [InlineData("unixgram:{0}", false)]
    public async Task A_bound_datagram_socket_becomes_a_channel(string text, bool connected)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() && text.StartsWith("unix", StringComparison.Ordinal), "Windows has no Unix datagrams.");
        TransportAddress address = Address(text);
        using DatagramChannel peer = ((DatagramTransport)address.Transport).Bind(address.EndPoint, new());
        Socket socket = Bound(Address(text, "other.sock"), SocketType.Dgram);
        if (connected)
        {
            await socket.ConnectAsync(peer.LocalEndPoint, Bounded.Token);
        }

        using DatagramChannel channel = Adopt.Datagrams(socket);
        Assert.Equal(connected ? peer.LocalEndPoint : null, channel.RemoteEndPoint);
        Assert.True(channel.TrySend("x"u8, connected ? null : channel.ToAddress(peer.LocalEndPoint)));
        SocketAddress from = peer.CreateAddress();
        Assert.Equal(1, await peer.ReceiveAsync(new byte[1], from, Bounded.Token));
        Assert.Equal(channel.LocalEndPoint, peer.ToEndPoint(from));
    }

    [Fact]
    public async Task A_socket_of_another_kind_is_refused_with_the_way_out()
    {
        using Socket unbound = NewSocket(TransportAddress.Parse("tcp://127.0.0.1:0"), SocketType.Stream);
        using Socket bound = Bound(TransportAddress.Parse("tcp://127.0.0.1:0"), SocketType.Stream);
        using Socket listening = Bound(TransportAddress.Parse("tcp://127.0.0.1:0"), SocketType.Stream);
        listening.Listen();
        using Socket connected = NewSocket(TransportAddress.Parse("tcp://127.0.0.1:0"), SocketType.Stream);
        await connected.ConnectAsync(listening.LocalEndPoint!, Bounded.Token);
        using Socket unboundDatagrams = NewSocket(TransportAddress.Parse("udp://127.0.0.1:0"), SocketType.Dgram);
        using Socket datagrams = Bound(TransportAddress.Parse("udp://127.0.0.1:0"), SocketType.Dgram);

        AssertRefused(() => Adopt.Listener(unbound), "is not bound to an address. Bind it and call Listen first.");
        AssertRefused(() => Adopt.Listener(bound), "is bound, but does not listen. Call Listen first.");
        AssertRefused(() => Adopt.Listener(connected), "connections are for Adopt.Connection.");
        AssertRefused(() => Adopt.Listener(datagrams), "datagram sockets are for Adopt.Datagrams.");
        AssertRefused(() => Adopt.Connection(unbound), "is not connected to a peer.");
        AssertRefused(() => Adopt.Connection(bound), "is not connected to a peer.");
        AssertRefused(() => Adopt.Connection(listening), "listeners are for Adopt.Listener.");
        AssertRefused(() => Adopt.Connection(datagrams), "datagram sockets are for Adopt.Datagrams.");
        AssertRefused(() => Adopt.Datagrams(unboundDatagrams), "is not bound to an address.");
        AssertRefused(() => Adopt.Datagrams(connected), "stream sockets are for Adopt.Listener and Adopt.Connection.");
        using Socket unix = Bound(Address("unix:{0}"), SocketType.Stream);
        unix.Listen();
        AssertRefused(() => Adopt.Listener(unix, Certificates.ServerOptions()), "TLS is spoken over TCP.");

        // A socket that was refused is still its maker's.
        using StreamListener listener = Adopt.Listener(listening);
        Assert.Throws<ArgumentNullException>(() => Adopt.Listener(null!));
    }

    public void Dispose() => _directory.Dispose();

    private static void AssertRefused(Func<object> adopt, string reason)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(adopt);
        Assert.Equal("socket", error.ParamName);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static Socket NewSocket(TransportAddress address, SocketType type) => new(
        address.EndPoint.AddressFamily,
        type,
        address.EndPoint is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);

    private static Socket Bound(TransportAddress address, SocketType type)
    {
        Socket socket = NewSocket(address, type);
        socket.Bind(address.EndPoint);
        return socket;
    }

    private TransportAddress Address(string text, string file = "adopt.sock") => TransportAddress.Parse(string.Format(null, text, _directory.PathOf(file)));
}
