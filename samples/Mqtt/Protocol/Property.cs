using ProtoSockets;

namespace MqttSample;

/// <summary>
/// A property of a packet, since MQTT 5 (section 2.2.2.2): its identifier, and a value whose form follows from it.
/// <code>
/// identifier | byte, two bytes, four bytes, variable byte integer, text, bytes, or two texts
/// </code>
/// Others than these end the connection: where they end is not known.
/// </summary>
[WireUnion]
public readonly partial struct Property
{
    /// <summary>What it is.</summary>
    [Discriminator, VarInt(VarIntFormat.Mqtt, Canonical = true)]
    public partial PropertyId Id { get; }

    /// <summary>Whether the payload is text.</summary>
    /// <param name="Value">1 for text in UTF-8, 0 for bytes.</param>
    [Case(PropertyId.PayloadFormatIndicator)]
    public readonly partial record struct PayloadFormatIndicator(byte Value);

    /// <summary>How long a message is of interest.</summary>
    /// <param name="Seconds">How many seconds.</param>
    [Case(PropertyId.MessageExpiryInterval)]
    public readonly partial record struct MessageExpiryInterval(uint Seconds);

    /// <summary>What the payload is.</summary>
    /// <param name="Text">A media type, say.</param>
    [Case(PropertyId.ContentType)]
    public readonly partial record struct ContentType([LengthPrefixed<ushort>] Utf8Text Text);

    /// <summary>Where to answer.</summary>
    /// <param name="Topic">A topic.</param>
    [Case(PropertyId.ResponseTopic)]
    public readonly partial record struct ResponseTopic([LengthPrefixed<ushort>] Utf8Text Topic);

    /// <summary>What the answer repeats.</summary>
    /// <param name="Data">Any bytes.</param>
    [Case(PropertyId.CorrelationData)]
    public readonly partial record struct CorrelationData([LengthPrefixed<ushort>] ReadOnlyMemory<byte> Data);

    /// <summary>Which subscription it is for.</summary>
    /// <param name="Number">1 to 268,435,455.</param>
    [Case(PropertyId.SubscriptionIdentifier)]
    public readonly partial record struct SubscriptionIdentifier([VarInt(VarIntFormat.Mqtt, Canonical = true)] uint Number);

    /// <summary>How long a session is kept.</summary>
    /// <param name="Seconds">How many seconds; 0xFFFFFFFF for ever.</param>
    [Case(PropertyId.SessionExpiryInterval)]
    public readonly partial record struct SessionExpiryInterval(uint Seconds);

    /// <summary>The identifier that the server chose.</summary>
    /// <param name="ClientId">The identifier.</param>
    [Case(PropertyId.AssignedClientIdentifier)]
    public readonly partial record struct AssignedClientIdentifier([LengthPrefixed<ushort>] Utf8Text ClientId);

    /// <summary>The keep-alive that the server wants.</summary>
    /// <param name="Seconds">How many seconds.</param>
    [Case(PropertyId.ServerKeepAlive)]
    public readonly partial record struct ServerKeepAlive(ushort Seconds);

    /// <summary>How to authenticate.</summary>
    /// <param name="Method">The method's name.</param>
    [Case(PropertyId.AuthenticationMethod)]
    public readonly partial record struct AuthenticationMethod([LengthPrefixed<ushort>] Utf8Text Method);

    /// <summary>A step of an authentication.</summary>
    /// <param name="Data">What the method says.</param>
    [Case(PropertyId.AuthenticationData)]
    public readonly partial record struct AuthenticationData([LengthPrefixed<ushort>] ReadOnlyMemory<byte> Data);

    /// <summary>Whether refusals may have a text.</summary>
    /// <param name="Value">1 or 0.</param>
    [Case(PropertyId.RequestProblemInformation)]
    public readonly partial record struct RequestProblemInformation(byte Value);

    /// <summary>How long to wait before the will is published.</summary>
    /// <param name="Seconds">How many seconds.</param>
    [Case(PropertyId.WillDelayInterval)]
    public readonly partial record struct WillDelayInterval(uint Seconds);

    /// <summary>Whether the server is to say where to answer.</summary>
    /// <param name="Value">1 or 0.</param>
    [Case(PropertyId.RequestResponseInformation)]
    public readonly partial record struct RequestResponseInformation(byte Value);

    /// <summary>Where to answer.</summary>
    /// <param name="Text">What response topics begin with.</param>
    [Case(PropertyId.ResponseInformation)]
    public readonly partial record struct ResponseInformation([LengthPrefixed<ushort>] Utf8Text Text);

    /// <summary>Another server to use.</summary>
    /// <param name="Address">Its address.</param>
    [Case(PropertyId.ServerReference)]
    public readonly partial record struct ServerReference([LengthPrefixed<ushort>] Utf8Text Address);

    /// <summary>Why.</summary>
    /// <param name="Text">A text for people.</param>
    [Case(PropertyId.ReasonString)]
    public readonly partial record struct ReasonString([LengthPrefixed<ushort>] Utf8Text Text);

    /// <summary>How many messages of QoS 1 and 2 may be under way.</summary>
    /// <param name="Count">1 or more.</param>
    [Case(PropertyId.ReceiveMaximum)]
    public readonly partial record struct ReceiveMaximum(ushort Count);

    /// <summary>The highest alias for a topic.</summary>
    /// <param name="Count">0 for none.</param>
    [Case(PropertyId.TopicAliasMaximum)]
    public readonly partial record struct TopicAliasMaximum(ushort Count);

    /// <summary>A number instead of a topic.</summary>
    /// <param name="Number">1 or more.</param>
    [Case(PropertyId.TopicAlias)]
    public readonly partial record struct TopicAlias(ushort Number);

    /// <summary>The highest QoS.</summary>
    /// <param name="Value">0 or 1; 2 is what holds without it.</param>
    [Case(PropertyId.MaximumQos)]
    public readonly partial record struct MaximumQos(byte Value);

    /// <summary>Whether messages can be retained.</summary>
    /// <param name="Value">1 or 0.</param>
    [Case(PropertyId.RetainAvailable)]
    public readonly partial record struct RetainAvailable(byte Value);

    /// <summary>Whatever the application wants.</summary>
    /// <param name="Name">A name; it may be there several times.</param>
    /// <param name="Value">A value.</param>
    [Case(PropertyId.UserProperty)]
    public readonly partial record struct UserProperty([LengthPrefixed<ushort>] Utf8Text Name, [LengthPrefixed<ushort>] Utf8Text Value);

    /// <summary>The largest packet.</summary>
    /// <param name="Bytes">How many bytes.</param>
    [Case(PropertyId.MaximumPacketSize)]
    public readonly partial record struct MaximumPacketSize(uint Bytes);

    /// <summary>Whether filters may have wildcards.</summary>
    /// <param name="Value">1 or 0.</param>
    [Case(PropertyId.WildcardSubscriptionAvailable)]
    public readonly partial record struct WildcardSubscriptionAvailable(byte Value);

    /// <summary>Whether subscriptions may have identifiers.</summary>
    /// <param name="Value">1 or 0.</param>
    [Case(PropertyId.SubscriptionIdentifierAvailable)]
    public readonly partial record struct SubscriptionIdentifierAvailable(byte Value);

    /// <summary>Whether subscriptions may be shared.</summary>
    /// <param name="Value">1 or 0.</param>
    [Case(PropertyId.SharedSubscriptionAvailable)]
    public readonly partial record struct SharedSubscriptionAvailable(byte Value);
}
