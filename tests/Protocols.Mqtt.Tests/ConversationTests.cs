using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using ProtoSockets;

namespace MqttSample.Tests;

/// <summary>The sample's client with mosquitto and with the sample's own broker, in both versions.</summary>
public sealed class ConversationTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory, CombinatorialServers]
    public async Task Messages_of_every_quality_arrive(bool isReal, int level)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal);
        await using MqttClient receiver = await ConnectAsync(server, level);
        await using var inbox = await Inbox.OpenAsync(receiver, "a/+/c", Qos.ExactlyOnce);
        await using MqttClient sender = await ConnectAsync(server, level);
        foreach (Qos qos in Enum.GetValues<Qos>())
        {
            for (int number = 0; number < 50; number++)
            {
                await sender.PublishAsync(Message($"a/{number}/c", $"{qos} {number}", qos), Cancelled).Soon();
            }
        }

        await sender.PublishAsync(Message("a/c", "not this one", Qos.AtMostOnce), Cancelled).Soon();
        List<string> received = [];
        while (received.Count < 150)
        {
            MqttMessage message = await inbox.NextAsync();
            received.Add(Text(message));
            Assert.Equal(message.Qos.ToString(), Text(message).Split(' ')[0]);
        }

        Assert.Equal(150, received.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory, CombinatorialServers]
    public async Task A_large_message_arrives_whole(bool isReal, int level)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal);
        await using MqttClient client = await ConnectAsync(server, level);
        await using var inbox = await Inbox.OpenAsync(client, "big", Qos.AtLeastOnce);
        byte[] payload = new byte[300_000];
        new Random(1).NextBytes(payload);
        await client.PublishAsync(new MqttMessage("big", payload, Qos.AtLeastOnce, Retain: false, []), Cancelled).Soon();
        Assert.True((await inbox.NextAsync()).Payload.Span.SequenceEqual(payload));
    }

    [Theory, CombinatorialServers]
    public async Task Retained_messages_wait_for_subscribers(bool isReal, int level)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal);
        await using MqttClient client = await ConnectAsync(server, level);
        await client.PublishAsync(Message("ret/a", "kept", Qos.AtLeastOnce) with { Retain = true }, Cancelled).Soon();
        await client.PublishAsync(Message("ret/b", "gone", Qos.AtLeastOnce) with { Retain = true }, Cancelled).Soon();
        await client.PublishAsync(Message("ret/b", string.Empty, Qos.AtLeastOnce) with { Retain = true }, Cancelled).Soon();
        await using var inbox = await Inbox.OpenAsync(client, "ret/#", Qos.AtLeastOnce);
        MqttMessage message = await inbox.NextAsync();
        Assert.Equal(("ret/a", "kept", true), (message.Topic, Text(message), message.Retain));
        await client.PublishAsync(Message("ret/a", "live", Qos.AtLeastOnce), Cancelled).Soon();
        message = await inbox.NextAsync();
        Assert.Equal(("ret/a", "live", false), (message.Topic, Text(message), message.Retain));
    }

    [Theory, CombinatorialServers]
    public async Task A_will_is_published_when_its_client_is_lost(bool isReal, int level)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal);
        await using MqttClient watcher = await ConnectAsync(server, level);
        await using var inbox = await Inbox.OpenAsync(watcher, "will/#", Qos.ExactlyOnce);
        MqttClient polite = await ConnectAsync(server, level, options => options with { Will = Message("will/polite", "unsaid", Qos.AtLeastOnce) });
        await polite.DisposeAsync();
        MqttClient lost = await ConnectAsync(server, level, options => options with { Will = Message("will/lost", "said", Qos.AtLeastOnce) });
        lost.Abort();
        MqttMessage message = await inbox.NextAsync();
        Assert.Equal(("will/lost", "said"), (message.Topic, Text(message)));
        await lost.DisposeAsync();
    }

    [Theory, CombinatorialServers]
    public async Task Nothing_comes_after_unsubscribing(bool isReal, int level)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal);
        await using MqttClient client = await ConnectAsync(server, level);
        await using var all = await Inbox.OpenAsync(client, "x/#", Qos.AtMostOnce);
        var one = await Inbox.OpenAsync(client, "x/y", Qos.AtMostOnce);
        await client.PublishAsync(Message("x/y", "both", Qos.AtMostOnce), Cancelled).Soon();
        Assert.Equal("both", Text(await one.NextAsync()));
        await one.DisposeAsync();
        await client.PublishAsync(Message("x/z", "end", Qos.AtLeastOnce), Cancelled).Soon();
        MqttMessage message = await all.NextAsync();
        while (Text(message) != "end")
        {
            message = await all.NextAsync();
        }
    }

    [Theory, CombinatorialServers]
    public async Task A_session_keeps_messages_for_a_client_that_is_away(bool isReal, int level)
    {
        await using MqttServer server = await MqttServer.StartAsync(isReal);
        Func<MqttClientOptions, MqttClientOptions> kept = options => options with
        {
            ClientId = "traveller",
            CleanStart = false,
            Properties = level == 5 ? [new Property.SessionExpiryInterval(100)] : [],
        };
        MqttClient away = await ConnectAsync(server, level, kept);
        Assert.False(away.IsSessionPresent);
        await using var before = await Inbox.OpenAsync(away, "trip/#", Qos.AtLeastOnce);

        // Lost, so that it does not unsubscribe.
        away.Abort();
        await away.Completion.Soon();
        await using MqttClient sender = await ConnectAsync(server, level);
        await sender.PublishAsync(Message("trip/1", "letter", Qos.AtLeastOnce), Cancelled).Soon();

        MqttClient back = await ConnectAsync(server, level, kept);
        Assert.True(back.IsSessionPresent);
        await using var inbox = await Inbox.OpenAsync(back, "trip/#", Qos.AtLeastOnce);
        await sender.PublishAsync(Message("trip/2", "last", Qos.AtLeastOnce), Cancelled).Soon();
        MqttMessage message = await inbox.NextAsync();
        Assert.Contains(Text(message), (string[])["letter", "last"]);
        await back.DisposeAsync();
    }

    [Theory, CombinatorialServers]
    public async Task Properties_travel_with_the_message(bool isReal, int level)
    {
        Assert.SkipUnless(level == 5, "Properties are of MQTT 5.");
        await using MqttServer server = await MqttServer.StartAsync(isReal);
        await using MqttClient client = await ConnectAsync(server, level);
        Assert.Contains(client.Granted, property => property.IsAssignedClientIdentifier);
        await using var inbox = await Inbox.OpenAsync(client, "p", Qos.AtLeastOnce);
        Property[] sent =
        [
            new Property.ContentType("text/plain"),
            new Property.ResponseTopic("r/é"),
            new Property.CorrelationData(new byte[] { 0, 1, 0xFF }),
            new Property.UserProperty("a", "1"),
            new Property.UserProperty("a", "2"),
            new Property.PayloadFormatIndicator(1),
        ];
        await client.PublishAsync(Message("p", "é", Qos.AtLeastOnce) with { Properties = sent }, Cancelled).Soon();
        MqttMessage message = await inbox.NextAsync();
        Assert.Equal(
            sent.Select(property => property.ToString()).Order(StringComparer.Ordinal),
            message.Properties.Select(property => property.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory, CombinatorialServers]
    public async Task A_level_that_nobody_speaks_is_refused_in_the_oldest_form(bool isReal, int level)
    {
        Assert.SkipUnless(level == 4, "Once is enough.");
        await using MqttServer server = await MqttServer.StartAsync(isReal);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server.EndPoint, Cancelled);
        await socket.SendAsync(Vector.Read("err-01-c2s-bad-level-req"), Cancelled);
        byte[] answer = await ReadAsync(socket, 4);
        Assert.Equal(Convert.ToHexString(Vector.Read("err-02-s2c-bad-level-res")), Convert.ToHexString(answer));
        Assert.Equal(0, await socket.ReceiveAsync(answer, Cancelled).AsTask().Soon());
    }

    [Fact]
    public async Task A_client_that_has_nothing_to_say_pings()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Task<Socket> accepting = listener.AcceptAsync(Cancelled).AsTask();
        Task<MqttClient> connecting = MqttClient.ConnectAsync(
            (IPEndPoint)listener.LocalEndPoint!, new MqttClientOptions { Level = 4, KeepAlive = TimeSpan.FromSeconds(1) }, Cancelled);
        using Socket peer = await accepting.Soon();
        Assert.Equal("100C00044D5154540402000100" + "00", Convert.ToHexString(await ReadAsync(peer, 14)));
        await peer.SendAsync(new byte[] { 0x20, 0x02, 0x00, 0x00 }, Cancelled);
        MqttClient client = await connecting.Soon();
        for (int ping = 0; ping < 2; ping++)
        {
            Assert.Equal("C000", Convert.ToHexString(await ReadAsync(peer, 2)));
            await peer.SendAsync(new byte[] { 0xD0, 0x00 }, Cancelled);
        }

        // Not answered: the connection is given up.
        Assert.Equal("C000", Convert.ToHexString(await ReadAsync(peer, 2)));
        await client.Completion.Soon();
        await client.DisposeAsync();
    }

    private static Task<MqttClient> ConnectAsync(MqttServer server, int level, Func<MqttClientOptions, MqttClientOptions>? change = null)
    {
        var options = new MqttClientOptions { Level = (byte)level };
        return MqttClient.ConnectAsync(server.Address, change is null ? options : change(options), Cancelled).Soon();
    }

    private static async Task<byte[]> ReadAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        int read = 0;
        while (read < count)
        {
            int received = await socket.ReceiveAsync(bytes.AsMemory(read), Cancelled).AsTask().Soon();
            Assert.NotEqual(0, received);
            read += received;
        }

        return bytes;
    }

    private static MqttMessage Message(string topic, string text, Qos qos) => new(topic, Encoding.UTF8.GetBytes(text), qos, Retain: false, []);

    private static string Text(MqttMessage message) => Encoding.UTF8.GetString(message.Payload.Span);

    /// <summary>A subscription whose messages are read one by one.</summary>
    private sealed class Inbox : IAsyncDisposable
    {
        private readonly CancellationTokenSource _leaving = new();
        private readonly Channel<MqttMessage> _messages = Channel.CreateUnbounded<MqttMessage>();
        private Task _reading = Task.CompletedTask;

        public static async Task<Inbox> OpenAsync(MqttClient client, string filter, Qos qos)
        {
            var inbox = new Inbox();
            var subscribed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            inbox._reading = inbox.ReadAsync(client, filter, qos, subscribed);
            await subscribed.Task.Soon();
            return inbox;
        }

        public Task<MqttMessage> NextAsync() => _messages.Reader.ReadAsync(Cancelled).AsTask().Soon();

        public async ValueTask DisposeAsync()
        {
            await _leaving.CancelAsync();
            await _reading.Soon();
            _leaving.Dispose();
        }

        private async Task ReadAsync(MqttClient client, string filter, Qos qos, TaskCompletionSource subscribed)
        {
            try
            {
                await foreach (MqttMessage message in client.SubscribeAsync(filter, qos, _ => subscribed.TrySetResult(), _leaving.Token))
                {
                    _messages.Writer.TryWrite(message);
                }
            }
            catch (Exception exception) when (exception is OperationCanceledException or IOException)
            {
                subscribed.TrySetException(exception);
                _ = subscribed.Task.Exception;
            }
        }
    }
}
