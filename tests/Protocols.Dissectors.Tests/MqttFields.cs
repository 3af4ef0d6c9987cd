using System.Globalization;
using System.Text;
using MqttSample;
using ProtoSockets;

namespace Dissectors.Tests;

/// <summary>What Wireshark's dissector of MQTT has to say of a packet that our records read.</summary>
internal static class MqttFields
{
    private const string Number = "mqtt.prop_number";

    private const string Text = "mqtt.prop_string";

    /// <summary>Reads a packet and writes down its members by the dissector's names.</summary>
    public static ExpectedFields Of(ReadOnlyMemory<byte> bytes, ushort version)
    {
        ExpectedFields fields = new();
        var type = (PacketType)(bytes.Span[0] >> 4);
        var qos = (Qos)((bytes.Span[0] >> 1) & 3);
        Mqtt.Header header = type switch
        {
            PacketType.Connect => Connect(fields, bytes),
            PacketType.ConnAck => ConnAck(fields, bytes, version),
            PacketType.Publish => Publish(fields, bytes, version, qos),
            PacketType.PubAck => Acknowledge(fields, "puback", bytes, version, Mqtt.PubAck.TryRead, (Mqtt.PubAck packet) => (packet.PacketId, packet.Outcome)),
            PacketType.PubRec => Acknowledge(fields, "pubrec", bytes, version, Mqtt.PubRec.TryRead, (Mqtt.PubRec packet) => (packet.PacketId, packet.Outcome)),
            PacketType.PubRel => Acknowledge(fields, "pubrel", bytes, version, Mqtt.PubRel.TryRead, (Mqtt.PubRel packet) => (packet.PacketId, packet.Outcome)),
            PacketType.PubComp => Acknowledge(fields, "pubcomp", bytes, version, Mqtt.PubComp.TryRead, (Mqtt.PubComp packet) => (packet.PacketId, packet.Outcome)),
            PacketType.Disconnect => Acknowledge(fields, "disconnect", bytes, version, Mqtt.Disconnect.TryRead, (Mqtt.Disconnect packet) => (null, packet.Outcome)),
            PacketType.Subscribe => Subscribe(fields, bytes, version),
            PacketType.SubAck => SubAck(fields, bytes, version),
            PacketType.Unsubscribe => Unsubscribe(fields, bytes, version),
            PacketType.UnsubAck => UnsubAck(fields, bytes, version),
            PacketType.PingReq => Read(Mqtt.PingReq.TryRead(bytes, out Mqtt.Header ping, out _, out WireError? error), ping, error),
            _ => Read(Mqtt.PingResp.TryRead(bytes, out Mqtt.Header pong, out _, out WireError? error), pong, error),
        };
        fields.Add("mqtt.msgtype", (long)header.Type);
        fields.Add("mqtt.len", header.RemainingLength);
        return fields;
    }

    private delegate bool Reads<T>(ReadOnlyMemory<byte> bytes, ushort version, out Mqtt.Header header, out T packet, out WireError? error);

    private static Mqtt.Header Read(bool isRead, Mqtt.Header header, WireError? error)
    {
        Assert.True(isRead, error?.ToString());
        return header;
    }

    private static Mqtt.Header Connect(ExpectedFields fields, ReadOnlyMemory<byte> bytes)
    {
        Mqtt.Header header = Read(Mqtt.Connect.TryRead(bytes, out Mqtt.Header read, out Mqtt.Connect connect, out WireError? error), read, error);
        fields.Add("mqtt.protoname", connect.Name);
        fields.Add("mqtt.ver", connect.Level);
        fields.Add("mqtt.conflag.uname", connect.HasUserName);
        fields.Add("mqtt.conflag.passwd", connect.HasPassword);
        fields.Add("mqtt.conflag.retain", connect.WillRetain);
        fields.Add("mqtt.conflag.qos", (long)connect.WillQos);
        fields.Add("mqtt.conflag.willflag", connect.HasWill);
        fields.Add("mqtt.conflag.cleansess", connect.CleanStart);
        fields.Add("mqtt.kalive", connect.KeepAlive);
        Properties(fields, connect.Properties);
        fields.Add("mqtt.clientid", connect.ClientId);
        return header;
    }

