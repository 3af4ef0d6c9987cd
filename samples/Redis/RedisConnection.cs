using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using ProtoSockets;
using static RedisSample.RespText;

namespace RedisSample;

/// <summary>
/// A connection to Redis in RESP3. Commands may be sent from any number of threads at a time: they are pipelined, and their replies come in the same order. What the server pushes is told
/// from replies by its first byte, and goes to those who subscribed.
/// </summary>
public sealed class RedisConnection : IAsyncDisposable
{
    private readonly Redis.Client _client;

    /// <summary>Keeps the commands of a transaction together: nobody else's may come between MULTI and EXEC.</summary>
    private readonly Lock _sending = new();

    private RedisConnection(Redis.Client client) => _client = client;

    /// <summary>What the server said of itself: version, protocol, role.</summary>
    public IReadOnlyDictionary<string, string> Server { get; private set; } = new Dictionary<string, string>();

    /// <summary>Connects, and switches to RESP3 with <c>HELLO 3</c>.</summary>
    /// <param name="address">The server.</param>
    /// <param name="options">How to connect and call; null for the defaults.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>A connected client.</returns>
    /// <exception cref="CallRefusedException">The server knows RESP2 only; use <see cref="RedisFeed"/> or <see cref="Redis.Client"/>.</exception>
    public static async Task<RedisConnection> ConnectAsync(TransportAddress address, ClientOptions? options = null, CancellationToken cancellationToken = default)
    {
        Redis.Client client = await Redis.Client.ConnectAsync(address, options, cancellationToken: cancellationToken);
        try
        {
            var connection = new RedisConnection(client);
            RespValue hello = await connection.CallAsync(cancellationToken, "HELLO", "3");
            if (hello.Bare().TryGet(out RespValue.Map? map))
            {
                connection.Server = map.Entries.ToArray().ToDictionary(static entry => entry.Key.Plain(), static entry => entry.Value.Plain());
            }

            return connection;
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends a command and waits for its reply.</summary>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <param name="words">The command and its arguments.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="CallRefusedException">The server answered with an error; it carries a <see cref="Redis.Refusal"/>.</exception>
    [SuppressMessage("Design", "CA1068:CancellationToken parameters must come last", Justification = "The words of the command do.")]
    public async Task<RespValue> CallAsync(CancellationToken cancellationToken, params string[] words) => (await SendAsync(Command(words), cancellationToken)).Value;

    /// <summary>Sends a command and waits for its reply.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Ends the wait; the connection stays usable.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="CallRefusedException">The server answered with an error.</exception>
    public ValueTask<Redis.Reply> SendAsync(Redis.Command command, CancellationToken cancellationToken = default)
    {
        lock (_sending)
        {
            return _client.CommandAsync(command, cancellationToken);
        }
    }

    /// <summary>Carries out commands as one transaction (MULTI, EXEC): all of them, with nobody else's in between, or none.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Their replies in the same order; errors among them are values.</returns>
    /// <exception cref="CallRefusedException">A command could not be queued, so that the server discarded all of them.</exception>
    public async Task<RespValue[]> TransactAsync(IReadOnlyList<Redis.Command> commands, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commands);
        var queued = new Task<CallResult<Redis.Reply, Redis.Refusal>>[commands.Count + 1];
        Task<Redis.Reply> executing;
        lock (_sending)
        {
            // All in one go: the server's answers to the first ones are not waited for.
            queued[0] = _client.TryCommandAsync(Command("MULTI"), cancellationToken).AsTask();
            for (int index = 0; index < commands.Count; index++)
            {
                queued[index + 1] = _client.TryCommandAsync(commands[index], cancellationToken).AsTask();
            }

            executing = _client.CommandAsync(Command("EXEC"), cancellationToken).AsTask();
        }

        foreach (Task<CallResult<Redis.Reply, Redis.Refusal>> each in queued)
        {
            // What could not be queued makes EXEC fail, which says so.
            _ = await each;
        }

        Redis.Reply reply = await executing;
        return reply.Value.Bare().TryGet(out RespValue.Array? results) && results.Items is { } items ? items.ToArray() : [];
    }

    /// <summary>Subscribes to a channel and enumerates what is published there. Commands can be sent meanwhile.</summary>
    /// <param name="channel">The channel.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The messages as they come.</returns>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> SubscribeAsync(string channel, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        byte[] name = Encoding.UTF8.GetBytes(channel);
        await _client.SubscribeAsync(new(new Redis.Argument { Data = name }), cancellationToken);
        await foreach (Redis.Push push in _client.ReceiveAsync<Redis.Push>(cancellationToken))
        {
            if (PushedMessage.TryRead(push.Value, name, out ReadOnlyMemory<byte> message))
            {
                yield return message;
            }
        }
    }

    /// <summary>Everything that the server pushes, as it is: messages, confirmations, invalidations.</summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The pushes as they come.</returns>
    public IAsyncEnumerable<Redis.Push> ReceiveAsync(CancellationToken cancellationToken = default) => _client.ReceiveAsync<Redis.Push>(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
