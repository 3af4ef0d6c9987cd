using System.Text;
using ProtoSockets;
using static RedisSample.RespText;

namespace RedisSample;

/// <summary>Serves keys from memory to any number of clients: commands, transactions, and channels. One command is carried out at a time, as in Redis.</summary>
internal sealed class RedisHandler(TimeProvider time) : Redis.IServerHandler
{
    private readonly Lock _gate = new();
    private readonly Keyspace _keys = new(time);
    private readonly Dictionary<byte[], HashSet<ClientState>> _subscribers = new(ByteComparer.Instance);
    private long _lastId;

    public ValueTask ConnectedAsync(Redis.Session session, CancellationToken cancellationToken)
    {
        session.State = new ClientState(Interlocked.Increment(ref _lastId), session);
        return default;
    }

    public ValueTask DisconnectedAsync(Redis.Session session, Exception? reason)
    {
        lock (_gate)
        {
            ClientState client = StateOf(session);
            foreach (byte[] channel in client.Channels.ToArray())
            {
                Leave(client, channel);
            }
        }

        return default;
    }

    public ValueTask<CallResult<Redis.Reply, Redis.Refusal>> CommandAsync(Redis.Command request, Redis.Session session, CancellationToken cancellationToken)
    {
        var words = new ReadOnlyMemory<byte>[request.Arguments.Count];
        int index = 0;
        foreach (Redis.Argument argument in request.Arguments)
        {
            words[index++] = argument.Data;
        }

        return Answer(words, session);
    }

    public ValueTask<CallResult<Redis.Reply, Redis.Refusal>> InlineAsync(Redis.Inline request, Redis.Session session, CancellationToken cancellationToken) =>
        Answer([.. request.Words.Select(word => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(word.ToString()))], session);

    public async ValueTask SubscribeAsync(Redis.Subscribe message, Redis.Session session, CancellationToken cancellationToken)
    {
        RespValue confirmation;
        lock (_gate)
        {
            confirmation = Join(StateOf(session), message.Channel.Data.ToArray());
        }

        await session.PushAsync(new(confirmation), cancellationToken);
    }

    private ValueTask<CallResult<Redis.Reply, Redis.Refusal>> Answer(ReadOnlyMemory<byte>[] words, Redis.Session session)
    {
        if (words.Length == 0)
        {
            return new(Refuse("ERR empty command"));
        }

        ClientState client = StateOf(session);
        lock (_gate)
        {
            try
            {
                return new((CallResult<Redis.Reply, Redis.Refusal>)new Redis.Reply(Run(words, client)));
            }
            catch (RedisError error)
            {
                client.IsAborted |= client.Queued is not null;
                return new(Refuse(error.Message));
            }
        }
    }

    private static CallResult<Redis.Reply, Redis.Refusal> Refuse(string text) => new Redis.Refusal(new RespValue.SimpleError(text));

    private static ClientState StateOf(Redis.Session session) => (ClientState)session.State!;

    private RespValue Run(ReadOnlyMemory<byte>[] words, ClientState client)
    {
        var call = new CommandArguments(words, _keys, client);
        switch (call.Word(0))
        {
            case "MULTI" when client.Queued is null:
                client.Queued = [];
                client.IsAborted = false;
                return Ok;

            case "MULTI":
                throw new RedisError("ERR MULTI calls can not be nested");

            case "EXEC":
                return Execute(call);

            case "DISCARD":
                client.Queued = client.Queued is null ? throw new RedisError("ERR DISCARD without MULTI") : null;
                return Ok;

            case "HELLO":
                return Hello(call);

            case "QUIT":
                client.Session.Close();
                return Ok;

            case "RESET":
                client.Queued = null;
                client.Protocol = 2;
                return Simple("RESET");
        }

        if (client.Queued is not null)
        {
            if (!IsChannelCommand(call.Word(0)))
            {
                _ = CommandTable.Find(words);
            }

            // What the words borrow from the receive buffer is gone when this command is answered.
            client.Queued.Add(System.Array.ConvertAll(words, static word => (ReadOnlyMemory<byte>)word.ToArray()));
            return Simple("QUEUED");
        }

        return RunNow(call);
    }

    private static bool IsChannelCommand(string name) => name is "SUBSCRIBE" or "UNSUBSCRIBE" or "PUBLISH";