    private static Mqtt.Header ConnAck(ExpectedFields fields, ReadOnlyMemory<byte> bytes, ushort version)
    {
        Mqtt.Header header = Read(Mqtt.ConnAck.TryRead(bytes, version, out Mqtt.Header read, out Mqtt.ConnAck answer, out WireError? error), read, error);
        fields.Add("mqtt.conack.flags.sp", answer.SessionPresent);
        fields.Add(version == 5 ? "mqtt.connack.reason_code" : "mqtt.conack.val", (long)answer.Code);
        Properties(fields, answer.Properties);
        return header;
    }

    private static Mqtt.Header Publish(ExpectedFields fields, ReadOnlyMemory<byte> bytes, ushort version, Qos qos)
    {
        Mqtt.Header header;
        WireError? error;
        (Utf8Text Topic, ushort? Id, WireList<Property> Properties, ReadOnlyMemory<byte> Payload) told;
        switch (qos)
        {
            case Qos.AtMostOnce:
                header = Read(Mqtt.Publish.TryRead(bytes, version, out header, out Mqtt.Publish once, out error), header, error);
                told = (once.Topic, null, once.Properties, once.Payload);
                break;
            case Qos.AtLeastOnce:
                header = Read(Mqtt.PublishAtLeastOnce.TryRead(bytes, version, out header, out Mqtt.PublishAtLeastOnce sure, out error), header, error);
                told = (sure.Topic, sure.PacketId, sure.Properties, sure.Payload);
                break;
            default:
                header = Read(Mqtt.PublishExactlyOnce.TryRead(bytes, version, out header, out Mqtt.PublishExactlyOnce exact, out error), header, error);
                told = (exact.Topic, exact.PacketId, exact.Properties, exact.Payload);
                break;
        }

        fields.Add("mqtt.dupflag", header.Dup);
        fields.Add("mqtt.qos", (long)header.Qos);
        fields.Add("mqtt.retain", header.Retain);
        fields.Add("mqtt.topic", told.Topic);
        if (told.Id is { } id)
        {
            fields.Add("mqtt.msgid", id);
        }

        Properties(fields, told.Properties);
        fields.Add("mqtt.msg", told.Payload);
        return header;
    }

    private static Mqtt.Header Acknowledge<T>(ExpectedFields fields, string name, ReadOnlyMemory<byte> bytes, ushort version, Reads<T> read, Func<T, (ushort? Id, Outcome Outcome)> tell)
    {
        Mqtt.Header header = Read(read(bytes, version, out Mqtt.Header found, out T packet, out WireError? error), found, error);
        (ushort? id, Outcome outcome) = tell(packet);
        if (id is { } number)
        {
            fields.Add("mqtt.msgid", number);
        }

        if (outcome.Code is { } code)
        {
            fields.Add($"mqtt.{name}.reason_code", (long)code);
        }

        Properties(fields, outcome.Properties.GetValueOrDefault());
        return header;
    }

    private static Mqtt.Header Subscribe(ExpectedFields fields, ReadOnlyMemory<byte> bytes, ushort version)
    {
        Mqtt.Header header = Read(Mqtt.Subscribe.TryRead(bytes, version, out Mqtt.Header read, out Mqtt.Subscribe subscribe, out WireError? error), read, error);
        fields.Add("mqtt.msgid", subscribe.PacketId);
        Properties(fields, subscribe.Properties);
        foreach (Subscription subscription in subscribe.Filters)
        {
            fields.Add("mqtt.topic", subscription.Filter);
            fields.Add(version == 5 ? "mqtt.subscription_options_qos" : "mqtt.sub.qos", (long)subscription.Qos);
            if (version == 5)
            {
                fields.Add("mqtt.subscription_options_nl", subscription.NoLocal);
                fields.Add("mqtt.subscription_options_rap", subscription.RetainAsPublished);
                fields.Add("mqtt.subscription_options_retain", subscription.RetainHandling);
            }
        }

        return header;
    }

