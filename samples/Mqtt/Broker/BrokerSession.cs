namespace MqttSample;

/// <summary>What the broker remembers of a client, connected or not. Guarded by the broker's lock, save for <see cref="Received"/>, which is the connection's.</summary>
/// <param name="clientId">Who it is.</param>
internal sealed class BrokerSession(string clientId)
{
    /// <summary>How many messages of QoS 1 and 2 are kept for a client that is away.</summary>
    private const int MaxWaiting = 1000;

    private readonly Queue<MqttMessage> _waiting = new();

    /// <summary>Who it is.</summary>
    public string ClientId { get; } = clientId;

    /// <summary>Its connection, or null while it is away.</summary>
    public BrokerConnection? Connection { get; set; }

    /// <summary>Its subscriptions by filter.</summary>
    public Dictionary<string, SubscriptionEntry> Subscriptions { get; } = new(StringComparer.Ordinal);

    /// <summary>The packet identifiers of messages of QoS 2 that were taken, until the client has seen that.</summary>
    public HashSet<ushort> Received { get; } = [];

    /// <summary>Sends a message, or keeps it until the client is back.</summary>
    public void Send(MqttMessage message)
    {
        if (Connection is { } connection && connection.TrySend(message))
        {
            return;
        }

        if (message.Qos != Qos.AtMostOnce && _waiting.Count < MaxWaiting)
        {
            _waiting.Enqueue(message);
        }
    }

    /// <summary>Takes what has waited for the client.</summary>
    public MqttMessage[] TakeWaiting()
    {
        MqttMessage[] waiting = [.. _waiting];
        _waiting.Clear();
        return waiting;
    }
}
