using System.Net;
using System.Net.Sockets;

namespace ProtoSockets.Transports.Tests;

/// <summary>Python's socket module on the other end: what both ends here agree on may still be wrong.</summary>
public sealed class IndependentPeerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    [Theory]
    [InlineData("tcp", "tcp://127.0.0.1:{0}")]
    [InlineData("tcp6", "tcp://[::1]:{0}")]
    [InlineData("unix:{1}", "unix:{0}")]
    [InlineData("unix:@{2}", "unix:{0}")]
    public async Task A_client_talks_to_its_server(string where, string address)
    {
        SkipIfMissing(where);
        await using PythonPeer peer = PythonPeer.Start("peer.py", "stream-server", Fill(where));
        TransportAddress server = TransportAddress.Parse(string.Format(null, address, await peer.ReadAsync("at")));
        using StreamConnection client = await ((StreamTransport)server.Transport).ConnectAsync(server.EndPoint, new(), Bounded.Token);
        byte[] bytes = StreamBytes.Pattern(300_000);
        Task<byte[]> receiving = client.ReceiveToEndAsync();
        await client.SendAllAsync(bytes);
        await client.ShutdownSendAsync(Bounded.Token);
        byte[] reversed = await receiving.WithinLimit();
        Array.Reverse(reversed);
        Assert.Equal(bytes, reversed);
        await peer.EndedAsync();
    }

    [Theory]
    [InlineData("tcp://127.0.0.1:0", "tcp:127.0.0.1:{0}")]
    [InlineData("tcp://[::1]:0", "tcp:::1:{0}")]
    [InlineData("tcp://*:0", "tcp:127.0.0.1:{0}")]
    [InlineData("unix:{1}", "unix:{0}")]
    [InlineData("unix:@{2}", "unix:{0}")]
    public async Task A_server_talks_to_its_client(string address, string where)
    {
        SkipIfMissing(address);
        TransportAddress bound = TransportAddress.Parse(Fill(address));
        using StreamListener listener = ((StreamTransport)bound.Transport).Listen(bound.EndPoint, new());
        await using PythonPeer peer = PythonPeer.Start("peer.py", "stream-client", Fill(where, listener.LocalEndPoint));
        using (StreamConnection server = await listener.AcceptAsync(Bounded.Token))
        {
            byte[] bytes = await server.ReceiveToEndAsync();
            Array.Reverse(bytes);
            await server.SendAllAsync(bytes);
        }

        Assert.Equal("256000 as expected", await peer.ReadAsync("received"));
        await peer.EndedAsync();
    }

    [Theory]
    [InlineData("udp", "udp://127.0.0.1:{0}")]
    [InlineData("udp6", "udp://[::1]:{0}")]
    [InlineData("unix:{1}", "unixgram:{0}")]
    [InlineData("unix:@{2}", "unixgram:{0}")]
    public async Task A_client_of_datagrams_talks_to_its_server(string where, string address)
    {
        SkipIfMissing(where);
        await using PythonPeer peer = PythonPeer.Start("peer.py", "datagram-server", Fill(where));
        TransportAddress server = TransportAddress.Parse(string.Format(null, address, await peer.ReadAsync("at")));
        using DatagramChannel client = await ((DatagramTransport)server.Transport).ConnectAsync(server.EndPoint, new(), Bounded.Token);
        await client.SendAsync("hello"u8.ToArray(), to: null, Bounded.Token);
        byte[] buffer = new byte[100];
        SocketAddress from = client.CreateAddress();
        int length = await client.ReceiveAsync(buffer, from, Bounded.Token);
        Assert.Equal("olleh"u8.ToArray(), buffer[..length]);
        Assert.Equal(server.EndPoint, client.ToEndPoint(from));
        await peer.EndedAsync();
    }

    [Theory]
    [InlineData("udp://127.0.0.1:0", "udp:127.0.0.1:{0}")]
    [InlineData("udp://[::1]:0", "udp:::1:{0}")]
    [InlineData("udp://*:0", "udp:127.0.0.1:{0}")]
    [InlineData("unixgram:{1}", "unix:{0}")]
    [InlineData("unixgram:@{2}", "unix:{0}")]
    public async Task A_server_of_datagrams_talks_to_its_client(string address, string where)
    {
        SkipIfMissing(address);
        TransportAddress bound = TransportAddress.Parse(Fill(address));
        using DatagramChannel server = ((DatagramTransport)bound.Transport).Bind(bound.EndPoint, new());
        await using PythonPeer peer = PythonPeer.Start("peer.py", "datagram-client", Fill(where, server.LocalEndPoint));
        byte[] buffer = new byte[100];
        SocketAddress from = server.CreateAddress();
        int length = await server.ReceiveAsync(buffer, from, Bounded.Token);
        Assert.Equal("from python"u8.ToArray(), buffer[..length]);
        Assert.True(server.TrySend("from .NET"u8, from));
        Assert.Equal("from .NET", await peer.ReadAsync("received"));
        await peer.EndedAsync();
    }

    public void Dispose() => _directory.Dispose();

    private static void SkipIfMissing(string where)
    {
        if (where.Contains('6', StringComparison.Ordinal) || where.Contains("::", StringComparison.Ordinal))
        {
            IPv6.SkipIfMissing();
        }

        Assert.SkipWhen(where.Contains('@', StringComparison.Ordinal) && !OperatingSystem.IsLinux(), "Abstract names are Linux's.");
        Assert.SkipWhen(where.Contains("unix", StringComparison.Ordinal) && OperatingSystem.IsWindows(), "Python has no Unix sockets on Windows.");
    }

    private string Fill(string text, EndPoint? bound = null)
    {
        string at = bound is IPEndPoint ip ? $"{ip.Port}" : bound?.ToString() ?? "";
        return string.Format(null, text, at, _directory.PathOf("peer.sock"), $"peer-{Guid.NewGuid():N}");
    }
}
