using System.Text;
using ProtoSockets;
using static RedisSample.RespText;

namespace RedisSample.Tests;

/// <summary>What the client can expect of any Redis: run against redis-server and against the sample's own server.</summary>
public abstract class ServerContract
{
    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Starts a server of one's own.</summary>
    private protected abstract Task<(IAsyncDisposable Server, TransportAddress Address)> StartAsync();

    [Fact]
    public Task Commands_get_their_replies() => RunAsync(async client =>
    {
        Assert.Equal("3", client.Server["proto"]);
        Assert.Equal("PONG", (await client.CallAsync(Cancelled, "PING").Soon()).Plain());
        Assert.Equal("OK", (await client.CallAsync(Cancelled, "SET", "k", "value").Soon()).Plain());
        Assert.Equal(Bulk("value"), await client.CallAsync(Cancelled, "GET", "k").Soon());
        Assert.Equal(default(RespValue.Null), await client.CallAsync(Cancelled, "GET", "none").Soon());
        Assert.Equal(default(RespValue.Null), await client.CallAsync(Cancelled, "SET", "k", "other", "NX").Soon());
        Assert.Equal(Integer(1), await client.CallAsync(Cancelled, "INCR", "n").Soon());
        Assert.Equal(Integer(-1), await client.CallAsync(Cancelled, "TTL", "n").Soon());
        Assert.Equal(Integer(1), await client.CallAsync(Cancelled, "EXPIRE", "n", "100").Soon());
        Assert.InRange(long.Parse((await client.CallAsync(Cancelled, "TTL", "n").Soon()).Plain(), System.Globalization.CultureInfo.InvariantCulture), 1, 100);
        Assert.Equal(Integer(2), await client.CallAsync(Cancelled, "DEL", "k", "n", "none").Soon());
    });

    [Fact]
    public Task Collections_come_as_their_own_types() => RunAsync(async client =>
    {
        Assert.Equal(Integer(3), await client.CallAsync(Cancelled, "RPUSH", "l", "a", "b", "c").Soon());
        Assert.Equal(Integer(4), await client.CallAsync(Cancelled, "LPUSH", "l", "z").Soon());
        Assert.Equal(RespText.Array(Bulk("z"), Bulk("a"), Bulk("b"), Bulk("c")), await client.CallAsync(Cancelled, "LRANGE", "l", "0", "-1").Soon());
        Assert.Equal(RespText.Array(Bulk("b")), await client.CallAsync(Cancelled, "LRANGE", "l", "-2", "-2").Soon());
        Assert.Equal(Bulk("z"), await client.CallAsync(Cancelled, "LPOP", "l").Soon());
        Assert.Equal(Bulk("c"), await client.CallAsync(Cancelled, "RPOP", "l").Soon());
        Assert.Equal(RespText.Array(), await client.CallAsync(Cancelled, "LRANGE", "none", "0", "-1").Soon());
        Assert.Equal(Integer(2), await client.CallAsync(Cancelled, "HSET", "h", "f1", "v1", "f2", "v2").Soon());
        Assert.Equal(new RespValue.Map { Entries = new RespEntry[] { new(Bulk("f1"), Bulk("v1")), new(Bulk("f2"), Bulk("v2")) } }, await client.CallAsync(Cancelled, "HGETALL", "h").Soon());
        Assert.Equal(Integer(1), await client.CallAsync(Cancelled, "SADD", "s", "m").Soon());
        Assert.Equal(new RespValue.Set { Items = new[] { Bulk("m") } }, await client.CallAsync(Cancelled, "SMEMBERS", "s").Soon());
        Assert.Equal(Integer(2), await client.CallAsync(Cancelled, "ZADD", "z", "1.5", "m", "-inf", "least").Soon());
        Assert.Equal(new RespValue.Double("1.5"), await client.CallAsync(Cancelled, "ZSCORE", "z", "m").Soon());
        Assert.Equal(RespText.Array(Bulk("least"), new RespValue.Double("-inf")), await client.CallAsync(Cancelled, "ZPOPMIN", "z").Soon());
    });

