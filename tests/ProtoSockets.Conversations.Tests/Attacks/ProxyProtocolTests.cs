using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Tests.Shared;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Attacks;

/// <summary>Servers behind a proxy that tells whose each connection is: HAProxy itself, and peers that lie.</summary>
public sealed class ProxyProtocolTests
{
    private static readonly ProxyProtocolOptions FromThisMachine = new() { TrustedNetworks = [IPNetwork.Parse("127.0.0.0/8")] };

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>HAProxy in front of our server, which sees the client's address and not HAProxy's.</summary>
    [Theory]
    [InlineData("send-proxy", 1, false)]
    [InlineData("send-proxy-v2", 2, false)]
    [InlineData("send-proxy-v2 proxy-v2-options crc32c,unique-id", 2, false)]
    [InlineData("send-proxy", 1, true)]
    [InlineData("send-proxy-v2", 2, true)]
    public async Task Behind_HAProxy_the_session_has_the_clients_address(string option, int version, bool isEncrypted)
    {
        DeskHandler handler = new();
        ListLogger log = new();
        ServerOptions options = new() { Bind = new() { ProxyProtocol = FromThisMachine }, LoggerFactory = log };
        TransportAddress any = TransportAddress.Parse("tcp://127.0.0.1:0");
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, options), isEncrypted ? any.WithTls(Localhost.Server) : any);
        await using RealServer proxy = await StartHaproxyAsync(((IPEndPoint)server.EndPoint).Port, option);

        // From an address of our own, which HAProxy does not have.
        TransportAddress through = proxy.EndPoint;
        ClientOptions from = new() { Connect = new() { LocalEndPoint = new IPEndPoint(IPAddress.Parse("127.0.0.77"), 0) } };
        await using Desk.Client client = await Desk.Client.ConnectAsync(isEncrypted ? through.WithTls(Localhost.Client) : through, from, cancellationToken: Cancelled);
        Assert.Equal(5, (await client.AddAsync(new(2, 3), Cancelled).Soon()).Value);

        Desk.Session session = await NextFromAsync(handler, "127.0.0.77");
        Assert.Equal(client.LocalEndPoint, session.RemoteEndPoint);
        Assert.Equal(proxy.EndPoint, session.LocalEndPoint);
        Assert.Equal(version, session.ProxyHeader!.Version);
        Assert.Equal(option.Contains("crc32c", StringComparison.Ordinal), session.ProxyHeader.Find(ProxyValueType.Crc32C) is not null);
    }

    [Fact]
    public async Task A_header_of_another_program_in_front_of_TLS_is_taken()
    {
        string python = ExternalProgram.Find("python3", "python3");
        DeskHandler handler = new();
        await using var server = new RunningServer<Desk.Wire>(
            new Desk.Server(handler, Behind(FromThisMachine)), TransportAddress.Parse("tcp://127.0.0.1:0").WithTls(Localhost.Server));
        ProgramResult result = await ExternalProgram.RunAsync(python, ["-c", PythonProxy, $"{((IPEndPoint)server.EndPoint).Port}"]);
        Assert.True(result.ExitCode == 0, result.ToString());
        Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
        Assert.Equal("[2001:db8::7]:4242", $"{session.RemoteEndPoint}");
        Assert.Equal("[2001:db8::1]:443", $"{session.LocalEndPoint}");
        Assert.Equal("chat.test", session.ProxyHeader!.Authority);
    }

    [Theory]
    [InlineData("PROXY TCP4 203.0.113.7 198.51.100.1 56324 443\r\n", "203.0.113.7:56324")]
    [InlineData("PROXY UNKNOWN\r\n", null)]
    public async Task What_follows_the_header_at_once_is_the_protocols(string header, string? told)
    {
        LineHandler handler = new();
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(handler, Behind(FromThisMachine)), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using Socket socket = await ConnectAsync(server.EndPoint);
        await socket.SendAsync(Encoding.ASCII.GetBytes(header + "one\r\ntwo\r\nthr"), Cancelled);
        Assert.Equal("ONE\r\nTWO\r\n", await ReceiveAsync(socket, 10));
        await socket.SendAsync("ee\r\n"u8.ToArray(), Cancelled);
        Assert.Equal("THREE\r\n", await ReceiveAsync(socket, 7));
        Assert.Equal(told ?? $"{socket.LocalEndPoint}", handler.Seen.First());
    }

    [Fact]
    public async Task A_header_that_comes_byte_by_byte_is_read()
    {
        LineHandler handler = new();
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(handler, Behind(FromThisMachine)), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using Socket socket = await ConnectAsync(server.EndPoint);
        socket.NoDelay = true;
        foreach (byte one in "PROXY TCP4 203.0.113.7 198.51.100.1 56324 443\r\none\r\n"u8.ToArray())
        {
            await socket.SendAsync(new[] { one }, Cancelled);
        }

        Assert.Equal("ONE\r\n", await ReceiveAsync(socket, 5));
        Assert.Equal("203.0.113.7:56324", handler.Seen.First());
    }

    [Fact]
    public async Task A_stranger_is_closed_unread_whatever_it_claims()
    {
        ListLogger log = new();
        ProxyProtocolOptions elsewhere = new() { TrustedNetworks = [IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("fd00::/8")] };
        LineHandler handler = new();
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(handler, Behind(elsewhere) with { LoggerFactory = log }), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using Socket socket = await ConnectAsync(server.EndPoint);
        await AssertClosedAsync(socket, "PROXY TCP4 10.0.0.1 198.51.100.1 56324 443\r\none\r\n");
        Assert.Empty(handler.Seen);
        Assert.Contains(log.Entries, entry => entry.Contains("is not among BindOptions.ProxyProtocol.TrustedNetworks", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("one\r\n", "does not begin with a PROXY header")]
    [InlineData("PROXY TCP4 203.0.113.7\r\none\r\n", "malformed")]
    [InlineData("\r\n\r\n\0\r\nQUIT\n\u0021\u0011\u0020\u0000", "announced a PROXY header of 8208 bytes")]
    public async Task A_connection_without_a_proper_header_is_closed(string bytes, string reason)
    {
        ListLogger log = new();
        LineHandler handler = new();
        await using var server = new RunningServer<Lines.Wire>(
            new Lines.Server(handler, Behind(FromThisMachine) with { LoggerFactory = log }), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using Socket socket = await ConnectAsync(server.EndPoint);
        await AssertClosedAsync(socket, bytes);
        Assert.Empty(handler.Seen);
        Assert.Contains(log.Entries, entry => entry.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_header_has_to_come_within_the_handshakes_time()
    {
        FakeTimeProvider time = new();
        await using var server = new RunningServer<Lines.Wire>(
            new Lines.Server(new LineHandler(), Behind(FromThisMachine) with { TimeProvider = time, HandshakeTimeout = TimeSpan.FromSeconds(3) }), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using Socket socket = await ConnectAsync(server.EndPoint);
        await socket.SendAsync("PROXY TCP4 203"u8.ToArray(), Cancelled);
        Task<int> ended = socket.ReceiveAsync(new byte[1], SocketFlags.None, Cancelled).AsTask();
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (!ended.IsCompleted && DateTime.UtcNow < latest)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        try
        {
            Assert.Equal(0, await ended.Soon());
        }
        catch (SocketException)
        {
            // A reset ends it as well.
        }
    }

    [Fact]
    public async Task Connections_are_counted_by_the_address_that_was_told()
    {
        ListLogger log = new();
        LineHandler handler = new();
        ServerOptions options = Behind(FromThisMachine) with { MaxConnectionsPerAddress = 1, LoggerFactory = log };
        await using var server = new RunningServer<Lines.Wire>(new Lines.Server(handler, options), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using Socket first = await ConnectAsync(server.EndPoint);
        await TalkAsync(first, "203.0.113.7");
        using Socket second = await ConnectAsync(server.EndPoint);
        await AssertClosedAsync(second, "PROXY TCP4 203.0.113.7 198.51.100.1 5 443\r\none\r\n");
        Assert.Contains(log.Entries, entry => entry.Contains("from 203.0.113.7:5 refused: 1 connections from that address", StringComparison.Ordinal));

        // Another address through the same proxy; and the first again once its connection has ended.
        using Socket other = await ConnectAsync(server.EndPoint);
        await TalkAsync(other, "203.0.113.8");
        first.Dispose();
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (server.Server.ConnectionCount != 1)
        {
            Assert.True(DateTime.UtcNow < latest, "The connection has not ended.");
            await Task.Yield();
        }

        using Socket again = await ConnectAsync(server.EndPoint);
        await TalkAsync(again, "203.0.113.7");

        static async Task TalkAsync(Socket socket, string address)
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes($"PROXY TCP4 {address} 198.51.100.1 56324 443\r\none\r\n"), Cancelled);
            Assert.Equal("ONE\r\n", await ReceiveAsync(socket, 5));
        }
    }

    [Fact]
    public async Task Unix_peers_are_proxies_only_where_they_are_trusted()
    {
        if (!Socket.OSSupportsUnixDomainSockets)
        {
            Assert.Skip("This system has no Unix sockets.");
        }

        string folder = Directory.CreateTempSubdirectory("proxy").FullName;
        LineHandler handler = new();
        foreach (bool isTrusted in (bool[])[false, true])
        {
            string path = Path.Combine(folder, $"{isTrusted}.sock");
            ServerOptions options = Behind(FromThisMachine with { TrustsUnixPeers = isTrusted });
            await using var server = new RunningServer<Lines.Wire>(new Lines.Server(handler, options), TransportAddress.Parse($"unix:{path}"));
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), Cancelled);
            const string Line = "PROXY TCP4 203.0.113.7 198.51.100.1 56324 443\r\none\r\n";
            if (isTrusted)
            {
                await socket.SendAsync(Encoding.ASCII.GetBytes(Line), Cancelled);
                Assert.Equal("ONE\r\n", await ReceiveAsync(socket, 5));
                Assert.Equal(["203.0.113.7:56324"], handler.Seen);
            }
            else
            {
                await AssertClosedAsync(socket, Line);
                Assert.Empty(handler.Seen);
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task An_address_with_as_many_connections_as_it_may_have_is_told_to_try_elsewhere()
    {
        DeskHandler handler = new();
        ServerOptions options = Behind(FromThisMachine) with { MaxConnectionsPerAddress = 1, Elsewhere = "there" };
        await using var server = new RunningServer<Desk.Wire>(new Desk.Server(handler, options), TransportAddress.Parse("tcp://127.0.0.1:0"));
        byte[] hello = [.. "PROXY TCP4 203.0.113.7 198.51.100.1 56324 443\r\n"u8, .. RawPeer.Hello<Desk.Wire>(RawPeer.Everything)];
        using RawPeer first = await RawPeer.ConnectAsync(server.EndPoint);
        await first.SendAsync(hello);
        Assert.Equal(5, (await first.ReadFrameAsync())![4]);
        using RawPeer second = await RawPeer.ConnectAsync(server.EndPoint);
        await second.SendAsync(hello);

        // An envelope of kind 11: overloaded, again after 1,000 ms. It is read to the end, so that no reset takes it away.
        Assert.Equal([0, 0, 0, 23, 11, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 3, 0xE8, .. "there"u8], await second.ReadFrameAsync());
        await second.SendAsync(new byte[1000]);
        second.Socket.Shutdown(SocketShutdown.Send);
        Assert.Empty(await second.ReadToEndAsync());

        // Once the first has gone there is room again, and the one that was turned away is not counted.
        first.Dispose();
        await handler.Disconnected.Reader.ReadAsync(Cancelled).Soon();
        DateTime latest = DateTime.UtcNow + Patience.Long;
        while (server.Server.ConnectionCount != 0)
        {
            Assert.True(DateTime.UtcNow < latest, "A connection is still counted.");
            await Task.Yield();
        }

        using RawPeer third = await RawPeer.ConnectAsync(server.EndPoint);
        await third.SendAsync(hello);
        Assert.Equal(5, (await third.ReadFrameAsync())![4]);
    }

    [Fact]
    public void Options_that_let_nobody_in_are_refused()
    {
        var server = new Lines.Server(new LineHandler(), Behind(new ProxyProtocolOptions { TrustedNetworks = [] }));
        ArgumentException error = Assert.Throws<ArgumentException>(() => server.Bind(new IPEndPoint(IPAddress.Loopback, 0)));
        Assert.Contains("nobody could connect", error.Message, StringComparison.Ordinal);
    }

    private const string PythonProxy = """
        import socket, ssl, struct, sys, ipaddress
        wire = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        block = ipaddress.ip_address("2001:db8::7").packed + ipaddress.ip_address("2001:db8::1").packed + struct.pack("!HH", 4242, 443)
        block += struct.pack("!BH", 2, 9) + b"chat.test"
        wire.sendall(b"\r\n\r\n\0\r\nQUIT\n" + struct.pack("!BBH", 0x21, 0x21, len(block)) + block)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with context.wrap_socket(wire) as tls:
            hello = tls.version()
            print(hello)
        """;

    private static ServerOptions Behind(ProxyProtocolOptions proxy) => new() { Bind = new() { ProxyProtocol = proxy } };

    private static async Task<Desk.Session> NextFromAsync(DeskHandler handler, string address)
    {
        while (true)
        {
            Desk.Session session = await handler.Connected.Reader.ReadAsync(Cancelled).Soon();
            if (session.RemoteEndPoint is IPEndPoint { Address: var remote } && remote.ToString() == address)
            {
                return session;
            }
        }
    }

    private static Task<RealServer> StartHaproxyAsync(int backend, string option)
    {
        string file = Path.GetTempFileName();
        return RealServer.StartAsync(new RealServerProgram
        {
            Name = "haproxy",
            Package = "haproxy",
            Arguments = port =>
            {
                File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
                    global
                        maxconn 50
                    defaults
                        mode tcp
                        timeout connect 20s
                        timeout client 60s
                        timeout server 60s
                    frontend front
                        bind 127.0.0.1:{port}
                        unique-id-format %[src]
                        default_backend back
                    backend back
                        server one 127.0.0.1:{backend} {option}

                    """));
                return ["-db", "-f", file];
            },
        });
    }

    private static async Task<Socket> ConnectAsync(EndPoint server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, Cancelled);
        return socket;
    }

    private static async Task<string> ReceiveAsync(Socket socket, int length)
    {
        byte[] bytes = new byte[length];
        for (int count = 0; count < length;)
        {
            int received = await socket.ReceiveAsync(bytes.AsMemory(count), SocketFlags.None, Cancelled).AsTask().Soon();
            Assert.NotEqual(0, received);
            count += received;
        }

        return Encoding.ASCII.GetString(bytes);
    }

    private static async Task AssertClosedAsync(Socket socket, string bytes)
    {
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), Cancelled);
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], SocketFlags.None, Cancelled).AsTask().Soon());
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // Closed with unread bytes.
        }
    }

    /// <summary>Answers in capitals, and notes who asks.</summary>
    private sealed class LineHandler : Lines.IServerHandler
    {
        private readonly Channel<string> _seen = Channel.CreateUnbounded<string>();

        public IEnumerable<string> Seen
        {
            get
            {
                while (_seen.Reader.TryRead(out string? one))
                {
                    yield return one;
                }
            }
        }

        public ValueTask<Lines.Answer> CommandAsync(Lines.Command request, Lines.Session session, CancellationToken cancellationToken)
        {
            _seen.Writer.TryWrite($"{session.RemoteEndPoint}");
            return new(new Lines.Answer(request.Text.ToUpperInvariant()));
        }
    }
}