    private RespValue RunNow(CommandArguments call)
    {
        switch (call.Word(0))
        {
            case "SUBSCRIBE" when call.Count > 1:
                return Last(call.Client, [.. Enumerable.Range(1, call.Count - 1).Select(index => Join(call.Client, call.Copy(index)))]);

            case "UNSUBSCRIBE":
                byte[][] left = call.Count > 1 ? [.. Enumerable.Range(1, call.Count - 1).Select(call.Copy)] : [.. call.Client.Channels];
                return left.Length == 0
                    ? Event(call.Client, Bulk("unsubscribe"), CommandTable.Null(call), Integer(0))
                    : Last(call.Client, [.. left.Select(channel => Leave(call.Client, channel))]);

            case "PUBLISH" when call.Count == 3:
                return Publish(call.Copy(1), call.Copy(2));

            case "PING" when call.Client is { Protocol: 2, Channels.Count: > 0 }:
                return RespText.Array(Bulk("pong"), call.Count > 1 ? Bulk(call.Copy(1)) : Bulk(string.Empty));

            default:
                return CommandTable.Find(call.Words)(call);
        }
    }

    private RespValue Execute(CommandArguments call)
    {
        ClientState client = call.Client;
        List<ReadOnlyMemory<byte>[]> queued = client.Queued ?? throw new RedisError("ERR EXEC without MULTI");
        client.Queued = null;
        if (client.IsAborted)
        {
            client.IsAborted = false;
            throw new RedisError("EXECABORT Transaction discarded because of previous errors.");
        }

        var results = new RespValue[queued.Count];
        for (int index = 0; index < results.Length; index++)
        {
            try
            {
                results[index] = RunNow(new CommandArguments(queued[index], _keys, client));
            }
            catch (RedisError error)
            {
                results[index] = new RespValue.SimpleError(error.Message);
            }
        }

        return RespText.Array(results);
    }

    private static RespValue Hello(CommandArguments call)
    {
        if (call.Count > 1)
        {
            call.Client.Protocol = call.Integer(1) is 2 or 3 ? (int)call.Integer(1) : throw new RedisError("NOPROTO unsupported protocol version");
        }

        return CommandTable.Pairs(call,
        [
            new(Bulk("server"), Bulk("redis")),
            new(Bulk("version"), Bulk("7.0.15")),
            new(Bulk("proto"), Integer(call.Client.Protocol)),
            new(Bulk("id"), Integer(call.Client.Id)),
            new(Bulk("mode"), Bulk("standalone")),
            new(Bulk("role"), Bulk("master")),
            new(Bulk("modules"), RespText.Array()),
        ]);
    }

    /// <summary>Sends all events but the last, which takes the place of the reply.</summary>
    private static RespValue Last(ClientState client, RespValue[] events)
    {
        foreach (RespValue each in events.AsSpan()[..^1])
        {
            Send(client, each);
        }

        return events[^1];
    }

    private RespValue Join(ClientState client, byte[] channel)
    {
        client.Channels.Add(channel);
        if (!_subscribers.TryGetValue(channel, out HashSet<ClientState>? subscribers))
        {
            _subscribers.Add(channel, subscribers = []);
        }

        subscribers.Add(client);
        return Event(client, Bulk("subscribe"), Bulk(channel), Integer(client.Channels.Count));
    }

    private RespValue Leave(ClientState client, byte[] channel)
    {
        client.Channels.Remove(channel);
        if (_subscribers.TryGetValue(channel, out HashSet<ClientState>? subscribers) && subscribers.Remove(client) && subscribers.Count == 0)
        {
            _subscribers.Remove(channel);
        }

        return Event(client, Bulk("unsubscribe"), Bulk(channel), Integer(client.Channels.Count));
    }

    private RespValue Publish(byte[] channel, byte[] message)
    {
        if (!_subscribers.TryGetValue(channel, out HashSet<ClientState>? subscribers))
        {
            return Integer(0);
        }

        foreach (ClientState subscriber in subscribers)
        {
            Send(subscriber, Event(subscriber, Bulk("message"), Bulk(channel), Bulk(message)));
        }

        return Integer(subscribers.Count);
    }

    private static RespValue Event(ClientState client, params RespValue[] items) =>
        client.Protocol == 3 ? new RespValue.Push { Items = items } : RespText.Array(items);

    private static void Send(ClientState client, RespValue value)
    {
        ValueTask sending;
        try
        {
            sending = client.Session.PushAsync(new(value));
        }
        catch (ConnectionClosedException)
        {
            return;
        }

        if (!sending.IsCompletedSuccessfully)
        {
            // A subscriber that does not read holds nobody up: its messages wait until it is given up.
            _ = ForgetAsync(sending);
        }

        static async Task ForgetAsync(ValueTask sending)
        {
            try
            {
                await sending;
            }
            catch (Exception exception) when (exception is ConnectionClosedException or OperationCanceledException or WireFormatException)
            {
                // It is gone, and its session tells so.
            }
        }
    }
}