    [Theory]
    [InlineData("ERR", "NOSUCH", "x")]
    [InlineData("ERR", "GET")]
    [InlineData("WRONGTYPE", "LPUSH", "text", "x")]
    [InlineData("ERR", "INCR", "text")]
    [InlineData("ERR", "EXEC")]
    public Task Errors_are_refusals_with_their_code(string code, params string[] words) => RunAsync(async client =>
    {
        await client.CallAsync(Cancelled, "SET", "text", "x").Soon();
        CallRefusedException thrown = await Assert.ThrowsAsync<CallRefusedException>(() => client.CallAsync(Cancelled, words).Soon());
        Assert.Equal(code, Assert.IsType<Redis.Refusal>(thrown.Error).Code());
        Assert.Equal("PONG", (await client.CallAsync(Cancelled, "PING").Soon()).Plain());
    });

    [Fact]
    public Task An_unknown_command_is_refused_in_the_words_of_redis() => RunAsync(async client =>
    {
        CallRefusedException thrown = await Assert.ThrowsAsync<CallRefusedException>(() => client.CallAsync(Cancelled, "NOSUCH", "x").Soon());
        Assert.Equal("ERR unknown command 'NOSUCH', with args beginning with: 'x' ", ((Redis.Refusal)thrown.Error!).Text());
    });

    [Fact]
    public Task Many_commands_in_flight_get_their_own_replies() => RunAsync(async client =>
    {
        Task<RespValue>[] calls = [.. Enumerable.Range(0, 2000).Select(number => client.CallAsync(Cancelled, "ECHO", $"{number}"))];
        RespValue[] replies = await Task.WhenAll(calls).Soon();
        Assert.Equal(Enumerable.Range(0, 2000).Select(number => $"{number}"), replies.Select(reply => reply.Plain()));
    });

    [Fact]
    public Task Large_values_come_through_as_they_are() => RunAsync(async client =>
    {
        byte[] value = new byte[3_000_000];
        new Random(1).NextBytes(value);
        Redis.Command set = new() { Arguments = new Redis.Argument[] { new() { Data = "SET"u8.ToArray() }, new() { Data = "big"u8.ToArray() }, new() { Data = value } } };
        Assert.Equal(Ok, (await client.SendAsync(set, Cancelled).Soon()).Value);
        Assert.Equal(Bulk(value), await client.CallAsync(Cancelled, "GET", "big").Soon());
    });

    [Fact]
    public Task A_transaction_is_carried_out_as_a_whole_or_not_at_all() => RunAsync(async client =>
    {
        await client.CallAsync(Cancelled, "SET", "text", "x").Soon();
        RespValue[] results = await client.TransactAsync([Command("INCR", "n"), Command("LPUSH", "text", "x"), Command("GET", "n")], Cancelled).Soon();
        Assert.Equal(3, results.Length);
        Assert.Equal(Integer(1), results[0]);
        Assert.StartsWith("WRONGTYPE", results[1].Plain(), StringComparison.Ordinal);
        Assert.Equal(Bulk("1"), results[2]);
        CallRefusedException thrown = await Assert.ThrowsAsync<CallRefusedException>(() => client.TransactAsync([Command("INCR", "n"), Command("NOSUCH")], Cancelled).Soon());
        Assert.Equal("EXECABORT", ((Redis.Refusal)thrown.Error!).Code());
        Assert.Equal(Bulk("1"), await client.CallAsync(Cancelled, "GET", "n").Soon());
    });

