using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Conversations.Tests.StreamedCalls;

/// <summary>The frames of calls that stream, by hand and by a peer that is not ours, and peers that do not keep to them.</summary>
public sealed class StreamedCallWireTests
{
    /// <summary>What both of Python's sides need: frames of the default envelope, as docs/wire-format.md describes them.</summary>
    private const string PythonFrames = """
        import socket, struct, sys

        def receive(peer, count):
            bytes = b""
            while len(bytes) < count:
                more = peer.recv(count - len(bytes))
                if not more:
                    raise EOFError
                bytes += more
            return bytes

        def read(peer):
            length, kind, _, message, call = struct.unpack(">IBBHI", receive(peer, 12))
            return kind, message, call, receive(peer, length - 12)

        def write(peer, kind, message, call, body=b""):
            peer.sendall(struct.pack(">IBBHI", 12 + len(body), kind, 0, message, call) + body)

        def hello(schema):
            return b"PSKT\x01\x04" + struct.pack(">HQI", 1, int(schema, 16), 1 << 20)

        """;

    private const string PythonClient = PythonFrames + """
        peer = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
        write(peer, 5, 0, 0, hello(sys.argv[2]))
        kind, _, _, body = read(peer)
        print("hello", kind, body[5])

        # Pour 5 under 77: three are granted, and the call behind it is answered before the fourth.
        write(peer, 2, 1, 77, struct.pack(">ii", 5, 0))
        write(peer, 14, 0, 77, struct.pack(">II", 3, 1000))
        write(peer, 2, 7, 78, struct.pack(">i", 9))
        for _ in range(4):
            print(*read(peer)[:3])
        write(peer, 14, 0, 77, struct.pack(">II", 9, 1000))
        for _ in range(3):
            print(*read(peer))

        # Fill under 79: items as far as granted, and the end.
        write(peer, 2, 3, 79, struct.pack(">i", 0))
        kind, _, call, body = read(peer)
        print("credit", kind, call, *struct.unpack(">II", body))
        for number in range(1, 5):
            write(peer, 12, 4, 79, struct.pack(">i", number))
        write(peer, 13, 0, 79)
        kind, message, _, body = read(peer)
        print("filled", kind, message, *struct.unpack(">iq", body))

        # Mill under 80, whose own stream fails behind the first item: the answer to that, and the refusal that the handler passed on.
        write(peer, 2, 6, 80, struct.pack(">i", 2))
        write(peer, 14, 0, 80, struct.pack(">II", 9, 1000))
        read(peer)
        write(peer, 12, 4, 80, struct.pack(">i", 21))
        kind, message, call, body = read(peer)
        write(peer, 13, 0, 80, struct.pack(">H", 6) + b"no more")
        print("milled", kind, message, call, *struct.unpack(">i", body), *read(peer))
        """;

