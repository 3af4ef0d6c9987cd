using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ProtoSockets;

namespace MqttSample;

/// <summary>
/// A client of MQTT 3.1.1 and 5: publishes and subscribes with QoS 0, 1 and 2, and keeps the connection alive. What ties answers to requests, gives out packet identifiers and
/// answers the server's own requests is the generated client's.
/// </summary>
internal sealed class MqttClient : IAsyncDisposable
{
    /// <summary>How many messages of a subscription may wait to be read before the server has to wait.</summary>
    private const int Backlog = 1000;

    private readonly Mqtt.Client _client;
    private readonly Handler _handler;
    private readonly MqttClientOptions _options;
    private readonly CancellationTokenSource _closing = new();
    private readonly PacketIds _ids = new();
    private Task _keepingAlive = Task.CompletedTask;

    private MqttClient(Mqtt.Client client, Handler handler, MqttClientOptions options)
    {
        _client = client;
        _handler = handler;
        _options = options;
    }

    /// <summary>Whether the server had the client's session still.</summary>
    public bool IsSessionPresent { get; private set; }

    /// <summary>What the server granted, since MQTT 5.</summary>
    public IReadOnlyList<Property> Granted { get; private set; } = [];

    /// <summary>Ends when the connection has ended.</summary>
    public Task Completion => _client.Completion;

    /// <summary>Connects to a server.</summary>
    /// <exception cref="MqttRefusedException">The server does not let the client in.</exception>
    public static async Task<MqttClient> ConnectAsync(TransportAddress server, MqttClientOptions options, CancellationToken cancellationToken = default)
    {
        var handler = new Handler();
        Mqtt.Client connection = await Mqtt.Client.ConnectAsync(server, handler: handler, cancellationToken: cancellationToken);
        var client = new MqttClient(connection, handler, options);
        try
        {
            Mqtt.ConnAck answer = await connection.ConnectAsync(ToConnect(options), cancellationToken);
            if (answer.Code != ReasonCode.Success)
            {
                throw new MqttRefusedException("the connection", (byte)answer.Code);
            }

            client.IsSessionPresent = answer.SessionPresent;
            client.Granted = MqttMessage.Keep(answer.Properties);
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }

        client._keepingAlive = client.KeepAliveAsync();
        return client;
    }

    /// <summary>Publishes a message; QoS 1 and 2 wait until the server has it.</summary>
    /// <exception cref="MqttRefusedException">The server refuses the message.</exception>
    public async Task PublishAsync(MqttMessage message, CancellationToken cancellationToken = default)
    {
        WireList<Property> properties = new(message.Properties);
        switch (message.Qos)
        {
            case Qos.AtMostOnce:
                await _client.PublishAsync(new(message.Retain, message.Topic, properties, message.Payload), cancellationToken);
                break;

            case Qos.AtLeastOnce:
                ushort once = _ids.Take();
                Mqtt.PubAck taken = await _client.PublishAtLeastOnceAsync(
                    new(Dup: false, message.Retain, message.Topic, once, properties, message.Payload), cancellationToken);
                _ids.Free(once);
                Check(taken.Outcome);
                break;

            default:
                ushort id = _ids.Take();
                Mqtt.PubRec received = await _client.PublishExactlyOnceAsync(
                    new(Dup: false, message.Retain, message.Topic, id, properties, message.Payload), cancellationToken);
                if (received.Outcome.Reason < ReasonCode.UnspecifiedError)
                {
                    await _client.PubRelAsync(new(id, default), cancellationToken);
                }

                _ids.Free(id);
                Check(received.Outcome);
                break;
        }
    }

    /// <summary>Subscribes when the enumeration starts, and unsubscribes when it ends.</summary>
    /// <param name="filter">The topics.</param>
    /// <param name="qos">The highest QoS.</param>
    /// <param name="subscribed">Called once the server has agreed.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The messages as they come, retained ones first.</returns>
    /// <exception cref="MqttRefusedException">The server refuses the subscription.</exception>
    public async IAsyncEnumerable<MqttMessage> SubscribeAsync(
        string filter, Qos qos, Action<Qos>? subscribed = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Before the request: retained messages may come ahead of the answer.
        Channel<MqttMessage> messages = _handler.Add(filter, Backlog);
        try
        {
            ushort id = _ids.Take();
            Mqtt.SubAck answer = await _client.SubscribeAsync(
                new(id, default, new WireList<Subscription>([new Subscription(filter, 0, false, false, qos)])), cancellationToken);
            _ids.Free(id);
            byte code = answer.Codes.IsEmpty ? (byte)ReasonCode.ProtocolError : answer.Codes.Span[0];
            if (code >= 0x80)
            {
                throw new MqttRefusedException($"the subscription to {filter}", code);
            }

            subscribed?.Invoke((Qos)code);
            using CancellationTokenRegistration ended = _client.Closed.UnsafeRegister(
                static state => ((ChannelWriter<MqttMessage>)state!).TryComplete(new ConnectionClosedException("The connection has ended.")), messages.Writer);
            await foreach (MqttMessage message in messages.Reader.ReadAllAsync(cancellationToken))
            {
                yield return message;
            }
        }
        finally
        {
            _handler.Remove(filter, messages);
            if (!_client.Closed.IsCancellationRequested)
            {
                await UnsubscribeAsync(filter);
            }
        }
    }