    [Fact]
    public Task Transactions_of_many_threads_do_not_mix() => RunAsync(async client =>
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(thread => Task.Run(
            async () =>
            {
                RespValue[] results = await client.TransactAsync([Command("INCR", $"t{thread}"), Command("INCR", $"t{thread}")], Cancelled);
                Assert.Equal([Integer(1), Integer(2)], results);
                Assert.Equal($"{thread}", (await client.CallAsync(Cancelled, "ECHO", $"{thread}")).Plain());
            },
            Cancelled))).Soon();
    });

    [Fact]
    public async Task Messages_of_a_channel_come_between_replies()
    {
        (IAsyncDisposable server, TransportAddress address) = await StartAsync();
        await using (server)
        {
            await using RedisConnection subscriber = await RedisConnection.ConnectAsync(address, cancellationToken: Cancelled);
            await using RedisConnection publisher = await RedisConnection.ConnectAsync(address, cancellationToken: Cancelled);
            await using IAsyncEnumerator<ReadOnlyMemory<byte>> messages = subscriber.SubscribeAsync("ch", Cancelled).GetAsyncEnumerator(Cancelled);
            ValueTask<bool> first = messages.MoveNextAsync();

            // A reply behind the subscription: when it is there, the server has seen both.
            Assert.Equal("PONG", (await subscriber.CallAsync(Cancelled, "PING").Soon()).Plain());
            Assert.Equal(Integer(1), await publisher.CallAsync(Cancelled, "PUBLISH", "ch", "one").Soon());
            Assert.Equal(Integer(1), await publisher.CallAsync(Cancelled, "PUBLISH", "ch", "two").Soon());
            Assert.Equal(Integer(0), await publisher.CallAsync(Cancelled, "PUBLISH", "other", "x").Soon());
            Assert.True(await first.Soon());
            Assert.Equal("one", Encoding.UTF8.GetString(messages.Current.Span));
            Assert.Equal("x", (await subscriber.CallAsync(Cancelled, "ECHO", "x").Soon()).Plain());
            Assert.True(await messages.MoveNextAsync().Soon());
            Assert.Equal("two", Encoding.UTF8.GetString(messages.Current.Span));
        }
    }

    [Fact]
    public async Task A_subscriber_in_resp2_gets_confirmations_and_messages()
    {
        (IAsyncDisposable server, TransportAddress address) = await StartAsync();
        await using (server)
        {
            await using RedisFeed.Client feed = await RedisFeed.Client.ConnectAsync(address, cancellationToken: Cancelled);
            await using RedisConnection publisher = await RedisConnection.ConnectAsync(address, cancellationToken: Cancelled);
            await feed.CommandAsync(new() { Arguments = Command("subscribe", "a", "b").Arguments }, Cancelled);
            await using IAsyncEnumerator<RedisFeed.Event> events = feed.ReceiveAsync<RedisFeed.Event>(Cancelled).GetAsyncEnumerator(Cancelled);
            Assert.True(await events.MoveNextAsync().Soon());
            Assert.Equal(RespText.Array(Bulk("subscribe"), Bulk("a"), Integer(1)), events.Current.Value);
            Assert.True(await events.MoveNextAsync().Soon());
            Assert.Equal(RespText.Array(Bulk("subscribe"), Bulk("b"), Integer(2)), events.Current.Value);
            Assert.Equal(Integer(1), await publisher.CallAsync(Cancelled, "PUBLISH", "b", "hello").Soon());
            Assert.True(await events.MoveNextAsync().Soon());
            Assert.Equal(RespText.Array(Bulk("message"), Bulk("b"), Bulk("hello")), events.Current.Value);
        }
    }

    private async Task RunAsync(Func<RedisConnection, Task> test)
    {
        (IAsyncDisposable server, TransportAddress address) = await StartAsync();
        await using (server)
        {
            await using RedisConnection client = await RedisConnection.ConnectAsync(address, cancellationToken: Cancelled);
            await test(client);
        }
    }
}

/// <summary>redis-server.</summary>
public sealed class RealServerTests : ServerContract
{
    private protected override async Task<(IAsyncDisposable Server, TransportAddress Address)> StartAsync()
    {
        ProtoSockets.Tests.Shared.RealServer server = await RealRedis.StartAsync();
        return (server, server.EndPoint);
    }

    [Theory]
    [InlineData("bignum", RespValue.CaseKind.BigNumber)]
    [InlineData("verbatim", RespValue.CaseKind.VerbatimString)]
    [InlineData("true", RespValue.CaseKind.Boolean)]
    [InlineData("attrib", RespValue.CaseKind.Attributed)]
    [InlineData("double", RespValue.CaseKind.Double)]
    [InlineData("map", RespValue.CaseKind.Map)]
    [InlineData("set", RespValue.CaseKind.Set)]
    [InlineData("null", RespValue.CaseKind.Null)]
    public async Task Every_type_that_the_server_can_be_asked_for_is_read(string name, RespValue.CaseKind kind)
    {
        await using ProtoSockets.Tests.Shared.RealServer server = await RealRedis.StartAsync();
        await using RedisConnection client = await RedisConnection.ConnectAsync(server.EndPoint, cancellationToken: Cancelled);
        Assert.Equal(kind, (await client.CallAsync(Cancelled, "DEBUG", "PROTOCOL", name).Soon()).Kind);
    }
}

/// <summary>The sample's server.</summary>
public sealed class OwnServerTests : ServerContract
{
    private protected override Task<(IAsyncDisposable Server, TransportAddress Address)> StartAsync()
    {
        var server = new OwnServer();
        return Task.FromResult(((IAsyncDisposable)server, server.Address));
    }
}
