using System.Net;
using ProtoSockets;

namespace MqttSample.Tests;

/// <summary>Packet identifiers: none is in use twice, and one of QoS 2 is in use between PUBREC and PUBREL, too.</summary>
public sealed class PacketIdTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public void All_are_given_out_once_and_none_is_0()
    {
        PacketIds ids = new();
        HashSet<ushort> taken = [.. Enumerable.Range(0, ushort.MaxValue).Select(_ => ids.Take())];
        Assert.Equal(ushort.MaxValue, taken.Count);
        Assert.DoesNotContain((ushort)0, taken);
        Assert.Throws<InvalidOperationException>(() => ids.Take());
        ids.Free(700);
        ids.Free(700);
        Assert.Equal(700, ids.Take());
        Assert.Throws<InvalidOperationException>(() => ids.Take());
    }

    [Fact]
    public void One_that_is_held_is_passed_over_again_and_again()
    {
        PacketIds ids = new();
        ushort held = ids.Take();
        for (int i = 0; i < 3 * ushort.MaxValue; i++)
        {
            ushort id = ids.Take();
            Assert.NotEqual(held, id);
            ids.Free(id);
        }

        ids.Free(held);
    }

    [Fact]
    public async Task A_message_between_PUBREC_and_PUBREL_keeps_its_identifier()
    {
        var handler = new SlowRelease();
        await using var server = new Mqtt.Server(_ => handler);
        EndPoint at = server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task running = server.RunAsync(stopping.Token);
        await using (MqttClient client = await MqttClient.ConnectAsync(at, new MqttClientOptions { KeepAlive = TimeSpan.Zero }, Cancelled))
        {
            Task slow = client.PublishAsync(new MqttMessage("t", default, Qos.ExactlyOnce, false, []), Cancelled);
            ushort held = await handler.Releasing.Task.Soon();

            // More than there are identifiers: all others come by, and the one that is held never does.
            for (int batch = 0; batch < 66; batch++)
            {
                await Task.WhenAll(Enumerable.Range(0, 1000).Select(_ => client.PublishAsync(new MqttMessage("t", default, Qos.AtLeastOnce, false, []), Cancelled))).Soon();
            }

            Assert.Equal((66_000, 0), (handler.Count, handler.Uses(held)));
            handler.Release.SetResult();
            await slow.Soon();
        }

        await stopping.CancelAsync();
        await running.Soon();
    }

    /// <summary>A broker that takes its time with PUBCOMP.</summary>
    private sealed class SlowRelease : Mqtt.IServerHandler
    {
        private readonly int[] _uses = new int[ushort.MaxValue + 1];

        public TaskCompletionSource<ushort> Releasing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Count => _uses.Sum();

        public int Uses(ushort id) => _uses[id];

        public ValueTask<Mqtt.ConnAck> ConnectAsync(Mqtt.Connect request, Mqtt.Session session, CancellationToken cancellationToken) => default;

        public ValueTask PublishAsync(Mqtt.Publish message, Mqtt.Session session, CancellationToken cancellationToken) => default;

        public ValueTask<Mqtt.PubAck> PublishAtLeastOnceAsync(Mqtt.PublishAtLeastOnce request, Mqtt.Session session, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _uses[request.PacketId]);
            return default;
        }

        public ValueTask<Mqtt.PubRec> PublishExactlyOnceAsync(Mqtt.PublishExactlyOnce request, Mqtt.Session session, CancellationToken cancellationToken) => default;

        public async ValueTask<Mqtt.PubComp> PubRelAsync(Mqtt.PubRel request, Mqtt.Session session, CancellationToken cancellationToken)
        {
            Releasing.SetResult(request.PacketId);
            await Release.Task.WaitAsync(cancellationToken);
            return default;
        }

        public ValueTask<Mqtt.SubAck> SubscribeAsync(Mqtt.Subscribe request, Mqtt.Session session, CancellationToken cancellationToken) => default;

        public ValueTask<Mqtt.UnsubAck> UnsubscribeAsync(Mqtt.Unsubscribe request, Mqtt.Session session, CancellationToken cancellationToken) => default;

        public ValueTask<Mqtt.PingResp> PingReqAsync(Mqtt.PingReq request, Mqtt.Session session, CancellationToken cancellationToken) => default;

        public ValueTask DisconnectAsync(Mqtt.Disconnect message, Mqtt.Session session, CancellationToken cancellationToken) => default;

        public ValueTask AuthAsync(Mqtt.Auth message, Mqtt.Session session, CancellationToken cancellationToken) => default;
    }
}
