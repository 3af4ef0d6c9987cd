using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;
using ProtoSockets.Conversations.Tests.Links;
using ProtoSockets.Transports;

namespace ProtoSockets.Conversations.Tests.Attacks;

/// <summary>Many connections from one address, which must not keep others out.</summary>
public sealed class CrowdedAddressTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7", "203.0.113.8")]
    [InlineData("203.0.113.7", "::ffff:203.0.113.7", "::ffff:203.0.113.8")]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:1:ffff::2", "2001:db8:0:2::1")]
    public async Task One_address_has_no_more_connections_than_it_may(string first, string same, string other)
    {
        await using Crowd crowd = new(new ServerOptions { MaxConnectionsPerAddress = 2 });
        StreamConnection one = crowd.Connect(first);
        StreamConnection two = crowd.Connect(same);
        StreamConnection three = crowd.Connect(same);
        byte[] told = await ReadToEndAsync(three);
        Assert.Equal([0, 0, 0, 18, 11, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 3, 0xE8], told); // try elsewhere: overloaded, again after 1,000 ms

        // Somebody else is let in; and the address as well once one of its connections has ended.
        StreamConnection stranger = crowd.Connect(other);
        await crowd.CountAsync(3);
        one.Dispose();
        await crowd.CountAsync(2);
        StreamConnection four = crowd.Connect(first);
        await crowd.CountAsync(3);
        Assert.All((StreamConnection[])[two, stranger, four], connection => Assert.False(connection.ReceiveAsync(new byte[1], Cancelled).AsTask().IsCompleted));
    }

    [Fact]
    public async Task One_address_opens_no_more_connections_in_a_second_than_it_may_and_others_are_let_in()
    {
        var clock = new FakeTimeProvider();
        await using Crowd crowd = new(new ServerOptions { MaxConnectionsPerSecondPerAddress = 2, TimeProvider = clock });
        crowd.Connect("203.0.113.7").Dispose();
        crowd.Connect("203.0.113.7").Dispose();
        await crowd.CountAsync(0);
        Assert.Equal(11, (await ReadToEndAsync(crowd.Connect("203.0.113.7")))[4]);
        _ = crowd.Connect("203.0.113.8");
        await crowd.CountAsync(1);
        clock.Advance(TimeSpan.FromSeconds(1));
        _ = crowd.Connect("203.0.113.7");
        await crowd.CountAsync(2);
    }

    [Fact]
    public async Task All_connections_of_an_address_share_its_messages()
    {
        var clock = new FakeTimeProvider();
        var handler = new QuarryHandler();
        await using Crowd crowd = new(new ServerOptions { MaxMessagesPerSecondPerAddress = 10, TimeProvider = clock, IdleTimeout = Timeout.InfiniteTimeSpan }, handler);
        StreamConnection[] same = [crowd.Connect("203.0.113.7"), crowd.Connect("203.0.113.7")];
        StreamConnection other = crowd.Connect("203.0.113.8");

        // The hellos count, too: eight are left.
        foreach (StreamConnection connection in (StreamConnection[])[.. same, other])
        {
            await connection.SendAsync(RawPeer.Hello<Quarry.Wire>(0), Cancelled);
            await connection.ReceiveAsync(new byte[100], Cancelled).Soon();
        }

        byte[] load = [0, 0, 0, 16, 1, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0]; // a list of no numbers
        byte[] six = [.. load, .. load, .. load, .. load, .. load, .. load];
        await same[0].SendAsync(six, Cancelled);
        await same[1].SendAsync(six, Cancelled);
        for (int taken = 0; taken < 8; taken++)
        {
            await handler.Loads.Reader.ReadAsync(Cancelled).Soon();
        }

        await other.SendAsync(load, Cancelled);
        await handler.Loads.Reader.ReadAsync(Cancelled).Soon();
        Assert.False(handler.Loads.Reader.TryRead(out _));
        clock.Advance(TimeSpan.FromSeconds(1));
        for (int taken = 8; taken < 12; taken++)
        {
            await handler.Loads.Reader.ReadAsync(Cancelled).Soon();
        }
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task Connections_from_this_machine_are_not_counted(string address)
    {
        await using Crowd crowd = new(new ServerOptions { MaxConnectionsPerAddress = 1 });
        _ = crowd.Connect(address);
        _ = crowd.Connect(address);
        await crowd.CountAsync(2);
    }

    [Fact]
    public void The_default_lets_no_address_have_all_connections() =>
        Assert.True(ServerOptions.Default.MaxConnectionsPerAddress < ServerOptions.Default.MaxConnections);

    private static async Task<byte[]> ReadToEndAsync(StreamConnection connection)
    {
        byte[] bytes = new byte[1000];
        int length = 0;
        while (await connection.ReceiveAsync(bytes.AsMemory(length), Cancelled).Soon() is > 0 and int count)
        {
            length += count;
        }

        return bytes[..length];
    }

    /// <summary>A server, and connections to it that come from wherever they say.</summary>
    private sealed class Crowd : StreamListener, IAsyncDisposable
    {
        private readonly Channel<StreamConnection> _arriving = Channel.CreateUnbounded<StreamConnection>();
        private readonly StreamListener _memory = Transports.Transports.Memory.Listen(new MemoryNetwork().EndPoint(), new BindOptions());
        private readonly CancellationTokenSource _stopping = new();
        private readonly List<StreamConnection> _clients = [];
        private readonly Quarry.Server _server;
        private readonly Task _running;

        public Crowd(ServerOptions options, QuarryHandler? handler = null)
        {
            _server = new Quarry.Server(handler ?? new QuarryHandler(), options);
            _server.Adopt(this);
            _running = _server.RunAsync(_stopping.Token);
        }

        public override EndPoint LocalEndPoint => _memory.LocalEndPoint;

        /// <summary>The client's end of a connection.</summary>
        public StreamConnection Connect(string address)
        {
            Task<StreamConnection> accepting = _memory.AcceptAsync(Cancelled).AsTask();
            StreamConnection client = Transports.Transports.Memory.ConnectAsync(_memory.LocalEndPoint, new ConnectOptions(), Cancelled).AsTask().GetAwaiter().GetResult();
            _clients.Add(client);
            Assert.True(_arriving.Writer.TryWrite(new ConnectionFrom(accepting.GetAwaiter().GetResult(), new IPEndPoint(IPAddress.Parse(address), 5000))));
            return client;
        }

        /// <summary>Waits until there are so many connections.</summary>
        public async Task CountAsync(int count)
        {
            DateTime latest = DateTime.UtcNow + Patience.Long;
            while (_server.ConnectionCount != count)
            {
                Assert.True(DateTime.UtcNow < latest, $"{_server.ConnectionCount} connections, not {count}");
                await Task.Yield();
            }
        }

        public override async ValueTask<StreamConnection> AcceptAsync(CancellationToken cancellationToken) => await _arriving.Reader.ReadAsync(cancellationToken);

        public async ValueTask DisposeAsync()
        {
            // First the clients: the server would wait for their farewell, by a clock that may stand still.
            _clients.ForEach(client => client.Dispose());
            await _server.DisposeAsync();
            await _running.Soon();
            _stopping.Dispose();
        }

        protected override void Dispose(bool disposing) => _memory.Dispose();
    }

    private sealed class ConnectionFrom(StreamConnection connection, EndPoint remote) : StreamConnection
    {
        public override EndPoint? LocalEndPoint => connection.LocalEndPoint;

        public override EndPoint? RemoteEndPoint => remote;

        public override ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) => connection.ReceiveAsync(buffer, cancellationToken);

        public override int TrySend(ReadOnlySpan<byte> bytes) => connection.TrySend(bytes);

        public override ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => connection.SendAsync(bytes, cancellationToken);

        public override ValueTask ShutdownSendAsync(CancellationToken cancellationToken) => connection.ShutdownSendAsync(cancellationToken);

        protected override void Dispose(bool disposing) => connection.Dispose();
    }
}
