using System.Threading.Channels;
using ProtoSockets;

namespace MqttSample;

/// <summary>One connection of a broker: what its client sends, and what is on its way to it.</summary>
#pragma warning disable CA1001 // A SemaphoreSlim whose handle nobody asks for holds nothing, and the deliveries release it after the connection's end.
internal sealed class BrokerConnection : Mqtt.IServerHandler
#pragma warning restore CA1001
{
    /// <summary>How many messages of QoS 1 and 2 may be under way to a client at a time.</summary>
    private const int Window = 20;

    /// <summary>How many messages wait for a client that reads slowly; what is more is lost, or waits in the session.</summary>
    private const int MaxOutgoing = 10_000;

    private readonly Broker _broker;
    private readonly Mqtt.Session _connection;
    private readonly Channel<MqttMessage> _outgoing = Channel.CreateBounded<MqttMessage>(new BoundedChannelOptions(MaxOutgoing) { SingleReader = true });
    private readonly SemaphoreSlim _window = new(Window);
    private readonly PacketIds _ids = new();
    private BrokerSession? _session;
    private MqttMessage? _will;
    private ITimer? _silence;
    private TimeSpan _patience = Timeout.InfiniteTimeSpan;
    private bool _isKept;
    private bool _isTakenOver;

    public BrokerConnection(Broker broker, Mqtt.Session connection)
    {
        _broker = broker;
        _connection = connection;
    }

    /// <summary>Puts a message on its way.</summary>
    /// <returns>False when too many wait.</returns>
    public bool TrySend(MqttMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>The client has connected anew: this connection ends, and its session goes on.</summary>
    public void TakeOver()
    {
        _isTakenOver = true;
        _connection.Abort();
    }

    public ValueTask<Mqtt.ConnAck> ConnectAsync(Mqtt.Connect request, Mqtt.Session session, CancellationToken cancellationToken)
    {
        if (_session is not null)
        {
            // A second CONNECT is a violation (MQTT 5, section 3.1.0).
            session.Abort();
            return default;
        }

        bool isFive = request.Level == 5;
        string clientId = request.ClientId.ToString();
        ReasonCode? refusal = request.Level is not (3 or 4 or 5) || request.Name.ToString() != (request.Level == 3 ? "MQIsdp" : "MQTT")
                ? isFive ? ReasonCode.UnsupportedProtocolVersion : ReasonCode.GrantedQos1
            : clientId.Length == 0 && !isFive && !request.CleanStart ? ReasonCode.GrantedQos2
            : null;
        if (refusal is { } reason)
        {
            session.Close();
            return ValueTask.FromResult(new Mqtt.ConnAck(false, reason, default));
        }

        Property[] properties = MqttMessage.Keep(request.Properties);
        List<Property> granted = [];
        if (clientId.Length == 0)
        {
            clientId = _broker.AssignClientId();
            granted.Add(new Property.AssignedClientIdentifier(clientId));
        }

        _isKept = isFive
            ? properties.Any(property => property.TryGet(out Property.SessionExpiryInterval expiry) && expiry.Seconds > 0)
            : !request.CleanStart;
        if (request.HasWill)
        {
            _will = new MqttMessage(
                request.WillTopic!.Value.ToString(),
                request.WillPayload!.Value.ToArray(),
                request.WillQos,
                request.WillRetain,
                [.. MqttMessage.Keep(request.WillProperties ?? default).Where(property => !property.IsWillDelayInterval)]);
        }

        if (request.KeepAlive > 0)
        {
            _patience = TimeSpan.FromSeconds(request.KeepAlive * 1.5);
            _silence = _broker.Time.CreateTimer(static state => ((Mqtt.Session)state!).Abort(), session, _patience, Timeout.InfiniteTimeSpan);
        }

        (_session, bool isPresent) = _broker.Open(clientId, request.CleanStart, this);
        foreach (MqttMessage waiting in _broker.TakeWaiting(_session))
        {
            _ = TrySend(waiting);
        }

        _ = SendAsync(session.WaitForAnswerAsync());
        return ValueTask.FromResult(new Mqtt.ConnAck(isPresent, ReasonCode.Success, new WireList<Property>([.. granted])));
    }

    public ValueTask PublishAsync(Mqtt.Publish message, Mqtt.Session session, CancellationToken cancellationToken)
    {
        if (TryBegin(session, out BrokerSession? own))
        {
            _broker.Publish(Check(MqttMessage.Of(in message)), own);
        }

        return default;
    }

    public ValueTask<Mqtt.PubAck> PublishAtLeastOnceAsync(Mqtt.PublishAtLeastOnce request, Mqtt.Session session, CancellationToken cancellationToken)
    {
        bool isWanted = TryBegin(session, out BrokerSession? own) && _broker.Publish(Check(MqttMessage.Of(in request)), own);
        return ValueTask.FromResult(new Mqtt.PubAck(0, isWanted ? ReasonCode.Success : ReasonCode.NoMatchingSubscribers));
    }

    public ValueTask<Mqtt.PubRec> PublishExactlyOnceAsync(Mqtt.PublishExactlyOnce request, Mqtt.Session session, CancellationToken cancellationToken)
    {
        // Sent again before it was released: it has been published (MQTT 5, section 4.3.3).
        bool isWanted = TryBegin(session, out BrokerSession? own)
            && (!own.Received.Add(request.PacketId) || _broker.Publish(Check(MqttMessage.Of(in request)), own));
        return ValueTask.FromResult(new Mqtt.PubRec(0, isWanted ? ReasonCode.Success : ReasonCode.NoMatchingSubscribers));
    }

    public ValueTask<Mqtt.PubComp> PubRelAsync(Mqtt.PubRel request, Mqtt.Session session, CancellationToken cancellationToken)
    {
        bool isKnown = TryBegin(session, out BrokerSession? own) && own.Received.Remove(request.PacketId);
        return ValueTask.FromResult(new Mqtt.PubComp(0, isKnown ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound));
    }

    public ValueTask<Mqtt.SubAck> SubscribeAsync(Mqtt.Subscribe request, Mqtt.Session session, CancellationToken cancellationToken)
    {
        if (!TryBegin(session, out BrokerSession? own))
        {
            return default;
        }

        uint? identifier = null;
        foreach (Property property in request.Properties)
        {
            identifier = property.TryGet(out Property.SubscriptionIdentifier asked) ? asked.Number : identifier;
        }

        var codes = new byte[request.Filters.Count];
        int index = 0;
        foreach (Subscription subscription in request.Filters)
        {
            string filter = subscription.Filter.ToString();
            bool isValid = Topics.IsFilter(filter) && subscription.Qos <= Qos.ExactlyOnce && subscription.RetainHandling <= 2;
            codes[index++] = isValid ? (byte)subscription.Qos : (byte)ReasonCode.UnspecifiedError;
            if (isValid)
            {
                _broker.Subscribe(own, new SubscriptionEntry(
                    filter, subscription.Qos, subscription.NoLocal, subscription.RetainAsPublished, subscription.RetainHandling, identifier));
            }
        }

        return ValueTask.FromResult(new Mqtt.SubAck(0, default, codes));
    }

    public ValueTask<Mqtt.UnsubAck> UnsubscribeAsync(Mqtt.Unsubscribe request, Mqtt.Session session, CancellationToken cancellationToken)
    {
        if (!TryBegin(session, out BrokerSession? own))
        {
            return default;
        }

        var codes = new byte[request.Filters.Count];
        int index = 0;
        foreach (FilterText filter in request.Filters)
        {
            codes[index++] = (byte)(_broker.Unsubscribe(own, filter.Filter.ToString()) ? ReasonCode.Success : ReasonCode.NoSubscriptionExisted);
        }

        return ValueTask.FromResult(new Mqtt.UnsubAck(0, default, codes));
    }

    public ValueTask<Mqtt.PingResp> PingReqAsync(Mqtt.PingReq request, Mqtt.Session session, CancellationToken cancellationToken)
    {
        _ = TryBegin(session, out _);
        return default;
    }

    public ValueTask DisconnectAsync(Mqtt.Disconnect message, Mqtt.Session session, CancellationToken cancellationToken)
    {
        if (message.Outcome.Reason != ReasonCode.DisconnectWithWill)
        {
            _will = null;
        }

        session.Close();
        return default;
    }

    public ValueTask AuthAsync(Mqtt.Auth message, Mqtt.Session session, CancellationToken cancellationToken)
    {
        // No method was agreed on.
        session.Abort();
        return default;
    }

    public ValueTask DisconnectedAsync(Mqtt.Session session, Exception? reason)
    {
        _silence?.Dispose();
        _outgoing.Writer.TryComplete();
        if (_session is { } own)
        {
            _broker.Close(own, this, _isKept);
            while (_outgoing.Reader.TryRead(out MqttMessage? unsent))
            {
                Requeue(own, unsent);
            }

            if (_will is { } will)
            {
                _broker.Publish(will, own);
            }
        }

        return default;
    }

    /// <summary>Whether the client was let in; the first packet must be a CONNECT.</summary>
    private bool TryBegin(Mqtt.Session session, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out BrokerSession? own)
    {
        own = _session;
        if (own is null)
        {
            session.Abort();
            return false;
        }

        _silence?.Change(_patience, Timeout.InfiniteTimeSpan);
        return true;
    }

    private static MqttMessage Check(MqttMessage message) => Topics.IsTopic(message.Topic)
        ? message
        : throw new WireFormatException($"'{message.Topic}' is no topic to publish to.");

    /// <summary>Sends what is put on its way, in order.</summary>
    private async Task SendAsync(Task answered)
    {
        try
        {
            // Nothing may come ahead of the CONNACK (MQTT 5, section 3.2).
            await answered.WaitAsync(_connection.Closed);
            await foreach (MqttMessage message in _outgoing.Reader.ReadAllAsync(_connection.Closed))
            {
                if (message.Qos == Qos.AtMostOnce)
                {
                    await _connection.PublishAsync(
                        new(message.Retain, message.Topic, new(message.Properties), message.Payload), _connection.Closed);
                    continue;
                }

                await _window.WaitAsync(_connection.Closed);
                _ = DeliverAsync(message);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or WireFormatException)
        {
            // The connection has ended; or a message is larger than the client of another version can be sent.
            _connection.Abort();
        }
    }

    /// <summary>Sends a message of QoS 1 or 2, and waits until the client has it.</summary>
    private async Task DeliverAsync(MqttMessage message)
    {
        ushort id = _ids.Take();
        try
        {
            if (message.Qos == Qos.AtLeastOnce)
            {
                await _connection.PublishAtLeastOnceAsync(
                    new(Dup: false, message.Retain, message.Topic, id, new(message.Properties), message.Payload));
            }
            else
            {
                Mqtt.PubRec received = await _connection.PublishExactlyOnceAsync(
                    new(Dup: false, message.Retain, message.Topic, id, new(message.Properties), message.Payload));
                if (received.Outcome.Reason < ReasonCode.UnspecifiedError)
                {
                    await _connection.PubRelAsync(new(id, default));
                }
            }

            _ids.Free(id);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            if (_session is { } session)
            {
                Requeue(session, message);
            }
        }
        finally
        {
            _window.Release();
        }
    }

    /// <summary>A message that the client does not have yet waits for it, if the session does.</summary>
    private void Requeue(BrokerSession session, MqttMessage message)
    {
        if ((_isKept || _isTakenOver) && message.Qos != Qos.AtMostOnce)
        {
            _broker.Requeue(session, message);
        }
    }
}