    /// <summary>Says good-bye, so that the will is not published, and closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _keepingAlive;
        try
        {
            await _client.DisconnectAsync(default);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // It is gone already.
        }

        await _client.DisposeAsync();
        _closing.Dispose();
    }

    /// <summary>Closes the connection without a word: the will is published.</summary>
    public void Abort() => _client.Abort();

    private static Mqtt.Connect ToConnect(MqttClientOptions options) => new()
    {
        Name = "MQTT",
        Level = options.Level,
        HasUserName = options.UserName is not null,
        HasPassword = options.Password is not null,
        HasWill = options.Will is not null,
        WillRetain = options.Will?.Retain ?? false,
        WillQos = options.Will?.Qos ?? Qos.AtMostOnce,
        CleanStart = options.CleanStart,
        KeepAlive = (ushort)options.KeepAlive.TotalSeconds,
        Properties = new(options.Properties),
        ClientId = options.ClientId,
        WillProperties = options.Will is { } will ? (WireList<Property>?)new WireList<Property>(will.Properties) : null,
        WillTopic = options.Will is { } of ? (Utf8Text?)of.Topic : null,
        WillPayload = options.Will?.Payload,
        UserName = options.UserName is { } user ? (Utf8Text?)user : null,
        Password = options.Password is { } password ? (ReadOnlyMemory<byte>?)System.Text.Encoding.UTF8.GetBytes(password) : null,
    };

    private static void Check(Outcome outcome)
    {
        if (outcome.Reason >= ReasonCode.UnspecifiedError)
        {
            throw new MqttRefusedException("the message", (byte)outcome.Reason);
        }
    }

    private async Task UnsubscribeAsync(string filter)
    {
        try
        {
            ushort id = _ids.Take();
            await _client.UnsubscribeAsync(new(id, default, new WireList<FilterText>([new FilterText(filter)])), TimeSpan.FromSeconds(5));
            _ids.Free(id);
        }
        catch (IOException)
        {
            // The connection ended first, and the subscription with it.
        }
    }

    private async Task KeepAliveAsync()
    {
        if (_options.KeepAlive == TimeSpan.Zero)
        {
            return;
        }

        using var timer = new PeriodicTimer(_options.KeepAlive * 0.75);
        try
        {
            while (await timer.WaitForNextTickAsync(_closing.Token))
            {
                await _client.PingReqAsync(default, _options.KeepAlive, _closing.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Closed by us.
        }
        catch (IOException)
        {
            // No answer: the connection is as good as gone.
            _client.Abort();
        }
    }

    /// <summary>Takes what the server sends, and answers it.</summary>
    private sealed class Handler : Mqtt.IClientHandler
    {
        private readonly Lock _gate = new();
        private readonly List<(string Filter, Channel<MqttMessage> Messages)> _subscriptions = [];

        /// <summary>Messages of QoS 2 that were taken, until the server has seen that.</summary>
        private readonly HashSet<ushort> _taken = [];

        public Channel<MqttMessage> Add(string filter, int backlog)
        {
            Channel<MqttMessage> messages = Channel.CreateBounded<MqttMessage>(backlog);
            lock (_gate)
            {
                _subscriptions.Add((filter, messages));
            }

            return messages;
        }

        public void Remove(string filter, Channel<MqttMessage> messages)
        {
            messages.Writer.TryComplete();
            lock (_gate)
            {
                _subscriptions.Remove((filter, messages));
            }
        }

        public ValueTask PublishAsync(Mqtt.Publish message, Mqtt.Client client, CancellationToken cancellationToken) =>
            DeliverAsync(MqttMessage.Of(in message), cancellationToken);

        public async ValueTask<Mqtt.PubAck> PublishAtLeastOnceAsync(Mqtt.PublishAtLeastOnce request, Mqtt.Client client, CancellationToken cancellationToken)
        {
            await DeliverAsync(MqttMessage.Of(in request), cancellationToken);
            return default;
        }

        public async ValueTask<Mqtt.PubRec> PublishExactlyOnceAsync(Mqtt.PublishExactlyOnce request, Mqtt.Client client, CancellationToken cancellationToken)
        {
            ushort id = request.PacketId;
            if (_taken.Add(id))
            {
                await DeliverAsync(MqttMessage.Of(in request), cancellationToken);
            }

            return default;
        }

        public ValueTask<Mqtt.PubComp> PubRelAsync(Mqtt.PubRel request, Mqtt.Client client, CancellationToken cancellationToken)
        {
            _taken.Remove(request.PacketId);
            return ValueTask.FromResult(default(Mqtt.PubComp));
        }

        public ValueTask DisconnectAsync(Mqtt.Disconnect message, Mqtt.Client client, CancellationToken cancellationToken) => default;

        public ValueTask AuthAsync(Mqtt.Auth message, Mqtt.Client client, CancellationToken cancellationToken) => default;

        private async ValueTask DeliverAsync(MqttMessage message, CancellationToken cancellationToken)
        {
            Channel<MqttMessage>[] receivers;
            lock (_gate)
            {
                receivers = [.. _subscriptions.Where(subscription => Topics.IsMatch(subscription.Filter, message.Topic)).Select(subscription => subscription.Messages)];
            }

            foreach (Channel<MqttMessage> receiver in receivers)
            {
                try
                {
                    await receiver.Writer.WriteAsync(message, cancellationToken);
                }
                catch (ChannelClosedException)
                {
                    // Nobody reads it any more.
                }
            }
        }
    }
}
