using System.Net.Sockets;
using System.Text;
using ProtoSockets.Tests.Shared;
using ProtoSockets.Tests.Text;

namespace ProtoSockets.Conversations.Tests;

/// <summary>Text protocols that are declared by attributes alone, with servers of other people and with one of our own.</summary>
public sealed class TextProtocolTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memcached_understands_its_text_protocol_as_it_is_declared()
    {
        await using RealServer server = await RealServer.StartAsync(new RealServerProgram
        {
            Name = "memcached",
            Package = "memcached",
            Arguments = port => [.. Environment.UserName == "root" ? ["-u", "nobody"] : Array.Empty<string>(), "-l", "127.0.0.1", "-p", $"{port}", "-U", "0", "-t", "1"],
        });
        await using MemcachedText.Client client = await MemcachedText.Client.ConnectAsync(server.EndPoint, cancellationToken: Cancelled);

        Assert.Equal("STORED", (await client.SetAsync(new() { Key = "a", Flags = 7, Data = "END\r\n"u8.ToArray() }, Cancelled).Soon()).Word);
        Assert.Equal("STORED", (await client.SetAsync(new() { Key = "n", Data = "41"u8.ToArray() }, Cancelled).Soon()).Word);
        Assert.Equal("42", (await client.IncrAsync(new("n", 1), Cancelled).Soon()).Word);
        MemcachedText.Item[] items = (await client.GetsAsync(new(["a", "none", "n"]), Cancelled).Soon()).Values.ToArray();
        Assert.Equal(["a", "n"], items.Select(item => item.Key.ToString()));
        Assert.Equal(7U, items[0].Flags);
        Assert.NotNull(items[0].Cas);
        Assert.Equal("END\r\n", Encoding.ASCII.GetString(items[0].Data.Span));
        Assert.Equal("DELETED", (await client.DeleteAsync(new("a"), Cancelled).Soon()).Word);
        Assert.Equal("NOT_FOUND", (await client.DeleteAsync(new("a"), Cancelled).Soon()).Word);
        Assert.True((await client.GetsAsync(new(["a"]), Cancelled).Soon()).Values.IsEmpty);
        Assert.Equal("VERSION", (await client.VersionAsync(default, Cancelled).Soon()).Word);

        // "x" is no number: the server refuses, and goes on.
        await client.SetAsync(new() { Key = "t", Data = "x"u8.ToArray() }, Cancelled).Soon();
        CallRefusedException refused = await Assert.ThrowsAsync<CallRefusedException>(() => client.IncrAsync(new("t", 1), Cancelled).Soon());
        Assert.Equal("CLIENT_ERROR", Assert.IsType<MemcachedText.Refusal>(refused.Error).Kind);
        Assert.Equal("VERSION", (await client.VersionAsync(default, Cancelled).Soon()).Word);
    }

    [Fact]
    public async Task Nats_delivers_what_is_published()
    {
        await using RealServer server = await RealServer.StartAsync(new RealServerProgram
        {
            Name = "nats-server",
            Package = "nats-server",
            Arguments = port => ["-a", "127.0.0.1", "-p", $"{port}"],
        });
        await using Nats.Client client = await Nats.Client.ConnectAsync(server.EndPoint, cancellationToken: Cancelled);

        Nats.Info info = await client.ReceiveAsync<Nats.Info>(Cancelled).NextAsync().Soon();
        Assert.Contains("\"version\":", info.Options.ToString(), StringComparison.Ordinal);
        await client.ConnectAsync(new("{\"verbose\":false,\"pedantic\":false,\"headers\":false}"), Cancelled).Soon();
        await client.SubAsync(new("greetings.*", null, "9"), Cancelled).Soon();
        await client.PubAsync(new() { Subject = "greetings.hello", ReplyTo = "answers", Payload = "MSG x 1 3\r\nabc\r\n"u8.ToArray() }, Cancelled).Soon();
        await client.PubAsync(new() { Subject = "greetings.empty" }, Cancelled).Soon();
        await client.PingAsync(default, Cancelled).Soon();

        Nats.Msg first = await client.ReceiveAsync<Nats.Msg>(Cancelled).NextAsync().Soon();
        Assert.Equal(("greetings.hello", "9", "answers"), (first.Subject.ToString(), first.Sid.ToString(), first.ReplyTo?.ToString()));
        Assert.Equal("MSG x 1 3\r\nabc\r\n", Encoding.ASCII.GetString(first.Payload.Span));
        Nats.Msg second = await client.ReceiveAsync<Nats.Msg>(Cancelled).NextAsync().Soon();
        Assert.Null(second.ReplyTo);
        Assert.True(second.Payload.IsEmpty);
        await client.ReceiveAsync<Nats.Pong>(Cancelled).NextAsync().Soon();
    }

    [Fact]
    public async Task An_unknown_verb_is_refused_in_the_protocols_own_words_and_the_next_one_is_understood()
    {
        await using var server = new RunningServer<MemcachedText.Wire>(new MemcachedText.Server(new Cache()), TransportAddress.Parse("tcp://127.0.0.1:0"));
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server.EndPoint, Cancelled);
        using var stream = new NetworkStream(socket);
        foreach (byte one in "verbosity 1\r\nset k 0 0 5\r\nhello\r\ngets k other\r\n"u8.ToArray())
        {
            await stream.WriteAsync(new[] { one }, Cancelled);
        }

        byte[] expected = "ERROR\r\nSTORED\r\nVALUE k 0 5\r\nhello\r\nEND\r\n"u8.ToArray();
        byte[] answers = new byte[expected.Length];
        await stream.ReadExactlyAsync(answers, Cancelled).AsTask().Soon();
        Assert.Equal(Encoding.ASCII.GetString(expected), Encoding.ASCII.GetString(answers));
    }

    private sealed class Cache : MemcachedText.IServerHandler
    {
        private readonly Dictionary<string, byte[]> _items = [];

        public ValueTask<CallResult<MemcachedText.Outcome, MemcachedText.Refusal>> SetAsync(MemcachedText.Set request, MemcachedText.Session session, CancellationToken cancellationToken)
        {
            _items[request.Key.ToString()] = request.Data.ToArray();
            return new(new MemcachedText.Outcome("STORED", null));
        }

        public ValueTask<CallResult<MemcachedText.Items, MemcachedText.Refusal>> GetsAsync(MemcachedText.Gets request, MemcachedText.Session session, CancellationToken cancellationToken) =>
            new(new MemcachedText.Items(request.Keys.Where(key => _items.ContainsKey(key.ToString()))
                .Select(key => new MemcachedText.Item { Key = key.ToOwned(), Data = _items[key.ToString()] }).ToArray()));

        public ValueTask<CallResult<MemcachedText.Outcome, MemcachedText.Refusal>> DeleteAsync(MemcachedText.Delete request, MemcachedText.Session session, CancellationToken cancellationToken) =>
            new(new MemcachedText.Outcome(_items.Remove(request.Key.ToString()) ? "DELETED" : "NOT_FOUND", null));

        public ValueTask<CallResult<MemcachedText.Outcome, MemcachedText.Refusal>> IncrAsync(MemcachedText.Incr request, MemcachedText.Session session, CancellationToken cancellationToken) =>
            new(new MemcachedText.Refusal("CLIENT_ERROR", "not here"));

        public ValueTask<CallResult<MemcachedText.Outcome, MemcachedText.Refusal>> VersionAsync(MemcachedText.Version request, MemcachedText.Session session, CancellationToken cancellationToken) =>
            new(new MemcachedText.Outcome("VERSION", "1"));

        public MemcachedText.Refusal? OnUnknownRequest(long messageId, MemcachedText.Session session) => new MemcachedText.Refusal("ERROR", null);
    }
}
