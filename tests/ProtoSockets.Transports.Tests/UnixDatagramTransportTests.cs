using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

public sealed class UnixDatagramTransportTests : ReliableDatagramTransportContract, IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private int _files;

    protected override DatagramTransport Transport => Transports.UnixDatagram;

    private string Path => _directory.PathOf("chat.sock");

    [Fact]
    public void Closing_removes_the_file()
    {
        DatagramChannel channel = Bind();
        string path = channel.LocalEndPoint.ToString()!;
        Assert.True(File.Exists(path));
        channel.Dispose();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_stale_file_is_replaced()
    {
        using (DatagramChannel crashed = Bind())
        {
            File.Move(crashed.LocalEndPoint.ToString()!, Path);
        }

        var endPoint = new UnixDomainSocketEndPoint(Path);
        Assert.Equal(BindFailure.InUse, Assert.Throws<BindException>(() => Transport.Bind(endPoint, new() { ReplaceStaleFile = false })).Failure);
        using DatagramChannel channel = Transport.Bind(endPoint, new());
        Assert.Equal(BindFailure.InUse, Assert.Throws<BindException>(() => Transport.Bind(endPoint, new())).Failure);
    }

    [Fact]
    public void A_listener_of_streams_is_not_replaced()
    {
        var endPoint = new UnixDomainSocketEndPoint(Path);
        using StreamListener listener = Transports.Unix.Listen(endPoint, new());
        Assert.Equal(BindFailure.InUse, Assert.Throws<BindException>(() => Transport.Bind(endPoint, new())).Failure);
        Assert.True(File.Exists(Path));
    }

    [Fact]
    public async Task A_client_gets_a_name_of_its_own_and_leaves_no_file()
    {
        using DatagramChannel server = Bind();
        using DatagramChannel client = await ConnectAsync(server);
        string name = client.LocalEndPoint.ToString()!;
        Assert.NotEmpty(name);
        if (OperatingSystem.IsLinux())
        {
            Assert.StartsWith("@protosockets-", name, StringComparison.Ordinal);
        }

        client.Dispose();
        Assert.False(File.Exists(name));
    }

    [Fact]
    public async Task A_sender_without_a_name_is_received_and_can_not_be_answered()
    {
        using DatagramChannel server = Bind();
        using var nameless = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        await nameless.SendToAsync("x"u8.ToArray(), SocketFlags.None, server.LocalEndPoint);
        (byte[] datagram, SocketAddress from) = await ReceiveAsync(server);
        Assert.Equal("x"u8.ToArray(), datagram);
        Assert.Equal("", server.ToEndPoint(from).ToString());
        Assert.ThrowsAny<SocketException>(() => server.TrySend("y"u8, from));

        // The address is as good as new for the next.
        using DatagramChannel named = Bind();
        named.TrySend("z"u8, named.ToAddress(server.LocalEndPoint));
        Assert.Equal(1, await server.ReceiveAsync(new byte[1], from, Bounded.Token));
        Assert.Equal(named.LocalEndPoint, server.ToEndPoint(from));
    }

    [Fact]
    public async Task A_path_that_nobody_has_bound_says_so()
    {
        ConnectException error = await Assert.ThrowsAsync<ConnectException>(
            () => Transport.ConnectAsync(new UnixDomainSocketEndPoint(Path), new(), Bounded.Token).WithinLimit());
        Assert.Contains("there is no such file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_no_multicast()
    {
        using DatagramChannel channel = Bind();
        Assert.Throws<NotSupportedException>(() => channel.JoinGroup(IPAddress.Parse("239.1.2.3")));
        Assert.Throws<ArgumentException>(() => channel.ToAddress(new IPEndPoint(IPAddress.Loopback, 1)));
    }

    public void Dispose() => _directory.Dispose();

    protected override EndPoint FreeEndPoint()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no Unix datagrams.");

        // Names of growing and shrinking length: an address object is used for one after the other.
        int index = _files++;
        return new UnixDomainSocketEndPoint(_directory.PathOf($"{index}{new string('x', index * 7 % 40)}.sock"));
    }
}
