using ProtoSockets;

namespace MqttSample.Tests;

/// <summary>One kind of packet, as far as tests need to know: how it is read, and written as it was.</summary>
/// <param name="name">What assertions call it.</param>
/// <param name="type">Its type.</param>
/// <param name="qos">The QoS that tells it from others of its type, or null.</param>
internal abstract class Packet(string name, PacketType type, Qos? qos)
{
    public static IReadOnlyList<Packet> All { get; } =
    [
        Packet<Mqtt.Connect>.OfAnyVersion("Connect", PacketType.Connect, Mqtt.Connect.TryRead, (in Mqtt.Connect packet, ushort _, in Mqtt.Header header) => packet.ToBytes(header)),
        new Packet<Mqtt.ConnAck>("ConnAck", PacketType.ConnAck, Mqtt.ConnAck.TryRead, (in Mqtt.ConnAck packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        new Packet<Mqtt.Publish>("Publish", PacketType.Publish, Mqtt.Publish.TryRead, (in Mqtt.Publish packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header), Qos.AtMostOnce),
        new Packet<Mqtt.PublishAtLeastOnce>("PublishAtLeastOnce", PacketType.Publish, Mqtt.PublishAtLeastOnce.TryRead, (in Mqtt.PublishAtLeastOnce packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header), Qos.AtLeastOnce),
        new Packet<Mqtt.PublishExactlyOnce>("PublishExactlyOnce", PacketType.Publish, Mqtt.PublishExactlyOnce.TryRead, (in Mqtt.PublishExactlyOnce packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header), Qos.ExactlyOnce),
        new Packet<Mqtt.PubAck>("PubAck", PacketType.PubAck, Mqtt.PubAck.TryRead, (in Mqtt.PubAck packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        new Packet<Mqtt.PubRec>("PubRec", PacketType.PubRec, Mqtt.PubRec.TryRead, (in Mqtt.PubRec packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        new Packet<Mqtt.PubRel>("PubRel", PacketType.PubRel, Mqtt.PubRel.TryRead, (in Mqtt.PubRel packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        new Packet<Mqtt.PubComp>("PubComp", PacketType.PubComp, Mqtt.PubComp.TryRead, (in Mqtt.PubComp packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        new Packet<Mqtt.Subscribe>("Subscribe", PacketType.Subscribe, Mqtt.Subscribe.TryRead, (in Mqtt.Subscribe packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        new Packet<Mqtt.SubAck>("SubAck", PacketType.SubAck, Mqtt.SubAck.TryRead, (in Mqtt.SubAck packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        new Packet<Mqtt.Unsubscribe>("Unsubscribe", PacketType.Unsubscribe, Mqtt.Unsubscribe.TryRead, (in Mqtt.Unsubscribe packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        new Packet<Mqtt.UnsubAck>("UnsubAck", PacketType.UnsubAck, Mqtt.UnsubAck.TryRead, (in Mqtt.UnsubAck packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        Packet<Mqtt.PingReq>.OfAnyVersion("PingReq", PacketType.PingReq, Mqtt.PingReq.TryRead, (in Mqtt.PingReq packet, ushort _, in Mqtt.Header header) => packet.ToBytes(header)),
        Packet<Mqtt.PingResp>.OfAnyVersion("PingResp", PacketType.PingResp, Mqtt.PingResp.TryRead, (in Mqtt.PingResp packet, ushort _, in Mqtt.Header header) => packet.ToBytes(header)),
        new Packet<Mqtt.Disconnect>("Disconnect", PacketType.Disconnect, Mqtt.Disconnect.TryRead, (in Mqtt.Disconnect packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
        new Packet<Mqtt.Auth>("Auth", PacketType.Auth, Mqtt.Auth.TryRead, (in Mqtt.Auth packet, ushort version, in Mqtt.Header header) => packet.ToBytes(version, header)),
    ];

    public string Name => name;

    /// <summary>The packet that bytes begin with, by their first byte.</summary>
    public static Packet? Of(ReadOnlySpan<byte> bytes)
    {
        byte first = bytes[0];
        return All.FirstOrDefault(packet => packet.IsLike(first));
    }

    /// <summary>Reads it.</summary>
    public abstract bool TryRead(byte[] bytes, ushort version, out WireError? error);

    /// <summary>Reads it, and writes what was read.</summary>
    public abstract byte[]? RoundTrip(byte[] bytes, ushort version, out WireError? error);

    private bool IsLike(byte first) => (byte)type == first >> 4 && (qos is null || (byte)qos == ((first >> 1) & 3));
}

internal sealed class Packet<T>(string name, PacketType type, Packet<T>.Reader read, Packet<T>.Writer write, Qos? qos = null) : Packet(name, type, qos)
{
    public delegate bool Reader(ReadOnlyMemory<byte> bytes, ushort version, out Mqtt.Header header, out T packet, out WireError? error);

    public delegate bool PlainReader(ReadOnlyMemory<byte> bytes, out Mqtt.Header header, out T packet, out WireError? error);

    public delegate byte[] Writer(in T packet, ushort version, in Mqtt.Header header);

    /// <summary>A packet that takes no version: it says it, or looks the same in all.</summary>
    public static Packet<T> OfAnyVersion(string name, PacketType type, PlainReader read, Writer write) =>
        new(
            name,
            type,
            (ReadOnlyMemory<byte> bytes, ushort _, out Mqtt.Header header, out T packet, out WireError? error) => read(bytes, out header, out packet, out error),
            write);

    public override bool TryRead(byte[] bytes, ushort version, out WireError? error) => read(bytes, version, out _, out _, out error);

    public override byte[]? RoundTrip(byte[] bytes, ushort version, out WireError? error) =>
        read(bytes, version, out Mqtt.Header header, out T packet, out error) ? write(in packet, version, in header) : null;
}