    private const string PythonServer = PythonFrames + """
        server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
        while True:
            peer, _ = server.accept()
            try:
                read(peer)
                write(peer, 5, 0, 0, hello(sys.argv[2]))
                while True:
                    kind, message, call, body = read(peer)
                    if (kind, message) == (2, 1):
                        count, fail = struct.unpack(">ii", body)
                        credit = 0
                        for number in range(1, count + 1):
                            while credit == 0:
                                kind, _, under, body = read(peer)
                                assert (kind, under) == (14, call)
                                credit += struct.unpack(">II", body)[0]
                            if number == fail:
                                break
                            credit -= 1
                            write(peer, 3, 2, call, struct.pack(">i", number))
                        if fail:
                            write(peer, 4, 0, call, struct.pack(">H", 6) + b"python is dry")
                        else:
                            write(peer, 13, 0, call)
                    elif (kind, message) == (2, 3):
                        items, total, granted = 0, 0, 0
                        while True:
                            if items == granted:
                                write(peer, 14, 0, call, struct.pack(">II", 2, 1000))
                                granted += 2
                            kind, message, under, body = read(peer)
                            if kind == 13:
                                break
                            assert (kind, message, under) == (12, 4, call)
                            items += 1
                            total += struct.unpack(">i", body)[0]
                        write(peer, 3, 5, call, struct.pack(">iq", items, total))
            except (EOFError, OSError):
                pass
        """;

    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static string Schema => Weir.Wire.Description.SchemaHash.ToString("X16", CultureInfo.InvariantCulture);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_that_streams_is_what_the_page_says()
    {
        (Weir.Client client, Socket peer) = await AcceptAsync(new ClientOptions { StreamWindow = 4, StreamWindowBytes = 1024 });
        await using (client)
        using (peer)
        {
            await using IAsyncEnumerator<Weir.Drop> drops = client.PourAsync(new(3, 0), Cancelled).GetAsyncEnumerator(Cancelled);
            Task<bool> moving = drops.MoveNextAsync().AsTask();
            string request = await ReceiveAsync(peer, 20);
            string id = request[16..24];
            Assert.Equal("00000014" + "02" + "77" + "0001" + id + "00000003" + "00000000", request);
            Assert.Equal("00000014" + "0E" + "00" + "0000" + id + "00000004" + "00000400", await ReceiveAsync(peer, 20));
            await SendAsync(peer, "00000010" + "03" + "00" + "0002" + id + "00000001");
            Assert.True(await moving.Soon());
            Assert.Equal(1, drops.Current.Number);

            // Two of four are read: two more, and the 32 bytes that those two took.
            await SendAsync(peer, "00000010" + "03" + "00" + "0002" + id + "00000002");
            Assert.True(await drops.MoveNextAsync().Soon());
            Assert.Equal("00000014" + "0E" + "00" + "0000" + id + "00000002" + "00000020", await ReceiveAsync(peer, 20));
            await SendAsync(peer, "0000000C" + "0D" + "00" + "0000" + id);
            Assert.False(await drops.MoveNextAsync().Soon());

            // An enumeration that is left early is told by a cancellation.
            await using (IAsyncEnumerator<Weir.Drop> left = client.PourAsync(new(3, 0), Cancelled).GetAsyncEnumerator(Cancelled))
            {
                moving = left.MoveNextAsync().AsTask();
                id = (await ReceiveAsync(peer, 40))[16..24];
                await SendAsync(peer, "00000010" + "03" + "00" + "0002" + id + "00000001");
                Assert.True(await moving.Soon());
            }

            Assert.Equal("0000000C" + "07" + "00" + "0000" + id, await ReceiveAsync(peer, 12));
        }
    }

    [Fact]
    public async Task A_stream_that_is_sent_is_what_the_page_says()
    {
        (Weir.Client client, Socket peer) = await AcceptAsync();
        await using (client)
        using (peer)
        {
            Task<Weir.Level> filling = client.FillAsync(new(0), BucketsAsync(3), Cancelled).AsTask();
            string request = await ReceiveAsync(peer, 16);
            string id = request[16..24];
            Assert.Equal("00000010" + "02" + "77" + "0003" + id + "00000000", request);
            await SendAsync(peer, "00000014" + "0E" + "00" + "0000" + id + "00000002" + "00001000");
            Assert.Equal("00000010" + "0C" + "00" + "0004" + id + "00000001", await ReceiveAsync(peer, 16));
            Assert.Equal("00000010" + "0C" + "00" + "0004" + id + "00000002", await ReceiveAsync(peer, 16));

            // The third goes behind what is granted, and so a call goes ahead of it.
            Task<Weir.Level> looking = client.LookAsync(new(9), Cancelled).AsTask();
            string look = await ReceiveAsync(peer, 16);
            Assert.StartsWith("00000010" + "02" + "77" + "0007", look, StringComparison.Ordinal);
            await SendAsync(peer, "00000014" + "0E" + "00" + "0000" + id + "00000002" + "00001000");
            Assert.Equal("00000010" + "0C" + "00" + "0004" + id + "00000003", await ReceiveAsync(peer, 16));
            Assert.Equal("0000000C" + "0D" + "00" + "0000" + id, await ReceiveAsync(peer, 12));
            await SendAsync(peer, "00000018" + "03" + "00" + "0005" + id + "00000003" + "0000000000000006");
            Assert.Equal(new Weir.Level(3, 6), await filling.Soon());
            await SendAsync(peer, "00000018" + "03" + "00" + "0005" + look[16..24] + "00000009" + "0000000000000000");
            await looking.Soon();
        }
    }

