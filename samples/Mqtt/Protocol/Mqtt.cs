using ProtoSockets;

namespace MqttSample;

/// <summary>
/// MQTT 3.1.1 (OASIS, 2014) and 5.0 (OASIS, 2019), all packets and properties; 3.1 as far as it looks like 3.1.1. The version is that of the CONNECT: its protocol level
/// says what the rest of it looks like, and all that follows on the connection.
/// </summary>
[Protocol(Version = 5, MinVersion = 3, MaxFrameBytes = 4 << 20)]
public sealed partial class Mqtt
{
    /// <summary>
    /// The fixed header (MQTT 5, section 2.1): two bytes at least.
    /// <code>
    /// bit     7 6 5 4          3     2 1    0
    ///         packet type      DUP   QoS    RETAIN
    /// byte 2  remaining length: 1 to 4 bytes, 7 bits in each
    /// </code>
    /// </summary>
    [Header]
    public readonly partial record struct Header
    {
        /// <summary>What packet it is.</summary>
        [MessageId, Bits(4)]
        public PacketType Type { get; init; }

        /// <summary>Of a PUBLISH: whether it was sent before.</summary>
        [Bits(1)]
        public bool Dup { get; init; }

        /// <summary>Of a PUBLISH: how often it is to arrive. 1 in PUBREL, SUBSCRIBE and UNSUBSCRIBE, 0 in all others.</summary>
        [Bits(2)]
        public Qos Qos { get; init; }

        /// <summary>Of a PUBLISH: whether it is to be kept, or was.</summary>
        [Bits(1)]
        public bool Retain { get; init; }

        /// <summary>How many bytes follow.</summary>
        [FrameLength, VarInt(VarIntFormat.Mqtt)]
        public partial uint RemainingLength { get; }
    }

    /// <summary>
    /// The first packet (section 3.1).
    /// <code>
    /// protocol name, level
    /// bit     7           6          5             4 3        2      1             0
    ///         user name   password   will retain   will QoS   will   clean start   reserved
    /// keep-alive, properties; client identifier, will properties, will topic, will payload, user name, password
    /// </code>
    /// </summary>
    [Request<ConnAck>(PacketType.Connect)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct Connect
    {
        /// <summary>"MQTT"; "MQIsdp" in MQTT 3.1.</summary>
        [LengthPrefixed<ushort>, MaxBytes(6)]
        public Utf8Text Name { get; init; }

        /// <summary>3 for MQTT 3.1, 4 for 3.1.1, 5.</summary>
        [ProtocolVersion]
        public byte Level { get; init; }

        /// <summary>Whether there is a user name.</summary>
        [Bits(1)]
        public bool HasUserName { get; init; }

        /// <summary>Whether there is a password.</summary>
        [Bits(1)]
        public bool HasPassword { get; init; }

        /// <summary>Whether the will is retained.</summary>
        [Bits(1)]
        public bool WillRetain { get; init; }

        /// <summary>The will's QoS.</summary>
        [Bits(2)]
        public Qos WillQos { get; init; }

        /// <summary>Whether there is a will: a message that the server publishes when the client is lost.</summary>
        [Bits(1)]
        public bool HasWill { get; init; }

        /// <summary>Whether to begin a new session; before MQTT 5 also whether to forget it at the end.</summary>
        [Bits(1)]
        public bool CleanStart { get; init; }

        /// <summary>0.</summary>
        [Bits(1), Constant(0)]
        public partial byte Reserved { get; }

        /// <summary>How many seconds the client may be silent; 0 for ever. The server waits half as long again.</summary>
        public ushort KeepAlive { get; init; }

        /// <summary>Properties of the connection.</summary>
        [Since(5), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)]
        public WireList<Property> Properties { get; init; }

        /// <summary>Who it is.</summary>
        [LengthPrefixed<ushort>]
        public Utf8Text ClientId { get; init; }

        /// <summary>Properties of the will.</summary>
        [Since(5), When(nameof(HasWill)), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)]
        public WireList<Property>? WillProperties { get; init; }

        /// <summary>The will's topic.</summary>
        [When(nameof(HasWill)), LengthPrefixed<ushort>]
        public Utf8Text? WillTopic { get; init; }

