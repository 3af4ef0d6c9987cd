using System.Net.Sockets;
using System.Text;
using ProtoSockets.Conversations.Tests.Protocols;
using ProtoSockets.Tests.Shared;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Members that stream in frames that end with their message: counted payloads of text protocols, with what has to stand behind them.</summary>
public sealed class StreamingTextTests
{
    private static readonly TransportAddress Anywhere = TransportAddress.Parse("tcp://127.0.0.1:0");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(5_000_003)]
    public async Task Memcached_keeps_and_gives_large_values_by_its_text_protocol(int length)
    {
        await using RealServer server = await StartMemcachedAsync("8m");
        await using TextVault.Client client = await TextVault.Client.ConnectAsync(server.EndPoint, cancellationToken: Cancelled);
        Task<TextVault.Outcome> large = client.SetAsync(new() { Key = "large", Flags = 7, Data = StreamedBytes.From(new PatternStream(length), length) }, Cancelled).AsTask();
        Task<TextVault.Outcome> small = client.SetAsync(new() { Key = "small", Data = "\r\nEND\r\n"u8.ToArray() }, Cancelled).AsTask();
        Assert.Equal("STORED", (await large.Soon()).Word);
        Assert.Equal("STORED", (await small.Soon()).Word);
        TextVault.Item item = await client.GetAsync(new("large"), Cancelled).Soon();
        Assert.Equal(("large", 7u, (long)length), (item.Key.ToString(), item.Flags, item.Data.Length));
        Assert.Equal(await Parcels.WeightAsync(length), await Parcels.WeighAsync(item.Data, Cancelled).Soon());
        Assert.Equal("\r\nEND\r\n"u8.ToArray(), await (await client.GetAsync(new("small"), Cancelled).Soon()).Data.ToArrayAsync(10, Cancelled));
    }

    [Fact]
    public async Task Memcached_stays_in_step_when_values_are_left_unread_missing_or_refused()
    {
        await using RealServer server = await StartMemcachedAsync("1m");
        await using TextVault.Client client = await TextVault.Client.ConnectAsync(server.EndPoint, cancellationToken: Cancelled);
        await client.SetAsync(new() { Key = "large", Data = Parcels.Make(900_000) }, Cancelled).Soon();
        for (int call = 0; call < 3; call++)
        {
            TextVault.Item item = await client.GetAsync(new("large"), Cancelled).Soon();
            await item.Data.AsStream().ReadExactlyAsync(new byte[1000], Cancelled);
            item.Data.Dispose();
        }

        Assert.Equal("END", (await client.TryGetAsync(new("none"), Cancelled).Soon()).Error.Kind);
        CallResult<TextVault.Outcome, TextVault.Refusal> refused = await client.TrySetAsync(
            new() { Key = "huge", Data = StreamedBytes.From(new PatternStream(3 << 20), 3 << 20) }, Cancelled).Soon();
        Assert.Equal(("SERVER_ERROR", "object too large for cache"), (refused.Error.Kind.ToString(), refused.Error.Text.ToString()));
        Assert.Equal("STORED", (await client.SetAsync(new() { Key = "fits", Data = new byte[3] }, Cancelled).Soon()).Word);
    }

    [Fact]
    public async Task Nats_delivers_large_payloads_with_headers_and_without()
    {
        string folder = Directory.CreateTempSubdirectory("nats-").FullName;
        try
        {
            string settings = Path.Combine(folder, "nats.conf");
            await File.WriteAllTextAsync(settings, "max_payload: 8388608\n", Cancelled);
            await using RealServer server = await RealServer.StartAsync(new RealServerProgram
            {
                Name = "nats-server",
                Package = "nats-server",
                Arguments = port => ["-c", settings, "-a", "127.0.0.1", "-p", $"{port}"],
            });
            await using StreamedNats.Client client = await StreamedNats.Client.ConnectAsync(server.EndPoint, cancellationToken: Cancelled);
            await client.ReceiveAsync<StreamedNats.Info>(Cancelled).NextAsync().Soon();
            await client.ConnectAsync(new("{\"verbose\":false,\"pedantic\":false,\"headers\":true}"), Cancelled).Soon();
            await client.SubAsync(new("bulk.*", null, "9"), Cancelled).Soon();
            const int length = 3_000_001;
            await client.PubAsync(new() { Subject = "bulk.plain", ReplyTo = "answers", Payload = StreamedBytes.From(new PatternStream(length), length) }, Cancelled).Soon();
            byte[] headers = "NATS/1.0\r\nKind: bulk\r\n\r\n"u8.ToArray();
            await client.HPubAsync(new() { Subject = "bulk.headed", Headers = headers, Payload = StreamedBytes.From(new PatternStream(length), length) }, Cancelled).Soon();
            await client.PubAsync(new() { Subject = "bulk.empty" }, Cancelled).Soon();

            StreamedNats.Msg plain = await client.ReceiveAsync<StreamedNats.Msg>(Cancelled).NextAsync().Soon();
            Assert.Equal(("bulk.plain", "answers", (long)length), (plain.Subject.ToString(), plain.ReplyTo?.ToString(), plain.Payload.Length));
            Assert.Equal(await Parcels.WeightAsync(length), await Parcels.WeighAsync(plain.Payload, Cancelled).Soon());
            StreamedNats.HMsg headed = await client.ReceiveAsync<StreamedNats.HMsg>(Cancelled).NextAsync().Soon();
            Assert.Equal(headers, headed.Headers.ToArray());
            Assert.Equal(await Parcels.WeightAsync(length), await Parcels.WeighAsync(headed.Payload, Cancelled).Soon());
            Assert.Equal(0, (await client.ReceiveAsync<StreamedNats.Msg>(Cancelled).NextAsync().Soon()).Payload.Length);
            await client.PingAsync(default, Cancelled).Soon();
            await client.ReceiveAsync<StreamedNats.Pong>(Cancelled).NextAsync().Soon();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Frames_are_found_wherever_they_are_cut()
    {
        await using RunningServer<TextVault.Wire> server = Start(new Vault());
        byte[] bytes = "set k 5 0 9\r\n\r\nEND\r\n12\r\nget none\r\nset empty 0 0 0\r\n\r\nget k\r\n"u8.ToArray();
        byte[] expected = "STORED\r\nEND\r\nSTORED\r\nVALUE k 5 9\r\n\r\nEND\r\n12\r\nEND\r\n"u8.ToArray();
        for (int cut = 1; cut < bytes.Length; cut++)
        {
            byte[] answers = await Depots.ExchangeAsync(server.EndPoint, bytes, cut, expected.Length);
            Assert.Equal(Encoding.ASCII.GetString(expected), Encoding.ASCII.GetString(answers));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Frames_that_come_in_pieces_are_put_together(int piece)
    {
        await using RunningServer<TextVault.Wire> server = Start(new Vault());
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        socket.NoDelay = true;
        byte[] bytes = [.. "set one 0 0 4000\r\n"u8, .. Parcels.Make(4000), .. "\r\nset two 0 0 3\r\nabc\r\nget two\r\n"u8];
        for (int start = 0; start < bytes.Length; start += piece)
        {
            await socket.SendAsync(bytes.AsMemory(start, Math.Min(piece, bytes.Length - start)), Cancelled);
        }

        byte[] expected = "STORED\r\nSTORED\r\nVALUE two 0 3\r\nabc\r\nEND\r\n"u8.ToArray();
        byte[] answers = new byte[expected.Length];
        await Depots.ReceiveAsync(socket, answers);
        Assert.Equal(Encoding.ASCII.GetString(expected), Encoding.ASCII.GetString(answers));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(70_000)]
    public async Task A_missing_terminator_is_one_typed_error_and_other_connections_go_on(int length)
    {
        Vault vault = new();
        await using RunningServer<TextVault.Wire> server = Start(vault);
        await using TextVault.Client healthy = await TextVault.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        await socket.SendAsync((byte[])[.. Encoding.ASCII.GetBytes($"set lie 0 0 {length}\r\n"), .. Parcels.Make(length)], Cancelled);
        await socket.SendAsync("??get k\r\n"u8.ToArray(), Cancelled);
        await Depots.WaitForEndAsync(socket);
        Exception? reason = await vault.Ended.Task.Soon();

        // A short one is in memory when it is looked at, unless what stands behind it comes later: then it streams, too.
        if (length > 60_000 || reason is StreamedBytesException)
        {
            StreamedBytesException whole = Assert.IsType<StreamedBytesException>(reason);
            Assert.Equal((length, length), (whole.Transferred, whole.Length));
            reason = whole.InnerException;
        }

        Assert.Contains("3F3F instead of 0D0A", Assert.IsType<WireFormatException>(reason).Message, StringComparison.Ordinal);
        Assert.Equal("STORED", (await healthy.SetAsync(new() { Key = "k", Data = new byte[9] }, Cancelled).Soon()).Word);
        Assert.Equal("END", (await healthy.TryGetAsync(new("lie"), Cancelled).Soon()).Error.Kind);
    }

    [Theory]
    [InlineData("set cut 0 0 70000\r\nabc")]
    [InlineData("set cut 0 0 3\r\nabc")]
    [InlineData("set cut 0 0 3\r\nabc\r")]
    [InlineData("set cut 0 0 9223372036854775000\r\nabc")]
    public async Task An_early_end_is_one_typed_error_and_nothing_is_taken_for_whole(string sent)
    {
        Vault vault = new();
        await using RunningServer<TextVault.Wire> server = Start(vault);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Encoding.ASCII.GetBytes(sent), Cancelled);
        socket.Shutdown(SocketShutdown.Send);
        await Depots.WaitForEndAsync(socket);
        Assert.IsAssignableFrom<IOException>(await vault.Ended.Task.Soon());
        await using TextVault.Client healthy = await TextVault.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Assert.Equal("END", (await healthy.TryGetAsync(new("cut"), Cancelled).Soon()).Error.Kind);
    }

    [Theory]
    [InlineData("set k 0 0 -1\r\n", "is no number that counts it")]
    [InlineData("set k 0 0 9223372036854775808\r\n", "is no number that counts it")]
    [InlineData("set k 0 0 9223372036854775807\r\n", "is no number that counts it")]
    [InlineData("set k 0 0 many\r\n", "is no number that counts it")]
    public async Task A_length_that_is_none_ends_the_connection(string sent, string reason)
    {
        Vault vault = new();
        await using RunningServer<TextVault.Wire> server = Start(vault);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        await socket.SendAsync(Encoding.ASCII.GetBytes(sent), Cancelled);
        await Depots.WaitForEndAsync(socket);
        Assert.Contains(reason, Assert.IsType<WireFormatException>(await vault.Ended.Task.Soon()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_handler_leaves_is_passed_over_with_its_terminator()
    {
        Vault vault = new() { Refuses = true };
        await using RunningServer<TextVault.Wire> server = Start(vault);
        await using TextVault.Client client = await TextVault.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (int call = 0; call < 3; call++)
        {
            CallResult<TextVault.Outcome, TextVault.Refusal> refused = await client.TrySetAsync(
                new() { Key = "k", Data = StreamedBytes.From(new PatternStream(1 << 20), 1 << 20) }, Cancelled).Soon();
            Assert.Equal("SERVER_ERROR", refused.Error.Kind);
        }

        Assert.Equal("END", (await client.TryGetAsync(new("k"), Cancelled).Soon()).Error.Kind);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(500_009)]
    public async Task A_length_of_the_members_own_stands_in_front_of_it(int length)
    {
        await using var server = new RunningServer<Chute.Wire>(new Chute.Server(new Slides()), Anywhere);
        await using Chute.Client client = await Chute.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        for (ushort call = 0; call < 3; call++)
        {
            Chute.Landed landed = await client.SlideAsync(new(call, StreamedBytes.From(new PatternStream(length), length)), Cancelled).Soon();
            Assert.Equal(call, landed.Number);
            Assert.Equal(await Parcels.WeightAsync(length), await Parcels.WeighAsync(landed.Load, Cancelled).Soon());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(500_009)]
    public async Task It_may_stand_in_frames_that_say_their_length_as_well(int length)
    {
        await using var server = new RunningServer<Hoist.Wire>(new Hoist.Server(new Slides()), Anywhere);
        await using Hoist.Client client = await Hoist.Client.ConnectAsync(server.Address, cancellationToken: Cancelled);
        Hoist.Up up = await client.LiftAsync(new(3, StreamedBytes.From(new PatternStream(length), length)), Cancelled).Soon();
        Assert.Equal(3, up.Floor);
        Assert.Equal(await Parcels.WeightAsync(length), await Parcels.WeighAsync(up.Load, Cancelled).Soon());
    }

    [Fact]
    public async Task A_member_over_its_bound_is_refused_before_it_comes()
    {
        Slides slides = new();
        await using var server = new RunningServer<Chute.Wire>(new Chute.Server(slides), Anywhere);
        using Socket socket = await Depots.ConnectAsync(server.EndPoint);
        await socket.SendAsync((byte[])[/* Number */ 0, 1, /* 2,000,001 + 1 */ 0x82, 0x84, 0x1E, 0], Cancelled);
        await Depots.WaitForEndAsync(socket);
        Assert.Contains("2000001 bytes that stream are over the limit of 2000000", Assert.IsType<WireFormatException>(await slides.Ended.Task.Soon()).Message, StringComparison.Ordinal);
    }

    private static RunningServer<TextVault.Wire> Start(Vault vault) => new(new TextVault.Server(vault), Anywhere);

    private static Task<RealServer> StartMemcachedAsync(string mostOfAnItem) => RealServer.StartAsync(new RealServerProgram
    {
        Name = "memcached",
        Package = "memcached",
        Arguments = port => [.. Environment.UserName == "root" ? ["-u", "nobody"] : Array.Empty<string>(), "-l", "127.0.0.1", "-p", $"{port}", "-U", "0", "-t", "1", "-m", "64", "-I", mostOfAnItem],
    });

    /// <summary>Keeps what it has read to the end.</summary>
    private sealed class Vault : TextVault.IServerHandler
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<string, (uint Flags, byte[] Data)> _items = new();

        public bool Refuses { get; init; }

        public TaskCompletionSource<Exception?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<CallResult<TextVault.Outcome, TextVault.Refusal>> SetAsync(TextVault.Set request, TextVault.Session session, CancellationToken cancellationToken)
        {
            if (Refuses)
            {
                return new TextVault.Refusal("SERVER_ERROR", "not today");
            }

            string key = request.Key.ToString();
            using MemoryStream data = new();
            await request.Data.CopyToAsync(data, cancellationToken);
            _items[key] = (request.Flags, data.ToArray());
            return new TextVault.Outcome("STORED");
        }

        public ValueTask<CallResult<TextVault.Item, TextVault.Refusal>> GetAsync(TextVault.Get request, TextVault.Session session, CancellationToken cancellationToken) =>
            new(_items.TryGetValue(request.Key.ToString(), out (uint Flags, byte[] Data) item)
                ? new TextVault.Item { Key = request.Key, Flags = item.Flags, Data = item.Data }
                : new TextVault.Refusal("END", null));

        public ValueTask DisconnectedAsync(TextVault.Session session, Exception? reason)
        {
            Ended.TrySetResult(reason);
            return default;
        }
    }

    /// <summary>Sends back what it gets, as it comes.</summary>
    private sealed class Slides : Chute.IServerHandler, Hoist.IServerHandler
    {
        public TaskCompletionSource<Exception?> Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<Chute.Landed> SlideAsync(Chute.Slide request, Chute.Session session, CancellationToken cancellationToken) => new(new Chute.Landed(request.Number, request.Load));

        public ValueTask<Hoist.Up> LiftAsync(Hoist.Lift request, Hoist.Session session, CancellationToken cancellationToken) => new(new Hoist.Up(request.Floor, request.Load));

        public ValueTask DisconnectedAsync(Chute.Session session, Exception? reason)
        {
            Ended.TrySetResult(reason);
            return default;
        }
    }
}