    [Fact]
    public async Task A_stream_that_fails_is_what_the_page_says()
    {
        (Weir.Client client, Socket peer) = await AcceptAsync();
        await using (client)
        using (peer)
        {
            Task<Weir.Level> filling = client.FillAsync(new(0), FailingAsync(), Cancelled).AsTask();
            string id = (await ReceiveAsync(peer, 16))[16..24];
            await SendAsync(peer, "00000014" + "0E" + "00" + "0000" + id + "00000002" + "00001000");
            Assert.Equal("00000011" + "0D" + "00" + "0000" + id + "0006" + "647279", await ReceiveAsync(peer, 17));
            Assert.Equal("0000000C" + "07" + "00" + "0000" + id, await ReceiveAsync(peer, 12));
            await Assert.ThrowsAsync<CallRefusedException>(() => filling.Soon());
        }

        static async IAsyncEnumerable<Weir.Bucket> FailingAsync()
        {
            await Task.CompletedTask;
            yield return ThrowDry();
        }

        static Weir.Bucket ThrowDry() => throw new CallRefusedException("dry");
    }

    [Fact]
    public async Task A_server_that_does_not_know_streams_is_not_sent_any()
    {
        (Weir.Client client, Socket peer) = await AcceptAsync(capabilities: 0);
        await using (client)
        using (peer)
        {
            CallNotSentException notSent = await Assert.ThrowsAsync<CallNotSentException>(() => client.PourAsync(new(3, 0), Cancelled).NextAsync().Soon());
            Assert.Contains("older version", notSent.Message, StringComparison.Ordinal);
            await Assert.ThrowsAsync<CallNotSentException>(() => client.FillAsync(new(0), BucketsAsync(3), Cancelled).Soon());
            _ = client.LookAsync(new(9), Cancelled).AsTask();
            Assert.StartsWith("00000010" + "02" + "77" + "0007", await ReceiveAsync(peer, 16), StringComparison.Ordinal);
        }
    }