    private static Mqtt.Header SubAck(ExpectedFields fields, ReadOnlyMemory<byte> bytes, ushort version)
    {
        Mqtt.Header header = Read(Mqtt.SubAck.TryRead(bytes, version, out Mqtt.Header read, out Mqtt.SubAck answer, out WireError? error), read, error);
        fields.Add("mqtt.msgid", answer.PacketId);
        Properties(fields, answer.Properties);
        Codes(fields, version == 5 ? "mqtt.suback.reason_code" : "mqtt.suback.qos", answer.Codes);
        return header;
    }

    private static Mqtt.Header Unsubscribe(ExpectedFields fields, ReadOnlyMemory<byte> bytes, ushort version)
    {
        Mqtt.Header header = Read(Mqtt.Unsubscribe.TryRead(bytes, version, out Mqtt.Header read, out Mqtt.Unsubscribe unsubscribe, out WireError? error), read, error);
        fields.Add("mqtt.msgid", unsubscribe.PacketId);
        Properties(fields, unsubscribe.Properties);
        foreach (FilterText filter in unsubscribe.Filters)
        {
            fields.Add("mqtt.topic", filter.Filter);
        }

        return header;
    }

    private static Mqtt.Header UnsubAck(ExpectedFields fields, ReadOnlyMemory<byte> bytes, ushort version)
    {
        Mqtt.Header header = Read(Mqtt.UnsubAck.TryRead(bytes, version, out Mqtt.Header read, out Mqtt.UnsubAck answer, out WireError? error), read, error);
        fields.Add("mqtt.msgid", answer.PacketId);
        Properties(fields, answer.Properties);
        Codes(fields, "mqtt.unsuback.reason_code", answer.Codes);
        return header;
    }

    private static void Codes(ExpectedFields fields, string name, ReadOnlyMemory<byte> codes)
    {
        foreach (byte code in codes.Span)
        {
            fields.Add(name, code);
        }
    }

    /// <summary>
    /// The dissector (tshark 4.0) has one field for most numbers, one for most texts, and one for the halves of a pair. Binary data it takes for text, so that nothing is seen of it from its first zero
    /// on.
    /// </summary>
    private static void Properties(ExpectedFields fields, WireList<Property> properties)
    {
        foreach (Property property in properties)
        {
            fields.Add("mqtt.property_id", (long)property.Id);
            (string field, object value) = property.Match<(string, object)>(
                format => (Number, format.Value),
                expiry => (Number, expiry.Seconds),
                type => ("mqtt.property.content_type", type.Text),
                response => (Text, response.Topic),
                correlation => (Text, correlation.Data),
                subscription => (Number, subscription.Number),
                session => (Number, session.Seconds),
                assigned => (Text, assigned.ClientId),
                keepAlive => (Number, keepAlive.Seconds),
                method => (Text, method.Method),
                data => (Text, data.Data),
                problem => (Number, problem.Value),
                delay => (Number, delay.Seconds),
                request => (Number, request.Value),
                information => (Text, information.Text),
                server => (Text, server.Address),
                reason => (Text, reason.Text),
                receive => (Number, receive.Count),
                aliases => (Number, aliases.Count),
                alias => ("mqtt.property.topic_alias", alias.Number),
                qos => ("mqtt.property.max_qos", qos.Value),
                retain => (Number, retain.Value),
                pair => (string.Empty, pair),
                size => (Number, size.Bytes),
                wildcards => (Number, wildcards.Value),
                identifiers => (Number, identifiers.Value),
                shared => (Number, shared.Value));
            switch (value)
            {
                case Utf8Text text:
                    fields.Add(field, text);
                    break;
                case ReadOnlyMemory<byte> data:
                    fields.Add(field, Encoding.UTF8.GetString(data.Span).Split('\0')[0]);
                    break;
                case Property.UserProperty pair:
                    fields.Add("mqtt.prop_key", pair.Name);
                    fields.Add("mqtt.prop_value", pair.Value);
                    break;
                default:
                    fields.Add(field, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                    break;
            }
        }
    }
}
