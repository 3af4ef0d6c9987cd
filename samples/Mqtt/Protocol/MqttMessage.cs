using ProtoSockets;

namespace MqttSample;

/// <summary>A message apart from any packet: nothing in it is borrowed.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="Payload">The payload.</param>
/// <param name="Qos">How often it is to arrive.</param>
/// <param name="Retain">Whether it is to be kept, or was.</param>
/// <param name="Properties">Its properties, since MQTT 5.</param>
internal sealed record MqttMessage(string Topic, ReadOnlyMemory<byte> Payload, Qos Qos, bool Retain, Property[] Properties)
{
    /// <summary>The message in a packet.</summary>
    public static MqttMessage Of(in Mqtt.Publish packet) =>
        new(packet.Topic.ToString(), packet.Payload.ToArray(), Qos.AtMostOnce, packet.Retain, Keep(packet.Properties));

    /// <summary>The message in a packet.</summary>
    public static MqttMessage Of(in Mqtt.PublishAtLeastOnce packet) =>
        new(packet.Topic.ToString(), packet.Payload.ToArray(), Qos.AtLeastOnce, packet.Retain, Keep(packet.Properties));

    /// <summary>The message in a packet.</summary>
    public static MqttMessage Of(in Mqtt.PublishExactlyOnce packet) =>
        new(packet.Topic.ToString(), packet.Payload.ToArray(), Qos.ExactlyOnce, packet.Retain, Keep(packet.Properties));

    /// <summary>Properties that outlive the packet.</summary>
    public static Property[] Keep(WireList<Property> properties)
    {
        var kept = new Property[properties.Count];
        int index = 0;
        foreach (Property property in properties)
        {
            kept[index++] = property.ToOwned();
        }

        return kept;
    }
}
