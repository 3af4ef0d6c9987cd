namespace MqttSample;

/// <summary>The kinds of control packets (MQTT 5, table 2-1).</summary>
public enum PacketType : byte
{
    /// <summary>Reserved.</summary>
    None = 0,

    /// <summary>The client asks to be let in.</summary>
    Connect = 1,

    /// <summary>The server lets it in, or not.</summary>
    ConnAck = 2,

    /// <summary>A message.</summary>
    Publish = 3,

    /// <summary>A message of QoS 1 has arrived.</summary>
    PubAck = 4,

    /// <summary>A message of QoS 2 has arrived.</summary>
    PubRec = 5,

    /// <summary>Its sender has seen that.</summary>
    PubRel = 6,

    /// <summary>And its receiver has seen that.</summary>
    PubComp = 7,

    /// <summary>The client wants messages.</summary>
    Subscribe = 8,

    /// <summary>It gets them.</summary>
    SubAck = 9,

    /// <summary>It wants them no longer.</summary>
    Unsubscribe = 10,

    /// <summary>And gets none.</summary>
    UnsubAck = 11,

    /// <summary>Are you there?</summary>
    PingReq = 12,

    /// <summary>Yes.</summary>
    PingResp = 13,

    /// <summary>Good-bye.</summary>
    Disconnect = 14,

    /// <summary>A step of an authentication, since MQTT 5.</summary>
    Auth = 15,
}

/// <summary>How often a message arrives (MQTT 5, section 4.3).</summary>
public enum Qos : byte
{
    /// <summary>Once or not at all.</summary>
    AtMostOnce = 0,

    /// <summary>Once or several times.</summary>
    AtLeastOnce = 1,

    /// <summary>Once.</summary>
    ExactlyOnce = 2,
}

/// <summary>What became of a request (MQTT 5, table 2-6). Before MQTT 5, CONNACK has codes of its own, 0 to 5, and SUBACK the granted QoS or 0x80.</summary>
public enum ReasonCode : byte
{
    /// <summary>Success; also a normal disconnection, and a granted QoS 0.</summary>
    Success = 0x00,

    /// <summary>Granted QoS 1. In a CONNACK before MQTT 5: the protocol level is not spoken.</summary>
    GrantedQos1 = 0x01,

    /// <summary>Granted QoS 2. In a CONNACK before MQTT 5: the client identifier is refused.</summary>
    GrantedQos2 = 0x02,

    /// <summary>The client is going, and its will is to be published.</summary>
    DisconnectWithWill = 0x04,

    /// <summary>Nobody has subscribed to it.</summary>
    NoMatchingSubscribers = 0x10,

    /// <summary>There was no such subscription.</summary>
    NoSubscriptionExisted = 0x11,

    /// <summary>An error that has no code of its own.</summary>
    UnspecifiedError = 0x80,

    /// <summary>A packet that is malformed.</summary>
    MalformedPacket = 0x81,

    /// <summary>A packet that should not have been sent.</summary>
    ProtocolError = 0x82,

    /// <summary>A version that is not spoken.</summary>
    UnsupportedProtocolVersion = 0x84,

    /// <summary>A client identifier that is not allowed.</summary>
    ClientIdentifierNotValid = 0x85,

    /// <summary>The connection went on under another socket.</summary>
    SessionTakenOver = 0x8E,

    /// <summary>A filter that is malformed.</summary>
    TopicFilterInvalid = 0x8F,

    /// <summary>A topic that is malformed.</summary>
    TopicNameInvalid = 0x90,

    /// <summary>No PUBLISH has that packet identifier.</summary>
    PacketIdentifierNotFound = 0x92,
}

/// <summary>What a <see cref="Property"/> is (MQTT 5, table 2-4). On the wire a variable byte integer; all values take one byte.</summary>
public enum PropertyId : byte
{
    /// <summary>Whether the payload is text. A byte.</summary>
    PayloadFormatIndicator = 0x01,

    /// <summary>How long a message is of interest. Four bytes, in seconds.</summary>
    MessageExpiryInterval = 0x02,

    /// <summary>What the payload is. Text.</summary>
    ContentType = 0x03,

    /// <summary>Where to answer. Text.</summary>
    ResponseTopic = 0x08,

    /// <summary>What the answer repeats. Bytes.</summary>
    CorrelationData = 0x09,

    /// <summary>Which subscription it is for. A variable byte integer.</summary>
    SubscriptionIdentifier = 0x0B,

    /// <summary>How long a session is kept. Four bytes, in seconds.</summary>
    SessionExpiryInterval = 0x11,

    /// <summary>The identifier that the server chose. Text.</summary>
    AssignedClientIdentifier = 0x12,

    /// <summary>The keep-alive that the server wants. Two bytes, in seconds.</summary>
    ServerKeepAlive = 0x13,

    /// <summary>How to authenticate. Text.</summary>
    AuthenticationMethod = 0x15,

    /// <summary>A step of it. Bytes.</summary>
    AuthenticationData = 0x16,

    /// <summary>Whether refusals may have a text. A byte.</summary>
    RequestProblemInformation = 0x17,

    /// <summary>How long to wait before the will is published. Four bytes, in seconds.</summary>
    WillDelayInterval = 0x18,

    /// <summary>Whether the server says where to answer. A byte.</summary>
    RequestResponseInformation = 0x19,

    /// <summary>Where to answer. Text.</summary>
    ResponseInformation = 0x1A,

    /// <summary>Another server to use. Text.</summary>
    ServerReference = 0x1C,

    /// <summary>Why. Text.</summary>
    ReasonString = 0x1F,

    /// <summary>How many messages may be under way. Two bytes.</summary>
    ReceiveMaximum = 0x21,

    /// <summary>The highest alias for a topic. Two bytes.</summary>
    TopicAliasMaximum = 0x22,

    /// <summary>A number instead of a topic. Two bytes.</summary>
    TopicAlias = 0x23,

    /// <summary>The highest QoS. A byte.</summary>
    MaximumQos = 0x24,

    /// <summary>Whether messages can be retained. A byte.</summary>
    RetainAvailable = 0x25,

    /// <summary>Whatever the application wants. Two texts.</summary>
    UserProperty = 0x26,

    /// <summary>The largest packet. Four bytes.</summary>
    MaximumPacketSize = 0x27,

    /// <summary>Whether filters may have wildcards. A byte.</summary>
    WildcardSubscriptionAvailable = 0x28,

    /// <summary>Whether subscriptions may have identifiers. A byte.</summary>
    SubscriptionIdentifierAvailable = 0x29,

    /// <summary>Whether subscriptions may be shared. A byte.</summary>
    SharedSubscriptionAvailable = 0x2A,
}