        /// <summary>The will's payload.</summary>
        [When(nameof(HasWill)), LengthPrefixed<ushort>]
        public ReadOnlyMemory<byte>? WillPayload { get; init; }

        /// <summary>The user name.</summary>
        [When(nameof(HasUserName)), LengthPrefixed<ushort>]
        public Utf8Text? UserName { get; init; }

        /// <summary>The password.</summary>
        [When(nameof(HasPassword)), LengthPrefixed<ushort>]
        public ReadOnlyMemory<byte>? Password { get; init; }
    }

    /// <summary>The answer to <see cref="Connect"/> (section 3.2).</summary>
    /// <param name="SessionPresent">Whether the server has the session still.</param>
    /// <param name="Code">Whether the client is let in.</param>
    /// <param name="Properties">What the server grants.</param>
    [Reply(PacketType.ConnAck)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct ConnAck(
        [Reserved(Bits = 7, OnRead = ReservedPolicy.Refuse)][Bits(1)] bool SessionPresent,
        ReasonCode Code,
        [Since(5), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property> Properties);

    /// <summary>A message of QoS 0 (section 3.3), which has no packet identifier.</summary>
    /// <param name="Retain">Whether it is to be kept, or was.</param>
    /// <param name="Topic">The topic.</param>
    /// <param name="Properties">Properties of the message.</param>
    /// <param name="Payload">The payload, to the end of the packet.</param>
    [Message(PacketType.Publish)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce)]
    public readonly partial record struct Publish(
        [InHeader] bool Retain,
        [LengthPrefixed<ushort>] Utf8Text Topic,
        [Since(5), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property> Properties,
        [Remaining, MaxBytes(4 << 20)] ReadOnlyMemory<byte> Payload);

    /// <summary>A message of QoS 1: answered by a <see cref="PubAck"/>.</summary>
    /// <param name="Dup">Whether it was sent before.</param>
    /// <param name="Retain">Whether it is to be kept, or was.</param>
    /// <param name="Topic">The topic.</param>
    /// <param name="PacketId">Filled in, unless the caller chose one.</param>
    /// <param name="Properties">Properties of the message.</param>
    /// <param name="Payload">The payload, to the end of the packet.</param>
    [Request<PubAck>(PacketType.Publish, From = Side.Both)]
    [HeaderValue(nameof(Header.Qos), Qos.AtLeastOnce)]
    public readonly partial record struct PublishAtLeastOnce(
        [InHeader] bool Dup,
        [InHeader] bool Retain,
        [LengthPrefixed<ushort>] Utf8Text Topic,
        [CorrelationId] ushort PacketId,
        [Since(5), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property> Properties,
        [Remaining, MaxBytes(4 << 20)] ReadOnlyMemory<byte> Payload);

    /// <summary>A message of QoS 2: answered by a <see cref="PubRec"/>, and that by a <see cref="PubRel"/> of the same packet identifier.</summary>
    /// <param name="Dup">Whether it was sent before.</param>
    /// <param name="Retain">Whether it is to be kept, or was.</param>
    /// <param name="Topic">The topic.</param>
    /// <param name="PacketId">Filled in, unless the caller chose one.</param>
    /// <param name="Properties">Properties of the message.</param>
    /// <param name="Payload">The payload, to the end of the packet.</param>
    [Request<PubRec>(PacketType.Publish, From = Side.Both)]
    [HeaderValue(nameof(Header.Qos), Qos.ExactlyOnce)]
    public readonly partial record struct PublishExactlyOnce(
        [InHeader] bool Dup,
        [InHeader] bool Retain,
        [LengthPrefixed<ushort>] Utf8Text Topic,
        [CorrelationId] ushort PacketId,
        [Since(5), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property> Properties,
        [Remaining, MaxBytes(4 << 20)] ReadOnlyMemory<byte> Payload);

    /// <summary>A message of QoS 1 has arrived (section 3.4).</summary>
    /// <param name="PacketId">Which.</param>
    /// <param name="Outcome">What became of it.</param>
    [Reply(PacketType.PubAck)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct PubAck([CorrelationId] ushort PacketId, [Since(5)] Outcome Outcome);

    /// <summary>A message of QoS 2 has arrived (section 3.5).</summary>
    /// <param name="PacketId">Which.</param>
    /// <param name="Outcome">What became of it.</param>
    [Reply(PacketType.PubRec)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct PubRec([CorrelationId] ushort PacketId, [Since(5)] Outcome Outcome);

    /// <summary>Its sender has seen that, and will not send it again (section 3.6).</summary>
    /// <param name="PacketId">Which: that of the PUBLISH.</param>
    /// <param name="Outcome">What became of it.</param>
    [Request<PubComp>(PacketType.PubRel, From = Side.Both)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtLeastOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct PubRel([CorrelationId] ushort PacketId, [Since(5)] Outcome Outcome);

    /// <summary>Its receiver has seen that, and knows the packet identifier no longer (section 3.7).</summary>
    /// <param name="PacketId">Which.</param>
    /// <param name="Outcome">What became of it.</param>
    [Reply(PacketType.PubComp)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct PubComp([CorrelationId] ushort PacketId, [Since(5)] Outcome Outcome);

    /// <summary>The client wants messages (section 3.8).</summary>
    /// <param name="PacketId">Filled in.</param>
    /// <param name="Properties">Properties of the subscriptions.</param>
    /// <param name="Filters">One or several, to the end of the packet.</param>
    [Request<SubAck>(PacketType.Subscribe)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtLeastOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct Subscribe(
        [CorrelationId] ushort PacketId,
        [Since(5), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property> Properties,
        [Remaining, MaxCount(1000)] WireList<Subscription> Filters);

    /// <summary>The answer to <see cref="Subscribe"/> (section 3.9).</summary>
    /// <param name="PacketId">Which.</param>
    /// <param name="Properties">More about it.</param>
    /// <param name="Codes">A <see cref="ReasonCode"/> for each filter.</param>
    [Reply(PacketType.SubAck)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct SubAck(
        [CorrelationId] ushort PacketId,
        [Since(5), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property> Properties,
        [Remaining, MaxBytes(1000)] ReadOnlyMemory<byte> Codes);

    /// <summary>The client wants no more messages (section 3.10).</summary>
    /// <param name="PacketId">Filled in.</param>
    /// <param name="Properties">Properties of the request.</param>
    /// <param name="Filters">One or several, to the end of the packet.</param>
    [Request<UnsubAck>(PacketType.Unsubscribe)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtLeastOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct Unsubscribe(
        [CorrelationId] ushort PacketId,
        [Since(5), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property> Properties,
        [Remaining, MaxCount(1000)] WireList<FilterText> Filters);

    /// <summary>The answer to <see cref="Unsubscribe"/> (section 3.11).</summary>
    /// <param name="PacketId">Which.</param>
    /// <param name="Properties">More about it.</param>
    /// <param name="Codes">A <see cref="ReasonCode"/> for each filter.</param>
    [Reply(PacketType.UnsubAck)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct UnsubAck(
        [CorrelationId] ushort PacketId,
        [Since(5), LengthPrefixed(VarIntFormat.Mqtt), MaxBytes(1 << 16)] WireList<Property> Properties,
        [Since(5), Remaining, MaxBytes(1000)] ReadOnlyMemory<byte> Codes);

    /// <summary>Are you there (section 3.12)? Answered by the next <see cref="PingResp"/>.</summary>
    [Request<PingResp>(PacketType.PingReq)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct PingReq;

    /// <summary>Yes (section 3.13).</summary>
    [Reply(PacketType.PingResp)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct PingResp;

    /// <summary>Good-bye (section 3.14); since MQTT 5 the server says it, too.</summary>
    /// <param name="Outcome">Why.</param>
    [Message(PacketType.Disconnect)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct Disconnect([Since(5)] Outcome Outcome);

    /// <summary>A step of an authentication (section 3.15).</summary>
    /// <param name="Outcome">Where it stands.</param>
    [Message(PacketType.Auth), Since(5)]
    [HeaderValue(nameof(Header.Dup), false), HeaderValue(nameof(Header.Qos), Qos.AtMostOnce), HeaderValue(nameof(Header.Retain), false)]
    public readonly partial record struct Auth(Outcome Outcome);
}
