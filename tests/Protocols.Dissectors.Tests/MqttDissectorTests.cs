using MqttSample;

namespace Dissectors.Tests;

/// <summary>MQTT, written by our records and read by Wireshark's.</summary>
public sealed class MqttDissectorTests
{
    [Fact]
    public async Task What_we_write_is_read_as_we_mean_it()
    {
        Conversation conversation = new(1883);
        conversation.Connect();
        Mqtt.Connect connect = new() { Name = "MQTT", Level = 4, CleanStart = true, KeepAlive = 30, ClientId = "ada", HasUserName = true, UserName = "eve", HasWill = true, WillTopic = "gone", WillPayload = "bye"u8.ToArray(), WillQos = Qos.AtLeastOnce };
        conversation.Send(isFromClient: true, connect.ToBytes(default));
        conversation.Send(isFromClient: false, new Mqtt.ConnAck { }.ToBytes(4, default));
        conversation.Send(isFromClient: true, new Mqtt.PublishAtLeastOnce { Retain = true, Topic = "a/b", PacketId = 513, Payload = "hello"u8.ToArray() }.ToBytes(4, default));
        conversation.Send(isFromClient: false, new Mqtt.PubAck { PacketId = 513 }.ToBytes(4, default));

        IReadOnlyList<DissectedPacket> packets = await Tshark.DissectAsync(conversation, "mqtt", isStream: true);

        Assert.Equal([1L, 2L, 3L, 4L], packets.Select(packet => packet.Number("mqtt.msgtype")));
        Assert.Equal(("MQTT", "4", "30", "ada"), (packets[0].One("mqtt.protoname"), packets[0].One("mqtt.ver"), packets[0].One("mqtt.kalive"), packets[0].One("mqtt.clientid")));
        Assert.Equal(("eve", "gone", "1", "1"), (packets[0].One("mqtt.username"), packets[0].One("mqtt.willtopic"), packets[0].One("mqtt.conflag.qos"), packets[0].One("mqtt.conflag.cleansess")));
        Assert.Equal(("a/b", "513", "1", "1"), (packets[2].One("mqtt.topic"), packets[2].One("mqtt.msgid"), packets[2].One("mqtt.qos"), packets[2].One("mqtt.retain")));
        Assert.Equal("68:65:6c:6c:6f", packets[2].One("mqtt.msg"));
        Assert.Equal("513", packets[3].One("mqtt.msgid"));
    }
}