    /// <summary>Behind a request under 1 that is answered by a stream; the client has room for two items, of 64 bytes.</summary>
    [Theory]
    [InlineData("3 items", "more items than it was granted")]
    [InlineData("0000000D" + "0D" + "00" + "0000" + "id" + "FF", "End")]                                         // half a code
    [InlineData("00000014" + "0E" + "00" + "0000" + "id" + "00000001" + "00000001", "a call that sends none")]
    public async Task A_server_that_does_not_keep_to_its_credit_loses_its_connection(string attack, string reason)
    {
        (Weir.Client client, Socket peer) = await AcceptAsync(new ClientOptions { StreamWindow = 2, StreamWindowBytes = 64 });
        await using (client)
        using (peer)
        {
            await using IAsyncEnumerator<Weir.Drop> drops = client.PourAsync(new(3, 0), Cancelled).GetAsyncEnumerator(Cancelled);
            Task<bool> moving = drops.MoveNextAsync().AsTask();
            string id = (await ReceiveAsync(peer, 40))[16..24];
            string item = "00000010" + "03" + "00" + "0002" + id + "00000001";

            // Before anything is read: what waits is bounded by what was granted. The first is handed over, and granted again with the next.
            await SendAsync(peer, attack == "3 items" ? string.Concat(Enumerable.Repeat(item, 100)) : item + attack.Replace("id", id, StringComparison.Ordinal));
            Assert.True(await moving.Soon());
            Exception failure = await Assert.ThrowsAnyAsync<IOException>(async () =>
            {
                await client.Completion.Soon();
                while (await drops.MoveNextAsync())
                {
                    // What was granted is read first.
                }
            });
            Assert.Contains(reason, failure.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_client_that_does_not_keep_to_its_credit_loses_its_connection()
    {
        using var gate = new SemaphoreSlim(0);
        var log = new ListLogger();
        var handler = new WeirHandler { Gate = gate };
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler, new ServerOptions { StreamWindow = 4, LoggerFactory = log }), Anywhere);
        using Socket peer = await ConnectAsync(server.EndPoint);
        await SendAsync(peer, "00000010" + "02" + "00" + "0003" + "00000001" + "00000000");
        Assert.Equal("00000014" + "0E" + "00" + "0000" + "00000001" + "00000004" + "00040000", await ReceiveAsync(peer, 20));
        await SendAsync(peer, string.Concat(Enumerable.Repeat("00000010" + "0C" + "00" + "0004" + "00000001" + "00000005", 100)));
        await WaitForEndAsync(peer);
        Assert.NotNull(await handler.Ended.Reader.ReadAsync(Cancelled).Soon());
        Assert.Contains("more items than it was granted", Assert.Single(log.Entries, entry => entry.StartsWith("Warning", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00000010" + "0C" + "00" + "0004" + "00000007" + "00000001", "an item that no call takes")]
    [InlineData("00000010" + "0C" + "00" + "0004" + "00000002" + "00000001", "takes none")]                      // an item to a Pour
    [InlineData("0000000C" + "0D" + "00" + "0000" + "00000002", "takes none")]                                  // an end to it
    [InlineData("00000014" + "0E" + "00" + "0000" + "00000001" + "00000001" + "00000001", "not answered by a stream")]
    [InlineData("00000014" + "0E" + "00" + "0000" + "00000002" + "FFFFFFFF" + "00000001", "more items than can be counted")]
    [InlineData("00000014" + "0E" + "00" + "0000" + "00000002" + "00000001" + "FFFFFFFF", "more items than can be counted")]
    [InlineData("00000010" + "0E" + "00" + "0000" + "00000002" + "00000001", "Credit")]                          // half of one
    [InlineData("00000010" + "02" + "00" + "0003" + "00000001" + "00000000", "another one streams")]             // the id of a call that goes on
    public async Task Frames_that_make_no_sense_end_their_own_connection(string attack, string reason)
    {
        var log = new ListLogger();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler(), new ServerOptions { LoggerFactory = log }), Anywhere);
        await using Weir.Client healthy = await Weir.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using Socket peer = await ConnectAsync(server.EndPoint);
        await SendAsync(peer, "00000010" + "02" + "00" + "0003" + "00000001" + "00000000");
        await ReceiveAsync(peer, 20);
        await SendAsync(peer, "00000014" + "02" + "00" + "0001" + "00000002" + "00000009" + "00000000");
        await SendAsync(peer, attack);
        await WaitForEndAsync(peer);
        Assert.Contains(reason, Assert.Single(log.Entries, entry => entry.StartsWith("Warning", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(7, (await healthy.LookAsync(new(7), Cancelled).Soon()).Count);
    }

    [Fact]
    public async Task What_was_granted_to_a_call_that_has_ended_is_dropped_and_no_more()
    {
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler(), new ServerOptions { StreamWindow = 4 }), Anywhere);
        using Socket peer = await ConnectAsync(server.EndPoint);

        // The handler reads one item, and answers: three that were granted are still under way, an end, and credits of nobody.
        string item = "00000010" + "0C" + "00" + "0004" + "00000001" + "00000005";
        await SendAsync(peer, "00000010" + "02" + "00" + "0003" + "00000001" + "00000001");
        await ReceiveAsync(peer, 20);
        await SendAsync(peer, item);
        Assert.Equal("00000018" + "03" + "00" + "0005" + "00000001" + "00000001" + "0000000000000005", await ReceiveAsync(peer, 24));
        await SendAsync(peer, item + item + item + "0000000C" + "0D" + "00" + "0000" + "00000001" + "00000014" + "0E" + "00" + "0000" + "00000001" + "00000001" + "00000001");
        await SendAsync(peer, "00000010" + "02" + "00" + "0007" + "00000003" + "00000009");
        Assert.StartsWith("00000018" + "03" + "00" + "0005" + "00000003", await ReceiveAsync(peer, 24), StringComparison.Ordinal);
        await SendAsync(peer, item);
        await WaitForEndAsync(peer);
    }

    [Fact]
    public async Task An_item_that_is_malformed_fails_its_call_and_no_other()
    {
        var handler = new WeirHandler();
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(handler), Anywhere);
        using Socket peer = await ConnectAsync(server.EndPoint);
        await SendAsync(peer, "00000010" + "02" + "00" + "0003" + "00000001" + "00000000");
        await ReceiveAsync(peer, 20);
        await SendAsync(peer, "0000000E" + "0C" + "00" + "0004" + "00000001" + "0000" + "00000010" + "0C" + "00" + "0004" + "00000001" + "00000005");
        string refusal = await ReceiveAsync(peer, 14);
        Assert.Equal("04" + "00" + "0000" + "00000001" + "0003", refusal[8..]);                                   // refused as malformed
        await ReceiveAsync(peer, int.Parse(refusal[..8], NumberStyles.HexNumber, CultureInfo.InvariantCulture) - 14);
        Assert.IsType<WireFormatException>(await handler.Ended.Reader.ReadAsync(Cancelled).Soon());
        await SendAsync(peer, "00000010" + "02" + "00" + "0007" + "00000003" + "00000009");
        Assert.StartsWith("00000018" + "03" + "00" + "0005" + "00000003", await ReceiveAsync(peer, 24), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_python_client_streams_with_our_server()
    {
        await using var server = new RunningServer<Weir.Wire>(new Weir.Server(new WeirHandler()), Anywhere);
        string python = ExternalProgram.Find("python3", "python3");
        ProgramResult result = await ExternalProgram.RunAsync(python, ["-c", PythonClient, $"{((IPEndPoint)server.EndPoint).Port}", Schema]);
        Assert.True(result.ExitCode == 0, result.ToString());
        string[] expected =
        [
            "hello 5 7",
            "3 2 77",
            "3 2 77",
            "3 2 77",
            "3 5 78",
            @"3 2 77 b'\x00\x00\x00\x04'",
            @"3 2 77 b'\x00\x00\x00\x05'",
            "13 0 77 b''",
            "credit 14 79 64 262144",
            "filled 3 5 4 10",
            @"milled 3 2 80 42 4 0 80 b'\x00\x06no more'",
        ];
        Assert.Equal(expected, result.Output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_python_server_streams_with_our_client()
    {
        await using RealServer server = await RealServer.StartAsync(new RealServerProgram
        {
            Name = "python3",
            Package = "python3",
            Arguments = port => ["-c", PythonServer, $"{port}", Schema],
        });
        await using Weir.Client client = await Weir.Client.ConnectAsync(server.EndPoint, new ClientOptions { StreamWindow = 5 }, cancellationToken: Cancelled);
        Assert.Equal(Enumerable.Range(1, 100), await NumbersAsync(client.PourAsync(new(100, 0), Cancelled), []).Soon());
        Assert.Equal(new Weir.Level(101, 101 * 51), await client.FillAsync(new(0), BucketsAsync(101), Cancelled).Soon());
        List<int> read = [];
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => NumbersAsync(client.PourAsync(new(100, 43), Cancelled), read).Soon());
        Assert.Equal("python is dry", refused.Message);
        Assert.Equal(Enumerable.Range(1, 42), read);
    }

    private static async Task<List<int>> NumbersAsync(IAsyncEnumerable<Weir.Drop> drops, List<int> into)
    {
        await foreach (Weir.Drop drop in drops)
        {
            into.Add(drop.Number);
        }

        return into;
    }

    private static async IAsyncEnumerable<Weir.Bucket> BucketsAsync(int count)
    {
        await Task.CompletedTask;
        for (int number = 1; number <= count; number++)
        {
            yield return new Weir.Bucket(number);
        }
    }

    /// <summary>A client of ours, and the socket of the server that a test is itself.</summary>
    private static async Task<(Weir.Client Client, Socket Peer)> AcceptAsync(ClientOptions? options = null, byte capabilities = 4)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Weir.Client> connecting = Weir.Client.ConnectAsync(listener.LocalEndPoint!, options, cancellationToken: Cancelled);
        Socket peer = await listener.AcceptAsync(Cancelled);
        Assert.Equal(Hello(7), await ReceiveAsync(peer, 32));
        await SendAsync(peer, Hello(capabilities));
        return (await connecting.Soon(), peer);
    }

    /// <summary>The socket of a client that a test is itself.</summary>
    private static async Task<Socket> ConnectAsync(EndPoint server)
    {
        var peer = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await peer.ConnectAsync(server, Cancelled);
        await SendAsync(peer, Hello(4));
        Assert.Equal(Hello(7), await ReceiveAsync(peer, 32));
        return peer;
    }

    private static string Hello(byte capabilities) =>
        "00000020" + "05" + "00" + "0000" + "00000000" + "50534B54" + "01" + $"{capabilities:X2}" + "0001" + Schema + "00100000";

    private static async Task SendAsync(Socket socket, string hex) => await socket.SendAsync(Convert.FromHexString(hex), Cancelled);

    private static async Task<string> ReceiveAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int received = 0; received < count;)
        {
            int more = await socket.ReceiveAsync(bytes.AsMemory(received), SocketFlags.None, Cancelled).Soon();
            Assert.NotEqual(0, more);
            received += more;
        }

        return Convert.ToHexString(bytes);
    }

    private static async Task WaitForEndAsync(Socket socket)
    {
        byte[] buffer = new byte[1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, SocketFlags.None, Cancelled).Soon() > 0)
            {
                // What came before the end does not matter here.
            }
        }
        catch (SocketException)
        {
            // A reset is an end, too.
        }
    }
}
