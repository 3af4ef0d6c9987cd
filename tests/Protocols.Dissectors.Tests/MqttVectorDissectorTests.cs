using MqttSample;
using ProtoSockets;

namespace Dissectors.Tests;

/// <summary>MQTT 3.1.1 and 5, captured from mosquitto and its clients: each packet is read alike, field by field.</summary>
public sealed class MqttVectorDissectorTests
{
    [Theory]
    [InlineData("??-*.bin", 4, 23)]
    [InlineData("client-pub-*.bin", 4, 5)]
    [InlineData("v5-*.bin", 5, 10)]
    [InlineData("client-pub5-*.bin", 5, 5)]
    public async Task Captured_packets_are_read_alike(string pattern, ushort version, int count)
    {
        Conversation conversation = new(1883);
        conversation.Connect();
        List<(string File, ExpectedFields Fields)> expected = [];
        foreach (string file in Captured.Files("mqtt", pattern).Where(file => version == 5 || !Path.GetFileName(file).StartsWith("v5", StringComparison.Ordinal)))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
            conversation.Send(Captured.IsFromClient(file), bytes);
            expected.Add((Path.GetFileName(file), MqttFields.Of(bytes, version)));
        }

        IReadOnlyList<DissectedPacket> packets = await Tshark.DissectAsync(conversation, "mqtt", isStream: true);

        Assert.Equal((count, count), (expected.Count, packets.Count));
        IReadOnlySet<string> names = ExpectedFields.NamesIn(expected.Select(one => one.Fields));
        foreach (((string file, ExpectedFields fields), DissectedPacket packet) in expected.Zip(packets))
        {
            fields.AssertIn(packet, file, names);
        }
    }

    [Fact]
    public async Task All_properties_that_we_write_are_read_as_we_mean_them()
    {
        Property[] properties =
        [
            new Property.PayloadFormatIndicator(1), new Property.MessageExpiryInterval(0x01020304), new Property.ContentType("text/plain"), new Property.ResponseTopic("reply/here"),
            new Property.CorrelationData("abc"u8.ToArray()), new Property.SubscriptionIdentifier(300), new Property.TopicAlias(7), new Property.UserProperty("name", "v\u00E4lue"),
        ];
        Mqtt.Connect connect = new() { Name = "MQTT", Level = 5, CleanStart = true, KeepAlive = 30, ClientId = "ada", Properties = new([new Property.SessionExpiryInterval(9), new Property.ReceiveMaximum(20), new Property.MaximumPacketSize(70000)]) };
        Mqtt.Subscribe subscribe = new(12, new([new Property.SubscriptionIdentifier(5)]), new([new Subscription("a/+", 2, true, false, Qos.ExactlyOnce), new Subscription("#", 0, false, true, Qos.AtMostOnce)]));
        byte[][] packets =
        [
            connect.ToBytes(default),
            new Mqtt.ConnAck(true, ReasonCode.Success, new([new Property.AssignedClientIdentifier("given"), new Property.ServerKeepAlive(60), new Property.ReasonString("welcome"), new Property.MaximumQos(1)])).ToBytes(5, default),
            subscribe.ToBytes(5, default),
            new Mqtt.SubAck(12, default, new byte[] { 2, 0x87 }).ToBytes(5, default),
            new Mqtt.PublishExactlyOnce(true, true, "t", 513, new(properties), "hello"u8.ToArray()).ToBytes(5, default),
            new Mqtt.PubRec(513, new Outcome((ReasonCode)0x10, null)).ToBytes(5, default),
            new Mqtt.PubRel(513, new Outcome((ReasonCode)0x92, new([new Property.ReasonString("lost")]))).ToBytes(5, default),
            new Mqtt.Disconnect(new Outcome((ReasonCode)0x04, new([new Property.UserProperty("k", "v")]))).ToBytes(5, default),
        ];
        Conversation conversation = new(1883);
        conversation.Connect();
        foreach (byte[] packet in packets)
        {
            conversation.Send(isFromClient: (packet[0] >> 4) is 1 or 8 or 3 or 6 or 14, packet);
        }

        IReadOnlyList<DissectedPacket> dissected = await Tshark.DissectAsync(conversation, "mqtt", isStream: true);

        Assert.Equal(packets.Length, dissected.Count);
        ExpectedFields[] expected = [.. packets.Select(packet => MqttFields.Of(packet, 5))];
        IReadOnlySet<string> names = ExpectedFields.NamesIn(expected);
        foreach ((ExpectedFields fields, DissectedPacket packet) in expected.Zip(dissected))
        {
            fields.AssertIn(packet, packet.One("mqtt.msgtype"), names);
        }
    }
}
