using ProtoSockets.Transports;

namespace ProtoSockets.Testing;

/// <summary>
/// Writes down what is said over streams. It listens at one end: give the address that it makes to the client, or to the server, and not to both, which would record everything twice.
/// <code>
/// ConversationRecorder recorder = new();
/// await using Chat.Client chat = await Chat.Client.ConnectAsync(recorder.Over(address));
/// ...
/// recorder.Conversations[0].Save("join.conversation", Chat.Describe);
/// </code>
/// </summary>
public sealed class ConversationRecorder
{
    private readonly List<RecordedConnection> _connections = [];

    /// <summary>What was said so far, a conversation for each connection, in the order in which they were made.</summary>
    public IReadOnlyList<Conversation> Conversations
    {
        get
        {
            lock (_connections)
            {
                return [.. _connections.Select(static connection => connection.Snapshot())];
            }
        }
    }

    /// <summary>Records what is said at an address.</summary>
    /// <param name="address">The address, of a transport of streams.</param>
    /// <returns>The address to connect to, or to bind.</returns>
    /// <exception cref="ArgumentException">It is one of datagrams.</exception>
    public TransportAddress Over(TransportAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return address.Transport is StreamTransport stream
            ? new TransportAddress(new RecordedTransport(stream, this), address.EndPoint)
            : throw new ArgumentException($"{address} is spoken to by datagrams, and streams are recorded.", nameof(address));
    }

    /// <summary>Records what is said over a connection.</summary>
    /// <param name="connection">The connection; closing the result closes it.</param>
    /// <param name="end">Which end it is.</param>
    /// <returns>The connection to use.</returns>
    public StreamConnection Over(StreamConnection connection, Side end)
    {
        ArgumentNullException.ThrowIfNull(connection);
        RecordedConnection recorded = new(connection, end);
        lock (_connections)
        {
            _connections.Add(recorded);
        }

        return recorded;
    }
}
