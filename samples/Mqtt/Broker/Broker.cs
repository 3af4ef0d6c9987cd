using ProtoSockets;

namespace MqttSample;

/// <summary>What all connections of a broker share: sessions, subscriptions and retained messages. One lock for all; nothing waits under it.</summary>
/// <param name="time">The clock for keep-alives.</param>
internal sealed class Broker(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, BrokerSession> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MqttMessage> _retained = new(StringComparer.Ordinal);
    private int _assigned;

    /// <summary>The clock for keep-alives.</summary>
    public TimeProvider Time => time;

    /// <summary>Makes a server for it.</summary>
    public Mqtt.Server CreateServer() => new(
        session => new BrokerConnection(this, session),
        new ServerOptions
        {
            DrainTimeout = TimeSpan.FromSeconds(2),

            // The keep-alive that each client asks for says how long it may be silent.
            IdleTimeout = Timeout.InfiniteTimeSpan,

            // A receiver that reads nothing must not hold up those that publish.
            SlowPeer = SlowPeerPolicy.Wait,
        });

    /// <summary>A client identifier for a client that has none.</summary>
    public string AssignClientId() => $"auto-{Interlocked.Increment(ref _assigned):x8}";

    /// <summary>Begins or takes up a session for a connection; an earlier connection of the same client ends.</summary>
    /// <returns>The session, and whether there was one.</returns>
    public (BrokerSession Session, bool IsPresent) Open(string clientId, bool isClean, BrokerConnection connection)
    {
        BrokerConnection? before;
        BrokerSession? session;
        bool isPresent;
        lock (_gate)
        {
            isPresent = _sessions.TryGetValue(clientId, out session);
            before = session?.Connection;
            if (session is null || isClean)
            {
                isPresent = false;
                session?.Connection = null;
                session = new BrokerSession(clientId);
                _sessions[clientId] = session;
            }

            session.Connection = connection;
        }

        before?.TakeOver();
        return (session, isPresent);
    }

    /// <summary>A connection has ended: its session is kept for the next one, or forgotten.</summary>
    public void Close(BrokerSession session, BrokerConnection connection, bool isKept)
    {
        lock (_gate)
        {
            if (session.Connection != connection)
            {
                return;
            }

            session.Connection = null;
            if (!isKept && _sessions.TryGetValue(session.ClientId, out BrokerSession? current) && current == session)
            {
                _sessions.Remove(session.ClientId);
            }
        }
    }

    /// <summary>Adds a subscription, and sends the retained messages that it is for.</summary>
    public void Subscribe(BrokerSession session, SubscriptionEntry entry)
    {
        lock (_gate)
        {
            bool isNew = !session.Subscriptions.ContainsKey(entry.Filter);
            session.Subscriptions[entry.Filter] = entry;
            if (entry.RetainHandling == 2 || (entry.RetainHandling == 1 && !isNew))
            {
                return;
            }

            foreach (MqttMessage retained in _retained.Values.Where(message => Topics.IsMatch(entry.Filter, message.Topic)))
            {
                session.Send(Adapt(retained, Lower(retained.Qos, entry.Qos), isRetained: true, [entry]));
            }
        }
    }

    /// <summary>Sends a message to a client again that its last connection did not take.</summary>
    public void Requeue(BrokerSession session, MqttMessage message)
    {
        lock (_gate)
        {
            session.Send(message);
        }
    }

    /// <summary>Takes what has waited for a client.</summary>
    public MqttMessage[] TakeWaiting(BrokerSession session)
    {
        lock (_gate)
        {
            return session.TakeWaiting();
        }
    }

    /// <summary>Removes a subscription.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Unsubscribe(BrokerSession session, string filter)
    {
        lock (_gate)
        {
            return session.Subscriptions.Remove(filter);
        }
    }

    /// <summary>Sends a message to all that have subscribed to it, and keeps it if it is to be retained.</summary>
    /// <returns>Whether anybody gets it.</returns>
    public bool Publish(MqttMessage message, BrokerSession? from)
    {
        bool isWanted = false;
        lock (_gate)
        {
            if (message.Retain && message.Payload.IsEmpty)
            {
                _retained.Remove(message.Topic);
            }
            else if (message.Retain)
            {
                _retained[message.Topic] = message;
            }

            foreach (BrokerSession session in _sessions.Values)
            {
                // Several subscriptions of one client that match get it once, with the highest QoS (MQTT 5, section 3.3.4).
                SubscriptionEntry[] matching =
                [
                    .. session.Subscriptions.Values.Where(entry => Topics.IsMatch(entry.Filter, message.Topic) && !(entry.NoLocal && session == from)),
                ];
                if (matching.Length > 0)
                {
                    isWanted = true;
                    Qos most = matching.Max(entry => entry.Qos);
                    session.Send(Adapt(message, Lower(message.Qos, most), message.Retain && matching.Any(entry => entry.RetainAsPublished), matching));
                }
            }
        }

        return isWanted;
    }

    private static Qos Lower(Qos one, Qos other) => one < other ? one : other;

    private static MqttMessage Adapt(MqttMessage message, Qos qos, bool isRetained, SubscriptionEntry[] matching)
    {
        // A topic alias holds between its sender and us; the subscription identifiers are the receiver's own.
        IEnumerable<Property> properties = message.Properties.Where(property => !property.IsTopicAlias && !property.IsSubscriptionIdentifier);
        IEnumerable<Property> identifiers = matching.Where(entry => entry.Identifier is not null)
            .Select(entry => (Property)new Property.SubscriptionIdentifier(entry.Identifier!.Value));
        return message with { Qos = qos, Retain = isRetained, Properties = [.. properties, .. identifiers] };
    }
}

/// <summary>A subscription of a session.</summary>
/// <param name="Filter">The filter.</param>
/// <param name="Qos">The highest QoS.</param>
/// <param name="NoLocal">Whether the client's own messages are left out.</param>
/// <param name="RetainAsPublished">Whether messages keep their retain flag.</param>
/// <param name="RetainHandling">When retained messages are sent: 0 at each subscription, 1 at a new one, 2 never.</param>
/// <param name="Identifier">The number that the client knows it by, since MQTT 5; or null.</param>
internal sealed record SubscriptionEntry(string Filter, Qos Qos, bool NoLocal, bool RetainAsPublished, byte RetainHandling, uint? Identifier);
